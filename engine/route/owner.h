/* owner: who a task belongs to, and how it changes hands. */
#pragma once
#include "task/receipt.h"

/* Makes `seat` the owner by `rule`. `person` is who sits there; empty: who the account or the map names, and a seat for
 * which neither does is reported as drift. */
void owner_set(struct scribe *scribe, struct input *input, struct task *task, plan_index seat, enum owner_rule rule,
	struct slice person);

/* The person of a seat has changed for this account: its open tasks move along, each with one handoff.
 * `people` are indexes of FACT_PERSON facts. */
void owner_follow_people(struct scribe *scribe, struct input *input, const plan_index *people, uint32_t count);

/* A new map may lack the seat of an open task: the steward gets it, with one handoff, a receipt and drift. Called at an
 * account's first touch in a batch. */
void owner_settle(struct scribe *scribe, struct input *input);
