/* crowd: what an event has at a node of many scalars.
 *
 * Place: pattern, under truth and walk. Memory: the scratch's, three words a scalar. Thread: the scratch's.
 *
 * Without it, each test of an array of a thousand elements would take a thousand comparisons. A crowd in
 * `scratch->crowds` is: how many numbers, how many ranks, the numbers, the ranks. */
#include "pattern/crowd.h"

/* Sorts what stands from `from` on, and drops what stands twice; returns how many are left. */
static uint32_t order(struct matcher_scratch *scratch, uint32_t from)
{
	struct words *crowds = &scratch->crowds;
	uint32_t kept = from;

	words_sort(crowds->items + from, crowds->count - from, &scratch->room);
	for (uint32_t i = from; i < crowds->count; i++)
		if (i == from || crowds->items[i] != crowds->items[kept - 1])
			crowds->items[kept++] = crowds->items[i];
	crowds->count = kept;
	return kept - from;
}

/* The crowd of the spot. Room for all of the event's is taken with the first, so that none of them moves. */
static const uint32_t *gather(const struct matcher *matcher, struct matcher_scratch *scratch, struct spot *spot)
{
	struct words *crowds = &scratch->crowds;
	uint32_t at = spot->crowd;

	if (at != CROWD_UNKNOWN)
		return crowds->items + at;
	if (crowds->count == 0)
		words_reserve(crowds, 3 * scratch->found_count);
	at = spot->crowd = crowds->count;
	crowds->count += 2;
	for (uint32_t i = spot->first; i != FOUND_NONE; i = scratch->found[i].next)
		words_add(crowds, scratch->found[i].number);
	crowds->items[at] = order(scratch, at + 2);
	for (uint32_t i = spot->first; i != FOUND_NONE; i = scratch->found[i].next)
		if (value_is_number(scratch->found[i].value))
			words_add(crowds, crowd_rank(matcher, &scratch->found[i]));
	crowds->items[at + 1] = order(scratch, at + 2 + crowds->items[at]);
	return crowds->items + at;
}

struct crowd crowd_gather_numbers(const struct matcher *matcher, struct matcher_scratch *scratch, struct spot *spot)
{
	const uint32_t *words = gather(matcher, scratch, spot);

	return (struct crowd){words + 2, words[0]};
}

struct ranks crowd_gather_ranks(const struct matcher *matcher, struct matcher_scratch *scratch, struct spot *spot)
{
	const uint32_t *words = gather(matcher, scratch, spot);

	return (struct ranks){words + 2 + words[0], words[1]};
}
