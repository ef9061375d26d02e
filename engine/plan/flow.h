/* signal -> owner -> action. Immutable; memory of the plan's arena. */
#pragma once
#include "plan/seat.h"
#include "pattern/pattern.h"

struct plan_flow {
	struct slice name;           /* the signal's, unless the map gives one */
	plan_index signal, outcome, action;
	plan_index claim;            /* the seat that claims by this flow, or PLAN_NONE */
	const struct pattern *given; /* over the account's state; NULL: none */
	int64_t due_ms;              /* after opening, elapsed; 0: none */
};
