/* rules: random patterns of a world. */
#pragma once
#include "world.h"

/* A pattern that pattern_parse accepts (but for bounds that a rare one exceeds). */
struct tree *rules_make(struct world *world);
/* A list of alternatives. */
struct tree *rules_leaf(struct world *world);
/* One operator as an alternative: `{ prefix: x }`. */
struct tree *rules_operator(struct world *world);
/* The escapes of a wildcard put before stars and backslashes. */
struct slice rules_escaped(struct world *world, struct slice text);
