/* log: where records come from and go to, with transactions. One interface, two implementations: Kafka and embedded
 * (one SQLite file). The worker's loop (io/worker.c) and the core are the same over both.
 *
 * A log is one worker's connection: its membership in the consumer group and its producer. Thread: one at a time.
 * Topics consumed are numbered as in core/partition.h: inputs, re-key, cross.
 *
 * The loop: poll; when there is something to do: begin, produce ..., commit with the offsets. What a transaction wrote is
 * visible to readers of committed data wholly or not at all, together with the offsets. */
#pragma once
#include "core/partition.h"

struct log; /* the head of each implementation's own struct */

/* What the log can say of an operation. Texts are in log_error(). */
enum log_result {
	LOG_OK,
	LOG_AGAIN,  /* nothing of the transaction is visible and nothing will be: abort, rewind, do it again */
	LOG_LOST,   /* the partitions are not ours any more: drop what was done; `revoked` has been or will be called */
	LOG_FATAL,  /* give up: the process must end (and be restarted) */
};

/* Names of the topics of one application. */
struct log_names {
	struct slice application;
	struct slice receipts, dead_letters, state, journal, cross, rekey;
};

/* The records of one poll. `topics[i]` is the number of the topic of `records[i]`. Valid until the transaction that they
 * are part of is committed or aborted. */
struct log_batch {
	const struct record *records;
	const uint8_t *topics;
	uint32_t count;
};

struct log_poll_limits {
	int32_t wait_ms;
	uint32_t records;
	size_t bytes;
};

/* Called from log_poll, on the worker's thread. Between assigned and revoked the partition is ours. */
struct log_owner {
	void *context;
	/* Partitions to take over: the same number of every consumed topic. Must restore each and call log_start on it;
	 * false ends the worker (the owner has said why). */
	bool (*assigned)(void *context, const int32_t *partitions, uint32_t count);
	/* Partitions to give up. Not lost: the open transaction may be committed first. Lost: it must be aborted. */
	void (*revoked)(void *context, const int32_t *partitions, uint32_t count, bool lost);
};

/* Offsets of one partition, by number of topic: next to read; -1: none. */
struct log_offsets {
	int32_t partition;
	int64_t next[CORE_TOPICS_MOST];
};

struct log_ops {
	void (*close)(struct log *log); /* leaves the group after `revoked`; frees the log */
	/* How many partitions the topics have (all the same; checked when the log was opened). */
	int32_t (*partition_count)(const struct log *log);
	/* Waits for records; also keeps the membership alive and calls the owner. An empty batch is no fault. */
	enum log_result (*poll)(struct log *log, const struct log_poll_limits *limits, struct log_batch *ret_batch);
	/* The committed offsets of a partition, stable: an open transaction is waited for. */
	enum log_result (*committed)(struct log *log, int32_t partition, struct log_offsets *ret_offsets);
	/* Reads the state topic's partition from its start to its end as of now, past open transactions. */
	enum log_result (*read_state)(struct log *log, int32_t partition,
		bool (*each)(void *context, struct slice key, struct slice value), void *context);
	/* Opens the gate: records of the partition's topics come from these offsets on (-1: from the beginning). */
	enum log_result (*start)(struct log *log, const struct log_offsets *offsets);
	/* Whether everything of the topic's partition up to now has been delivered by poll. `confirm`: ask the log itself,
	 * so that the answer is newer than the call; else what is known. */
	bool (*at_end)(struct log *log, uint32_t topic, int32_t partition, bool confirm);
	enum log_result (*begin)(struct log *log);
	enum log_result (*produce)(struct log *log, const struct output *output);
	/* Commits outputs and offsets together. At least one element in `offsets`. */
	enum log_result (*commit)(struct log *log, const struct log_offsets *offsets, uint32_t count);
	/* Aborts if a transaction is open, and rewinds reading to `offsets`. */
	enum log_result (*abort)(struct log *log, const struct log_offsets *offsets, uint32_t count);
};

struct log {
	const struct log_ops *ops;
	struct slice error; /* the last failure in words: what, where, how to mend */
};
