/* exact: the typed index of exact values: numbers each (path, scalar) that patterns ask for, and finds the number of a
 * scalar of an event. */
#pragma once
#include "base/value.h"

static const uint32_t EXACT_NONE = UINT32_MAX;

struct exact_slot {
	uint32_t hash;
	uint32_t value; /* number + 1; 0: free */
};

struct exact {
	struct exact_slot *slots; /* open addressing, at most 3/4 full */
	uint32_t mask;
	struct value *values; /* by number */
	uint32_t *nodes;      /* by number: of the trie of paths */
	uint32_t count, capacity;
	uint64_t seed;
};

void exact_init(struct exact *exact, uint64_t seed);
void exact_finish(struct exact *exact);
/* The number of the scalar at the node; a new one if it has none. Its text is copied into `arena`. */
uint32_t exact_add(struct exact *exact, uint32_t node, const struct value *scalar, struct arena *arena);
/* Gives back spare room and hashes anew with `seed`. No exact_add afterwards. */
void exact_seal(struct exact *exact, uint64_t seed);
size_t exact_bytes(const struct exact *exact);

/* The scalar's hash, for the two below. `scalar` is no BYTES, which equal nothing. */
uint32_t exact_hash(const struct exact *exact, uint32_t node, const struct value *scalar);
/* The number of the scalar; EXACT_NONE if no pattern asks for it there. */
uint32_t exact_find(const struct exact *exact, uint32_t node, const struct value *scalar, uint32_t hash);

/* Has the memory ready where exact_find will look. */
static inline void exact_prefetch(const struct exact *exact, uint32_t hash)
{
	__builtin_prefetch(&exact->slots[hash & exact->mask]);
}
