/* output: what an input produces: records for the log, in the order in which they were made.
 *
 * Place: between the core, which appends, and io/, which produces or prints them. Memory: the arena of the list (of
 * what is forwarded the records, too); valid until it is reset, that is: until the batch's transaction is over, and in
 * no part of the state. Thread: the worker's. */
#pragma once
#include "base/arena.h"
#include "event/record.h"

/* Where an output goes. Names of internal topics are the application's and are added by io/. */
enum output_kind {
	OUTPUT_TASK,        /* an action topic of the map, or the steward's: `topic` is set */
	OUTPUT_RECEIPT,     /* <app>.receipts */
	OUTPUT_DEAD_LETTER, /* <app>.dead-letters */
	OUTPUT_REKEY,       /* <app>.rekey */
	OUTPUT_CROSS,       /* <app>.cross */
	OUTPUT_STATE,       /* <app>.state */
	OUTPUT_JOURNAL,     /* <app>.journal */
};

struct output {
	enum output_kind kind;
	struct slice topic;     /* OUTPUT_TASK only */
	int32_t partition;      /* explicit, or -1: hash_partition() of the key */
	struct slice key;       /* data NULL: none */
	struct slice value;     /* data NULL: none (a tombstone) */
	const struct header *headers;
	uint32_t header_count;
};

struct outputs {
	struct arena *arena;
	struct output *items;
	uint32_t count, capacity;
};

static inline void outputs_init(struct outputs *outputs, struct arena *arena)
{
	*outputs = (struct outputs){.arena = arena};
}

/* A zeroed output at the end of the list, for the caller to fill in; valid until the next call. */
struct output *outputs_add(struct outputs *outputs, enum output_kind kind);
