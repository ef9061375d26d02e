/* value_twins: members of an object whose key stands again later. The last one wins; the others go.
 *
 * Place: base; used by every reader that builds trees. Memory: the tree's. Thread: any. */
#pragma once
#include "base/value.h"

/* What a reader remembers of one object's keys while they come by: two bits of 64 for each. All zero at first. A key of
 * which both bits stand already may be a twin; most objects have none such, and need no further look. */
struct twins {
	uint64_t firsts, seconds;
	uint64_t suspects; /* the first bits of all keys that may stand twice */
};

static inline uint32_t twins_mix(struct slice key)
{
	uint32_t bytes = (uint32_t)key.size;

	if (key.size)
		bytes += ((uint32_t)(unsigned char)key.data[0] << 24) +
			 ((uint32_t)(unsigned char)key.data[key.size / 2] << 16) +
			 ((uint32_t)(unsigned char)key.data[key.size - 1] << 8);
	return bytes * 0x9e3779b1u;
}

static inline void twins_note(struct twins *twins, struct slice key)
{
	uint32_t mixed = twins_mix(key);
	uint64_t first = 1ull << (mixed >> 26), second = 1ull << (mixed >> 20 & 63);

	if (twins->firsts & first && twins->seconds & second)
		twins->suspects |= first;
	twins->firsts |= first;
	twins->seconds |= second;
}

/* As twins_drop, when there are suspects. */
uint32_t twins_drop_among(struct value *object, const struct twins *twins);
/* Removes each member of `object` that a later one of the same key replaces, moves the rest together, and sets skip and
 * size. `object` must be a whole tree, its skip and size right. Returns how many it removed. Work: linear for ordinary
 * keys, n log n for keys made to collide. */
uint32_t twins_drop(struct value *object);
/* The same, for a reader that has noted all keys of `object` in `twins`. */
static inline uint32_t twins_drop_noted(struct value *object, const struct twins *twins)
{
	return twins->suspects ? twins_drop_among(object, twins) : 0;
}
