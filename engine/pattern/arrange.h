/* arrange: the order in which the rules of a list stand, and the tests of each. For lists.c, which writes them. */
#pragma once
#include "pattern/access.h"

struct arrangement {
	const struct survey *survey;
	const struct terms *terms;
	const struct words *tests; /* of the access entries */
	uint32_t *counts; /* by place: rules of the present list that have a test there; 0 in between */
	uint32_t *ranges; /* by node: those that have a range of it behind another; 0 in between */
};

void arrange_init(struct arrangement *arrangement, const struct survey *survey, const struct terms *terms,
	const struct words *tests);
void arrange_finish(struct arrangement *arrangement);

/* Puts `entries` in order, and the tests of each. */
void arrange_entries(struct arrangement *arrangement, struct access_entry *entries, uint32_t count);
/* Behind each call of arrange_entries, when the list is written. */
void arrange_forget(struct arrangement *arrangement, const struct access_entry *entries, uint32_t count);

uint32_t *arrange_tests_of(const struct arrangement *arrangement, const struct access_entry *entry);
bool arrange_is_range(const struct arrangement *arrangement, uint32_t test);
/* How many tests of `entry` from number `at` on a fan looks for at once: 1, or of ranges up to BOXES_SIDES_MOST. */
uint32_t arrange_together(const struct arrangement *arrangement, const struct access_entry *entry, uint32_t at);
/* Whether both entries may stand in one fan from test number `at` on: what it looks for at once, at which nodes. */
bool arrange_same_places(const struct arrangement *arrangement, const struct access_entry *first,
	const struct access_entry *second, uint32_t at);
