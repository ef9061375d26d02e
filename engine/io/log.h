/* log: where records come from and go to, with transactions. One interface, two implementations: Kafka and embedded
 * (one SQLite file). The worker's loop (io/worker.c) and the core are the same over both.
 *
 * A log is one worker's connection: its membership in the consumer group and its producer. Thread: the worker's.
 * Topics consumed are numbered as in core/partition.h: inputs, re-key, cross.
 *
 * The loop: poll; when there is something to do: begin, produce ..., commit with the offsets; release. What a
 * transaction wrote is visible to readers of committed data wholly or not at all, together with the offsets.
 *
 * Records that poll delivered are held until release: a failed transaction is done again with the records at hand, and
 * reading never goes back. What was not committed is delivered again to whoever owns the partition next. */
#pragma once
#include "core/partition.h"

struct log; /* the head of each implementation's own struct */

enum log_result {
	LOG_OK,
	LOG_AGAIN,     /* nothing of the transaction is visible and nothing will be: abort and do it again */
	LOG_UNKNOWN,   /* it may be visible or not: abort, then restore the partitions that it touched */
	LOG_TOO_LARGE, /* an output can never be taken: abort and do it again without the record that made it */
	LOG_FATAL,     /* give up: the process must end (and be restarted) */
};

/* Names of the topics of one application. */
struct log_names {
	struct slice application;
	struct slice receipts, dead_letters, state, journal, cross, rekey;
};

/* The topic that an output goes to. */
struct slice log_topic_of(const struct log_names *names, const struct output *output);

/* Called from log_poll and log_close, on the worker's thread, with no transaction open. Between assigned and revoked
 * the partitions are ours: every consumed topic's partition of that number. */
struct log_owner {
	void *context;
	/* Partitions to take over. Must restore each and call log_start on it; may use committed, first, read_state and
	 * whole transactions. False ends the worker (the owner has said why). */
	bool (*assigned)(void *context, const int32_t *partitions, uint32_t count);
	/* Partitions to give up; their held records are gone from the batch that poll is about to return. `lost`:
	 * somebody else may own them already. */
	void (*revoked)(void *context, const int32_t *partitions, uint32_t count, bool lost);
	/* A call goes on waiting, past its time if need be, because nobody answers. Called again and again, from any
	 * call of the log and from what opens it. False: the process is to stop, give up. NULL: always give up. */
	bool (*waits)(void *context, struct slice why);
};

/* What opens a log. The strings must outlive it. */
struct log_setup {
	struct log_names names;
	const struct slice *topics; /* consumed, by number */
	uint32_t topic_count;
	const struct slice *action_topics; /* what OUTPUT_TASK may name */
	uint32_t action_topic_count;
	struct slice instance; /* stable name of the process */
	uint32_t worker;       /* number within the process */
	struct slice mending;  /* how missing topics are made, in words for a person */
	struct log_owner owner;
};

/* The records held. `topics[i]` is the number of the topic of `records[i]`. Valid until the next poll or release; the
 * bytes that the records point to until release or, for a revoked partition, until `revoked` returns. */
struct log_batch {
	const struct record *records;
	const uint8_t *topics;
	uint32_t count;
};

struct log_poll_limits {
	int32_t wait_ms;  /* for the first record; what is there already comes with it */
	uint32_t records; /* to add at most; a log may add up to 1,000 more */
	size_t bytes;     /* stop adding beyond this many bytes of values; one record may pass it */
};

/* Offsets of one partition, by number of topic: next to read; -1: none. */
struct log_offsets {
	int32_t partition;
	int64_t next[CORE_TOPICS_MOST];
};

struct log_ops {
	/* Gives the partitions back (`revoked` is called), ends the membership, frees the log. No open transaction. */
	void (*close)(struct log *log);
	/* Waits for records, keeps the membership alive and calls the owner. Adds records to those held and returns
	 * them all; none new is no fault. Records of one topic's partition come in the order of offsets. */
	enum log_result (*poll)(struct log *log, const struct log_poll_limits *limits, struct log_batch *ret_held);
	/* Lets go of all held records: all are committed, or not wanted. */
	void (*release)(struct log *log);
	/* Stops or resumes the delivery of records; poll goes on serving the membership. No record may be held. */
	enum log_result (*pause)(struct log *log, bool pause);
	/* The committed offsets of a partition, stable: an open transaction is waited for. */
	enum log_result (*committed)(struct log *log, int32_t partition, struct log_offsets *ret_offsets);
	/* The lowest offsets of a partition that can still be read. */
	enum log_result (*first)(struct log *log, int32_t partition, struct log_offsets *ret_offsets);
	/* Reads the state topic's partition from its start to its end as of now, past open transactions. `each` returns
	 * false to stop; that is LOG_OK too. */
	enum log_result (*read_state)(struct log *log, int32_t partition,
		bool (*each)(void *context, struct slice key, struct slice value), void *context);
	/* Opens the gate: records of the partition's topics come from these offsets on. No -1 in them. */
	enum log_result (*start)(struct log *log, const struct log_offsets *offsets);
	/* Asks for the present ends. Bit t of ret_at_end[i] tells whether poll has delivered all of topic t's partition
	 * partitions[i] that was readable when the call was made. Also for a partition that is paused or failed. */
	enum log_result (*ends)(struct log *log, const int32_t *partitions, uint32_t count, uint64_t *ret_at_end);
	enum log_result (*begin)(struct log *log);
	/* The output's bytes must live until commit or abort returns. */
	enum log_result (*produce)(struct log *log, const struct output *output);
	/* Commits outputs and offsets together. At least one offset that is not -1 for each partition that was touched,
	 * so that a fenced owner is refused. */
	enum log_result (*commit)(struct log *log, const struct log_offsets *offsets, uint32_t count);
	/* Ends the open transaction, if any, without effect. */
	enum log_result (*abort)(struct log *log);
};

struct log {
	const struct log_ops *ops;
	/* The last failure in words: what, where, how to mend; valid until the next call. The worker empties it before
	 * a poll or transaction, so that after a good one it tells of trouble on the way. */
	struct slice error;
};
