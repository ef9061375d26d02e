/* reader: the committed records of one topic's partition, in the order of offsets, without any group: for commands that
 * look at a log. Two implementations, as the log has.
 *
 * Thread: one at a time. It reads to the end as of its opening. */
#pragma once
#include "io/config.h"

struct reader;

enum reader_result {
	READER_RECORD,
	READER_END,
	READER_FAILED, /* reader_error() says why */
};

struct reader_ops {
	enum reader_result (*next)(struct reader *reader, struct record *ret_record);
	void (*close)(struct reader *reader);
};

struct reader {
	const struct reader_ops *ops;
	struct slice topic;
	int32_t partition;
	char error[512];
};

/* Opens a reader at offset `from` (or the first that is still there). NULL on failure: *ret_error says why, in
 * `arena`. */
struct reader *reader_open(const struct config *config, struct slice topic, int32_t partition, int64_t from,
	struct arena *arena, struct slice *ret_error);
/* The next record; its bytes are valid until the next call. */
enum reader_result reader_next(struct reader *reader, struct record *ret_record);
/* NULL is allowed. */
void reader_close(struct reader *reader);

/* How many partitions a topic has; -1 with *ret_error if there is no such topic or nobody answers. */
int32_t reader_partitions(const struct config *config, struct slice topic, struct arena *arena,
	struct slice *ret_error);

/* The implementations; `path` and `properties` come from the configuration. */
struct reader *kafka_reader_open(const struct config *config, struct slice topic, int32_t partition, int64_t from,
	struct arena *arena, struct slice *ret_error);
struct reader *embedded_reader_open(const struct config *config, struct slice topic, int32_t partition, int64_t from,
	struct arena *arena, struct slice *ret_error);
int32_t kafka_reader_partitions(const struct config *config, struct slice topic, struct arena *arena,
	struct slice *ret_error);
int32_t embedded_reader_partitions(const struct config *config, struct slice topic, struct arena *arena,
	struct slice *ret_error);
