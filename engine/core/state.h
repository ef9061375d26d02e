/* state: the inside of a partition, for the files of core/ only. */
#pragma once
#include "account/input.h"
#include "account/overlay.h"
#include "account/timers.h"
#include "core/partition.h"
#include "task/scribe.h"

/* Offsets of one topic that were taken one after the other, in the journal's words: a run. */
struct run {
	uint32_t topic;
	int64_t first, last;
};

/* A record that went to the dead letters unread: nothing in the log tells why, so the journal does. */
struct refusal {
	uint32_t topic;
	int64_t offset;
	enum event_fault fault;
	struct slice detail;
};

/* A timer that was popped in this batch for an account that the batch changed. */
struct popped {
	int64_t deadline_ms;
	struct slice key;
};

/* An account's new encoding, waiting for its transaction. */
struct change {
	struct account *account;
	struct slice value; /* data NULL: a tombstone */
};

struct partition {
	const struct core_setup *setup;
	struct event_input *internal; /* the inputs as they are read from the re-key topic */
	int32_t number;

	/* committed */
	struct store store;
	struct timers timers;
	struct progress progress;
	struct partition_counts counts;

	/* of the open batch */
	struct plan *plan; /* NULL: no batch is open */
	struct arena *arena;
	struct scribe scribe;
	struct overlay overlay;
	struct progress pending;
	struct partition_counts pending_counts;
	bool worked;
	bool starts; /* the partition is new, or an operator has said where reading goes on */
	bool full;               /* takes no more records */
	bool held_up;            /* by the timers before a record of held_topic, which arrived at held_arrival_ms */
	uint32_t held_topic;
	int64_t held_arrival_ms;
	uint32_t timers_before;  /* that ran before records */
	struct run *runs;
	uint32_t run_count, run_capacity;
	size_t run_bytes; /* at most, in the journal entry */
	struct refusal *refusals;
	uint32_t refusal_count, refusal_capacity;
	struct popped *popped; /* an abort puts them back */
	uint32_t popped_count, popped_capacity;
	struct change *changes;
	uint32_t change_count;
	struct account *encoded_of; /* `encoded` holds its encoding as it is now; NULL: of none */

	struct buffer encoded, encoding; /* scratch of take.c, kept over batches */

	/* kept over batches, bound to a plan */
	struct plan *scratch_plan;
	struct matcher_scratch *scratch;
};

enum {
	ACCOUNT_BYTES_MOST = 750 * 1000, /* of an encoded account: below the broker's max.message.bytes, with margin */
	/* Below this weight of an account, with all that an event may add to it, no output and no state can pass its
	 * bound: text grows at most sixfold in JSON. */
	WEIGHT_SURE = 100 * 1000,
	SKEW_MS = 5 * 60 * 1000,      /* an event further ahead of the clock has a wrong clock of its own */
	LATE_TIMER_MS = 60 * 1000,    /* a timer that runs later than this says so */
	/* More than this would outlast the batch's transaction. */
	TIMERS_BEFORE_MOST = 10 * 1000, /* run before the records of one batch */
	TIMERS_AT_END_MOST = 10 * 1000, /* run at its end */
	RUNS_BYTES_MOST = 600 * 1000,   /* the entry must fit the broker's max.message.bytes, with margin */
	DEAD_LETTER_BYTES_MOST = 900 * 1000,
};

/* take.c: an event for an account. */
void take_record(struct partition *partition, uint32_t topic, const struct record *record);

/* growth.c: upper bounds of the bytes that an event adds to its account's encoding: by what it makes the account
 * remember, and by tasks, which it does only if it has outputs. */
struct growth {
	size_t memory, tasks;
};
struct growth growth_of(const struct plan *plan, const struct account *account, const struct record *record,
	const uint32_t *uses, uint32_t count);

/* due.c: runs timers whose deadline is before `limit_ms`, before a record. False when the batch has run as many as it
 * may, and there are more. */
bool due_run(struct partition *partition, int64_t limit_ms);
/* Only the earliest of them. False if there is none. */
bool due_run_one(struct partition *partition, int64_t limit_ms);
/* Puts the account's earliest deadline into the timers if none so early stands there. */
void due_arm(struct partition *partition, struct account *account);
/* After an abort: what the batch pushed is gone, and what it popped stands again. */
void due_restore(struct partition *partition);

/* touch.c: an account for an input. Fills in the input's account, and settles its tasks at the first touch. */
void touch_account(struct partition *partition, struct input *input, struct slice key);

/* dead_letter.c */
void dead_letter_write(struct partition *partition, const struct record *record, enum event_fault fault,
	struct slice detail);

/* progress.c: the progress record's value, and back. */
struct slice progress_encode(const struct partition *partition, struct arena *arena);
enum restore_result progress_decode(struct slice value, const struct core_setup *setup, struct progress *ret_progress);

/* journal.c: appends the batch's entry. */
void journal_write(struct partition *partition, const bool *at_end);
