/* adopt: makes a partition's state follow its committed offsets, when an operator moved or lost them and says that
 * this is right. The one way past the refusal of a partition whose progress record and offsets disagree.
 *
 * Place: io, for `seatwire state adopt`. No engine of the application may run. Thread: the caller's. */
#pragma once
#include "io/config.h"
#include "plan/plan.h"

struct adopt_topic {
	struct slice name;
	int64_t committed; /* -1: none */
	int64_t state;     /* by the progress record; -1: none */
	int64_t adopted;   /* what both are to be: the committed offset, else that of the state, else the first */
};

struct adopt_report {
	struct adopt_topic topics[CORE_TOPICS_MOST];
	uint32_t topic_count;
	bool agree; /* there is nothing to do */
};

/* Finds out what would be adopted and, with `write`, does it in one transaction, which is journalled as a batch
 * without records. False when the partition cannot be had or its state cannot be read: *ret_error says why, in
 * `arena`; faults of the log's set-up go to `diag`. */
bool adopt_partition(const struct config *config, struct plan *plan, int32_t partition, bool write, struct diag *diag,
	struct arena *arena, struct adopt_report *ret_report, struct slice *ret_error);
