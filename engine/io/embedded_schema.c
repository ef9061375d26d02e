/* embedded_schema: what stands in the file of an embedded log.
 *
 * `records` is the log itself: a record's id is its partition's row times 2^40 plus its offset, so that a partition is
 * one range of ids, is appended to at its end, and is read in order. `kept` holds the compacted topics: one row a key.
 * Values are text when they are UTF-8, so that SQLite's JSON functions read them; else blobs. Times are milliseconds
 * since 1970. Nothing here needs more than SQLite 3.25, so that old clients can read the file. The views are for
 * people; the engine reads none of them.
 * Place: under the embedded log. Constant. */
#include "io/embedded_schema.h"

#define TIME(column) "strftime('%Y-%m-%dT%H:%M:%fZ', " column " / 1000.0, 'unixepoch')"
#define VALUE(path) "json_extract(r.value, '$." path "')"
#define HEADER(name) "json_extract(r.headers, '$.\"" name "\"')"

/* All topics with their partitions and records. CROSS has SQLite look at the topics first, in this order: so what a
 * query asks of a value is asked of no record of another topic, of which the value may be no JSON. */
#define ALL_RECORDS                                                                                                    \
	" FROM topics t CROSS JOIN partitions p ON p.topic = t.id"                                                     \
	" CROSS JOIN records r ON r.id BETWEEN p.id << 40 AND (p.id << 40) + (1 << 40) - 1"

const char embedded_schema[] =
	"CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,"
	" purpose TEXT NOT NULL, compacted INTEGER NOT NULL);"

	"CREATE TABLE partitions (id INTEGER PRIMARY KEY, topic INTEGER NOT NULL REFERENCES topics (id),"
	" number INTEGER NOT NULL, next_offset INTEGER NOT NULL DEFAULT 0, UNIQUE (topic, number));"

	"CREATE TABLE records (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, key BLOB, value BLOB, headers TEXT);"

	"CREATE TABLE kept (partition INTEGER NOT NULL, key BLOB NOT NULL, offset INTEGER NOT NULL,"
	" time INTEGER NOT NULL, value BLOB, headers TEXT, PRIMARY KEY (partition, key)) WITHOUT ROWID;"

	"CREATE TABLE offsets (application TEXT NOT NULL, partition INTEGER NOT NULL REFERENCES partitions (id),"
	" next_offset INTEGER NOT NULL, PRIMARY KEY (application, partition)) WITHOUT ROWID;"

	"CREATE VIEW log AS SELECT t.name AS topic, p.number AS partition, r.id - (p.id << 40) AS offset,"
	" " TIME("r.time") " AS time, r.key AS key, r.value AS value, r.headers AS headers" ALL_RECORDS
	" UNION ALL SELECT t.name, p.number, k.offset, " TIME("k.time") ", k.key, k.value, k.headers"
	" FROM topics t JOIN partitions p ON p.topic = t.id JOIN kept k ON k.partition = p.id;"

	"CREATE VIEW tasks AS SELECT " VALUE("data.task") " AS task, " VALUE("data.revision") " AS revision,"
	" " VALUE("type") " AS type, " VALUE("data.state") " AS state, " VALUE("subject") " AS account,"
	" " VALUE("data.signal") " AS signal, " VALUE("data.outcome") " AS outcome,"
	" " VALUE("data.action") " AS action, " VALUE("data.owner.seat") " AS seat,"
	" " VALUE("data.owner.person") " AS person, " VALUE("data.due") " AS due,"
	" " VALUE("data.handoffs") " AS handoffs, " VALUE("data.why.rule") " AS rule,"
	" " VALUE("time") " AS time, t.name AS topic, r.value AS value" ALL_RECORDS
	" WHERE t.purpose = 'tasks';"

	"CREATE VIEW tasks_now AS SELECT * FROM (SELECT *,"
	" row_number() OVER (PARTITION BY task ORDER BY revision DESC) AS newest FROM tasks) WHERE newest = 1;"

	"CREATE VIEW receipts AS SELECT " VALUE("data.result") " AS result, " VALUE("subject") " AS account,"
	" " VALUE("data.signal") " AS signal, " VALUE("data.flow") " AS flow, " VALUE("data.task") " AS task,"
	" " VALUE("data.owner.seat") " AS seat, " VALUE("time") " AS time, r.value AS value" ALL_RECORDS
	" WHERE t.purpose = 'receipts';"

	"CREATE VIEW dead_letters AS SELECT " HEADER("reason") " AS reason, " HEADER("detail") " AS detail,"
	" " HEADER("topic") " AS topic, " HEADER("partition") " AS partition, " HEADER("offset") " AS offset,"
	" " TIME("r.time") " AS time, r.key AS key, r.value AS value" ALL_RECORDS
	" WHERE t.purpose = 'dead letters';";
