/* pieces: the typed index of wildcards.
 *
 * Place: pattern, under the matcher. Memory: its own, until pieces_finish. Thread: any, once sealed.
 *
 * A text that meets a wildcard has each of its pieces in it, so also each gram, a part of up to four bytes, of a piece.
 * One gram of each wildcard is in the table: one that few others have. An event's text is cut at every byte into grams
 * of the lengths that its node has; where one is found, the wildcards behind it are tried whose piece stands around it.
 * (q-gram filtering: Ukkonen, Approximate string-matching with q-grams, 1992.) Where a gram is found again, all others
 * behind it are tried, and then no more: so no text makes the same be compared over and over. Beginnings and ends that
 * few others have are preferred. Where no gram begins with the next two bytes, as at most bytes of most texts, none is
 * looked up.
 *
 * Invariants
 *   1. Every hit meets the whole wildcard.
 *   2. The table is at most a quarter full: most grams of events are in no wildcard. */
#include "pattern/pieces.h"
#include "base/hash.h"
#include "pattern/operators.h"
#include <stdlib.h>

enum { GRAM_BYTES = 4, COUNTERS = 1 << 16, STARTS = 1 << 16 };

struct piece_slot {
	uint32_t node, gram;
	uint32_t first, count; /* items; count 0: free */
	uint8_t length;
};

void pieces_finish(struct pieces *pieces)
{
	free(pieces->items);
	free(pieces->lengths);
	free(pieces->slots);
	free(pieces->starts);
}

void pieces_add(struct pieces *pieces, uint32_t node, const struct condition *condition, uint32_t list)
{
	if (pieces->count == pieces->capacity) {
		pieces->capacity = pieces->capacity * 2 + 16;
		pieces->items = memory_realloc(pieces->items, pieces->capacity * sizeof(*pieces->items));
	}
	pieces->items[pieces->count++] = (struct piece_item){.node = node, .condition = condition, .list = list};
}

static uint32_t gram_at(const char *text, uint8_t length)
{
	uint32_t gram = 0;

	for (uint8_t i = 0; i < length; i++)
		gram |= (uint32_t)(unsigned char)text[i] << (8 * i);
	return gram;
}

static inline uint32_t gram_hash(uint64_t seed, uint32_t node, uint32_t gram, uint8_t length)
{
	uint64_t hash = (seed ^ gram) * 0x9E3779B97F4A7C15u;

	hash = (hash ^ hash >> 32 ^ ((uint64_t)node << 8 | length) ^ seed >> 7) * 0xD6E8FEB86659FD93u;
	return (uint32_t)(hash >> 32);
}

/* How the wildcards of a node may be found, while one way is chosen for each. */
struct choosing {
	const struct pieces *pieces;
	struct texts *texts;
	uint32_t *counters; /* wildcards that have a gram or an end, by a hash: some share one, which harms little */
};

static uint32_t *counter_of_text(const struct choosing *choosing, uint32_t node, enum key_kind side, struct slice text)
{
	return &choosing->counters[hash64(text, (uint64_t)node << 2 | side) % COUNTERS];
}

static uint32_t *counter_of_gram(const struct choosing *choosing, uint32_t node, const char *text, uint8_t length)
{
	return &choosing->counters[gram_hash(0, node, gram_at(text, length), length) % COUNTERS];
}

static uint8_t gram_length(struct slice piece)
{
	return piece.size < GRAM_BYTES ? (uint8_t)piece.size : GRAM_BYTES;
}

static void count_item(const struct choosing *choosing, const struct piece_item *item)
{
	const struct slice *pieces = item->condition->wildcard.pieces;
	const struct slice *last = pieces + item->condition->wildcard.count - 1;

	++*counter_of_text(choosing, item->node, KEY_HEAD, *pieces);
	++*counter_of_text(choosing, item->node, KEY_TAIL, *last);
	for (const struct slice *piece = pieces; piece <= last; piece++)
		for (size_t i = 0; piece->size && i + gram_length(*piece) <= piece->size; i++)
			++*counter_of_gram(choosing, item->node, piece->data + i, gram_length(*piece));
}

