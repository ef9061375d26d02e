/* embedded_log: the insides of a worker's embedded log, shared by the embedded_*.c files and nobody else.
 *
 * embedded_log.c opens and closes; embedded_read.c delivers records; embedded_write.c is the transaction;
 * embedded_inspect.c checks the topics at the start. All on the worker's thread. */
#pragma once
#include "io/embedded_file.h"

/* One consumed topic's partition that is ours. */
struct embedded_reader {
	int64_t id;   /* its row */
	int64_t next; /* offset that poll delivers next; -1: the gate is closed */
};

/* A topic that outputs go to. */
struct embedded_target {
	struct slice name;
	int64_t id;
	int32_t partition_count;
};

struct embedded_log {
	struct log log;
	struct embedded_db db;
	struct embedded *shared;
	const struct log_setup *setup;
	int32_t *partitions; /* ours, ascending */
	uint32_t partition_count;
	int32_t total_count; /* partitions of each topic */

	struct embedded_reader *readers; /* by place in `partitions` * topics + topic */
	uint32_t first_reader;           /* who reads first, the next time */
	int64_t state_topic;             /* row */
	bool assigned, paused;
	bool look;    /* there may be records that were not looked at */
	int64_t seen; /* data_version at the last look */

	struct record *records; /* held */
	uint8_t *topics;
	uint32_t held, capacity;
	struct arena bytes; /* of the held records */

	struct embedded_target *targets;
	uint32_t target_count;
	struct output *outputs; /* of the open transaction */
	uint32_t output_count, output_capacity;
	bool open;
};

static inline struct embedded_log *embedded_of(struct log *log)
{
	return (struct embedded_log *)log;
}

/* The place of a partition among ours, or -1. */
int embedded_place(const struct embedded_log *embedded, int32_t partition);
/* Sets log->error from the connection's and returns what the code means for the loop. */
enum log_result embedded_result(struct embedded_log *embedded, int code);

/* embedded_read.c */
enum log_result embedded_poll(struct log *log, const struct log_poll_limits *limits, struct log_batch *ret_held);
void embedded_release(struct log *log);
enum log_result embedded_pause(struct log *log, bool pause);
enum log_result embedded_committed(struct log *log, int32_t partition, struct log_offsets *ret_offsets);
enum log_result embedded_first(struct log *log, int32_t partition, struct log_offsets *ret_offsets);
enum log_result embedded_read_state(struct log *log, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context);
enum log_result embedded_start(struct log *log, const struct log_offsets *offsets);
enum log_result embedded_ends(struct log *log, const int32_t *partitions, uint32_t count, uint64_t *ret_at_end);

/* embedded_write.c */
bool embedded_targets(struct embedded_log *embedded);
enum log_result embedded_begin(struct log *log);
enum log_result embedded_produce(struct log *log, const struct output *output);
enum log_result embedded_commit(struct log *log, const struct log_offsets *offsets, uint32_t count);
enum log_result embedded_abort(struct log *log);
