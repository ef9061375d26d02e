/* embedded_file: opens and locks the database; its topics; appending to them.
 *
 * Place: under the embedded log; used by the commands, too. The lock is one of flock() on the database file: SQLite's
 * own locks are of another kind and do not meet it, it leaves no file behind, and it ends with the process, however
 * that ends. Memory: struct embedded, until embedded_close. Thread: one at a time; workers use only `path` and
 * `turn`. */
#include "io/embedded_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct embedded *embedded_open(const char *path, bool create, struct arena *arena, struct slice *ret_error)
{
	struct embedded *embedded = memory_zalloc(1, sizeof(*embedded));

	embedded->lock = -1;
	embedded->path = memory_alloc(strlen(path) + 1);
	memcpy(embedded->path, path, strlen(path) + 1);
	pthread_mutex_init(&embedded->turn, NULL);
	if (embedded_db_open(&embedded->db, path, create))
		return embedded;
	*ret_error = arena_copy(arena, slice_of(embedded->db.error));
	embedded_close(embedded);
	return NULL;
}

bool embedded_claim(struct embedded *embedded, struct arena *arena, struct slice *ret_error)
{
	int lock = open(embedded->path, O_RDONLY | O_CLOEXEC);

	if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) {
		embedded->lock = lock;
		return true;
	}
	if (lock >= 0 && errno == EWOULDBLOCK)
		*ret_error = arena_printf(arena,
			"%s: another process of seatwire works on it; stop that one first, or use Kafka "
			"for several processes",
			embedded->path);
	else
		*ret_error = arena_printf(arena, "%s: it cannot be locked: %s", embedded->path, strerror(errno));
	/* Not closed before the connections are: that would drop SQLite's own locks on the file, too. */
	embedded->lock = lock;
	return false;
}

void embedded_close(struct embedded *embedded)
{
	if (!embedded)
		return;
	embedded_db_finish(&embedded->db);
	if (embedded->lock >= 0)
		close(embedded->lock);
	pthread_mutex_destroy(&embedded->turn);
	free(embedded->path);
	free(embedded);
}

static enum topic_purpose purpose_of(struct slice name)
{
	int purpose = 0;

	while (purpose < TOPIC_PURPOSES - 1 && !slice_is(name, topic_purpose_name((enum topic_purpose)purpose)))
		purpose++;
	return (enum topic_purpose)purpose;
}

