/* match: one event through the index.
 *
 * Place: pattern, behind matcher.h. Memory: the scratch's, which grows to the largest event. Thread: the scratch's.
 *
 * First one pass over the event along the trie of paths collects the scalars of which some term speaks. Then each is
 * looked up in the typed indexes of its node; every key that it meets leads to a list; tests of lists ask for the truth
 * of terms, which is worked out once an event. Ids are sorted in the end.
 *
 * Invariants
 *   1. A list is walked at most once an event, a rule is given at most once.
 *   2. A number with the present epoch (truths, visited, given, spots) was written for the present event. */
#include "pattern/elements.h"
#include "pattern/lists.h"
#include "pattern/truth.h"
#include <stdlib.h>

static const uint32_t EPOCHS_MOST = (1u << 31) - 1;

struct matcher_scratch *matcher_scratch_create(const struct matcher *matcher)
{
	struct matcher_scratch *scratch = memory_zalloc(1, sizeof(*scratch));

	scratch->spots = memory_zalloc(matcher->terms.trie.node_count, sizeof(*scratch->spots));
	scratch->truths = memory_zalloc(matcher->terms.count + 1ull, sizeof(*scratch->truths));
	scratch->visited = memory_zalloc(matcher->list_count + 1ull, sizeof(*scratch->visited));
	scratch->given = memory_zalloc(matcher->rule_count + 1ull, sizeof(*scratch->given));
	scratch->tried = memory_zalloc(matcher->pieces.count + 1ull, sizeof(*scratch->tried));
	return scratch;
}

void matcher_scratch_destroy(struct matcher_scratch *scratch)
{
	if (!scratch)
		return;
	free(scratch->spots);
	free(scratch->truths);
	free(scratch->visited);
	free(scratch->given);
	free(scratch->tried);
	free(scratch->found);
	free(scratch->hits.items);
	free(scratch->ids.items);
	buffer_finish(&scratch->folded);
	free(scratch);
}

/* Starts an event. After 2^31 of them numbers are as new. */
static void begin(const struct matcher *matcher, struct matcher_scratch *scratch, const struct value *root)
{
	if (++scratch->epoch > EPOCHS_MOST) {
		memset(scratch->spots, 0, matcher->terms.trie.node_count * sizeof(*scratch->spots));
		memset(scratch->truths, 0, matcher->terms.count * sizeof(*scratch->truths));
		memset(scratch->visited, 0, matcher->list_count * sizeof(*scratch->visited));
		memset(scratch->given, 0, matcher->rule_count * sizeof(*scratch->given));
		scratch->epoch = 1;
	}
	scratch->found_count = 0;
	scratch->ids.count = 0;
	scratch->arrays = false;
	scratch->root = root;
}

/* Notes a scalar. What exact_find needs is on its way while the pass goes on. */
static void note(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t node,
	const struct value *value)
{
	struct spot *spot = &scratch->spots[node];
	struct found *found;

	if (scratch->found_count == scratch->found_capacity) {
		scratch->found_capacity = scratch->found_capacity * 2 + 32;
		scratch->found = memory_realloc(scratch->found, scratch->found_capacity * sizeof(*scratch->found));
	}
	found = &scratch->found[scratch->found_count];
	*found = (struct found){value, node, EXACT_NONE, spot->epoch == scratch->epoch ? spot->first : FOUND_NONE,
		RANK_UNKNOWN};
	if (matcher->uses[node] & USE_EXACT && value->kind != VALUE_BYTES) {
		found->number = exact_hash(&matcher->terms.exact, node, value);
		exact_prefetch(&matcher->terms.exact, found->number);
	}
	*spot = (struct spot){scratch->epoch, scratch->found_count++};
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
		scratch->arrays |= (matcher->uses[node] & USE_SHARED) != 0;
		value_each (element, value)
			visit(matcher, scratch, node, element);
	} else if (matcher->uses[node] & USE_LEAF) {
		note(matcher, scratch, node, value);
	}
}

