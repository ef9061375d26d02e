/* embedded_read: delivers records, and answers what is committed, kept and at its end.
 *
 * Place: io, between the file and the worker's loop. A poll looks at the file again only when somebody wrote to it.
 * Invariants
 *   1. A reader's `next` is one more than the offset that was delivered last; it never goes back.
 *   2. Held records' bytes live in `bytes` until release.
 * Memory: the log's. Thread: the worker's. */
#include "base/clock.h"
#include "io/embedded_log.h"
#include <stdio.h>
#include <time.h>

enum {
	CHUNK = 500,       /* records of one partition before the next one has its turn */
	LOOK_EVERY_MS = 5, /* at the file, while there is nothing to read */
};

static void grow(struct embedded_log *embedded)
{
	if (embedded->held < embedded->capacity)
		return;
	embedded->capacity = embedded->capacity ? 2 * embedded->capacity : 1024;
	embedded->records = memory_realloc(embedded->records, embedded->capacity * sizeof(*embedded->records));
	embedded->topics = memory_realloc(embedded->topics, embedded->capacity);
}

static struct slice keep(struct embedded_log *embedded, struct slice bytes)
{
	return bytes.data ? arena_copy(&embedded->bytes, bytes) : bytes;
}

/* Holds the record that the statement stands on. */
static int hold(struct embedded_log *embedded, sqlite3_stmt *row, uint32_t topic, int32_t partition)
{
	struct slice headers = keep(embedded, embedded_db_column(row, 4)); /* read where it stands */
	struct record *record;

	grow(embedded);
	record = &embedded->records[embedded->held];
	*record = (struct record){.topic = embedded->setup->topics[topic],
		.partition = partition,
		.offset = sqlite3_column_int64(row, 0) & DB_OFFSET_MASK,
		.timestamp_ms = sqlite3_column_int64(row, 1),
		.key = keep(embedded, embedded_db_column(row, 2)),
		.value = keep(embedded, embedded_db_column(row, 3))};
	if (headers.data &&
		!embedded_headers_read(&embedded->bytes, headers, &record->headers, &record->header_count)) {
		snprintf(embedded->db.error, sizeof(embedded->db.error),
			"the headers of %.*s/%d/%lld are no JSON object of texts; somebody else wrote them",
			SLICE_PRINT(record->topic), partition, (long long)record->offset);
		return SQLITE_CORRUPT;
	}
	embedded->topics[embedded->held++] = (uint8_t)topic;
	return SQLITE_OK;
}

/* What one poll may still take. */
struct allowance {
	uint32_t records;
	size_t bytes;
};

/* Reads at most a chunk of one partition. *ret_more: whether there may be more of it. */
static int read_chunk(struct embedded_log *embedded, uint32_t number, struct allowance *left, bool *ret_more)
{
	struct embedded_reader *reader = &embedded->readers[number];
	uint32_t topic = number % embedded->setup->topic_count;
	int32_t partition = embedded->partitions[number / embedded->setup->topic_count];
	sqlite3_stmt *rows = embedded_db_statement(&embedded->db, DB_RECORDS_READ);
	uint32_t most = left->records < CHUNK ? left->records : CHUNK, got = 0;
	int code = SQLITE_OK;

	if (!rows)
		return SQLITE_ERROR;
	sqlite3_bind_int64(rows, 1, reader->id << DB_OFFSET_BITS | reader->next);
	sqlite3_bind_int64(rows, 2, reader->id << DB_OFFSET_BITS | DB_OFFSET_MASK);
	sqlite3_bind_int64(rows, 3, most);
	while (got < most && left->bytes > 0 && (code = sqlite3_step(rows)) == SQLITE_ROW) {
		const struct record *record;

		code = hold(embedded, rows, topic, partition);
		if (code != SQLITE_OK)
			break;
		record = &embedded->records[embedded->held - 1];
		reader->next = record->offset + 1;
		left->bytes -= record->value.size < left->bytes ? record->value.size : left->bytes;
		got++;
	}
	left->records -= got;
	*ret_more = code == SQLITE_OK; /* the allowance ended it, not the end of the partition */
	if (code == SQLITE_DONE || code == SQLITE_ROW)
		code = SQLITE_OK;
	else if (code != SQLITE_OK && code != SQLITE_CORRUPT)
		embedded_db_fail(&embedded->db, code, "the database cannot be read");
	sqlite3_reset(rows);
	return code;
}

