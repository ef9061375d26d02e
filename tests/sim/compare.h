/* compare: what must be the same in all engines, or hold in each. Every function ends the process where it is not
 * so. */
#pragma once
#include "simulation.h"

/* All that a partition remembers, as one text of bytes, in the step's arena. `anew`: without what differs by the
 * number of transactions. */
struct slice dump_of(struct simulation *sim, const struct partition *partition, bool anew);
/* `whole`: with state, journal and headers. */
void expect_same_outputs(
	const struct simulation *sim, const struct outputs *expected, const struct outputs *actual, bool whole);
/* No timer has run while a record from before its deadline was unread. */
void expect_timers_waited(const struct simulation *sim, const struct sim_step *step, const struct engine *engine);
