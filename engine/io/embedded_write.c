/* embedded_write: one transaction: outputs, state and offsets, all or none.
 *
 * Place: io, behind the worker's loop. Outputs are only noted until commit, and then written at once, so that the
 * file is locked for the time of writing and not for that of thinking; workers of the process take turns. Invariants
 *   1. Between begin and commit nothing is written; a failed commit is rolled back before it returns.
 *   2. A partition's next offset is read and written inside the transaction, so it never skips or repeats.
 * Memory: the list of outputs; their bytes are the caller's until commit or abort returns. Thread: the worker's. */
#include "base/clock.h"
#include "base/hash.h"
#include "io/embedded_log.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static const struct embedded_target *target_find(const struct embedded_log *embedded, struct slice name)
{
	for (uint32_t i = 0; i < embedded->target_count; i++)
		if (slice_equal(embedded->targets[i].name, name))
			return &embedded->targets[i];
	return NULL;
}

static bool add_target(struct embedded_log *embedded, struct slice name)
{
	struct embedded_target *target = &embedded->targets[embedded->target_count];
	struct embedded_topic topic;

	if (target_find(embedded, name))
		return true;
	if (embedded_file_topic(&embedded->db, name, &target->id, &topic) != SQLITE_OK)
		return false;
	if (!target->id) {
		snprintf(embedded->db.error, sizeof(embedded->db.error),
			"topic %.*s does not exist; `seatwire topics --create` makes what is missing",
			SLICE_PRINT(name));
		return false;
	}
	target->name = name;
	target->partition_count = topic.partition_count;
	embedded->target_count++;
	return true;
}

bool embedded_targets(struct embedded_log *embedded)
{
	const struct log_setup *setup = embedded->setup;
	const struct log_names *names = &setup->names;
	const struct slice own[] = {
		names->receipts, names->dead_letters, names->state, names->journal, names->cross, names->rekey};
	const uint32_t own_count = sizeof(own) / sizeof(*own);
	bool good = true;

	embedded->targets = memory_zalloc(own_count + setup->action_topic_count, sizeof(*embedded->targets));
	for (uint32_t i = 0; i < own_count && good; i++)
		good = add_target(embedded, own[i]);
	for (uint32_t i = 0; i < setup->action_topic_count && good; i++)
		good = add_target(embedded, setup->action_topics[i]);
	return good;
}

enum log_result embedded_begin(struct log *log)
{
	struct embedded_log *embedded = embedded_of(log);

	assert(!embedded->open);
	embedded->open = true;
	embedded->output_count = 0;
	return LOG_OK;
}

enum log_result embedded_produce(struct log *log, const struct output *output)
{
	struct embedded_log *embedded = embedded_of(log);

	assert(embedded->open);
	if (embedded->output_count == embedded->output_capacity) {
		embedded->output_capacity = embedded->output_capacity ? 2 * embedded->output_capacity : 1024;
		embedded->outputs =
			memory_realloc(embedded->outputs, embedded->output_capacity * sizeof(*embedded->outputs));
	}
	embedded->outputs[embedded->output_count++] = *output;
	return LOG_OK;
}

/* The partitions that a commit has written to, each with its next offset; few, so they are searched one by one. */
struct written {
	struct {
		const struct embedded_target *target;
		int32_t number;
		struct embedded_partition partition;
	} * items;
	uint32_t count, capacity, last;
};

static int written_find(struct embedded_log *embedded, struct written *written, const struct embedded_target *target,
	int32_t number, struct embedded_partition **ret_partition)
{
	uint32_t i;

	for (i = 0; i < written->count; i++)
		if (written->items[i].target == target && written->items[i].number == number)
			break;
	if (i == written->count) {
		int code;

		if (written->count == written->capacity) {
			written->capacity = written->capacity ? 2 * written->capacity : 32;
			written->items = memory_realloc(written->items, written->capacity * sizeof(*written->items));
		}
		written->items[i].target = target;
		written->items[i].number = number;
		code = embedded_db_partition(&embedded->db, target->id, number, &written->items[i].partition);
		if (code != SQLITE_OK)
			return code;
		written->count++;
	}
	*ret_partition = &written->items[i].partition;
	return SQLITE_OK;
}

