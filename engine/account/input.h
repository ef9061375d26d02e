/* input: one input of the core on its way through the steps: an event or a due timer, with the account it is about.
 *
 * Memory: on the stack of the core for one input; what it points to lives as long as the batch. */
#pragma once
#include "account/account.h"
#include "event/event.h"

struct input {
	const struct plan *plan;
	struct account *account;
	struct arena *arena; /* the batch's */
	int64_t clock_ms;
	int64_t time_ms;           /* event time, or the timer's deadline */
	const struct event *event; /* NULL for a timer */
	struct slice timer;        /* its name, for a timer */
	bool skewed;               /* the event was ahead of the clock: its time became the clock */
	bool history;              /* before live_from: it makes memory, but no tasks */
	const struct value *state; /* the snapshot that `given` reads; made on first use by input_state() */
};

/* The account's state tree for patterns, made once and kept until input_changed(). */
const struct value *input_state(struct input *input);
/* The account changed: the next input_state() makes the tree anew. */
void input_changed(struct input *input);
/* Whether `given` holds; NULL holds. */
bool input_given(struct input *input, const struct pattern *given);

/* The reference to the input's event, with the conditions by which `pattern` matched it (NULL: none listed). */
struct evidence input_evidence(const struct input *input, const struct pattern *pattern);

/* Who sits in a seat for this account: people.<seat>, else the seat's person; empty when the map names nobody. */
struct slice input_person(const struct input *input, plan_index seat);
