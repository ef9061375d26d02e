/* bounds: the numbers that ranges of each node begin and end at, and where another number lies among them. */
#pragma once
#include "pattern/terms.h"

struct bounds {
	struct value *numbers; /* by node, ascending, each once; digits that they point to stay in the terms' arena */
	double *nearest;       /* the double nearest to each: what is searched first */
	uint32_t *first;       /* by node, one more at the end */
	uint32_t nodes;
};

/* A range in ranks: both included. */
struct rank_range {
	uint32_t first, last;
};

/* Of all conditions of `numeric`; `terms` outlives the bounds, and may be sealed meanwhile. */
void bounds_init(struct bounds *bounds, const struct terms *terms);
void bounds_finish(struct bounds *bounds);
size_t bounds_bytes(const struct bounds *bounds);
/* The number's place: 2i + 1 if it is bound number i of the node, 2i if it lies before that and after the one before
 * it. */
uint32_t bounds_rank(const struct bounds *bounds, uint32_t node, const struct value *number);
/* The ranks that lie in the range of a condition of the node. */
struct rank_range bounds_range(const struct bounds *bounds, uint32_t node, const struct condition *condition);