static int data_version(struct embedded_log *embedded, int64_t *ret_version)
{
	sqlite3_stmt *statement = embedded_db_statement(&embedded->db, DB_CHANGED);
	int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;

	if (code != SQLITE_ROW)
		return embedded_db_fail(&embedded->db, code, "the database cannot be read");
	*ret_version = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return SQLITE_OK;
}

/* Goes round the open partitions, a chunk of each, until all are read or nothing more may be taken. */
static int read_round(struct embedded_log *embedded, struct allowance *left)
{
	uint32_t count = embedded->partition_count * embedded->setup->topic_count;
	bool more = true;
	int code = SQLITE_OK;

	while (more && code == SQLITE_OK && left->records && left->bytes) {
		more = false;
		for (uint32_t i = 0; i < count && code == SQLITE_OK && left->records && left->bytes; i++) {
			uint32_t number = (embedded->first_reader + i) % count;
			bool more_of_it = false;

			if (embedded->readers[number].next >= 0)
				code = read_chunk(embedded, number, left, &more_of_it);
			more |= more_of_it;
		}
		embedded->first_reader = count ? (embedded->first_reader + 1) % count : 0;
	}
	embedded->look = more || !left->records || !left->bytes;
	return code;
}

static int read_new(struct embedded_log *embedded, const struct log_poll_limits *limits)
{
	struct allowance left = {.records = limits->records, .bytes = limits->bytes};
	int64_t version = 0;
	int code = data_version(embedded, &version);

	if (code != SQLITE_OK || embedded->paused || (!embedded->look && version == embedded->seen))
		return code;
	embedded->seen = version;
	return read_round(embedded, &left);
}

static void wait_ms(int64_t ms)
{
	struct timespec time = {.tv_nsec = (ms < LOOK_EVERY_MS ? ms : LOOK_EVERY_MS) * 1000000};

	nanosleep(&time, NULL);
}

static bool assign(struct embedded_log *embedded)
{
	const struct log_owner *owner = &embedded->setup->owner;

	embedded->assigned = true;
	return owner->assigned(owner->context, embedded->partitions, embedded->partition_count);
}

enum log_result embedded_poll(struct log *log, const struct log_poll_limits *limits, struct log_batch *ret_held)
{
	struct embedded_log *embedded = embedded_of(log);
	int64_t until_ms = clock_monotonic_ms() + limits->wait_ms;
	uint32_t held = embedded->held;
	int code;

	if (!embedded->assigned && !assign(embedded)) {
		log->error = SLICE("the partitions could not be taken over");
		return LOG_FATAL;
	}
	for (;;) {
		int64_t left_ms;

		code = read_new(embedded, limits);
		left_ms = until_ms - clock_monotonic_ms();
		if (code != SQLITE_OK || embedded->held > held || left_ms <= 0)
			break;
		wait_ms(left_ms);
	}
	*ret_held = (struct log_batch){embedded->records, embedded->topics, embedded->held};
	return embedded_result(embedded, code);
}

void embedded_release(struct log *log)
{
	struct embedded_log *embedded = embedded_of(log);

	embedded->held = 0;
	arena_reset(&embedded->bytes);
}

enum log_result embedded_pause(struct log *log, bool pause)
{
	embedded_of(log)->paused = pause;
	return LOG_OK;
}

/* Calls `ask` for each consumed topic of a partition of ours, for an offset. */
static enum log_result each_topic(struct log *log, int32_t partition, struct log_offsets *ret_offsets,
	int (*ask)(struct embedded_log *embedded, int64_t id, int64_t *ret_offset))
{
	struct embedded_log *embedded = embedded_of(log);
	int place = embedded_place(embedded, partition), code = SQLITE_OK;
	uint32_t topics = embedded->setup->topic_count;

	ret_offsets->partition = partition;
	for (uint32_t t = 0; t < topics && code == SQLITE_OK; t++)
		code = ask(embedded, embedded->readers[(uint32_t)place * topics + t].id, &ret_offsets->next[t]);
	return embedded_result(embedded, code);
}

