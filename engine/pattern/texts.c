/* texts: the typed index of beginnings, ends and whole texts.
 *
 * Place: pattern, under the matcher. Memory: its own, until texts_finish. Thread: any, once sealed.
 *
 * All texts are in one table, under a hash that is made longer from one length that the patterns' texts have to the
 * next: it is that of the bytes which the longer part has more, seeded with the hash of the shorter. So an event's text
 * is read once for all of its beginnings, and once, from its end, for all of its ends.
 *
 * Folding makes of three bytes at least one: three times the longest text of a group is enough of an event's text.
 *
 * Invariants
 *   1. Items are sorted by node, side, fold and text; a slot leads to the first of those that are equal.
 *   2. Every hit is compared byte by byte.
 *   3. The table is at most half full. */
#include "pattern/texts.h"
#include "base/hash.h"
#include "pattern/fold.h"
#include "pattern/operators.h"
#include <stdlib.h>

struct text_group {
	uint32_t node;
	uint8_t side;
	bool fold;
	uint32_t first_length, length_count;
	uint32_t longest;
};

struct text_slot {
	uint32_t hash;
	uint32_t group;
	uint32_t first, count; /* items; count 0: free */
};

void texts_finish(struct texts *texts)
{
	free(texts->items);
	free(texts->groups);
	free(texts->first_group.items);
	free(texts->lengths.items);
	free(texts->slots);
}

void texts_add(struct texts *texts, const struct text_item *item)
{
	if (texts->count == texts->capacity) {
		texts->capacity = texts->capacity * 2 + 16;
		texts->items = memory_realloc(texts->items, texts->capacity * sizeof(*texts->items));
	}
	texts->items[texts->count++] = *item;
}

/* The beginning or end of so many bytes. */
static inline struct slice part_of(struct slice text, uint8_t side, size_t bytes)
{
	return (struct slice){side == KEY_TAIL ? text.data + text.size - bytes : text.data, bytes};
}

/* The hash of a part from that of its first `known` bytes; of an end, its last. */
static inline uint64_t longer(uint64_t hash, struct slice part, uint8_t side, size_t known)
{
	struct slice more = {side == KEY_TAIL ? part.data : part.data + known, part.size - known};

	return hash64(more, hash);
}

static inline uint32_t slot_hash(uint64_t hash, uint32_t group)
{
	hash = (hash ^ group) * 0x9E3779B97F4A7C15u;
	return (uint32_t)(hash >> 32);
}

/* Of a text of the group, as find_parts and find_whole come to it. */
static uint64_t hash_item(const struct texts *texts, const struct text_group *group, struct slice text)
{
	const uint32_t *lengths = texts->lengths.items + group->first_length;
	uint64_t hash = texts->seed;
	size_t known = 0;

	if (group->side == KEY_WHOLE)
		return hash64(text, texts->seed);
	for (uint32_t i = 0; i < group->length_count && lengths[i] <= text.size; known = lengths[i++])
		hash = longer(hash, part_of(text, group->side, lengths[i]), group->side, known);
	return hash;
}

static int compare_groups(const struct text_item *a, const struct text_item *b)
{
	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	return (int)a->fold - (int)b->fold;
}

/* Shorter texts first, so that lengths ascend. */
static int compare_items(const void *a, const void *b)
{
	const struct text_item *first = a, *second = b;
	int order = compare_groups(first, second);

	if (order)
		return order;
	if (first->text.size != second->text.size)
		return first->text.size < second->text.size ? -1 : 1;
	order = memcmp(first->text.data, second->text.data, first->text.size);
	return order ? order : (first->list > second->list) - (first->list < second->list);
}

static void make_groups(struct texts *texts, uint32_t nodes)
{
	struct text_group *group = NULL;

	texts->groups = memory_alloc((texts->count + 1ull) * sizeof(*texts->groups));
	for (uint32_t i = 0; i < texts->count; i++) {
		const struct text_item *item = &texts->items[i];
		uint32_t size = (uint32_t)item->text.size;

		if (i == 0 || compare_groups(item, item - 1) != 0) {
			while (texts->first_group.count <= item->node)
				words_add(&texts->first_group, texts->group_count);
			group = &texts->groups[texts->group_count++];
			*group = (struct text_group){
				item->node, item->side, item->fold, texts->lengths.count, 0, 0};
		}
		if (group->length_count == 0 || group->longest != size) {
			words_add(&texts->lengths, size);
			group->length_count++;
			group->longest = size;
		}
	}
	while (texts->first_group.count <= nodes)
		words_add(&texts->first_group, texts->group_count);
	texts->groups = memory_realloc(texts->groups, (texts->group_count + 1ull) * sizeof(*texts->groups));
}

