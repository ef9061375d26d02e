/* truth: whether a term holds of an event, each term once an event. */
#pragma once
#include "pattern/index.h"

/* Works out a term that has not been asked of this event yet. */
bool truth_settle(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t number);
/* Whether a scalar, whose number among the node's values is `number`, meets the leaf. */
bool truth_meets(const struct terms *terms, const struct term *leaf, const struct value *scalar, uint32_t number);

/* Whether the term holds of the present event, as if each leaf chose elements of arrays for itself: where leaves of a
 * pattern must share one, see elements.h. */
static inline bool truth(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t number)
{
	uint32_t known = scratch->truths[number];

	return known >> 1 == scratch->epoch ? known & 1 : truth_settle(matcher, scratch, number);
}
