/* changes: rules a little changed. */
#pragma once
#include "world.h"

/* A copy of the rule with another operand, operator, alternative, field or structure in one place. It may be one that
 * pattern_parse refuses. */
struct tree *changes_rule(struct world *world, const struct tree *rule);
