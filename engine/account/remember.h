/* remember: the step in which an event changes facts and people. */
#pragma once
#include "account/input.h"

/* What the step changed, for the steps after it. */
struct remembered {
	struct recent_event **recent; /* entries that the event made, to be told its signals */
	uint32_t recent_count, recent_capacity;
	plan_index *people; /* indexes of FACT_PERSON facts whose value is another now */
	uint32_t people_count, people_capacity;
};

/* Applies the uses of patterns that matched (facts and people; signals are passed over). `uses` are ids of the plan's
 * matcher, ascending. */
void remember_event(struct input *input, const uint32_t *uses, uint32_t count, struct remembered *ret_remembered);
