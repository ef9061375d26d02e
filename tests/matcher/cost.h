/* cost: what a set of rules costs an event, in reads of the same event.
 *
 * A set may cost an event COST_PARSES_MOST reads beyond its matches. What a match costs is measured first, on rules all
 * of which hold, each because of one of two values, which is the least that a match can ask. So much, but no more than
 * COST_MATCH_NS_MOST, is taken off for each match.
 *
 * CPU time of the thread, never of the wall; reading alone and reading with matching take turns, and the median of
 * their ratios counts, so that a busy machine disturbs little. */
#pragma once
#include "lookup.h"

enum {
	COST_EVENTS = 40,
	COST_PARSES_MOST = 40,
	COST_BUILD_S_MOST = 2,
	COST_MATCH_NS_MOST = 50,
	COST_SCALAR_PARSES_MOST = 5,
};

struct cost {
	double parses;          /* reading and matching an event, over reading it with yyjson alone */
	double parse_ns;        /* an event by yyjson alone */
	double matches;         /* an event */
	double build_s;         /* patterns parsed and the matcher made */
	uint32_t rules, refused;
	uint64_t scalars;       /* that the rules name: literals, operands */
};

/* `rules` and `events` are JSON texts. */
struct cost cost_measure(const struct slice *rules, uint32_t rule_count, const struct slice events[COST_EVENTS],
	uint32_t slices);
/* What a match costs, in ns; at most COST_MATCH_NS_MOST. Says so. */
double cost_match_ns(void);
/* Prints a result; whether the set stays within the bounds. */
bool cost_report(const char *name, const struct cost *cost, double match_ns);
/* The bound that no set breaks, however adverse: COST_SCALAR_PARSES_MOST reads of the event for each scalar that the
 * rules name, so that work grows with rules times event and not beyond. */
bool cost_report_bound(const char *name, const struct cost *cost);
