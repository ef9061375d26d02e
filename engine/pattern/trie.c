/* trie: the paths that an index asks for, step by step.
 *
 * Place: pattern, under the matcher. Memory: its own, until trie_finish. Thread: any, once sealed.
 *
 * Invariants
 *   1. Node 0 is the root; every other node is the child of exactly one edge.
 *   2. The table is at most half full, so a search ends.
 * Keys of events are only looked up: the chains that they walk are made of the patterns' keys alone, so no event
 * can make them longer; the seed is made of all patterns (terms_seal), so that nobody finds keys that meet without
 * knowing all others. Every hit is compared byte by byte. */
#include "pattern/trie.h"
#include "base/hash.h"
#include <stdlib.h>

enum { FEW_EDGES = 3 }; /* up to here comparing one by one beats hashing */

void trie_init(struct trie *trie, uint64_t seed)
{
	*trie = (struct trie){.node_count = 1, .mask = 15, .seed = seed};
	trie->slots = memory_zalloc(trie->mask + 1, sizeof(*trie->slots));
	arena_init(&trie->keys, 1024);
}

void trie_finish(struct trie *trie)
{
	free(trie->edges);
	free(trie->first);
	free(trie->edge_to);
	arena_finish(&trie->keys);
	free(trie->slots);
}

static uint32_t hash_of(const struct trie *trie, uint32_t parent, struct slice key)
{
	return (uint32_t)hash64(key, trie->seed ^ parent * 0x9E3779B97F4A7C15u);
}

static bool is_edge(const struct trie_edge *edge, uint32_t parent, struct slice key)
{
	return edge->parent == parent && slice_equal(edge->key, key);
}

/* The slot of the edge, or the free one where it belongs. */
static uint32_t *slot_of(const struct trie *trie, uint32_t hash, uint32_t parent, struct slice key)
{
	uint32_t at = hash & trie->mask;

	while (trie->slots[at] && !(trie->edges[trie->slots[at] - 1].hash == hash &&
					  is_edge(&trie->edges[trie->slots[at] - 1], parent, key)))
		at = (at + 1) & trie->mask;
	return &trie->slots[at];
}

/* Fills the table anew from the edges. */
static void fill(struct trie *trie)
{
	memset(trie->slots, 0, (trie->mask + 1) * sizeof(*trie->slots));
	for (uint32_t i = 0; i < trie->edge_count; i++) {
		const struct trie_edge *edge = &trie->edges[i];

		*slot_of(trie, edge->hash, edge->parent, edge->key) = i + 1;
	}
}

static void grow(struct trie *trie)
{
	if (trie->edge_count == trie->edge_capacity) {
		trie->edge_capacity = trie->edge_capacity ? trie->edge_capacity * 2 : 16;
		trie->edges = memory_realloc(trie->edges, trie->edge_capacity * sizeof(*trie->edges));
	}
	if (trie->edge_count * 2 >= trie->mask) {
		trie->mask = trie->mask * 2 + 1;
		trie->slots = memory_realloc(trie->slots, (trie->mask + 1) * sizeof(*trie->slots));
		fill(trie);
	}
}

uint32_t trie_insert(struct trie *trie, uint32_t parent, struct slice key)
{
	uint32_t hash = hash_of(trie, parent, key), *slot;

	grow(trie);
	slot = slot_of(trie, hash, parent, key);
	if (*slot)
		return trie->edges[*slot - 1].child;
	trie->edges[trie->edge_count++] =
		(struct trie_edge){arena_copy(&trie->keys, key), parent, trie->node_count, hash};
	*slot = trie->edge_count;
	return trie->node_count++;
}

void trie_seal(struct trie *trie, uint64_t seed)
{
	struct trie_edge *sorted = memory_alloc((trie->edge_count + 1) * sizeof(*sorted));
	uint32_t *first = memory_zalloc(trie->node_count + 2, sizeof(*first));

	for (uint32_t i = 0; i < trie->edge_count; i++)
		first[trie->edges[i].parent + 2]++;
	for (uint32_t i = 2; i < trie->node_count + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < trie->edge_count; i++)
		sorted[first[trie->edges[i].parent + 1]++] = trie->edges[i];
	free(trie->edges);
	trie->edges = sorted;
	trie->first = first;
	trie->seed = seed;
	for (uint32_t i = 0; i < trie->edge_count; i++)
		sorted[i].hash = hash_of(trie, sorted[i].parent, sorted[i].key);
	trie->edge_to = memory_zalloc(trie->node_count, sizeof(*trie->edge_to));
	for (uint32_t i = 0; i < trie->edge_count; i++)
		trie->edge_to[sorted[i].child] = i;
	fill(trie);
}

uint32_t trie_find(const struct trie *trie, uint32_t parent, struct slice key)
{
	const struct trie_edge *edge = trie->edges + trie->first[parent], *end = trie->edges + trie->first[parent + 1];
	uint32_t slot;

	if (end - edge <= FEW_EDGES) {
		for (; edge < end; edge++)
			if (slice_equal(edge->key, key))
				return edge->child;
		return TRIE_ROOT;
	}
	slot = *slot_of(trie, hash_of(trie, parent, key), parent, key);
	return slot ? trie->edges[slot - 1].child : TRIE_ROOT;
}

size_t trie_bytes(const struct trie *trie)
{
	return trie->edge_count * sizeof(*trie->edges) + (2ull * trie->node_count + 2) * sizeof(*trie->first) +
	       trie->keys.used_bytes + (trie->mask + 1) * sizeof(*trie->slots);
}
