/* compare: whether two patterns exclude each other, and whether one implies the other.
 *
 * Decided by their structure and path by path, not by general satisfiability: "false" means "not proven". A field is
 * taken to hold one value; of a list, two conditions that exclude each other may both find an element.
 * Place: within map/, for its proofs. Works on patterns as they are written, after pattern_parse took them. */
#pragma once
#include "base/value.h"

struct compare {
	struct arena scratch;
	uint64_t steps_left; /* each some 10 ns, one for two alternatives; none left: nothing is proven any more */
};

void compare_init(struct compare *compare, uint64_t steps);
void compare_finish(struct compare *compare);

/* True if no value can fulfil both. */
bool compare_disjoint(struct compare *compare, const struct value *a, const struct value *b);
/* True if every value that fulfils `a` fulfils `b`. */
bool compare_implies(struct compare *compare, const struct value *a, const struct value *b);
