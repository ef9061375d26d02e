/* guards: weaker tests above many that exclude nearly the same. */
#pragma once
#include "pattern/access.h"

/* Adds tests to `count` entries of one key, that follow from those that they have. Terms are added. */
void guards_add(struct access_entries *entries, struct access_entry *items, uint32_t count, struct terms *terms);
