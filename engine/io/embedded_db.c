/* embedded_db: opens the database, keeps its prepared statements, writes records.
 *
 * Place: under the embedded log, its topics and its commands. Memory: the statements, until embedded_db_finish.
 * Thread: one at a time for each connection. */
#include "io/embedded_db.h"
#include "event/utf8_valid.h"
#include "io/embedded_schema.h"
#include <assert.h>
#include <stdio.h>
#include <sys/stat.h>

enum { BUSY_MS = 10000 }; /* how long a writer waits for another one */

static const char *const statement_texts[DB_STATEMENTS] = {
	[DB_BEGIN] = "BEGIN IMMEDIATE",
	[DB_COMMIT] = "COMMIT",
	[DB_ROLLBACK] = "ROLLBACK",
	[DB_CHANGED] = "PRAGMA data_version",
	[DB_TOPIC_FIND] = "SELECT id, partitions, purpose, compacted FROM topics WHERE name = ?1",
	[DB_TOPIC_ADD] = "INSERT INTO topics (name, partitions, purpose, compacted) VALUES (?1, ?2, ?3, ?4)",
	[DB_PARTITION_ADD] = "INSERT INTO partitions (topic, number) VALUES (?1, ?2)",
	[DB_PARTITION_FIND] =
		"SELECT p.id, p.next_offset, t.compacted FROM partitions p JOIN topics t ON t.id = p.topic"
		" WHERE p.topic = ?1 AND p.number = ?2",
	[DB_PARTITION_END] = "SELECT next_offset FROM partitions WHERE id = ?1",
	[DB_PARTITION_MOVE] = "UPDATE partitions SET next_offset = ?2 WHERE id = ?1",
	[DB_RECORD_ADD] = "INSERT INTO records (id, time, key, value, headers) VALUES (?1, ?2, ?3, ?4, ?5)",
	[DB_RECORDS_READ] = "SELECT id, time, key, value, headers FROM records WHERE id >= ?1 AND id <= ?2"
			    " ORDER BY id LIMIT ?3",
	[DB_RECORD_FIRST] = "SELECT min(id) FROM records WHERE id >= ?1 AND id <= ?2",
	[DB_KEPT_PUT] = "INSERT OR REPLACE INTO kept (partition, key, offset, time, value, headers)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[DB_KEPT_DROP] = "DELETE FROM kept WHERE partition = ?1 AND key = ?2",
	[DB_KEPT_READ] = "SELECT key, value FROM kept WHERE partition = ?1 ORDER BY key",
	[DB_OFFSET_GET] = "SELECT next_offset FROM offsets WHERE application = ?1 AND partition = ?2",
	[DB_OFFSET_SET] = "INSERT OR REPLACE INTO offsets (application, partition, next_offset) VALUES (?1, ?2, ?3)",
};

int embedded_db_fail(struct embedded_db *db, int code, const char *what)
{
	snprintf(db->error, sizeof(db->error), "%s: %s", what,
		db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code));
	return code;
}

sqlite3_stmt *embedded_db_statement(struct embedded_db *db, enum embedded_statement which)
{
	sqlite3_stmt **statement = &db->statements[which];

	if (!*statement) {
		int code = sqlite3_prepare_v3(
			db->handle, statement_texts[which], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);

		if (code != SQLITE_OK) {
			embedded_db_fail(db, code, "the database cannot be used");
			return NULL;
		}
	}
	sqlite3_reset(*statement);
	sqlite3_clear_bindings(*statement);
	return *statement;
}

