/* ranges: the typed index of numbers: from a number to the lists of the ranges that hold it. */
#pragma once
#include "pattern/ast.h"
#include "pattern/words.h"

/* A range in ranks: the number's place among all bounds of its node. */
struct interval {
	uint32_t first, last; /* ranks, both included */
	uint32_t most;        /* the greatest `last` among those below it in the tree (ranges.c) */
	uint32_t list;
};

struct range_node {
	uint32_t first_bound, bound_count;
	uint32_t first_interval, interval_count;
};

struct range_item {
	uint32_t node;
	const struct condition *condition;
	uint32_t list;
};

struct ranges {
	struct range_item *items; /* until it is sealed */
	uint32_t count, capacity;
	struct value *bounds;     /* by node, ascending, each once */
	struct interval *intervals;
	struct range_node *nodes; /* by node; NULL if there are no ranges */
	uint32_t node_count, bound_count;
};

/* A zeroed one is empty. */
void ranges_finish(struct ranges *ranges);
/* `condition` is one of `numeric` and outlives the index. */
void ranges_add(struct ranges *ranges, uint32_t node, const struct condition *condition, uint32_t list);
/* Orders the items for ranges_find. `nodes` is the number of nodes. */
void ranges_seal(struct ranges *ranges, uint32_t nodes);
size_t ranges_bytes(const struct ranges *ranges);
/* Appends to `hits` the lists for a scalar of an event that stands at the node. Time: O(log n) for n ranges, and as
 * much again at most for each one that is found. */
void ranges_find(const struct ranges *ranges, uint32_t node, const struct value *scalar, struct words *hits);
