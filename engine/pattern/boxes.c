/* boxes: the typed index of numbers.
 *
 * Place: pattern, inside lists. Memory: the words of the list. Thread: any, once made.
 *
 * A tree without pointers, of which each block has eight entries: the lowest level has the boxes, each level above it
 * the boxes around the blocks below, up to one block. A block holds for each side all first ranks, then how much
 * greater the last ranks are: so a rank is compared once with each entry, and without a branch. Boxes of one side are
 * sorted by their first rank: an augmented interval tree (Cormen, Leiserson, Rivest, Stein, Introduction to
 * Algorithms). Boxes of k sides are points of 2k numbers, and ordered as the leaves of a k-d tree over these (Bentley
 * 1975), halved each time by the number of which the halves are expected to be entered least (the surface area
 * heuristic of MacDonald and Booth 1990): so of ranges that most events meet and one that few do the one is searched,
 * and several wide ranges are found by what all of them leave.
 *
 * Invariants
 *   1. An entry above the lowest level is the least box around its block, and a block is full unless it is the last.
 *   2. Boxes of one side ascend by their first rank.
 *   3. A range without any rank is written as one that has only EMPTY, which no number has. */
#include "pattern/boxes.h"
#include <float.h>
#include <stdlib.h>

enum { BLOCK = 8, LEVELS_MOST = 11 };
static const uint32_t EMPTY = UINT32_MAX;

/* Where the levels of a tree lie, the lowest first. */
struct levels {
	uint32_t count;
	uint32_t entries[LEVELS_MOST];
	uint32_t words[LEVELS_MOST]; /* where it begins */
	uint32_t end;
};

static void lay_out(struct levels *levels, uint32_t count, uint32_t sides)
{
	levels->count = levels->end = 0;
	for (uint32_t entries = count;; entries = (entries + BLOCK - 1) / BLOCK) {
		levels->entries[levels->count] = entries;
		levels->words[levels->count++] = levels->end;
		levels->end += entries * sides * 2;
		if (entries <= BLOCK)
			return;
	}
}

uint32_t boxes_words(uint32_t count, uint32_t sides)
{
	struct levels levels;

	lay_out(&levels, count, sides);
	return levels.end;
}

/* One of the numbers of a box: its first ranks, then its last ones. */
static uint32_t corner(const struct box *box, uint32_t number, uint32_t sides)
{
	return number < sides ? box->sides[number].first : box->sides[number - sides].last;
}

/* What boxes are put in order by. */
struct by {
	uint32_t number, sides;
	uint32_t tops[BOXES_SIDES_MOST]; /* for each side a rank that no finite one is above */
};

static int compare_boxes(const void *a, const void *b, void *context)
{
	const struct by *by = context;
	uint32_t first = corner(a, by->number, by->sides), second = corner(b, by->number, by->sides);

	return words_compare(&first, &second);
}

static uint32_t at_most(uint32_t number, uint32_t most)
{
	return number < most ? number : most;
}

static void find_tops(const struct box *boxes, uint32_t count, struct by *by)
{
	for (uint32_t number = 0; number < 2 * by->sides; number++) {
		uint32_t *top = &by->tops[number % by->sides];

		for (uint32_t i = 0; i < count; i++) {
			uint32_t rank = corner(&boxes[i], number, by->sides);

			if (rank > *top && rank != UINT32_MAX)
				*top = rank;
		}
	}
}

/* Some boxes, and the least box around them. */
struct half {
	uint32_t count;
	struct rank_range sides[BOXES_SIDES_MOST];
};

static void add_to_half(struct half *half, const struct box *box, const struct by *by)
{
	for (uint32_t side = 0; side < by->sides; side++) {
		struct rank_range *around = &half->sides[side];
		uint32_t first = box->sides[side].first, last = at_most(box->sides[side].last, by->tops[side]);

		around->first = half->count && around->first < first ? around->first : first;
		around->last = half->count && around->last > last ? around->last : last;
	}
	half->count++;
}

/* How many of the half's boxes an event is expected to be compared with, its ranks being any. */
static float visits(const struct half *half, const struct by *by)
{
	float expected = (float)half->count;

	for (uint32_t side = 0; side < by->sides; side++) {
		float extent = (float)half->sides[side].last - (float)half->sides[side].first + 1;

		expected *= extent / ((float)by->tops[side] + 1);
	}
	return expected;
}

/* The same of both halves, if the boxes are halved about their mean in the number; FLT_MAX if that is no halving. */
static float visits_halved(const struct box *boxes, uint32_t count, const struct by *by)
{
	uint32_t top = by->tops[by->number % by->sides];
	struct half halves[2] = {0};
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++)
		sum += at_most(corner(&boxes[i], by->number, by->sides), top);
	for (uint32_t i = 0; i < count; i++) {
		bool upper = (uint64_t)at_most(corner(&boxes[i], by->number, by->sides), top) * count > sum;

		add_to_half(&halves[upper], &boxes[i], by);
	}
	return halves[1].count ? visits(&halves[0], by) + visits(&halves[1], by) : FLT_MAX;
}

static uint32_t best_number(const struct box *boxes, uint32_t count, struct by by)
{
	float least = FLT_MAX;
	uint32_t best = 0;

	for (by.number = 0; by.number < 2 * by.sides; by.number++) {
		float expected = visits_halved(boxes, count, &by);

		if (expected < least) {
			least = expected;
			best = by.number;
		}
	}
	return best;
}

