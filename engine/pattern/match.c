/* match: one event through the index.
 *
 * Place: pattern, behind matcher.h. Memory: the scratch's, which grows to the largest event. Thread: the scratch's.
 *
 * First one pass over the event along the trie of paths collects the scalars of which some term speaks. Then each is
 * looked up in the typed indexes of its node; every key that it meets leads to a list, which is walked (walk.c). Ids
 * are sorted in the end.
 *
 * Invariant: a number with the present epoch (truths, chosen, visited, given, spots) was written for this event. */
#include "pattern/lists.h"
#include "pattern/lower.h"
#include "pattern/walk.h"
#include <stdlib.h>

static const uint32_t EPOCHS_MOST = (1u << 31) - 1;

struct matcher_scratch *matcher_scratch_create(const struct matcher *matcher)
{
	struct matcher_scratch *scratch = memory_zalloc(1, sizeof(*scratch));

	scratch->spots = memory_zalloc(matcher->terms.trie.node_count, sizeof(*scratch->spots));
	scratch->truths = memory_zalloc(matcher->terms.count + 1ull, sizeof(*scratch->truths));
	scratch->visited = memory_zalloc(matcher->list_count + 1ull, sizeof(*scratch->visited));
	scratch->given = memory_zalloc(matcher->rule_count + 1ull, sizeof(*scratch->given));
	scratch->tried = memory_zalloc(matcher->pieces.count * 2ull + 1, sizeof(*scratch->tried));
	return scratch;
}

void matcher_scratch_destroy(struct matcher_scratch *scratch)
{
	if (!scratch)
		return;
	free(scratch->spots);
	free(scratch->truths);
	free(scratch->chosen);
	free(scratch->visited);
	free(scratch->given);
	free(scratch->tried);
	free(scratch->found);
	free(scratch->crowds.items);
	free(scratch->hits.items);
	free(scratch->room.items);
	free(scratch->ids.items);
	buffer_finish(&scratch->folded);
	answers_finish(&scratch->answers);
	free(scratch);
}

/* Starts an event. After 2^31 of them numbers are as new. */
static void begin(const struct matcher *matcher, struct matcher_scratch *scratch, const struct value *root)
{
	if (++scratch->epoch > EPOCHS_MOST) {
		memset(scratch->spots, 0, matcher->terms.trie.node_count * sizeof(*scratch->spots));
		memset(scratch->truths, 0, matcher->terms.count * sizeof(*scratch->truths));
		free(scratch->chosen);
		scratch->chosen = NULL;
		memset(scratch->visited, 0, matcher->list_count * sizeof(*scratch->visited));
		memset(scratch->given, 0, matcher->rule_count * sizeof(*scratch->given));
		scratch->epoch = 1;
	}
	scratch->found_count = 0;
	scratch->ids.count = 0;
	scratch->arrays = 0;
	scratch->crowds.count = 0;
	scratch->root = root;
}

__attribute__((noinline, cold)) static void make_room(struct matcher_scratch *scratch)
{
	scratch->found_capacity = scratch->found_capacity * 2 + 32;
	scratch->found = memory_realloc(scratch->found, scratch->found_capacity * sizeof(*scratch->found));
}

/* Notes a scalar. What exact_find needs is on its way while the pass goes on. */
static inline void note(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t node,
	const struct value *value)
{
	struct spot *spot = &scratch->spots[node];
	struct found *found;

	if (scratch->found_count == scratch->found_capacity)
		make_room(scratch);
	found = &scratch->found[scratch->found_count];
	if (spot->epoch != scratch->epoch)
		*spot = (struct spot){scratch->epoch, FOUND_NONE, 0, CROWD_UNKNOWN};
	*found = (struct found){value, node, EXACT_NONE, spot->first, RANK_UNKNOWN};
	if (matcher->uses[node] & USE_EXACT && value->kind != VALUE_BYTES) {
		found->number = exact_hash(&matcher->terms.exact, node, value);
		exact_prefetch(&matcher->terms.exact, found->number);
	}
	spot->first = scratch->found_count++;
	spot->count++;
}

/* As trie_find, for the member of this number in its object. */
static inline uint32_t find_child(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t node,
	uint32_t number, struct slice key)
{
	struct expected *expected = &scratch->expected[(node * 41 + number) % EXPECTED_KEYS];
	uint32_t child;

	if (expected->node == node + 1 && slice_equal((struct slice){expected->key, expected->key_bytes}, key))
		return expected->child;
	child = trie_find(&matcher->terms.trie, node, key);
	if (key.size <= EXPECTED_BYTES) {
		*expected = (struct expected){node + 1, child, (uint32_t)key.size, {0}};
		memcpy(expected->key, key.data, key.size);
	}
	return child;
}

