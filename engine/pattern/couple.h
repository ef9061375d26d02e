/* couple: makes a `$or` share the array elements that its siblings choose. */
#pragma once
#include "pattern/ast.h"

enum { COUPLE_COMPARISONS_MOST = 5000000 }; /* keys compared for one pattern: a tenth of a second */

/* The mapping as it is evaluated; `source` itself where nothing is to be done. NULL if the `$or`s would combine to
 * more than PATTERN_COMBINATIONS_MOST fields, or if that would take more than COUPLE_COMPARISONS_MOST to know; then
 * *ret_combines says whether it is the former. */
const struct mapping *couple_mapping(struct arena *arena, struct mapping *source, bool *ret_combines);
