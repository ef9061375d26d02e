/* partition: the pure core. One input through decode, remember, signal, route and task; the state of one partition.
 *
 * The same plan, the same records in the same order, the same clocks and the same ends give byte-identical outputs. It
 * makes no system call. Everything that runs events (run, replay, test, explain) drives these functions.
 *
 * A batch: begin, then take for each record and timers for what is due, then end; then commit when its transaction is
 * known to have committed, or abort when it is known to have not. Between begin and commit or abort, all changes live
 * in an overlay; committed state is not touched.
 *
 * Memory: the partition's own, and the batch arena of the outputs. Thread: the worker that owns it. */
#pragma once
#include "event/event.h"
#include "plan/plan.h"
#include "task/output.h"

/* How one engine reads its inputs. Immutable, shared; outlives the partitions. Consumed topics are numbered: the inputs
 * in their order, then the re-key topic, then the cross topic. */
struct core_setup {
	const struct event_input *inputs;
	uint32_t input_count;
	struct event_limits limits;
	int32_t partition_count;  /* shared by all partitioned topics; > 0 */
	struct slice rekey_topic; /* full names, for places and headers */
	struct slice cross_topic;
	struct slice instance;    /* stable name of this process, written into the progress record */
	uint64_t hash_seed;       /* secret seed of in-memory tables; never seen in an output */
};

enum { CORE_TOPICS_MOST = 64 };

static inline uint32_t core_topic_count(const struct core_setup *setup)
{
	return setup->input_count + 2;
}
static inline uint32_t core_rekey_topic(const struct core_setup *setup)
{
	return setup->input_count;
}
static inline uint32_t core_cross_topic(const struct core_setup *setup)
{
	return setup->input_count + 1;
}

/* The full name of a consumed topic, by its number. */
static inline struct slice core_topic_name(const struct core_setup *setup, uint32_t topic)
{
	if (topic < setup->input_count)
		return setup->inputs[topic].topic;
	return topic == core_rekey_topic(setup) ? setup->rekey_topic : setup->cross_topic;
}

/* How far a partition has come: written to the state topic in every transaction under the key PROGRESS_KEY. */
#define PROGRESS_KEY SLICE("seatwire/progress")
struct progress {
	bool exists;           /* false: the partition was never worked on */
	uint64_t batch;        /* counts transactions of this partition */
	int64_t clock_ms;      /* of the last batch; never goes back */
	int64_t live_from_ms;  /* earlier events make memory, but no tasks */
	int64_t next_offset[CORE_TOPICS_MOST]; /* by number of topic: next to read; -1: nothing read yet */
	int64_t arrival_ms[CORE_TOPICS_MOST];  /* running maximum of record timestamps; INT64_MIN: none */
};

struct partition;

struct partition *partition_create(const struct core_setup *setup, int32_t number);
void partition_destroy(struct partition *partition);

/* Restore: every record of the state topic's partition in the order of offsets, before the first batch. */
enum restore_result {
	RESTORE_OK,
	RESTORE_CORRUPT, /* checksum, shape, or a revision that falls: refuse the partition */
	RESTORE_NEWER,   /* written by a newer version: refuse the partition */
};
enum restore_result partition_restore(struct partition *partition, struct slice key, struct slice value);
/* Committed progress. Before the first batch of a new partition the caller sets where it starts. */
const struct progress *partition_progress(const struct partition *partition);
void partition_start_new(struct partition *partition, int64_t live_from_ms, const int64_t *next_offset);
/* An operator's word, after the restore, that reading goes on at these offsets whatever the progress record says. The
 * next batch writes them down, even if nothing else happens in it. */
void partition_adopt(struct partition *partition, const int64_t *next_offset);

/* Starts a batch at `clock_ms`, which must not be before the committed clock. `plan` is referenced until the batch is
 * over. Outputs are appended to `outputs`, whose arena also holds the overlay. */
void partition_begin(struct partition *partition, struct plan *plan, int64_t clock_ms, struct outputs *outputs);
/* Moves the open batch's clock forward: a virtual clock (replay, test) has no batches of its own. */
void partition_advance(struct partition *partition, int64_t clock_ms);
/* One record of the consumed topic `topic`. Its bytes must live until commit or abort. Records of a topic come in the
 * order of their offsets. `remaining` tells how many records of each topic are still to come in this batch after this
 * one (by number of topic), `at_end` which topics stand at their end behind the batch: both decide which timers run
 * first. NULL `at_end`: none is known to.
 * False: the batch is full, of timers that ran before its records (10,000) or of what its journal entry can hold, and
 * does not take the record. End it, and offer the record again in the next; a topic of which records were held back is
 * not at its end. */
bool partition_take(struct partition *partition, uint32_t topic, const struct record *record,
	const uint32_t *remaining, const bool *at_end);
/* As partition_take, but nobody looks into the record: it goes to the dead letters with the reason `fault` (poison,
 * output_too_large) and `detail`, and counts as processed. */
bool partition_refuse(struct partition *partition, uint32_t topic, const struct record *record,
	enum event_fault fault, struct slice detail, const uint32_t *remaining, const bool *at_end);
/* A record of `topic` has arrived, and timers that were due before run. False: there are more than the batch may run,
 * and it is full. So it was with the last record offered to a batch whose journal entry says `held_up`. */
bool partition_arrive(struct partition *partition, uint32_t topic, int64_t arrival_ms, const uint32_t *remaining,
	const bool *at_end);
/* Runs the timers that are due once all records of the batch were taken, at most 10,000: the others are due in the next
 * batch. `at_end` as above. */
void partition_timers(struct partition *partition, const bool *at_end);
/* The same one by one: runs the earliest timer if it is due. False if none is. */
bool partition_timer(struct partition *partition, const bool *at_end);
/* Ends the batch: appends changed accounts, the progress record and the journal entry. False if nothing at all happened
 * (no record, no timer): then there is nothing to commit, and the caller aborts. */
bool partition_end(struct partition *partition, const bool *at_end);
/* The next offset to read of each topic after the open batch, for the transaction's offsets. */
const struct progress *partition_pending_progress(const struct partition *partition);
void partition_commit(struct partition *partition);
void partition_abort(struct partition *partition);

/* The account of an event: the first non-empty string or integer among the map's account.key paths; of a task event its
 * subject. Empty if it has none. */
struct slice partition_account_key(const struct plan *plan, const struct event *event, struct arena *arena);

/* The deadline of the earliest timer, INT64_MAX if there is none. A batch without records makes sense from then on. */
int64_t partition_next_deadline(const struct partition *partition);

/* Counters since creation, of committed batches. */
struct partition_counts {
	uint64_t events, tasks, receipts, dead_letters, timers, duplicate_keys;
	uint64_t accounts, account_bytes; /* now */
};
struct partition_counts partition_counts(const struct partition *partition);
/* As they will be once the open batch, which has ended, is committed; but for the accounts. */
struct partition_counts partition_pending_counts(const struct partition *partition);
/* Adds `counts` to `sum`. */
void partition_counts_add(struct partition_counts *sum, struct partition_counts counts);

/* Calls `each` for every committed account in the order of keys, with its encoded state as in the state topic. */
void partition_each_account(const struct partition *partition, void (*each)(void *context, struct slice key,
	struct slice value), void *context);