static void visit(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t node,
	const struct value *value);

static void visit_members(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t node,
	const struct value *object)
{
	uint32_t number = 0;

	value_each (member, object) {
		uint32_t child = find_child(matcher, scratch, node, number++, value_key(member));

		if (child == TRIE_ROOT)
			continue;
		if (!value_is_scalar(member))
			visit(matcher, scratch, child, member);
		else if (matcher->uses[child] & USE_LEAF)
			note(matcher, scratch, child, member);
	}
}

/* Walks `value`, which stands at `node`. Recursion: as deep as the event. */
static void visit(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t node,
	const struct value *value)
{
	if (value->kind == VALUE_OBJECT) {
		if (trie_has_children(&matcher->terms.trie, node))
			visit_members(matcher, scratch, node, value);
	} else if (value->kind == VALUE_ARRAY) {
		if (matcher->uses[node] & USE_SHARED)
			scratch->arrays |= lower_mark(node);
		value_each (element, value)
			visit(matcher, scratch, node, element);
	} else if (matcher->uses[node] & USE_LEAF) {
		note(matcher, scratch, node, value);
	}
}

/* Finds the numbers of values, and has their lists on the way. */
static void number_values(const struct matcher *matcher, struct matcher_scratch *scratch)
{
	for (uint32_t i = 0; i < scratch->found_count; i++) {
		struct found *found = &scratch->found[i];

		if (!(matcher->uses[found->node] & USE_EXACT) || found->value->kind == VALUE_BYTES)
			continue;
		found->number = exact_find(&matcher->terms.exact, found->node, found->value, found->number);
		if (found->number != EXACT_NONE)
			__builtin_prefetch(&matcher->words.items[matcher->value_lists[found->number]]);
	}
}

enum { USE_SEARCHED = USE_TEXTS | USE_PIECES | USE_NETWORKS };

/* Appends the lists that typed indexes other than that of exact values have for the scalar. */
static void search_indexes(const struct matcher *matcher, struct matcher_scratch *scratch,
	const struct found *found, uint8_t uses)
{
	struct words *hits = &scratch->hits;

	if (uses & USE_TEXTS)
		texts_find(&matcher->texts, found->node, found->value, &scratch->folded, hits);
	if (uses & USE_NETWORKS)
		networks_find(&matcher->networks, found->node, found->value, hits);
	if (uses & USE_PIECES) {
		scratch->stamp += 2;
		if (scratch->stamp == 0) {
			memset(scratch->tried, 0, matcher->pieces.count * 2ull * sizeof(*scratch->tried));
			scratch->stamp = 2;
		}
		pieces_find(&matcher->pieces, found->node, found->value, scratch->tried, scratch->stamp, hits);
	}
}

/* Walks the lists of all keys that the scalar meets. */
static void look_up(const struct matcher *matcher, struct matcher_scratch *scratch, const struct found *found)
{
	uint8_t uses = matcher->uses[found->node];

	if (found->number != EXACT_NONE && matcher->value_lists[found->number] != LIST_NONE)
		walk(matcher, scratch, matcher->value_lists[found->number]);
	if (uses & USE_PRESENT)
		walk(matcher, scratch, matcher->node_lists[found->node]);
	if (!(uses & USE_SEARCHED))
		return;
	scratch->hits.count = 0; /* lists may put more behind, and take it away */
	search_indexes(matcher, scratch, found, uses);
	for (uint32_t i = 0; i < scratch->hits.count; i++)
		walk(matcher, scratch, scratch->hits.items[i]);
}

uint32_t matcher_match(const struct matcher *matcher, struct matcher_scratch *scratch, const struct value *root,
	const uint32_t **ret_ids)
{
	begin(matcher, scratch, root);
	visit(matcher, scratch, TRIE_ROOT, root);
	number_values(matcher, scratch);
	for (uint32_t i = 0; i < scratch->found_count; i++)
		look_up(matcher, scratch, &scratch->found[i]);
	if (matcher->always != LIST_NONE)
		walk(matcher, scratch, matcher->always);
	words_sort(scratch->ids.items, scratch->ids.count, &scratch->room);
	*ret_ids = scratch->ids.items;
	return scratch->ids.count;
}
