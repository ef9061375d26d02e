/* raise: which signals an event means for its account.
 *
 * Place: the step after remember. All signals of an input are evaluated against one snapshot of the account's state, so
 * their order carries no meaning. Thread: the worker's. */
#pragma once
#include "account/input.h"

struct raised_signal {
	plan_index signal;
	bool quiet;              /* within its quiet time: a receipt and nothing else */
	int64_t quiet_until_ms;  /* when `quiet` */
	const struct evidence *evidence; /* the events that led to it, oldest first */
	uint32_t evidence_count;
};

struct raised_signals {
	struct raised_signal *items;
	uint32_t count, capacity;
};

/* Evaluates the signals among `uses` (ids of patterns that matched, ascending), moves windows and quiet times, and
 * lists what was raised, ascending by name. */
void signals_raise(struct input *input, const uint32_t *uses, uint32_t count, struct raised_signals *ret_raised);