/* A rule whose tests hold; asked of elements once an event, whatever lists lead to it. Returns the words behind it. */
static uint32_t give(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t word, uint32_t at)
{
	uint32_t rule = word & (LIST_AGAIN - 1);
	bool holds = true;

	if (word & LIST_AGAIN) {
		holds = scratch->given[rule] != scratch->epoch;
		scratch->given[rule] = scratch->epoch;
	}
	if (word & LIST_ELEMENTS) {
		if (holds && scratch->arrays)
			holds = elements_hold(matcher, scratch, matcher->words.items[at]);
		at++;
	}
	if (holds)
		words_add(&scratch->ids, rule);
	return at;
}

static void walk_words(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t at, uint32_t end);

/* The parts of a fan. */
struct fan {
	uint32_t head, end;      /* its words */
	uint32_t node, values;
	bool ranges;
	const uint32_t *keys, *terms, *begins;
};

/* The fan whose words begin with that at `head` and end at `end`. */
static struct fan fan_at(const struct matcher *matcher, uint32_t head, uint32_t end)
{
	const uint32_t *words = matcher->words.items + head;
	struct fan fan = {.head = head, .end = end, .node = words[1] & ~LIST_RANGES, .values = words[2]};

	fan.ranges = words[1] & LIST_RANGES;
	fan.keys = words + 3;
	fan.terms = fan.keys + fan.values * (fan.ranges ? LIST_INTERVAL_WORDS : 1u);
	fan.begins = fan.terms + fan.values;
	return fan;
}

static void walk_value(const struct matcher *matcher, struct matcher_scratch *scratch, const struct fan *fan,
	uint32_t value)
{
	walk_words(matcher, scratch, fan->head + fan->begins[value],
		value + 1 < fan->values ? fan->head + fan->begins[value + 1] : fan->end);
}

