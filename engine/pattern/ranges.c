/* ranges: the typed index of numbers.
 *
 * Place: pattern, under the matcher. Memory: its own, until ranges_finish. Thread: any, once sealed.
 *
 * The bounds of a node's ranges cut its numbers into elementary parts: bound number i is rank 2i + 1, what lies before
 * it is rank 2i. So every range, open or closed, is an interval of ranks, and an event's number is compared with bounds
 * only to find its own rank. Intervals are sorted by their first rank and seen as a balanced tree in which the middle
 * of a part of the array stands above both halves; each carries the greatest last rank below it (an augmented interval
 * tree: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms; without pointers as in Li, cgranges, 2019).
 *
 * Invariants
 *   1. Intervals of a node ascend by `first`.
 *   2. `most` of the middle of a part is the greatest `last` in that part. */
#include "pattern/ranges.h"
#include "pattern/number.h"
#include <stdlib.h>

void ranges_finish(struct ranges *ranges)
{
	free(ranges->items);
	free(ranges->bounds);
	free(ranges->intervals);
	free(ranges->nodes);
}

void ranges_add(struct ranges *ranges, uint32_t node, const struct condition *condition, uint32_t list)
{
	if (ranges->count == ranges->capacity) {
		ranges->capacity = ranges->capacity * 2 + 16;
		ranges->items = memory_realloc(ranges->items, ranges->capacity * sizeof(*ranges->items));
	}
	ranges->items[ranges->count++] = (struct range_item){node, condition, list};
}

static int compare_nodes(const void *a, const void *b)
{
	const struct range_item *first = a, *second = b;

	if (first->node != second->node)
		return first->node < second->node ? -1 : 1;
	return (first->list > second->list) - (first->list < second->list);
}

static int compare_bounds(const void *a, const void *b)
{
	return number_compare(a, b);
}

static int compare_intervals(const void *a, const void *b)
{
	const struct interval *first = a, *second = b;

	if (first->first != second->first)
		return first->first < second->first ? -1 : 1;
	return (first->last > second->last) - (first->last < second->last);
}

/* The bounds of items[0 .. count), ascending, each once. */
static void make_bounds(struct ranges *ranges, struct range_node *node, const struct range_item *items, uint32_t count)
{
	struct value *bounds = ranges->bounds + ranges->bound_count;
	uint32_t found = 0, kept = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (items[i].condition->range.has_low)
			bounds[found++] = items[i].condition->range.low;
		if (items[i].condition->range.has_high)
			bounds[found++] = items[i].condition->range.high;
	}
	qsort(bounds, found, sizeof(*bounds), compare_bounds);
	for (uint32_t i = 0; i < found; i++)
		if (i == 0 || number_compare(&bounds[kept - 1], &bounds[i]) != 0)
			bounds[kept++] = bounds[i];
	node->first_bound = ranges->bound_count;
	node->bound_count = kept;
	ranges->bound_count += kept;
}

static uint32_t rank_of(const struct ranges *ranges, const struct range_node *node, const struct value *number)
{
	const struct value *bounds = ranges->bounds + node->first_bound;
	uint32_t low = 0, high = node->bound_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = number_order(&bounds[middle], number);

		if (order == 0)
			return 2 * middle + 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 2 * low;
}

static struct interval make_interval(const struct ranges *ranges, const struct range_node *node,
	const struct range_item *item)
{
	const struct condition *range = item->condition;
	struct interval interval = {.last = UINT32_MAX, .list = item->list};

	if (range->range.has_low)
		interval.first = rank_of(ranges, node, &range->range.low) + !range->range.low_included;
	if (range->range.has_high)
		interval.last = rank_of(ranges, node, &range->range.high) - !range->range.high_included;
	return interval;
}

/* Sets `most` in the part; returns it. Depth: the logarithm of the part's size. */
static uint32_t set_most(struct interval *intervals, uint32_t count)
{
	uint32_t middle = count / 2, most, other;

	if (count == 0)
		return 0;
	most = intervals[middle].last;
	other = set_most(intervals, middle);
	most = other > most ? other : most;
	other = set_most(intervals + middle + 1, count - middle - 1);
	return intervals[middle].most = other > most ? other : most;
}

static void seal_node(struct ranges *ranges, const struct range_item *items, uint32_t count)
{
	struct range_node *node = &ranges->nodes[items->node];
	struct interval *intervals;

	make_bounds(ranges, node, items, count);
	node->first_interval = (uint32_t)(items - ranges->items);
	node->interval_count = count;
	intervals = ranges->intervals + node->first_interval;
	for (uint32_t i = 0; i < count; i++)
		intervals[i] = make_interval(ranges, node, &items[i]);
	qsort(intervals, count, sizeof(*intervals), compare_intervals);
	set_most(intervals, count);
}

void ranges_seal(struct ranges *ranges, uint32_t nodes)
{
	if (!ranges->count)
		return;
	qsort(ranges->items, ranges->count, sizeof(*ranges->items), compare_nodes);
	ranges->node_count = nodes;
	ranges->nodes = memory_zalloc(nodes, sizeof(*ranges->nodes));
	ranges->bounds = memory_alloc(2ull * ranges->count * sizeof(*ranges->bounds));
	ranges->intervals = memory_alloc(ranges->count * sizeof(*ranges->intervals));
	for (uint32_t i = 0, end; i < ranges->count; i = end) {
		for (end = i + 1; end < ranges->count && ranges->items[end].node == ranges->items[i].node;)
			end++;
		seal_node(ranges, &ranges->items[i], end - i);
	}
	ranges->bounds = memory_realloc(ranges->bounds, ranges->bound_count * sizeof(*ranges->bounds));
	free(ranges->items);
	ranges->items = NULL;
}

size_t ranges_bytes(const struct ranges *ranges)
{
	return ranges->count * sizeof(*ranges->intervals) + ranges->node_count * sizeof(*ranges->nodes) +
	       ranges->bound_count * sizeof(*ranges->bounds);
}

/* Appends the lists of the intervals in the part that hold the rank. Depth: the logarithm of the part's size. */
static void find(const struct interval *intervals, uint32_t count, uint32_t rank, struct words *hits)
{
	while (count) {
		uint32_t middle = count / 2;

		if (intervals[middle].most < rank)
			return;
		find(intervals, middle, rank, hits);
		if (intervals[middle].first > rank)
			return;
		if (intervals[middle].last >= rank)
			words_add(hits, intervals[middle].list);
		intervals += middle + 1;
		count -= middle + 1;
	}
}

void ranges_find(const struct ranges *ranges, uint32_t node, const struct value *scalar, struct words *hits)
{
	const struct range_node *at = &ranges->nodes[node];

	if (value_is_number(scalar))
		find(ranges->intervals + at->first_interval, at->interval_count, rank_of(ranges, at, scalar), hits);
}