int embedded_file_topic(struct embedded_db *db, struct slice topic, int64_t *ret_id, struct embedded_topic *ret_topic)
{
	sqlite3_stmt *statement = embedded_db_statement(db, DB_TOPIC_FIND);
	int code;

	*ret_id = 0;
	if (!statement)
		return SQLITE_ERROR;
	embedded_db_bind(statement, 1, topic);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		*ret_id = sqlite3_column_int64(statement, 0);
		*ret_topic = (struct embedded_topic){.name = topic,
			.partition_count = sqlite3_column_int(statement, 1),
			.purpose = purpose_of(embedded_db_column(statement, 2))};
	} else if (code != SQLITE_DONE) {
		embedded_db_fail(db, code, "the database cannot be read");
	}
	sqlite3_reset(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

bool embedded_find(
	struct embedded *embedded, struct slice topic, struct embedded_topic *ret_topic, struct slice *ret_error)
{
	int64_t id;
	int code = embedded_file_topic(&embedded->db, topic, &id, ret_topic);

	*ret_error = code == SQLITE_OK ? (struct slice){0} : slice_of(embedded->db.error);
	return id != 0;
}

static int create_topic(struct embedded_db *db, const struct embedded_topic *topic)
{
	sqlite3_stmt *statement = embedded_db_statement(db, DB_TOPIC_ADD);
	int64_t id;
	int code;

	if (!statement)
		return SQLITE_ERROR;
	embedded_db_bind(statement, 1, topic->name);
	sqlite3_bind_int(statement, 2, topic->partition_count);
	embedded_db_bind(statement, 3, slice_of(topic_purpose_name(topic->purpose)));
	sqlite3_bind_int(statement, 4, topic_compacted(topic->purpose));
	code = embedded_db_run(db, statement);
	id = sqlite3_last_insert_rowid(db->handle);
	for (int32_t number = 0; code == SQLITE_OK && number < topic->partition_count; number++) {
		statement = embedded_db_statement(db, DB_PARTITION_ADD);
		if (!statement)
			return SQLITE_ERROR;
		sqlite3_bind_int64(statement, 1, id);
		sqlite3_bind_int(statement, 2, number);
		code = embedded_db_run(db, statement);
	}
	return code;
}

/* Ends a transaction by what came of it; false leaves nothing of it behind. */
static bool end(struct embedded *embedded, int code, struct slice *ret_error)
{
	if (code == SQLITE_OK)
		code = embedded_db_run(&embedded->db, embedded_db_statement(&embedded->db, DB_COMMIT));
	if (code == SQLITE_OK)
		return true;
	embedded_db_rollback(&embedded->db);
	*ret_error = slice_of(embedded->db.error);
	return false;
}

bool embedded_create(
	struct embedded *embedded, const struct embedded_topic *topics, uint32_t count, struct slice *ret_error)
{
	int code = embedded_db_run(&embedded->db, embedded_db_statement(&embedded->db, DB_BEGIN));

	for (uint32_t i = 0; code == SQLITE_OK && i < count; i++)
		code = create_topic(&embedded->db, &topics[i]);
	return end(embedded, code, ret_error);
}

/* The partition that a record goes to; records of a run mostly share their topic, so the last row found is kept. */
static int append_one(struct embedded_db *db, const struct record *record, struct slice *topic, int64_t *topic_id)
{
	struct embedded_partition partition;
	struct embedded_topic found;
	int code = SQLITE_OK;

	if (!slice_equal(*topic, record->topic)) {
		*topic = record->topic;
		code = embedded_file_topic(db, record->topic, topic_id, &found);
	}
	if (code == SQLITE_OK)
		code = embedded_db_partition(db, *topic_id, record->partition, &partition);
	if (code == SQLITE_OK && !partition.id) {
		snprintf(db->error, sizeof(db->error), "topic %.*s has no partition %d", SLICE_PRINT(record->topic),
			record->partition);
		return SQLITE_NOTFOUND;
	}
	if (code == SQLITE_OK)
		code = embedded_db_add(db, &partition, record);
	if (code == SQLITE_OK)
		code = embedded_db_move(db, &partition);
	return code;
}

bool embedded_append(struct embedded *embedded, const struct record *records, uint32_t count, struct slice *ret_error)
{
	int code = embedded_db_run(&embedded->db, embedded_db_statement(&embedded->db, DB_BEGIN));
	struct slice topic = {0};
	int64_t topic_id = 0;

	for (uint32_t i = 0; code == SQLITE_OK && i < count; i++)
		code = append_one(&embedded->db, &records[i], &topic, &topic_id);
	return end(embedded, code, ret_error);
}

bool embedded_read_compacted(struct embedded *embedded, struct slice topic, int32_t number,
	bool (*each)(void *context, struct slice key, struct slice value), void *context, struct slice *ret_error)
{
	struct embedded_partition partition;
	struct embedded_topic found;
	int64_t topic_id;
	int code = embedded_file_topic(&embedded->db, topic, &topic_id, &found);

	if (code == SQLITE_OK)
		code = embedded_db_partition(&embedded->db, topic_id, number, &partition);
	if (code == SQLITE_OK)
		code = embedded_db_read_kept(&embedded->db, partition.id, each, context);
	if (code != SQLITE_OK)
		*ret_error = slice_of(embedded->db.error);
	return code == SQLITE_OK;
}
