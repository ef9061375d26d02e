/* embedded_log: opens and closes a worker's embedded log.
 *
 * Place: io, behind io/log.h. Membership is arithmetic: partition p belongs to worker p % workers, from the first
 * poll to close; the process lock keeps everybody else away. Memory: struct embedded_log, until close. Thread: the
 * worker's; it may be opened by another one. */
#include "io/embedded_log.h"
#include <stdlib.h>

static void embedded_log_close(struct log *log)
{
	struct embedded_log *embedded = embedded_of(log);

	embedded_abort(log);
	embedded_release(log);
	if (embedded->assigned)
		embedded->setup->owner.revoked(
			embedded->setup->owner.context, embedded->partitions, embedded->partition_count, false);
	embedded_db_finish(&embedded->db);
	arena_finish(&embedded->bytes);
	free(embedded->partitions);
	free(embedded->readers);
	free(embedded->records);
	free(embedded->topics);
	free(embedded->targets);
	free(embedded->outputs);
	free(embedded);
}

static const struct log_ops embedded_ops = {
	.close = embedded_log_close,
	.poll = embedded_poll,
	.release = embedded_release,
	.pause = embedded_pause,
	.committed = embedded_committed,
	.first = embedded_first,
	.read_state = embedded_read_state,
	.start = embedded_start,
	.ends = embedded_ends,
	.begin = embedded_begin,
	.produce = embedded_produce,
	.commit = embedded_commit,
	.abort = embedded_abort,
};

int embedded_place(const struct embedded_log *embedded, int32_t partition)
{
	for (uint32_t i = 0; i < embedded->partition_count; i++)
		if (embedded->partitions[i] == partition)
			return (int)i;
	return -1;
}

enum log_result embedded_result(struct embedded_log *embedded, int code)
{
	if (code == SQLITE_OK)
		return LOG_OK;
	embedded->log.error = slice_of(embedded->db.error);
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
		return LOG_AGAIN;
	case SQLITE_TOOBIG:
		return LOG_TOO_LARGE;
	default:
		/* A disk that fails: what is in the file counts, and a new process finds out what that is. */
		return LOG_FATAL;
	}
}

static void divide(struct embedded_log *embedded, uint32_t workers)
{
	embedded->partitions = memory_zalloc((size_t)embedded->total_count, sizeof(int32_t));
	for (int32_t p = 0; p < embedded->total_count; p++)
		if ((uint32_t)p % workers == embedded->setup->worker)
			embedded->partitions[embedded->partition_count++] = p;
}

/* The rows of the partitions that are read. */
static bool find_readers(struct embedded_log *embedded)
{
	uint32_t topics = embedded->setup->topic_count;

	embedded->readers = memory_zalloc((size_t)embedded->partition_count * topics + 1, sizeof(*embedded->readers));
	for (uint32_t t = 0; t < topics; t++) {
		struct embedded_topic topic;
		int64_t id;

		if (embedded_file_topic(&embedded->db, embedded->setup->topics[t], &id, &topic) != SQLITE_OK)
			return false;
		for (uint32_t place = 0; place < embedded->partition_count; place++) {
			struct embedded_reader *reader = &embedded->readers[place * topics + t];
			struct embedded_partition partition;

			if (embedded_db_partition(&embedded->db, id, embedded->partitions[place], &partition) !=
				SQLITE_OK)
				return false;
			*reader = (struct embedded_reader){.id = partition.id, .next = -1};
		}
	}
	return true;
}

struct log *embedded_log_open(struct embedded *shared, const struct log_setup *setup, uint32_t workers,
	int32_t partition_count, struct arena *arena, struct slice *ret_error)
{
	struct embedded_log *embedded = memory_zalloc(1, sizeof(*embedded));
	struct embedded_topic state;

	embedded->log.ops = &embedded_ops;
	embedded->shared = shared;
	embedded->setup = setup;
	embedded->total_count = partition_count;
	embedded->look = true;
	arena_init(&embedded->bytes, 1024 * 1024);
	divide(embedded, workers);
	if (embedded_db_open(&embedded->db, shared->path, false) && find_readers(embedded) &&
		embedded_targets(embedded) &&
		embedded_file_topic(&embedded->db, setup->names.state, &embedded->state_topic, &state) == SQLITE_OK)
		return &embedded->log;
	*ret_error = arena_copy(arena, slice_of(embedded->db.error));
	embedded_log_close(&embedded->log);
	return NULL;
}
