/* embedded: the log in one SQLite file: topics, offsets and state of one process, with the promises of Kafka's
 * transactions. For pilots and tests. Implements io/log.h.
 *
 * A batch is one SQLite transaction (WAL, synchronous=FULL): outputs, state and offsets are on the disk together when
 * commit returns, or none of them is, whether the process is killed or the power fails. One engine at a time: it
 * holds a lock on the file that ends with the process. Any SQLite client may read meanwhile (views `log`, `tasks`,
 * `receipts`, `dead_letters`), and `seatwire topics` may add topics and records. Partitions are divided among the
 * workers by number; there is no group that could take them away. */
#pragma once
#include "base/diag.h"
#include "io/log.h"
#include "io/topics.h"

struct embedded;

struct embedded_topic {
	struct slice name;
	int32_t partition_count;
	enum topic_purpose purpose; /* the views know it by this */
};

/* Opens the database. `create`: makes the file if there is none. NULL on failure: *ret_error says why and how to mend
 * it, in `arena`. Thread: the handle is used by one thread at a time, and outlives the logs opened on it. */
struct embedded *embedded_open(const char *path, bool create, struct arena *arena, struct slice *ret_error);
/* Takes the lock of the one process that works on the file. False when another one holds it (and *ret_error). */
bool embedded_claim(struct embedded *embedded, struct arena *arena, struct slice *ret_error);
/* Ends the lock, too. NULL is allowed. */
void embedded_close(struct embedded *embedded);

/* Finds the topic. False with an empty *ret_error if there is none, with a text on a failure. */
bool embedded_find(
	struct embedded *embedded, struct slice topic, struct embedded_topic *ret_topic, struct slice *ret_error);
/* Makes the topics, all or none. They must not exist. */
bool embedded_create(
	struct embedded *embedded, const struct embedded_topic *topics, uint32_t count, struct slice *ret_error);
/* Appends records to their topics' partitions in one transaction; their offsets are ignored, their times are kept. */
bool embedded_append(struct embedded *embedded, const struct record *records, uint32_t count, struct slice *ret_error);

/* Everything that must hold of the topics before a worker may start. Each fault goes to `diag`. False if there is
 * one. */
bool embedded_inspect(
	struct embedded *embedded, const struct log_setup *setup, struct diag *diag, int32_t *ret_partition_count);
/* Opens the log of worker setup->worker of `workers`; it works on the partitions p with p % workers == worker. NULL on
 * failure, and *ret_error says why, in `arena`. */
struct log *embedded_log_open(struct embedded *embedded, const struct log_setup *setup, uint32_t workers,
	int32_t partition_count, struct arena *arena, struct slice *ret_error);

/* Calls `each` for every record of a compacted topic's partition, in the order of keys, until it returns false. For
 * commands; works beside a running engine. */
bool embedded_read_compacted(struct embedded *embedded, struct slice topic, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context, struct slice *ret_error);
