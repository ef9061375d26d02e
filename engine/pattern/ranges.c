/* ranges: the typed index of numbers.
 *
 * Place: pattern, under the matcher. Memory: its own, until ranges_finish. Thread: any, once sealed.
 *
 * Ranges are intervals of ranks (bounds.h), sorted by their first rank and seen as a balanced tree in which the middle
 * of a part of the array stands above both halves; each carries the greatest last rank below it (an augmented interval
 * tree: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms; without pointers as in Li, cgranges, 2019).
 *
 * Invariants
 *   1. Intervals of a tree ascend by their first rank.
 *   2. `most` of the middle of a part is the greatest last rank in that part. */
#include "pattern/ranges.h"
#include <stdlib.h>

void ranges_finish(struct ranges *ranges)
{
	free(ranges->items);
	free(ranges->intervals);
	free(ranges->first);
}

void ranges_add(struct ranges *ranges, uint32_t node, struct rank_range ranks, uint32_t list)
{
	if (ranges->count == ranges->capacity) {
		ranges->capacity = ranges->capacity * 2 + 16;
		ranges->items = memory_realloc(ranges->items, ranges->capacity * sizeof(*ranges->items));
	}
	ranges->items[ranges->count++] = (struct range_item){node, {ranks, 0, list}};
}

static int compare_intervals(const void *a, const void *b)
{
	const struct interval *first = a, *second = b;

	if (first->ranks.first != second->ranks.first)
		return first->ranks.first < second->ranks.first ? -1 : 1;
	if (first->ranks.last != second->ranks.last)
		return first->ranks.last < second->ranks.last ? -1 : 1;
	return (first->to > second->to) - (first->to < second->to);
}

static int compare_items(const void *a, const void *b)
{
	const struct range_item *first = a, *second = b;

	return (first->node > second->node) - (first->node < second->node);
}

/* Sets `most` in the part; returns it. Depth: the logarithm of the part's size. */
static uint32_t set_most(struct interval *intervals, uint32_t count)
{
	uint32_t middle = count / 2, most, other;

	if (count == 0)
		return 0;
	most = intervals[middle].ranks.last;
	other = set_most(intervals, middle);
	most = other > most ? other : most;
	other = set_most(intervals + middle + 1, count - middle - 1);
	return intervals[middle].most = other > most ? other : most;
}

void ranges_make_tree(struct interval *intervals, uint32_t count)
{
	if (count > 1)
		qsort(intervals, count, sizeof(*intervals), compare_intervals);
	set_most(intervals, count);
}

void ranges_search_tree(const struct interval *intervals, uint32_t count, uint32_t rank, struct words *hits)
{
	while (count) {
		uint32_t middle = count / 2;

		if (intervals[middle].most < rank)
			return;
		ranges_search_tree(intervals, middle, rank, hits);
		if (intervals[middle].ranks.first > rank)
			return;
		if (intervals[middle].ranks.last >= rank)
			words_add(hits, intervals[middle].to);
		intervals += middle + 1;
		count -= middle + 1;
	}
}

void ranges_seal(struct ranges *ranges, uint32_t nodes)
{
	uint32_t node = 0;

	if (!ranges->count)
		return;
	qsort(ranges->items, ranges->count, sizeof(*ranges->items), compare_items);
	ranges->nodes = nodes;
	ranges->first = memory_alloc((nodes + 1ull) * sizeof(*ranges->first));
	ranges->intervals = memory_alloc(ranges->count * sizeof(*ranges->intervals));
	for (uint32_t i = 0; i < ranges->count; i++) {
		while (node <= ranges->items[i].node)
			ranges->first[node++] = i;
		ranges->intervals[i] = ranges->items[i].interval;
	}
	while (node <= nodes)
		ranges->first[node++] = ranges->count;
	for (node = 0; node < nodes; node++)
		ranges_make_tree(
			ranges->intervals + ranges->first[node], ranges->first[node + 1] - ranges->first[node]);
	free(ranges->items);
	ranges->items = NULL;
}

size_t ranges_bytes(const struct ranges *ranges)
{
	return ranges->count * sizeof(*ranges->intervals) + ranges->nodes * sizeof(*ranges->first);
}

void ranges_find(const struct ranges *ranges, uint32_t node, uint32_t rank, struct words *hits)
{
	uint32_t first = ranges->first[node];

	ranges_search_tree(ranges->intervals + first, ranges->first[node + 1] - first, rank, hits);
}
