/* boxes: the typed index of numbers: from a number, or from several, to the ranges that hold them.
 *
 * A box is a range of ranks (bounds.h) of one field, or one of each of up to BOXES_SIDES_MOST fields. Its tree lies in
 * words, so that it can stand inside a list (lists.h). */
#pragma once
#include "pattern/bounds.h"

enum { BOXES_SIDES_MOST = 4 };

struct box {
	struct rank_range sides[BOXES_SIDES_MOST];
	uint32_t to; /* what the maker of the tree wants */
};

/* The ranks that an event has in one field, ascending. */
struct ranks {
	const uint32_t *items;
	uint32_t count;
};

/* Words of a tree of `count` boxes of `sides` sides. */
uint32_t boxes_words(uint32_t count, uint32_t sides);
/* Puts the boxes into the order of the tree, and writes it: boxes_words() of them. Time: O(n log^2 n),
 * times the square of the sides. */
void boxes_make(struct box *boxes, uint32_t count, uint32_t sides, uint32_t *words);
/* Appends to `hits` the number, in the order of the tree, of each box that has one of the event's ranks on each side.
 * `ranks`: for each side. Time: of one side, O(log n) and as much again at most for each hit; of more, what the boxes
 * allow, at most a comparison with each of 9 n / 8 entries; each times the logarithm of the number of ranks. */
void boxes_search(const uint32_t *words, uint32_t count, uint32_t sides, const struct ranks *ranks, struct words *hits);