/* The gram of the wildcard that the fewest others have; longer ones first. */
static uint32_t best_gram(const struct choosing *choosing, struct piece_item *item)
{
	const struct condition *condition = item->condition;
	uint32_t best = UINT32_MAX;

	for (uint32_t p = 0; p < condition->wildcard.count; p++) {
		struct slice piece = condition->wildcard.pieces[p];
		uint8_t length = gram_length(piece);

		for (size_t i = 0; length && length >= item->length && i + length <= piece.size; i++) {
			uint32_t count = *counter_of_gram(choosing, item->node, piece.data + i, length);

			if (length == item->length && count >= best)
				continue;
			best = count;
			item->length = length;
			item->gram = gram_at(piece.data + i, length);
			item->offset = (uint32_t)i;
			item->piece = piece;
		}
	}
	return best;
}

/* Whether the wildcard is found by one of its ends: then it has gone to the texts. */
static bool take_end(const struct choosing *choosing, const struct piece_item *item, uint32_t grams)
{
	const struct condition *condition = item->condition;
	struct slice head = condition->wildcard.pieces[0];
	struct slice tail = condition->wildcard.pieces[condition->wildcard.count - 1];
	uint32_t heads = head.size ? *counter_of_text(choosing, item->node, KEY_HEAD, head) : UINT32_MAX;
	uint32_t tails = tail.size ? *counter_of_text(choosing, item->node, KEY_TAIL, tail) : UINT32_MAX;
	struct text_item text = {item->node, KEY_HEAD, false, head, condition, item->list};

	if (item->length && heads > grams && tails > grams)
		return false;
	if (tails < heads || (tails == heads && tail.size > head.size)) {
		text.side = KEY_TAIL;
		text.text = tail;
	}
	texts_add(choosing->texts, &text);
	return true;
}

static int compare_items(const void *a, const void *b)
{
	const struct piece_item *first = a, *second = b;

	if (first->node != second->node)
		return first->node < second->node ? -1 : 1;
	if (first->length != second->length)
		return first->length < second->length ? -1 : 1;
	if (first->gram != second->gram)
		return first->gram < second->gram ? -1 : 1;
	return (first->list > second->list) - (first->list < second->list);
}

static inline struct piece_slot *slot_of(const struct pieces *pieces, uint32_t node, uint32_t gram, uint8_t length)
{
	uint32_t at = gram_hash(pieces->seed, node, gram, length) & pieces->mask;

	for (;; at = (at + 1) & pieces->mask) {
		struct piece_slot *slot = &pieces->slots[at];

		if (!slot->count || (slot->gram == gram && slot->node == node && slot->length == length))
			return slot;
	}
}

/* Notes the first two bytes of a gram; if it has only one, with each that may follow. */
static void add_start(struct pieces *pieces, const struct piece_item *item)
{
	uint32_t step = item->length > 1 ? STARTS : 256;

	for (uint32_t start = item->gram % STARTS; start < STARTS; start += step)
		pieces->starts[start / 64] |= 1ull << start % 64;
}

static void make_table(struct pieces *pieces, uint32_t nodes)
{
	pieces->node_count = nodes;
	pieces->lengths = memory_zalloc(nodes, sizeof(*pieces->lengths));
	for (pieces->mask = 3; pieces->mask < pieces->count * 4ull;)
		pieces->mask = pieces->mask * 2 + 1;
	pieces->slots = memory_zalloc(pieces->mask + 1ull, sizeof(*pieces->slots));
	pieces->starts = memory_zalloc(STARTS / 64, sizeof(*pieces->starts));
	for (uint32_t i = 0; i < pieces->count; i++) {
		const struct piece_item *item = &pieces->items[i];
		struct piece_slot *slot = slot_of(pieces, item->node, item->gram, item->length);

		pieces->lengths[item->node] |= (uint8_t)(1u << (item->length - 1));
		add_start(pieces, item);
		if (slot->count++ == 0)
			*slot = (struct piece_slot){item->node, item->gram, i, 1, item->length};
	}
}