/* Halves the boxes, blocks kept whole. Depth: the logarithm of their count. */
static void order(struct box *boxes, uint32_t count, struct by *by)
{
	uint32_t blocks = BLOCK;

	if (count <= BLOCK)
		return;
	while (blocks * BLOCK < count)
		blocks *= BLOCK;
	while (blocks * 2 < count)
		blocks *= 2;
	by->number = best_number(boxes, count, *by);
	qsort_r(boxes, count, sizeof(*boxes), compare_boxes, by);
	order(boxes, blocks, by);
	order(boxes + blocks, count - blocks, by);
}

/* Entries of the block in which an entry stands. */
static uint32_t lanes_of(uint32_t entries, uint32_t entry)
{
	uint32_t left = entries - entry / BLOCK * BLOCK;

	return left < BLOCK ? left : BLOCK;
}

/* Where an entry's first rank on a side stands among the words of its level; its extent stands lanes_of() behind. */
static uint32_t place_of(uint32_t entries, uint32_t entry, uint32_t side, uint32_t sides)
{
	uint32_t block = entry / BLOCK * BLOCK;

	return block * sides * 2 + side * lanes_of(entries, entry) * 2 + (entry - block);
}

static void put(uint32_t *words, uint32_t entries, uint32_t entry, uint32_t sides, const struct rank_range *ranges)
{
	uint32_t lanes = lanes_of(entries, entry);

	for (uint32_t side = 0; side < sides; side++) {
		uint32_t at = place_of(entries, entry, side, sides);
		bool empty = ranges[side].first > ranges[side].last;

		words[at] = empty ? EMPTY : ranges[side].first;
		words[at + lanes] = empty ? 0 : ranges[side].last - ranges[side].first;
	}
}

/* The least range around those of a block on one side. */
static struct rank_range around(const uint32_t *words, uint32_t entries, uint32_t block, uint32_t side, uint32_t sides)
{
	struct rank_range range = {UINT32_MAX, 0};
	uint32_t lanes = lanes_of(entries, block * BLOCK), at = place_of(entries, block * BLOCK, side, sides);

	for (uint32_t i = 0; i < lanes; i++) {
		uint32_t first = words[at + i], last = first + words[at + lanes + i];

		range.first = first < range.first ? first : range.first;
		if (first != EMPTY)
			range.last = last > range.last ? last : range.last;
	}
	return range;
}

void boxes_make(struct box *boxes, uint32_t count, uint32_t sides, uint32_t *words)
{
	struct levels levels;
	struct by by = {.sides = sides};
	struct rank_range ranges[BOXES_SIDES_MOST];

	lay_out(&levels, count, sides);
	if (sides == 1) {
		qsort_r(boxes, count, sizeof(*boxes), compare_boxes, &by);
	} else {
		find_tops(boxes, count, &by);
		order(boxes, count, &by);
	}
	for (uint32_t i = 0; i < count; i++)
		put(words, count, i, sides, boxes[i].sides);
	for (uint32_t level = 1; level < levels.count; level++)
		for (uint32_t i = 0; i < levels.entries[level]; i++) {
			for (uint32_t side = 0; side < sides; side++)
				ranges[side] = around(words + levels.words[level - 1], levels.entries[level - 1], i,
					side, sides);
			put(words + levels.words[level], levels.entries[level], i, sides, ranges);
		}
}

struct search {
	const uint32_t *words;
	struct levels levels;
	uint32_t sides;
	const struct ranks *ranks;
	struct words *hits;
};

/* Whether one of the ranks lies in the range. */
static bool have(const struct ranks *ranks, uint32_t first, uint32_t extent)
{
	uint32_t at = words_search(ranks->items, ranks->count, first);

	return at < ranks->count && ranks->items[at] - first <= extent;
}

static inline uint32_t compare_lanes(const uint32_t *words, uint32_t lanes, uint32_t rank)
{
	uint32_t hits = 0;

	for (uint32_t i = 0; i < lanes; i++)
		hits |= (uint32_t)(rank - words[i] <= words[lanes + i]) << i;
	return hits;
}

/* Which entries have one of the ranks on a side: a bit for each. `words`: the side's first ranks, then its extents. */
static uint32_t compare_side(const uint32_t *words, uint32_t lanes, const struct ranks *ranks)
{
	uint32_t hits = 0;

	if (ranks->count == 1 && lanes == BLOCK) /* which the compiler knows and unrolls */
		return compare_lanes(words, BLOCK, ranks->items[0]);
	if (ranks->count == 1)
		return compare_lanes(words, lanes, ranks->items[0]);
	for (uint32_t i = 0; i < lanes; i++)
		hits |= (uint32_t)have(ranks, words[i], words[lanes + i]) << i;
	return hits;
}

/* Depth: the levels. */
static void search_block(const struct search *search, uint32_t level, uint32_t block)
{
	uint32_t entries = search->levels.entries[level], first = block * BLOCK, lanes = lanes_of(entries, first);
	uint32_t place = search->levels.words[level] + place_of(entries, first, 0, search->sides);
	const uint32_t *words = search->words + place;
	uint32_t hits = compare_side(words, lanes, &search->ranks[0]);

	for (uint32_t side = 1; side < search->sides && hits; side++)
		hits &= compare_side(words + 2 * side * lanes, lanes, &search->ranks[side]);
	for (; hits; hits &= hits - 1) {
		uint32_t entry = first + (uint32_t)__builtin_ctz(hits);

		if (level)
			search_block(search, level - 1, entry);
		else
			words_add(search->hits, entry);
	}
}

void boxes_search(const uint32_t *words, uint32_t count, uint32_t sides, const struct ranks *ranks, struct words *hits)
{
	struct search search;

	for (uint32_t side = 0; side < sides; side++)
		if (!ranks[side].count)
			return;
	search.words = words;
	search.sides = sides;
	search.ranks = ranks;
	search.hits = hits;
	lay_out(&search.levels, count, sides);
	search_block(&search, search.levels.count - 1, 0);
}
