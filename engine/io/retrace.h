/* retrace: what an engine did, done again from its inputs and its journal: the same records, byte for byte.
 *
 * The journal of each partition tells of every batch: its clock, the topics that were at their end, the offsets in the
 * order in which they were taken, what was refused unread, and the map. Thread: the caller's. */
#pragma once
#include "io/reader.h"
#include "plan/plan.h"

/* Called for each output, partition by partition, in the order in which they were made; state and journal too.
 * `topic` is its full name. */
typedef void (*retrace_sink)(void *context, struct slice topic, const struct output *output);

/* Called for each account that is remembered at the end of a partition, in the order of keys. */
typedef void (*retrace_account)(void *context, struct slice key, struct slice value);

struct retrace {
	const struct config *config;
	struct plan *plan;
	retrace_sink sink;       /* may be NULL */
	retrace_account account; /* may be NULL */
	void *context;
	struct partition_counts counts; /* out: sums */
};

/* Goes through all partitions. False with *ret_error (in `arena`) when something cannot be read, a record that the
 * journal names is no longer there, or a batch was made with another map. */
bool retrace_run(struct retrace *retrace, struct arena *arena, struct slice *ret_error);
