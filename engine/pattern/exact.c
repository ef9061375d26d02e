/* exact: the typed index of exact values.
 *
 * Place: pattern, under the matcher. Memory: its own, until exact_finish. Thread: any, once sealed.
 *
 * Invariants
 *   1. The table is at most three quarters full, so a search ends.
 *   2. Equal scalars at a node have one number: 300 and 300.0 are equal.
 * Events are only looked up, so no event can make a chain longer; the seed is made of all patterns (terms_seal), so
 * that nobody finds colliding values for one rule without knowing all others. Every hit is compared. */
#include "pattern/exact.h"
#include "base/hash.h"
#include "pattern/literals.h"
#include <stdlib.h>

void exact_init(struct exact *exact, uint64_t seed)
{
	*exact = (struct exact){.mask = 15, .seed = seed};
	exact->slots = memory_zalloc(exact->mask + 1ull, sizeof(*exact->slots));
}

void exact_finish(struct exact *exact)
{
	free(exact->slots);
	free(exact->values);
	free(exact->nodes);
}

uint32_t exact_hash(const struct exact *exact, uint32_t node, const struct value *scalar)
{
	uint64_t hash = literals_hash(scalar, exact->seed ^ node * 0x9E3779B97F4A7C15u);

	return (uint32_t)(hash ^ hash >> 32);
}

static inline bool equal(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_STRING && b->kind == VALUE_STRING)
		return slice_equal(value_text(a), value_text(b));
	return literals_compare(a, b) == 0;
}

/* The slot of the scalar, or the free one where it belongs. */
static inline struct exact_slot *slot_of(const struct exact *exact, uint32_t node, const struct value *scalar,
	uint32_t hash)
{
	uint32_t at = hash & exact->mask;

	for (;; at = (at + 1) & exact->mask) {
		struct exact_slot *slot = &exact->slots[at];

		if (!slot->value || (slot->hash == hash && exact->nodes[slot->value - 1] == node &&
					    equal(&exact->values[slot->value - 1], scalar)))
			return slot;
	}
}

uint32_t exact_find(const struct exact *exact, uint32_t node, const struct value *scalar, uint32_t hash)
{
	return slot_of(exact, node, scalar, hash)->value - 1;
}

/* Fills a table of `slots` places anew. */
static void fill(struct exact *exact, uint32_t slots)
{
	free(exact->slots);
	exact->mask = slots - 1;
	exact->slots = memory_zalloc(slots, sizeof(*exact->slots));
	for (uint32_t i = 0; i < exact->count; i++) {
		uint32_t hash = exact_hash(exact, exact->nodes[i], &exact->values[i]), at = hash & exact->mask;

		while (exact->slots[at].value)
			at = (at + 1) & exact->mask;
		exact->slots[at] = (struct exact_slot){hash, i + 1};
	}
}

uint32_t exact_add(struct exact *exact, uint32_t node, const struct value *scalar, struct arena *arena)
{
	uint32_t hash = exact_hash(exact, node, scalar);
	struct exact_slot *slot = slot_of(exact, node, scalar, hash);

	if (slot->value)
		return slot->value - 1;
	if (exact->count == exact->capacity) {
		exact->capacity = exact->capacity * 2 + 16;
		exact->values = memory_realloc(exact->values, exact->capacity * sizeof(*exact->values));
		exact->nodes = memory_realloc(exact->nodes, exact->capacity * sizeof(*exact->nodes));
	}
	exact->values[exact->count] = *scalar;
	exact->values[exact->count].skip = 1;
	if (scalar->kind == VALUE_STRING || scalar->kind == VALUE_DECIMAL)
		exact->values[exact->count].text = arena_copy(arena, value_text(scalar)).data;
	exact->nodes[exact->count++] = node;
	*slot = (struct exact_slot){hash, exact->count};
	if (exact->count > exact->mask / 4 * 3)
		fill(exact, (exact->mask + 1) * 2);
	return exact->count - 1;
}

void exact_seal(struct exact *exact, uint64_t seed)
{
	uint32_t slots = 4;

	while (exact->count > slots / 4 * 3)
		slots *= 2;
	exact->seed = seed;
	fill(exact, slots);
	exact->capacity = exact->count;
	exact->values = memory_realloc(exact->values, (exact->count + 1ull) * sizeof(*exact->values));
	exact->nodes = memory_realloc(exact->nodes, (exact->count + 1ull) * sizeof(*exact->nodes));
}

size_t exact_bytes(const struct exact *exact)
{
	return (exact->mask + 1ull) * sizeof(*exact->slots) +
	       exact->count * (sizeof(*exact->values) + sizeof(*exact->nodes));
}