void pieces_seal(struct pieces *pieces, struct texts *texts, uint32_t nodes, uint64_t seed)
{
	struct choosing choosing = {pieces, texts, NULL};
	uint32_t kept = 0;

	pieces->seed = seed;
	if (!pieces->count)
		return;
	choosing.counters = memory_zalloc(COUNTERS, sizeof(*choosing.counters));
	for (uint32_t i = 0; i < pieces->count; i++)
		count_item(&choosing, &pieces->items[i]);
	for (uint32_t i = 0; i < pieces->count; i++) {
		uint32_t grams = best_gram(&choosing, &pieces->items[i]);

		if (!take_end(&choosing, &pieces->items[i], grams))
			pieces->items[kept++] = pieces->items[i];
	}
	free(choosing.counters);
	pieces->count = kept;
	if (!kept)
		return;
	qsort(pieces->items, kept, sizeof(*pieces->items), compare_items);
	make_table(pieces, nodes);
}

size_t pieces_bytes(const struct pieces *pieces)
{
	return pieces->count * sizeof(*pieces->items) + pieces->node_count * sizeof(*pieces->lengths) +
	       (pieces->slots ? (pieces->mask + 1ull) * sizeof(*pieces->slots) + STARTS / 8 : 0);
}

/* Whether the item's piece stands around the gram at `at`. */
static inline bool stands_around(const struct piece_item *item, struct slice text, uint32_t at)
{
	return item->offset <= at && item->piece.size <= text.size - (at - item->offset) &&
	       memcmp(text.data + at - item->offset, item->piece.data, item->piece.size) == 0;
}

/* A text of an event, and what was tried of it. */
struct search {
	const struct pieces *pieces;
	const struct value *scalar;
	uint32_t *tried; /* by item: stamp if it was */
	uint32_t stamp;
	struct words *hits;
};

/* Tries the wildcards behind a gram of the text, which is there `again` or not. */
static void look_up(const struct search *search, const struct piece_slot *slot, uint32_t at, bool again)
{
	for (uint32_t i = slot->first; i < slot->first + slot->count; i++) {
		const struct piece_item *item = &search->pieces->items[i];

		if (again ? search->tried[i] == search->stamp : !stands_around(item, value_text(search->scalar), at))
			continue;
		search->tried[i] = search->stamp;
		if (condition_holds(item->condition, search->scalar))
			words_add(search->hits, item->list);
	}
}

/* The first place from `at` on where a gram may begin: at the last byte always, since one byte may be a gram. */
static inline uint32_t next_start(const struct pieces *pieces, struct slice text, uint32_t at)
{
	for (; at + 1 < text.size; at++) {
		uint32_t start = gram_at(text.data + at, 2);

		if (pieces->starts[start / 64] >> start % 64 & 1)
			break;
	}
	return at;
}

void pieces_find(const struct pieces *pieces, uint32_t node, const struct value *scalar, uint32_t *seen, uint32_t stamp,
	struct words *hits)
{
	struct search search = {pieces, scalar, seen + pieces->count, stamp, hits};
	struct slice text = value_text(scalar);

	if (scalar->kind != VALUE_STRING)
		return;
	for (uint32_t at = next_start(pieces, text, 0); at < text.size; at = next_start(pieces, text, at + 1)) {
		for (uint8_t lengths = pieces->lengths[node]; lengths; lengths &= (uint8_t)(lengths - 1)) {
			uint8_t length = (uint8_t)(__builtin_ctz(lengths) + 1);
			const struct piece_slot *slot;
			bool again;

			if (length > text.size - at)
				break;
			slot = slot_of(pieces, node, gram_at(text.data + at, length), length);
			if (!slot->count || seen[slot->first] == stamp + 1) /* twice before */
				continue;
			again = seen[slot->first] == stamp;
			seen[slot->first] = stamp + again;
			look_up(&search, slot, at, again);
		}
	}
}
