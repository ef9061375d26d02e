/* embedded_logs: the fixture of the embedded log's tests. */
#include "embedded_logs.h"
#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool note_assigned(void *context, const int32_t *partitions, uint32_t count)
{
	struct fixture *fixture = context;

	buffer_append(&fixture->seen, SLICE("assigned"));
	for (uint32_t i = 0; i < count; i++) {
		struct log_offsets offsets = {.partition = partitions[i]}, first;

		buffer_printf(&fixture->seen, " %d", partitions[i]);
		expect_int(fixture->log->ops->committed(fixture->log, partitions[i], &offsets), LOG_OK);
		expect_int(fixture->log->ops->first(fixture->log, partitions[i], &first), LOG_OK);
		for (int t = 0; t < 3; t++)
			if (offsets.next[t] < 0)
				offsets.next[t] = first.next[t];
		expect_int(fixture->log->ops->start(fixture->log, &offsets), LOG_OK);
	}
	buffer_append(&fixture->seen, SLICE(";"));
	return true;
}

static void note_revoked(void *context, const int32_t *partitions, uint32_t count, bool lost)
{
	struct fixture *fixture = context;

	buffer_append(&fixture->seen, lost ? SLICE("lost") : SLICE("revoked"));
	for (uint32_t i = 0; i < count; i++)
		buffer_printf(&fixture->seen, " %d", partitions[i]);
	buffer_append(&fixture->seen, SLICE(";"));
}

static const struct slice consumed[] = {{"in", 2}, {"app.rekey", 9}, {"app.cross", 9}};
static const struct slice action_topics[] = {{"tasks", 5}};

void open_file(struct fixture *fixture)
{
	struct slice error;

	fixture->file = embedded_open(fixture->path, true, &fixture->arena, &error);
	expect_true(fixture->file != NULL);
	expect_true(embedded_claim(fixture->file, &fixture->arena, &error));
}

void begin_fixture(struct fixture *fixture)
{
	*fixture = (struct fixture){.folder = "/tmp/seatwire-embedded-XXXXXX"};
	expect_true(mkdtemp(fixture->folder) != NULL);
	snprintf(fixture->path, sizeof(fixture->path), "%s/log.db", fixture->folder);
	arena_init(&fixture->arena, 0);
	fixture->setup = (struct log_setup){
		.names = {SLICE("app"), SLICE("app.receipts"), SLICE("app.dead-letters"), SLICE("app.state"),
			SLICE("app.journal"), SLICE("app.cross"), SLICE("app.rekey")},
		.topics = consumed,
		.topic_count = 3,
		.action_topics = action_topics,
		.action_topic_count = 1,
		.instance = SLICE("a"),
		.owner = {fixture, note_assigned, note_revoked, NULL}};
	open_file(fixture);
}

void make_topics(struct fixture *fixture)
{
	const struct embedded_topic topics[] = {{SLICE("in"), PARTITIONS, TOPIC_INPUT},
		{SLICE("app.rekey"), PARTITIONS, TOPIC_REKEY}, {SLICE("app.cross"), PARTITIONS, TOPIC_CROSS},
		{SLICE("app.state"), PARTITIONS, TOPIC_STATE}, {SLICE("app.journal"), PARTITIONS, TOPIC_JOURNAL},
		{SLICE("app.receipts"), PARTITIONS, TOPIC_RECEIPTS},
		{SLICE("app.dead-letters"), PARTITIONS, TOPIC_DEAD_LETTERS}, {SLICE("tasks"), PARTITIONS, TOPIC_TASKS}};
	struct slice error;

	expect_true(embedded_create(fixture->file, topics, sizeof(topics) / sizeof(*topics), &error));
}

void open_log(struct fixture *fixture, uint32_t worker, uint32_t workers)
{
	struct slice error = {0};

	fixture->setup.worker = worker;
	fixture->log = embedded_log_open(fixture->file, &fixture->setup, workers, PARTITIONS, &fixture->arena, &error);
	ck_assert_msg(fixture->log != NULL, "%.*s", SLICE_PRINT(error));
}

/* A file with topics and the log of its only worker. */
void begin_log(struct fixture *fixture)
{
	begin_fixture(fixture);
	make_topics(fixture);
	open_log(fixture, 0, 1);
}

void end_fixture(struct fixture *fixture)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	char path[96];

	if (fixture->log)
		fixture->log->ops->close(fixture->log);
	embedded_close(fixture->file);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", fixture->path, endings[i]);
		unlink(path);
	}
	rmdir(fixture->folder);
	buffer_finish(&fixture->seen);
	arena_finish(&fixture->arena);
}

void append(struct fixture *fixture, int32_t partition, struct slice key, struct slice value)
{
	const struct record record = {
		.topic = SLICE("in"), .partition = partition, .timestamp_ms = 1000, .key = key, .value = value};
	struct slice error;

	expect_true(embedded_append(fixture->file, &record, 1, &error));
}

/* Polls once, without waiting. */
struct log_batch poll_up_to(struct fixture *fixture, uint32_t records, size_t bytes)
{
	const struct log_poll_limits limits = {.records = records, .bytes = bytes};
	struct log_batch batch;

	expect_int(fixture->log->ops->poll(fixture->log, &limits, &batch), LOG_OK);
	return batch;
}

struct log_batch poll_now(struct fixture *fixture)
{
	return poll_up_to(fixture, 1000, 1 << 20);
}

/* "topic/partition/offset key=value|" of each record. */
struct slice shown(struct fixture *fixture, struct log_batch batch)
{
	struct slice text = SLICE("");

	for (uint32_t i = 0; i < batch.count; i++) {
		const struct record *record = &batch.records[i];

		text = arena_printf(&fixture->arena, "%.*s%u/%d/%lld %.*s=%.*s|", SLICE_PRINT(text), batch.topics[i],
			record->partition, (long long)record->offset, SLICE_PRINT(record->key),
			SLICE_PRINT(record->value));
	}
	return text;
}

void produce(struct fixture *fixture, enum output_kind kind, int32_t partition, const char *key, const char *value)
{
	const struct output output = {.kind = kind,
		.topic = kind == OUTPUT_TASK ? SLICE("tasks") : (struct slice){0},
		.partition = partition,
		.key = slice_of(key),
		.value = slice_of(value)};

	expect_int(fixture->log->ops->produce(fixture->log, &output), LOG_OK);
}

enum log_result commit(struct fixture *fixture, int32_t partition, int64_t next)
{
	const struct log_offsets offsets = {.partition = partition, .next = {next, -1, -1}};

	return fixture->log->ops->commit(fixture->log, &offsets, 1);
}

int64_t committed(struct fixture *fixture, int32_t partition)
{
	struct log_offsets offsets;

	expect_int(fixture->log->ops->committed(fixture->log, partition, &offsets), LOG_OK);
	return offsets.next[0];
}

static bool note_state(void *context, struct slice key, struct slice value)
{
	buffer_printf(context, "%.*s=%.*s|", SLICE_PRINT(key), SLICE_PRINT(value));
	return true;
}

/* The state topic's partition as "key=value|". */
void expect_state(struct fixture *fixture, int32_t partition, const char *expected)
{
	struct buffer state = {0};

	expect_int(fixture->log->ops->read_state(fixture->log, partition, note_state, &state), LOG_OK);
	expect_slice(buffer_slice(&state), expected);
	buffer_finish(&state);
}
