/* random: seeded random patterns and events from nasty alphabets: few keys, so that paths meet; texts that are
 * prefixes, suffixes and case variants of each other; numbers at the edges of int64 and double; arrays of objects
 * in arrays. */
#pragma once
#include "base/value.h"

struct random {
	uint64_t state;
};

/* A number below `bound`. */
uint32_t random_below(struct random *random, uint32_t bound);
/* A tree that pattern_parse accepts. */
const struct value *random_pattern(struct random *random, struct arena *arena);
const struct value *random_event(struct random *random, struct arena *arena);