static int write_output(
	struct embedded_log *embedded, struct written *written, const struct output *output, int64_t now_ms)
{
	const struct embedded_target *target = target_find(embedded, log_topic_of(&embedded->setup->names, output));
	struct embedded_partition *partition;
	struct record record;
	int32_t number;
	int code;

	assert(target);
	number = output->partition >= 0 ? output->partition
		 : output->key.data     ? hash_partition(output->key, target->partition_count)
					: 0;
	code = written_find(embedded, written, target, number, &partition);
	if (code != SQLITE_OK)
		return code;
	record = (struct record){.timestamp_ms = now_ms,
		.key = output->key,
		.value = output->value,
		.headers = output->headers,
		.header_count = output->header_count};
	return embedded_db_add(&embedded->db, partition, &record);
}

static int write_outputs(struct embedded_log *embedded)
{
	int64_t now_ms = clock_wall_ms();
	struct written written = {0};
	int code = SQLITE_OK;

	for (uint32_t i = 0; i < embedded->output_count && code == SQLITE_OK; i++)
		code = write_output(embedded, &written, &embedded->outputs[i], now_ms);
	for (uint32_t i = 0; i < written.count && code == SQLITE_OK; i++)
		code = embedded_db_move(&embedded->db, &written.items[i].partition);
	free(written.items);
	return code;
}

static int write_offset(struct embedded_log *embedded, int64_t partition, int64_t next)
{
	sqlite3_stmt *statement = embedded_db_statement(&embedded->db, DB_OFFSET_SET);

	if (!statement)
		return SQLITE_ERROR;
	embedded_db_bind(statement, 1, embedded->setup->names.application);
	sqlite3_bind_int64(statement, 2, partition);
	sqlite3_bind_int64(statement, 3, next);
	return embedded_db_run(&embedded->db, statement);
}

static int write_offsets(struct embedded_log *embedded, const struct log_offsets *offsets, uint32_t count)
{
	uint32_t topics = embedded->setup->topic_count;
	int code = SQLITE_OK;

	for (uint32_t i = 0; i < count; i++) {
		int place = embedded_place(embedded, offsets[i].partition);

		assert(place >= 0);
		for (uint32_t t = 0; t < topics && code == SQLITE_OK; t++)
			if (offsets[i].next[t] >= 0)
				code = write_offset(embedded, embedded->readers[(uint32_t)place * topics + t].id,
					offsets[i].next[t]);
	}
	return code;
}

enum log_result embedded_commit(struct log *log, const struct log_offsets *offsets, uint32_t count)
{
	struct embedded_log *embedded = embedded_of(log);
	struct embedded_db *db = &embedded->db;
	int code;

	assert(embedded->open && count > 0);
	pthread_mutex_lock(&embedded->shared->turn);
	code = embedded_db_run(db, embedded_db_statement(db, DB_BEGIN));
	if (code == SQLITE_OK)
		code = write_outputs(embedded);
	if (code == SQLITE_OK)
		code = write_offsets(embedded, offsets, count);
	if (code == SQLITE_OK)
		code = embedded_db_run(db, embedded_db_statement(db, DB_COMMIT));
	if (code != SQLITE_OK)
		embedded_db_rollback(db);
	pthread_mutex_unlock(&embedded->shared->turn);
	embedded->open = code != SQLITE_OK;
	embedded->output_count = 0;
	embedded->look = true; /* some of it may be for ourselves: the re-key and the cross topic */
	return embedded_result(embedded, code);
}

enum log_result embedded_abort(struct log *log)
{
	struct embedded_log *embedded = embedded_of(log);

	embedded_db_rollback(&embedded->db);
	embedded->open = false;
	embedded->output_count = 0;
	return LOG_OK;
}
