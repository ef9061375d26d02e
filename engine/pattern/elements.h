/* elements: patterns of which several leaves must be met by the same element of an array. */
#pragma once
#include "pattern/index.h"

/* Whether the pattern whose evaluated term (lower.h) is `number` holds of the present event. The same as pattern_holds,
 * over terms, and as long; for events that have arrays where leaves of a pattern meet. */
bool elements_hold(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t number);
