/* crowd: what an event has at a node where it has many scalars, in order, so that they are searched and not tried. */
#pragma once
#include "pattern/index.h"

struct crowd {
	const uint32_t *numbers;
	uint32_t count;
};

/* For a spot of more than one scalar: the numbers of its values, ascending, each once; EXACT_NONE comes last if some
 * value has none. They stand until the next event. */
struct crowd crowd_gather_numbers(const struct matcher *matcher, struct matcher_scratch *scratch, struct spot *spot);
/* The same of the ranks among the node's bounds, of those scalars that are numbers. */
struct ranks crowd_gather_ranks(const struct matcher *matcher, struct matcher_scratch *scratch, struct spot *spot);

static inline uint32_t crowd_rank(const struct matcher *matcher, struct found *found)
{
	if (found->rank == RANK_UNKNOWN)
		found->rank = bounds_rank(&matcher->bounds, found->node, found->value);
	return found->rank;
}

/* Both for any spot. */
static inline struct crowd crowd_numbers(const struct matcher *matcher, struct matcher_scratch *scratch,
	struct spot *spot)
{
	if (spot->count == 1)
		return (struct crowd){&scratch->found[spot->first].number, 1};
	return crowd_gather_numbers(matcher, scratch, spot);
}

static inline struct ranks crowd_ranks(const struct matcher *matcher, struct matcher_scratch *scratch,
	struct spot *spot)
{
	struct found *found = &scratch->found[spot->first];

	if (spot->count > 1)
		return crowd_gather_ranks(matcher, scratch, spot);
	if (!value_is_number(found->value))
		return (struct ranks){NULL, 0};
	crowd_rank(matcher, found);
	return (struct ranks){&found->rank, 1};
}