/* The place of a number among ascending words, or `count`. */
static uint32_t search(const uint32_t *words, uint32_t count, uint32_t number)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (words[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && words[low] == number ? low : count;
}

static uint32_t rank_of(const struct matcher *matcher, struct found *found)
{
	if (found->rank == RANK_UNKNOWN)
		found->rank = bounds_rank(&matcher->bounds, found->node, found->value);
	return found->rank;
}

/* Ranges of a fan for one number. `hits` is used as a stack, since fans stand in fans. */
static void walk_ranges(const struct matcher *matcher, struct matcher_scratch *scratch, const struct fan *fan,
	struct found *found)
{
	struct words *hits = &scratch->hits;
	uint32_t bottom = hits->count, top;

	if (!value_is_number(found->value))
		return;
	ranges_search_tree(
		(const struct interval *)fan->keys, fan->values, rank_of(matcher, found), hits);
	top = hits->count;
	for (uint32_t i = bottom; i < top; i++)
		walk_value(matcher, scratch, fan, hits->items[i]);
	hits->count = bottom;
}

static void walk_fan(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t head, uint32_t end)
{
	struct fan fan = fan_at(matcher, head, end);
	const struct spot *spot = &scratch->spots[fan.node];
	struct found *found = &scratch->found[spot->first];
	uint32_t value;

	if (spot->epoch != scratch->epoch)
		return;
	if (found->next != FOUND_NONE) {
		for (value = 0; value < fan.values; value++)
			if (truth(matcher, scratch, fan.terms[value]))
				walk_value(matcher, scratch, &fan, value);
	} else if (fan.ranges) {
		walk_ranges(matcher, scratch, &fan, found);
	} else {
		value = search(fan.keys, fan.values, found->number);
		if (value < fan.values)
			walk_value(matcher, scratch, &fan, value);
	}
}

/* Depth of recursion: fans inside each other, at most the tests of a rule. */
static void walk_words(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t at, uint32_t end)
{
	const uint32_t *words = matcher->words.items;

	while (at < end) {
		uint32_t word = words[at++], tests, next;

		if (word & LIST_RULE) {
			at = give(matcher, scratch, word, at);
			continue;
		}
		tests = at + (word >> LIST_TESTS_SHIFT);
		next = at + (word & LIST_WORDS);
		if (at == tests) {
			walk_fan(matcher, scratch, at - 1, next);
			at = next;
			continue;
		}
		while (at < tests && truth(matcher, scratch, words[at]))
			at++;
		if (at < tests)
			at = next;
	}
}

static void walk_list(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t list)
{
	const uint32_t *words = matcher->words.items;

	if (scratch->visited[words[list]] == scratch->epoch)
		return;
	scratch->visited[words[list]] = scratch->epoch;
	walk_words(matcher, scratch, list + LIST_HEAD_WORDS, list + LIST_HEAD_WORDS + words[list + 1]);
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

enum { USE_SEARCHED = USE_TEXTS | USE_PIECES | USE_RANGES | USE_NETWORKS };

/* Appends the lists that typed indexes other than that of exact values have for the scalar. */
static void search_indexes(const struct matcher *matcher, struct matcher_scratch *scratch, struct found *found,
	uint8_t uses)
{
	struct words *hits = &scratch->hits;

	if (uses & USE_TEXTS)
		texts_find(&matcher->texts, found->node, found->value, &scratch->folded, hits);
	if (uses & USE_RANGES && value_is_number(found->value))
		ranges_find(&matcher->ranges, found->node, rank_of(matcher, found), hits);
	if (uses & USE_NETWORKS)
		networks_find(&matcher->networks, found->node, found->value, hits);
	if (uses & USE_PIECES) {
		if (++scratch->stamp == 0) {
			memset(scratch->tried, 0, matcher->pieces.count * sizeof(*scratch->tried));
			scratch->stamp = 1;
		}
		pieces_find(&matcher->pieces, found->node, found->value, scratch->tried, scratch->stamp, hits);
	}
}

/* Walks the lists of all keys that the scalar meets. */
static void look_up(const struct matcher *matcher, struct matcher_scratch *scratch, struct found *found)
{
	uint8_t uses = matcher->uses[found->node];

	if (found->number != EXACT_NONE && matcher->value_lists[found->number] != LIST_NONE)
		walk_list(matcher, scratch, matcher->value_lists[found->number]);
	if (uses & USE_PRESENT)
		walk_list(matcher, scratch, matcher->node_lists[found->node]);
	if (!(uses & USE_SEARCHED))
		return;
	scratch->hits.count = 0; /* lists may put more behind, and take it away */
	search_indexes(matcher, scratch, found, uses);
	for (uint32_t i = 0; i < scratch->hits.count; i++)
		walk_list(matcher, scratch, scratch->hits.items[i]);
}

static void sift_down(uint32_t *ids, uint32_t at, uint32_t count)
{
	uint32_t id = ids[at];

	for (uint32_t child; (child = at * 2 + 1) < count; at = child) {
		if (child + 1 < count && ids[child + 1] > ids[child])
			child++;
		if (ids[child] <= id)
			break;
		ids[at] = ids[child];
	}
	ids[at] = id;
}

/* Heap sort: in place, and no worse than n log n. */
static void sort_many(uint32_t *ids, uint32_t count)
{
	for (uint32_t i = count / 2; i-- > 0;)
		sift_down(ids, i, count);
	for (uint32_t end = count; end-- > 1;) {
		uint32_t last = ids[end];

		ids[end] = ids[0];
		ids[0] = last;
		sift_down(ids, 0, end);
	}
}

static void sort(uint32_t *ids, uint32_t count)
{
	if (count > 32) {
		sort_many(ids, count);
		return;
	}
	for (uint32_t i = 1; i < count; i++) {
		uint32_t id = ids[i], at = i;

		for (; at > 0 && ids[at - 1] > id; at--)
			ids[at] = ids[at - 1];
		ids[at] = id;
	}
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
		walk_list(matcher, scratch, matcher->always);
	sort(scratch->ids.items, scratch->ids.count);
	*ret_ids = scratch->ids.items;
	return scratch->ids.count;
}
