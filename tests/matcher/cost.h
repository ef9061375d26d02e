/* cost: what a set of rules costs an event, in reads of the same event.
 *
 * A set may cost an event COST_PARSES_MOST reads beyond its matches, and each match a tenth of a read: what it
 * takes to try one condition, to note the rule, and to sort its id.
 *
 * CPU time of the thread, never of the wall; reading alone and reading with matching take turns, and the median of
 * their ratios counts, so that a busy machine disturbs little. */
#pragma once
#include "lookup.h"

enum {
	COST_EVENTS = 40,
	COST_PARSES_MOST = 40,
	COST_BUILD_S_MOST = 2,
	COST_MATCHES_A_PARSE = 10,
	COST_SCALAR_PARSES_MOST = 50,
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
/* Prints a result; whether the set stays within the bounds. */
bool cost_report(const char *name, const struct cost *cost);
/* The bound that no set breaks, however adverse, is COST_SCALAR_PARSES_MOST reads of the event for each scalar that the
 * rules name, so that work grows with rules times event and not beyond. Near to it come only searches in vain: for
 * many short pieces of a wildcard that are everywhere (44 reads are the worst that is known), or byte by byte through
 * a long text of which yyjson copies many bytes at a time (texts.c). `most` is the bound, or less for a set that is
 * known to be better. */
bool cost_report_bound(const char *name, const struct cost *cost, double most);
