/* embedded_db: one connection to the embedded log's database: its statements, and its errors in words.
 *
 * Place: within io/embedded*. Thread: one at a time. */
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include "event/record.h"
#include <sqlite3.h>

/* Every statement that the log uses; embedded_db.c has their text. */
enum embedded_statement {
	DB_BEGIN,
	DB_COMMIT,
	DB_ROLLBACK,
	DB_CHANGED,
	DB_TOPIC_FIND,
	DB_TOPIC_ADD,
	DB_PARTITION_ADD,
	DB_PARTITION_FIND,
	DB_PARTITION_END,
	DB_PARTITION_MOVE,
	DB_RECORD_ADD,
	DB_RECORDS_READ,
	DB_RECORD_FIRST,
	DB_KEPT_PUT,
	DB_KEPT_DROP,
	DB_KEPT_READ,
	DB_OFFSET_GET,
	DB_OFFSET_SET,
	DB_STATEMENTS,
};

/* The id of a record is its partition's row and its offset in one number, so that a partition is one range. */
enum { DB_OFFSET_BITS = 40 };
#define DB_OFFSET_MASK ((1LL << DB_OFFSET_BITS) - 1)

struct embedded_db {
	sqlite3 *handle;
	sqlite3_stmt *statements[DB_STATEMENTS]; /* made when first used */
	struct buffer headers;                   /* of the record being written */
	char error[512];                         /* the last failure */
};

/* Opens a connection and checks that the file is an embedded log of this version; makes one when `create`. False:
 * `error` says why; embedded_db_finish is to be called all the same. */
bool embedded_db_open(struct embedded_db *db, const char *path, bool create);
void embedded_db_finish(struct embedded_db *db);

/* The statement, reset and without values. NULL when it cannot be made (`error`). */
sqlite3_stmt *embedded_db_statement(struct embedded_db *db, enum embedded_statement which);
/* Runs a statement to its end; SQLITE_OK or the error's code. */
int embedded_db_run(struct embedded_db *db, sqlite3_stmt *statement);
/* Keeps SQLite's reason in `error`: "what: reason". Returns `code`. */
int embedded_db_fail(struct embedded_db *db, int code, const char *what);
/* Ends an open transaction without effect. */
void embedded_db_rollback(struct embedded_db *db);

/* Bytes as a column: text when they are UTF-8 without a zero byte, so that clients read them; NULL stays NULL. They
 * must live until the statement was run. */
int embedded_db_bind(sqlite3_stmt *statement, int column, struct slice bytes);
/* The bytes of a column, valid until the statement steps on. */
struct slice embedded_db_column(sqlite3_stmt *statement, int column);

/* One partition as it stands in the database. */
struct embedded_partition {
	int64_t id; /* 0: there is none */
	int64_t next_offset;
	bool compacted;
};
/* Finds partition `number` of a topic by the topic's row. */
int embedded_db_partition(
	struct embedded_db *db, int64_t topic, int32_t number, struct embedded_partition *ret_partition);
/* Writes a record at partition->next_offset and counts it up (in memory; embedded_db_move writes it down). */
int embedded_db_add(struct embedded_db *db, struct embedded_partition *partition, const struct record *record);
int embedded_db_move(struct embedded_db *db, const struct embedded_partition *partition);

/* Calls `each` for every record of a compacted partition, in the order of keys, until it returns false. */
int embedded_db_read_kept(struct embedded_db *db, int64_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context);

/* Headers as the JSON text of the column, in `buffer`; and back, into the arena. */
void embedded_headers_write(struct buffer *buffer, const struct header *headers, uint32_t count);
bool embedded_headers_read(
	struct arena *arena, struct slice text, const struct header **ret_headers, uint32_t *ret_count);
