/* alternative: two alternatives of leaves of patterns side by side. Place: within map/, below compare. */
#pragma once
#include "base/value.h"

/* True if no scalar can be both, or the one wants a value and the other none. False: not proven. `scratch` is reset. */
bool alternative_disjoint(struct arena *scratch, const struct value *a, const struct value *b);
/* True if whatever fulfils `a` fulfils `b`. False: not proven. `scratch` is reset. */
bool alternative_within(struct arena *scratch, const struct value *a, const struct value *b);