/* The one number that a statement answers, or `otherwise` when it answers no row or NULL. */
static int one_number(struct embedded_log *embedded, sqlite3_stmt *statement, int64_t otherwise, int64_t *ret_number)
{
	int code = sqlite3_step(statement);

	*ret_number = otherwise;
	if (code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
		*ret_number = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return SQLITE_OK;
	return embedded_db_fail(&embedded->db, code, "the database cannot be read");
}

static int ask_committed(struct embedded_log *embedded, int64_t id, int64_t *ret_offset)
{
	sqlite3_stmt *statement = embedded_db_statement(&embedded->db, DB_OFFSET_GET);

	if (!statement)
		return SQLITE_ERROR;
	embedded_db_bind(statement, 1, embedded->setup->names.application);
	sqlite3_bind_int64(statement, 2, id);
	return one_number(embedded, statement, -1, ret_offset);
}

enum log_result embedded_committed(struct log *log, int32_t partition, struct log_offsets *ret_offsets)
{
	return each_topic(log, partition, ret_offsets, ask_committed);
}

/* Nothing is ever taken from a topic by the engine, but its owner may delete what is old. */
static int ask_first(struct embedded_log *embedded, int64_t id, int64_t *ret_offset)
{
	sqlite3_stmt *statement = embedded_db_statement(&embedded->db, DB_RECORD_FIRST);
	int code;

	if (!statement)
		return SQLITE_ERROR;
	sqlite3_bind_int64(statement, 1, id << DB_OFFSET_BITS);
	sqlite3_bind_int64(statement, 2, id << DB_OFFSET_BITS | DB_OFFSET_MASK);
	code = one_number(embedded, statement, 0, ret_offset);
	*ret_offset &= DB_OFFSET_MASK;
	return code;
}

enum log_result embedded_first(struct log *log, int32_t partition, struct log_offsets *ret_offsets)
{
	return each_topic(log, partition, ret_offsets, ask_first);
}

enum log_result embedded_read_state(struct log *log, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context)
{
	struct embedded_log *embedded = embedded_of(log);
	struct embedded_partition state;
	int code = embedded_db_partition(&embedded->db, embedded->state_topic, partition, &state);

	if (code == SQLITE_OK)
		code = embedded_db_read_kept(&embedded->db, state.id, each, context);
	return embedded_result(embedded, code);
}

enum log_result embedded_start(struct log *log, const struct log_offsets *offsets)
{
	struct embedded_log *embedded = embedded_of(log);
	uint32_t topics = embedded->setup->topic_count;
	int place = embedded_place(embedded, offsets->partition);

	for (uint32_t t = 0; t < topics; t++)
		embedded->readers[(uint32_t)place * topics + t].next = offsets->next[t];
	embedded->look = true;
	return LOG_OK;
}

static int ask_end(struct embedded_log *embedded, int64_t id, int64_t *ret_offset)
{
	sqlite3_stmt *statement = embedded_db_statement(&embedded->db, DB_PARTITION_END);

	if (!statement)
		return SQLITE_ERROR;
	sqlite3_bind_int64(statement, 1, id);
	return one_number(embedded, statement, 0, ret_offset);
}

enum log_result embedded_ends(struct log *log, const int32_t *partitions, uint32_t count, uint64_t *ret_at_end)
{
	struct embedded_log *embedded = embedded_of(log);
	uint32_t topics = embedded->setup->topic_count;

	for (uint32_t i = 0; i < count; i++) {
		int place = embedded_place(embedded, partitions[i]);
		struct log_offsets ends;
		enum log_result result = each_topic(log, partitions[i], &ends, ask_end);

		if (result != LOG_OK)
			return result;
		ret_at_end[i] = 0;
		for (uint32_t t = 0; t < topics; t++)
			if (embedded->readers[(uint32_t)place * topics + t].next >= ends.next[t])
				ret_at_end[i] |= UINT64_C(1) << t;
	}
	return LOG_OK;
}
