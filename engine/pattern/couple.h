/* couple: makes a `$or` share the array elements that its siblings choose. */
#pragma once
#include "pattern/ast.h"

/* The mapping as it is evaluated; `source` itself where nothing is to be done. NULL if the `$or`s would combine to
 * more than PATTERN_COMBINATIONS_MOST fields. */
const struct mapping *couple_mapping(struct arena *arena, struct mapping *source);