/* The slot of a text, or the free one where it belongs. */
static inline struct text_slot *slot_of(const struct texts *texts, uint32_t hash, uint32_t group, struct slice text)
{
	uint32_t at = hash & texts->mask;

	for (;; at = (at + 1) & texts->mask) {
		struct text_slot *slot = &texts->slots[at];

		if (!slot->count || (slot->hash == hash && slot->group == group &&
					    slice_equal(texts->items[slot->first].text, text)))
			return slot;
	}
}

void texts_seal(struct texts *texts, uint32_t nodes, uint64_t seed)
{
	uint32_t group = 0;

	texts->seed = seed;
	if (texts->count)
		qsort(texts->items, texts->count, sizeof(*texts->items), compare_items);
	make_groups(texts, nodes);
	for (texts->mask = 1; texts->mask < texts->count * 2ull;)
		texts->mask = texts->mask * 2 + 1;
	texts->slots = memory_zalloc(texts->mask + 1ull, sizeof(*texts->slots));
	for (uint32_t i = 0; i < texts->count; i++) {
		const struct text_item *item = &texts->items[i];
		struct text_slot *slot;
		uint32_t hash;

		group += i > 0 && compare_groups(item, item - 1) != 0;
		hash = slot_hash(hash_item(texts, &texts->groups[group], item->text), group);
		slot = slot_of(texts, hash, group, item->text);
		if (slot->count++ == 0)
			*slot = (struct text_slot){hash, group, i, 1};
	}
}

size_t texts_bytes(const struct texts *texts)
{
	return texts->count * sizeof(*texts->items) + texts->group_count * sizeof(*texts->groups) +
	       (texts->first_group.count + texts->lengths.count) * sizeof(uint32_t) +
	       (texts->mask + 1ull) * sizeof(*texts->slots);
}

/* One text of an event against one group. */
struct search {
	const struct texts *texts;
	uint32_t group;
	const struct value *scalar;
	struct slice text; /* folded if the group is */
	struct words *hits;
};

static void look_up(const struct search *search, uint64_t hash, struct slice part)
{
	uint32_t short_hash = slot_hash(hash, search->group);
	const struct text_slot *slot = slot_of(search->texts, short_hash, search->group, part);

	for (uint32_t i = 0; i < slot->count; i++) {
		const struct text_item *item = &search->texts->items[slot->first + i];

		if (!item->condition || condition_holds(item->condition, search->scalar))
			words_add(search->hits, item->list);
	}
}

static void find_parts(const struct search *search, const uint32_t *lengths, uint32_t count, uint8_t side)
{
	uint64_t hash = search->texts->seed;
	size_t known = 0;

	for (uint32_t i = 0; i < count && lengths[i] <= search->text.size; known = lengths[i++]) {
		struct slice part = part_of(search->text, side, lengths[i]);

		hash = longer(hash, part, side, known);
		look_up(search, hash, part);
	}
}

static void find_whole(const struct search *search, const uint32_t *lengths, uint32_t count)
{
	uint32_t at = words_search(lengths, count, (uint32_t)search->text.size);

	if (at < count && lengths[at] == search->text.size)
		look_up(search, hash64(search->text, search->texts->seed), search->text);
}

/* Takes as much of the event's text as the group's can need, folded; false if none of them can be met. */
static bool fold_enough(struct search *search, const struct text_group *group, struct buffer *folded,
	struct slice *folded_of)
{
	size_t most = group->longest * 3ull + 3; /* the cut may tear a character apart */
	struct slice text = search->text;

	if (text.size > most) {
		if (group->side == KEY_WHOLE)
			return false;
		text = part_of(text, group->side, most);
	}
	if (text.data != folded_of->data || text.size != folded_of->size) {
		buffer_reset(folded);
		fold_append(folded, text);
		*folded_of = text;
	}
	search->text = buffer_slice(folded);
	return true;
}

void texts_find(const struct texts *texts, uint32_t node, const struct value *scalar, struct buffer *folded,
	struct words *hits)
{
	struct search search = {texts, texts->first_group.items[node], scalar, {0}, hits};
	struct slice folded_of = {0};

	if (scalar->kind != VALUE_STRING)
		return;
	buffer_reset(folded);
	for (; search.group < texts->first_group.items[node + 1]; search.group++) {
		const struct text_group *group = &texts->groups[search.group];
		const uint32_t *lengths = texts->lengths.items + group->first_length;

		search.text = value_text(scalar);
		if (group->fold && !fold_enough(&search, group, folded, &folded_of))
			continue;
		if (group->side == KEY_WHOLE)
			find_whole(&search, lengths, group->length_count);
		else
			find_parts(&search, lengths, group->length_count, group->side);
	}
}
