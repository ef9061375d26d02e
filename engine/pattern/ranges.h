/* ranges: the typed index of numbers: from a number to the lists of the ranges that hold it. */
#pragma once
#include "pattern/bounds.h"

/* A range and what it leads to. */
struct interval {
	struct rank_range ranks;
	uint32_t most; /* the greatest last rank among those below it in the tree (ranges.c) */
	uint32_t to;   /* a list, or what the maker of the tree wants */
};

struct range_item {
	uint32_t node;
	struct interval interval;
};

/* A zeroed one is empty. */
struct ranges {
	struct range_item *items; /* until it is sealed */
	uint32_t count, capacity;
	struct interval *intervals; /* by node */
	uint32_t *first;            /* by node, one more at the end; NULL if there are no ranges */
	uint32_t nodes;
};

void ranges_finish(struct ranges *ranges);
void ranges_add(struct ranges *ranges, uint32_t node, struct rank_range ranks, uint32_t list);
/* Orders the items for ranges_find. `nodes` is the number of nodes. */
void ranges_seal(struct ranges *ranges, uint32_t nodes);
size_t ranges_bytes(const struct ranges *ranges);
/* Appends to `hits` the lists of the node's ranges that hold the rank. Time: O(log n) for n ranges, and as much again
 * at most for each one that is found. */
void ranges_find(const struct ranges *ranges, uint32_t node, uint32_t rank, struct words *hits);

/* Makes a tree of intervals: sorts them and sets `most`. */
void ranges_make_tree(struct interval *intervals, uint32_t count);
/* Appends `to` of all intervals of the tree that hold the rank. */
void ranges_search_tree(const struct interval *intervals, uint32_t count, uint32_t rank, struct words *hits);
