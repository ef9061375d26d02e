/* Seats, outcomes and actions of a compiled map. Immutable; memory of the plan's arena. */
#pragma once
#include "base/value.h"

/* The index of a seat, outcome, action, fact, signal or flow in the plan's array of them; NONE where there is none. */
typedef uint16_t plan_index; /* an index, not a struct: the one typedef, so that its width stands in one place */
#define PLAN_NONE ((plan_index)0xffff)
enum { PLAN_MOST = 0xfffe }; /* entries of one section */

struct plan_seat {
	struct slice name;
	struct slice function;   /* may be empty */
	struct slice person;     /* who sits there when the account names nobody; may be empty */
	plan_index reports_to;   /* or PLAN_NONE */
};

/* A seat that helps without owning. */
struct plan_contributor {
	plan_index seat;
	struct slice expect; /* may be empty */
	int64_t due_ms;      /* after the task's opening; 0: none */
};

struct plan_outcome {
	struct slice name;
	plan_index owner;
	const struct plan_contributor *contributors;
	uint32_t contributor_count;
	const plan_index *claims; /* other seats with a legitimate claim */
	uint32_t claim_count;     /* > 0: contested, tasks fold by (account, outcome) */
};

/* One path of the account's state that a task carries along. */
struct plan_action {
	struct slice name;
	struct slice topic;
	struct slice expect; /* may be empty */
	const struct path *carry; /* each "<branch>" or "<branch>.<name>": account people open since */
	uint32_t carry_count;
	bool track; /* false: the task is closed at its opening */
};
