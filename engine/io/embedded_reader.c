/* embedded_reader: a topic's partition out of the SQLite file.
 *
 * Place: io, for commands; works beside a running engine. Memory: the reader's. Thread: the caller's. */
#include "io/embedded.h"
#include "io/embedded_db.h"
#include "io/reader.h"
#include <stdlib.h>

struct embedded_reader_state {
	struct reader reader;
	struct embedded_db db;
	struct arena headers;
	sqlite3_stmt *rows;
};

static void close_reader(struct reader *reader)
{
	struct embedded_reader_state *state = (struct embedded_reader_state *)reader;

	if (state->rows)
		sqlite3_reset(state->rows);
	embedded_db_finish(&state->db);
	arena_finish(&state->headers);
	free(state);
}

static enum reader_result next_record(struct reader *reader, struct record *ret_record)
{
	struct embedded_reader_state *state = (struct embedded_reader_state *)reader;
	int code = state->rows ? sqlite3_step(state->rows) : SQLITE_DONE;
	struct slice headers;

	if (code == SQLITE_DONE)
		return READER_END;
	if (code != SQLITE_ROW) {
		embedded_db_fail(&state->db, code, "the database cannot be read");
		memcpy(reader->error, state->db.error, sizeof(reader->error));
		return READER_FAILED;
	}
	arena_reset(&state->headers);
	*ret_record = (struct record){.topic = reader->topic, .partition = reader->partition,
		.offset = sqlite3_column_int64(state->rows, 0) & DB_OFFSET_MASK,
		.timestamp_ms = sqlite3_column_int64(state->rows, 1),
		.key = embedded_db_column(state->rows, 2),
		.value = embedded_db_column(state->rows, 3)};
	headers = embedded_db_column(state->rows, 4);
	if (headers.data)
		embedded_headers_read(&state->headers, headers, &ret_record->headers, &ret_record->header_count);
	return READER_RECORD;
}

static const struct reader_ops ops = {next_record, close_reader};

/* The partition's row; 0 when there is none. */
static int64_t find_partition(struct embedded_db *db, struct slice topic, int32_t number, int32_t *ret_count)
{
	sqlite3_stmt *find = embedded_db_statement(db, DB_TOPIC_FIND);
	struct embedded_partition partition = {0};
	int64_t row;

	*ret_count = -1;
	if (!find || embedded_db_bind(find, 1, topic) != SQLITE_OK || sqlite3_step(find) != SQLITE_ROW)
		return 0;
	row = sqlite3_column_int64(find, 0);
	*ret_count = sqlite3_column_int(find, 1);
	sqlite3_reset(find);
	if (embedded_db_partition(db, row, number, &partition) != SQLITE_OK)
		return 0;
	return partition.id;
}

static bool start_reading(struct embedded_reader_state *state, int64_t from)
{
	int32_t count;
	int64_t id = find_partition(&state->db, state->reader.topic, state->reader.partition, &count);

	if (count < 0)
		return false;
	if (id == 0)
		return true; /* nothing was ever written there */
	state->rows = embedded_db_statement(&state->db, DB_RECORDS_READ);
	if (!state->rows)
		return false;
	sqlite3_bind_int64(state->rows, 1, id << DB_OFFSET_BITS | (from > 0 ? from : 0));
	sqlite3_bind_int64(state->rows, 2, id << DB_OFFSET_BITS | DB_OFFSET_MASK);
	sqlite3_bind_int64(state->rows, 3, -1);
	return true;
}

struct reader *embedded_reader_open(const struct config *config, struct slice topic, int32_t partition, int64_t from,
	struct arena *arena, struct slice *ret_error)
{
	struct embedded_reader_state *state = memory_zalloc(1, sizeof(*state));

	state->reader = (struct reader){.ops = &ops, .topic = topic, .partition = partition};
	arena_init(&state->headers, 0);
	if (embedded_db_open(&state->db, config->embedded.data, false) && start_reading(state, from))
		return &state->reader;
	*ret_error = state->db.error[0] ? arena_printf(arena, "%s", state->db.error)
					: arena_printf(arena, "%s has no topic %.*s; see seatwire topics --create",
						  config->embedded.data, SLICE_PRINT(topic));
	close_reader(&state->reader);
	return NULL;
}

int32_t embedded_reader_partitions(const struct config *config, struct slice topic, struct arena *arena,
	struct slice *ret_error)
{
	struct embedded_db db = {0};
	int32_t count = -1;

	if (embedded_db_open(&db, config->embedded.data, false))
		find_partition(&db, topic, 0, &count);
	if (count < 0)
		*ret_error = db.error[0] ? arena_printf(arena, "%s", db.error)
					 : arena_printf(arena, "%s has no topic %.*s; see seatwire topics --create",
						   config->embedded.data, SLICE_PRINT(topic));
	embedded_db_finish(&db);
	return count;
}
