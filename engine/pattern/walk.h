/* walk: from a list to the rules in it that hold of an event. */
#pragma once
#include "pattern/index.h"

/* Appends to the scratch's ids the rules of the list, once an event. */
void walk(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t list);
