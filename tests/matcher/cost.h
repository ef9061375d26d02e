/* cost: what a set of rules costs an event, in reads of the same event.
 *
 * CPU time of the thread, never of the wall; reading alone and reading with matching take turns, and the median of
 * their ratios counts, so that a busy machine disturbs little. */
#pragma once
#include "lookup.h"

enum { COST_EVENTS = 40 };

struct cost {
	double parses;          /* reading and matching an event, over reading it with yyjson alone */
	double parse_ns;        /* an event by yyjson alone */
	double matches;         /* an event */
	double build_s;         /* patterns parsed and the matcher made */
	uint32_t rules, refused;
};

/* `rules` and `events` are JSON texts. */
struct cost cost_measure(const struct slice *rules, uint32_t rule_count, const struct slice events[COST_EVENTS],
	uint32_t slices);