int embedded_db_run(struct embedded_db *db, sqlite3_stmt *statement)
{
	int code;

	if (!statement)
		return SQLITE_ERROR;
	do
		code = sqlite3_step(statement);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		embedded_db_fail(db, code, "the database cannot be written");
	sqlite3_reset(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

void embedded_db_rollback(struct embedded_db *db)
{
	char kept[sizeof(db->error)];

	if (!db->handle || sqlite3_get_autocommit(db->handle))
		return;
	memcpy(kept, db->error, sizeof(kept));
	embedded_db_run(db, embedded_db_statement(db, DB_ROLLBACK));
	memcpy(db->error, kept, sizeof(kept));
}

int embedded_db_bind(sqlite3_stmt *statement, int column, struct slice bytes)
{
	if (!bytes.data)
		return sqlite3_bind_null(statement, column);
	if (!memchr(bytes.data, '\0', bytes.size) && utf8_is_valid(bytes))
		return sqlite3_bind_text64(statement, column, bytes.data, bytes.size, SQLITE_STATIC, SQLITE_UTF8);
	return sqlite3_bind_blob64(statement, column, bytes.data, bytes.size, SQLITE_STATIC);
}

struct slice embedded_db_column(sqlite3_stmt *statement, int column)
{
	const char *data;

	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return (struct slice){0};
	data = sqlite3_column_blob(statement, column);
	return (struct slice){data ? data : "", (size_t)sqlite3_column_bytes(statement, column)};
}

/* A pragma that answers one number. */
static int pragma_number(struct embedded_db *db, const char *text, int64_t *ret_number)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db->handle, text, -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	*ret_number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return code == SQLITE_ROW ? SQLITE_OK : code;
}

static int execute(struct embedded_db *db, const char *text)
{
	return sqlite3_exec(db->handle, text, NULL, NULL, NULL);
}

/* Makes the tables in an empty database; two who do it at once find one of them done. */
static int make_tables(struct embedded_db *db)
{
	char identity[96];
	int64_t tables;
	int code = execute(db, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");

	if (code == SQLITE_OK)
		code = pragma_number(db, "SELECT count(*) FROM sqlite_schema", &tables);
	snprintf(identity, sizeof(identity), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		EMBEDDED_APPLICATION_ID, EMBEDDED_FORMAT);
	if (code == SQLITE_OK && tables == 0) {
		code = execute(db, embedded_schema);
		if (code == SQLITE_OK)
			code = execute(db, identity);
	}
	if (code == SQLITE_OK)
		code = execute(db, "COMMIT");
	return code;
}

static bool check_identity(struct embedded_db *db, const char *path, bool create)
{
	int64_t application = 0, format = 0, tables = 0;
	int code = pragma_number(db, "SELECT count(*) FROM sqlite_schema", &tables);

	if (code == SQLITE_OK && tables == 0 && create)
		code = make_tables(db);
	if (code == SQLITE_OK)
		code = pragma_number(db, "PRAGMA application_id", &application);
	if (code == SQLITE_OK)
		code = pragma_number(db, "PRAGMA user_version", &format);
	if (code != SQLITE_OK) {
		snprintf(db->error, sizeof(db->error), "%s: %s", path, sqlite3_errmsg(db->handle));
		embedded_db_rollback(db);
		return false;
	}
	if (application == EMBEDDED_APPLICATION_ID && format <= EMBEDDED_FORMAT)
		return true;
	snprintf(db->error, sizeof(db->error),
		application == EMBEDDED_APPLICATION_ID
			? "%s: it was written by a newer version of seatwire; use that one"
			: "%s: it is a database of something else; name another file",
		path);
	return false;
}

bool embedded_db_open(struct embedded_db *db, const char *path, bool create)
{
	struct stat status;
	int code;

	*db = (struct embedded_db){0};
	if (!create && stat(path, &status) != 0) {
		snprintf(db->error, sizeof(db->error), "%s: there is no such file; `seatwire topics --create` makes it",
			path);
		return false;
	}
	code = sqlite3_open_v2(path, &db->handle,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0), NULL);
	if (code != SQLITE_OK) {
		snprintf(db->error, sizeof(db->error), "%s: %s", path,
			db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code));
		return false;
	}
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (!check_identity(db, path, create))
		return false;
	/* FULL: a commit is on the disk when it returns; NORMAL would let the newest ones go with the power. */
	code = execute(db,
		"PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;"
		"PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
	if (code != SQLITE_OK)
		snprintf(db->error, sizeof(db->error), "%s: %s", path, sqlite3_errmsg(db->handle));
	return code == SQLITE_OK;
}

void embedded_db_finish(struct embedded_db *db)
{
	for (int i = 0; i < DB_STATEMENTS; i++)
		sqlite3_finalize(db->statements[i]);
	sqlite3_close(db->handle);
	buffer_finish(&db->headers);
	db->handle = NULL;
}

int embedded_db_partition(
	struct embedded_db *db, int64_t topic, int32_t number, struct embedded_partition *ret_partition)
{
	sqlite3_stmt *statement = embedded_db_statement(db, DB_PARTITION_FIND);
	int code;

	*ret_partition = (struct embedded_partition){0};
	if (!statement)
		return SQLITE_ERROR;
	sqlite3_bind_int64(statement, 1, topic);
	sqlite3_bind_int(statement, 2, number);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*ret_partition = (struct embedded_partition){sqlite3_column_int64(statement, 0),
			sqlite3_column_int64(statement, 1), sqlite3_column_int(statement, 2) != 0};
	else if (code != SQLITE_DONE)
		embedded_db_fail(db, code, "the database cannot be read");
	sqlite3_reset(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

static int add_record(struct embedded_db *db, const struct embedded_partition *partition, const struct record *record,
	struct slice headers)
{
	sqlite3_stmt *statement = embedded_db_statement(db, DB_RECORD_ADD);

	if (!statement)
		return SQLITE_ERROR;
	sqlite3_bind_int64(statement, 1, partition->id << DB_OFFSET_BITS | partition->next_offset);
	sqlite3_bind_int64(statement, 2, record->timestamp_ms);
	embedded_db_bind(statement, 3, record->key);
	embedded_db_bind(statement, 4, record->value);
	embedded_db_bind(statement, 5, headers);
	return embedded_db_run(db, statement);
}

/* The newest record of a key replaces the one before; a tombstone takes it away. */
static int keep_record(struct embedded_db *db, const struct embedded_partition *partition, const struct record *record,
	struct slice headers)
{
	bool drop = !record->value.data;
	sqlite3_stmt *statement = embedded_db_statement(db, drop ? DB_KEPT_DROP : DB_KEPT_PUT);

	assert(record->key.data);
	if (!statement)
		return SQLITE_ERROR;
	sqlite3_bind_int64(statement, 1, partition->id);
	embedded_db_bind(statement, 2, record->key);
	if (!drop) {
		sqlite3_bind_int64(statement, 3, partition->next_offset);
		sqlite3_bind_int64(statement, 4, record->timestamp_ms);
		embedded_db_bind(statement, 5, record->value);
		embedded_db_bind(statement, 6, headers);
	}
	return embedded_db_run(db, statement);
}

int embedded_db_add(struct embedded_db *db, struct embedded_partition *partition, const struct record *record)
{
	struct slice headers = {0};
	int code;

	assert(partition->id && partition->next_offset < DB_OFFSET_MASK);
	if (record->header_count) {
		buffer_reset(&db->headers);
		embedded_headers_write(&db->headers, record->headers, record->header_count);
		headers = buffer_slice(&db->headers);
	}
	code = partition->compacted ? keep_record(db, partition, record, headers)
				    : add_record(db, partition, record, headers);
	partition->next_offset++;
	return code;
}

int embedded_db_move(struct embedded_db *db, const struct embedded_partition *partition)
{
	sqlite3_stmt *statement = embedded_db_statement(db, DB_PARTITION_MOVE);

	if (!statement)
		return SQLITE_ERROR;
	sqlite3_bind_int64(statement, 1, partition->id);
	sqlite3_bind_int64(statement, 2, partition->next_offset);
	return embedded_db_run(db, statement);
}

int embedded_db_read_kept(struct embedded_db *db, int64_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context)
{
	sqlite3_stmt *statement = embedded_db_statement(db, DB_KEPT_READ);
	int code;

	if (!statement)
		return SQLITE_ERROR;
	sqlite3_bind_int64(statement, 1, partition);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		if (!each(context, embedded_db_column(statement, 0), embedded_db_column(statement, 1)))
			break;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		embedded_db_fail(db, code, "the database cannot be read");
	sqlite3_reset(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}
