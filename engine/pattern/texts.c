/* texts: the typed index of beginnings, ends and whole texts.
 *
 * Place: pattern, under the matcher. Memory: its own, until texts_finish. Thread: any, once sealed.
 *
 * All texts are in one table, under a hash of their bytes that can be made longer byte by byte: the polynomial whose
 * coefficients are the bytes, modulo 2^61 - 1, at a secret base (Karp and Rabin 1987; two texts of up to n bytes meet
 * with a chance of n / 2^61 over the bases: Carter and Wegman 1979). So one walk along an event's text gives the hash
 * of each of its beginnings, and one walk backwards that of each of its ends; they are looked up at the lengths which
 * the patterns' texts have.
 *
 * Invariants
 *   1. Items are sorted by node, side, fold and text; a slot leads to the first of those that are equal.
 *   2. Every hit is compared byte by byte.
 *   3. The table is at most half full. */
#include "pattern/texts.h"
#include "pattern/fold.h"
#include "pattern/operators.h"
#include <stdlib.h>

__extension__ typedef unsigned __int128 wide;

static const uint64_t PRIME = (1ull << 61) - 1;

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

/* The hash of a text to which `byte` is added. */
static inline uint64_t step(uint64_t hash, unsigned char byte, uint64_t base)
{
	wide product = (wide)hash * base + byte + 1;
	uint64_t low = (uint64_t)product & PRIME, high = (uint64_t)(product >> 61), sum = low + high;

	return sum >= PRIME ? sum - PRIME : sum;
}

/* From a polynomial's value to that of a slot. */
static inline uint32_t slot_hash(uint64_t hash, uint32_t group)
{
	hash = (hash ^ group) * 0x9E3779B97F4A7C15u;
	return (uint32_t)(hash >> 32);
}

static uint64_t hash_whole(struct slice text, bool backwards, uint64_t base)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < text.size; i++)
		hash = step(hash, (unsigned char)text.data[backwards ? text.size - 1 - i : i], base);
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

	texts->base = seed % (PRIME - 512) + 257; /* above every byte */
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
		hash = slot_hash(hash_whole(item->text, item->side == KEY_TAIL, texts->base), group);
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

static void find_heads(const struct search *search, const uint32_t *lengths, uint32_t count)
{
	uint64_t hash = 0;
	size_t at = 0;

	for (uint32_t i = 0; i < count && lengths[i] <= search->text.size; i++) {
		while (at < lengths[i])
			hash = step(hash, (unsigned char)search->text.data[at++], search->texts->base);
		look_up(search, hash, (struct slice){search->text.data, at});
	}
}

static void find_tails(const struct search *search, const uint32_t *lengths, uint32_t count)
{
	const char *end = search->text.data + search->text.size;
	uint64_t hash = 0;
	size_t at = 0;

	for (uint32_t i = 0; i < count && lengths[i] <= search->text.size; i++) {
		while (at < lengths[i])
			hash = step(hash, (unsigned char)end[-(ptrdiff_t)++at], search->texts->base);
		look_up(search, hash, (struct slice){end - at, at});
	}
}

static void find_whole(const struct search *search, const uint32_t *lengths, uint32_t count)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (lengths[middle] < search->text.size)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < count && lengths[low] == search->text.size)
		look_up(search, hash_whole(search->text, false, search->texts->base), search->text);
}

void texts_find(const struct texts *texts, uint32_t node, const struct value *scalar, struct buffer *folded,
	struct words *hits)
{
	struct search search = {texts, texts->first_group.items[node], scalar, {0}, hits};
	bool is_folded = false;

	if (scalar->kind != VALUE_STRING)
		return;
	for (; search.group < texts->first_group.items[node + 1]; search.group++) {
		const struct text_group *group = &texts->groups[search.group];
		const uint32_t *lengths = texts->lengths.items + group->first_length;

		if (group->fold && !is_folded) {
			buffer_reset(folded);
			fold_append(folded, value_text(scalar));
			is_folded = true;
		}
		search.text = group->fold ? buffer_slice(folded) : value_text(scalar);
		if (group->side == KEY_HEAD)
			find_heads(&search, lengths, group->length_count);
		else if (group->side == KEY_TAIL)
			find_tails(&search, lengths, group->length_count);
		else
			find_whole(&search, lengths, group->length_count);
	}
}
