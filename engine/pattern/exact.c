/* exact: the typed index of exact values.
 *
 * Place: pattern, under the matcher. Memory: its own, until exact_finish. Thread: any, once built.
 *
 * Invariants
 *   1. The table is at most half full, so a search ends.
 *   2. The rules of a slot ascend, each once.
 * The seed is fixed: events are only looked up, and the chains they walk are made of the patterns' values alone, so
 * no event can make them longer. Every hit is compared with the value itself. */
#include "pattern/exact.h"
#include "pattern/literals.h"
#include <stdlib.h>

static uint32_t hash_of(uint32_t node, const struct value *scalar)
{
	uint64_t hash = literals_hash(scalar, node * 0x9E3779B97F4A7C15u);

	return (uint32_t)(hash ^ hash >> 32);
}

/* The slot of the value, or the free one where it belongs. */
static struct exact_slot *slot_of(const struct exact *exact, uint32_t hash, uint32_t node, const struct value *scalar)
{
	uint32_t at = hash & exact->mask;

	for (;; at = (at + 1) & exact->mask) {
		struct exact_slot *slot = &exact->slots[at];

		if (!slot->value || (slot->hash == hash && slot->node == node &&
					    literals_compare(slot->value, scalar) == 0))
			return slot;
	}
}

static struct exact_slot *take_slot(struct exact *exact, const struct exact_entry *entry)
{
	uint32_t hash = hash_of(entry->node, entry->value);
	struct exact_slot *slot = slot_of(exact, hash, entry->node, entry->value);

	if (!slot->value) {
		*slot = (struct exact_slot){.value = entry->value, .hash = hash, .node = entry->node};
		exact->value_count++;
	}
	return slot;
}

void exact_init(struct exact *exact, const struct exact_entry *entries, uint32_t count)
{
	uint32_t at = 0;

	*exact = (struct exact){.mask = 1};
	while (exact->mask < count * 2ull)
		exact->mask = exact->mask * 2 + 1;
	exact->slots = memory_zalloc(exact->mask + 1ull, sizeof(*exact->slots));
	exact->rules = memory_alloc((count + 1ull) * sizeof(*exact->rules));
	for (uint32_t i = 0; i < count; i++)
		take_slot(exact, &entries[i])->count++;
	for (uint32_t i = 0; i <= exact->mask; i++) {
		exact->slots[i].first = at;
		at += exact->slots[i].count;
		exact->slots[i].count = 0;
	}
	exact->rule_count = at;
	for (uint32_t i = 0; i < count; i++) {
		struct exact_slot *slot = take_slot(exact, &entries[i]);
		uint32_t *end = exact->rules + slot->first + slot->count;

		if (slot->count && end[-1] == entries[i].rule)
			continue;
		*end = entries[i].rule;
		slot->count++;
	}
}

void exact_finish(struct exact *exact)
{
	free(exact->slots);
	free(exact->rules);
}

uint32_t exact_find(const struct exact *exact, uint32_t node, const struct value *scalar, const uint32_t **ret_rules)
{
	const struct exact_slot *slot;

	if (scalar->kind == VALUE_BYTES)
		return 0;
	slot = slot_of(exact, hash_of(node, scalar), node, scalar);
	*ret_rules = exact->rules + slot->first;
	return slot->count;
}

size_t exact_bytes(const struct exact *exact)
{
	return (exact->mask + 1ull) * sizeof(*exact->slots) + exact->rule_count * sizeof(*exact->rules);
}
