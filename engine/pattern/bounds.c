/* bounds: the numbers that ranges begin and end at.
 *
 * Place: pattern, under the typed index of ranges and the fans of lists. Memory: its own. Thread: any, once made.
 *
 * The bounds of a node cut its numbers into elementary parts: bound number i has rank 2i + 1, what lies before it rank
 * 2i. So every range, open or closed, is an interval of whole numbers, and a number of an event is compared with bounds
 * once, to find its own rank. */
#include "pattern/bounds.h"
#include "pattern/number.h"
#include "pattern/operators.h"
#include <math.h>
#include <stdlib.h>

static const struct condition *range_of(const struct terms *terms, const struct term *term)
{
	const struct condition *condition;

	if (term->kind != TERM_CONDITION)
		return NULL;
	condition = &terms->conditions[term->first];
	return condition->operator->key == KEY_RANGE ? condition : NULL;
}

static int compare(const void *a, const void *b)
{
	return number_compare(a, b);
}

/* Sorts numbers[from .. to) and drops what stands twice, to the place `kept`; returns where they end. */
static uint32_t order(struct value *numbers, uint32_t from, uint32_t to, uint32_t kept)
{
	uint32_t first = kept;

	if (to - from > 1)
		qsort(numbers + from, to - from, sizeof(*numbers), compare);
	for (uint32_t i = from; i < to; i++)
		if (kept == first || number_compare(&numbers[kept - 1], &numbers[i]) != 0)
			numbers[kept++] = numbers[i];
	return kept;
}

/* Puts both bounds of each range behind first[node], which moves on. */
static void place_bounds(struct bounds *bounds, const struct terms *terms)
{
	for (uint32_t i = 0; i < terms->count; i++) {
		const struct condition *range = range_of(terms, &terms->items[i]);
		uint32_t *end = &bounds->first[terms->items[i].node + 1];

		if (range && range->range.has_low)
			bounds->numbers[(*end)++] = range->range.low;
		if (range && range->range.has_high)
			bounds->numbers[(*end)++] = range->range.high;
	}
}

void bounds_init(struct bounds *bounds, const struct terms *terms)
{
	uint32_t kept = 0, from = 0;

	*bounds = (struct bounds){.nodes = terms->trie.node_count};
	bounds->first = memory_zalloc(bounds->nodes + 2ull, sizeof(*bounds->first));
	for (uint32_t i = 0; i < terms->count; i++) {
		const struct condition *range = range_of(terms, &terms->items[i]);

		if (range)
			bounds->first[terms->items[i].node + 2] += range->range.has_low + range->range.has_high;
	}
	for (uint32_t i = 2; i < bounds->nodes + 2; i++)
		bounds->first[i] += bounds->first[i - 1];
	bounds->numbers = memory_alloc((bounds->first[bounds->nodes + 1] + 1ull) * sizeof(*bounds->numbers));
	place_bounds(bounds, terms);
	for (uint32_t i = 0; i < bounds->nodes; i++) {
		uint32_t to = bounds->first[i + 1];

		bounds->first[i] = kept;
		kept = order(bounds->numbers, from, to, kept);
		from = to;
	}
	bounds->first[bounds->nodes] = kept;
	bounds->numbers = memory_realloc(bounds->numbers, (kept + 1ull) * sizeof(*bounds->numbers));
	bounds->nearest = memory_alloc((kept + 1ull) * sizeof(*bounds->nearest));
	for (uint32_t i = 0; i < kept; i++)
		bounds->nearest[i] = value_number(&bounds->numbers[i]);
}

void bounds_finish(struct bounds *bounds)
{
	free(bounds->numbers);
	free(bounds->nearest);
	free(bounds->first);
}

size_t bounds_bytes(const struct bounds *bounds)
{
	return bounds->first[bounds->nodes] * (sizeof(*bounds->numbers) + sizeof(*bounds->nearest)) +
	       (bounds->nodes + 2ull) * sizeof(*bounds->first);
}

/* The place of the first of `count` ascending numbers that is not less. No step is a jump. */
static uint32_t search_nearest(const double *nearest, uint32_t count, double number)
{
	const double *from = nearest;

	for (; count > 1; count -= count / 2)
		from += (count / 2) & -(uint32_t)(from[count / 2 - 1] < number);
	return (uint32_t)(from - nearest) + (count == 1 && *from < number);
}

/* Rounding keeps the order, so only bounds of the same nearest double are left to compare. */
uint32_t bounds_rank(const struct bounds *bounds, uint32_t node, const struct value *number)
{
	const struct value *numbers = bounds->numbers + bounds->first[node];
	const double *all = bounds->nearest + bounds->first[node];
	uint32_t count = bounds->first[node + 1] - bounds->first[node];
	double nearest = number->kind == VALUE_INTEGER ? (double)number->integer : value_number(number);
	uint32_t low = search_nearest(all, count, nearest), high = low;

	if (low < count && all[low] == nearest)
		high += search_nearest(all + low, count - low, nextafter(nearest, INFINITY));
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = number_order(&numbers[middle], number);

		if (order == 0)
			return 2 * middle + 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 2 * low;
}

struct rank_range bounds_range(const struct bounds *bounds, uint32_t node, const struct condition *condition)
{
	struct rank_range range = {0, UINT32_MAX};

	if (condition->range.has_low)
		range.first = bounds_rank(bounds, node, &condition->range.low) + !condition->range.low_included;
	if (condition->range.has_high)
		range.last = bounds_rank(bounds, node, &condition->range.high) - !condition->range.high_included;
	return range;
}
