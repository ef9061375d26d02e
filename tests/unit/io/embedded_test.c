/* embedded: the log in one SQLite file keeps the promises of io/log.h. Each test has a file of its own. */
#include "io/embedded.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "check.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PARTITIONS = 3 };

struct fixture {
	char folder[64], path[80];
	struct arena arena;
	struct embedded *file;
	struct log_setup setup;
	struct log *log;
	struct buffer seen; /* what the owner was told */
};

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

static void open_file(struct fixture *fixture)
{
	struct slice error;

	fixture->file = embedded_open(fixture->path, true, &fixture->arena, &error);
	expect_true(fixture->file != NULL);
	expect_true(embedded_claim(fixture->file, &fixture->arena, &error));
}

static void begin_fixture(struct fixture *fixture)
{
	*fixture = (struct fixture){.folder = "/tmp/seatwire-embedded-XXXXXX"};
	expect_true(mkdtemp(fixture->folder) != NULL);
	snprintf(fixture->path, sizeof(fixture->path), "%s/log.db", fixture->folder);
	arena_init(&fixture->arena, 0);
	fixture->setup = (struct log_setup){
		.names = {SLICE("app"), SLICE("app.receipts"), SLICE("app.dead-letters"), SLICE("app.state"),
			SLICE("app.journal"), SLICE("app.cross"), SLICE("app.rekey")},
		.topics = consumed, .topic_count = 3, .action_topics = action_topics, .action_topic_count = 1,
		.instance = SLICE("a"), .owner = {fixture, note_assigned, note_revoked}};
	open_file(fixture);
}

static void make_topics(struct fixture *fixture)
{
	const struct embedded_topic topics[] = {{SLICE("in"), PARTITIONS, TOPIC_INPUT},
		{SLICE("app.rekey"), PARTITIONS, TOPIC_REKEY}, {SLICE("app.cross"), PARTITIONS, TOPIC_CROSS},
		{SLICE("app.state"), PARTITIONS, TOPIC_STATE}, {SLICE("app.journal"), PARTITIONS, TOPIC_JOURNAL},
		{SLICE("app.receipts"), PARTITIONS, TOPIC_RECEIPTS},
		{SLICE("app.dead-letters"), PARTITIONS, TOPIC_DEAD_LETTERS}, {SLICE("tasks"), PARTITIONS, TOPIC_TASKS}};
	struct slice error;

	expect_true(embedded_create(fixture->file, topics, sizeof(topics) / sizeof(*topics), &error));
}

static void open_log(struct fixture *fixture, uint32_t worker, uint32_t workers)
{
	struct slice error = {0};

	fixture->setup.worker = worker;
	fixture->log = embedded_log_open(fixture->file, &fixture->setup, workers, PARTITIONS, &fixture->arena, &error);
	ck_assert_msg(fixture->log != NULL, "%.*s", SLICE_PRINT(error));
}

/* A file with topics and the log of its only worker. */
static void begin_log(struct fixture *fixture)
{
	begin_fixture(fixture);
	make_topics(fixture);
	open_log(fixture, 0, 1);
}

static void end_fixture(struct fixture *fixture)
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

static void append(struct fixture *fixture, int32_t partition, struct slice key, struct slice value)
{
	const struct record record = {.topic = SLICE("in"), .partition = partition, .timestamp_ms = 1000, .key = key,
		.value = value};
	struct slice error;

	expect_true(embedded_append(fixture->file, &record, 1, &error));
}

/* Polls once, without waiting. */
static struct log_batch poll_up_to(struct fixture *fixture, uint32_t records, size_t bytes)
{
	const struct log_poll_limits limits = {.records = records, .bytes = bytes};
	struct log_batch batch;

	expect_int(fixture->log->ops->poll(fixture->log, &limits, &batch), LOG_OK);
	return batch;
}

static struct log_batch poll_now(struct fixture *fixture)
{
	return poll_up_to(fixture, 1000, 1 << 20);
}

/* "topic/partition/offset key=value|" of each record. */
static struct slice shown(struct fixture *fixture, struct log_batch batch)
{
	struct slice text = SLICE("");

	for (uint32_t i = 0; i < batch.count; i++) {
		const struct record *record = &batch.records[i];

		text = arena_printf(&fixture->arena, "%.*s%u/%d/%lld %.*s=%.*s|", SLICE_PRINT(text), batch.topics[i],
			record->partition, (long long)record->offset, SLICE_PRINT(record->key), SLICE_PRINT(record->value));
	}
	return text;
}

static void produce(struct fixture *fixture, enum output_kind kind, int32_t partition, const char *key, const char *value)
{
	const struct output output = {.kind = kind, .topic = kind == OUTPUT_TASK ? SLICE("tasks") : (struct slice){0},
		.partition = partition, .key = slice_of(key), .value = slice_of(value)};

	expect_int(fixture->log->ops->produce(fixture->log, &output), LOG_OK);
}

static enum log_result commit(struct fixture *fixture, int32_t partition, int64_t next)
{
	const struct log_offsets offsets = {.partition = partition, .next = {next, -1, -1}};

	return fixture->log->ops->commit(fixture->log, &offsets, 1);
}

static int64_t committed(struct fixture *fixture, int32_t partition)
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
static void expect_state(struct fixture *fixture, int32_t partition, const char *expected)
{
	struct buffer state = {0};

	expect_int(fixture->log->ops->read_state(fixture->log, partition, note_state, &state), LOG_OK);
	expect_slice(buffer_slice(&state), expected);
	buffer_finish(&state);
}

TEST(appended_records_are_delivered_in_order_and_once)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	append(&fixture, 1, SLICE("l"), SLICE("b"));
	append(&fixture, 0, SLICE("k"), SLICE("c"));
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/0 k=a|0/0/1 k=c|0/1/0 l=b|");
	fixture.log->ops->release(fixture.log);
	expect_int(poll_now(&fixture).count, 0);
	append(&fixture, 0, SLICE("k"), SLICE("d"));
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/2 k=d|");
	end_fixture(&fixture);
}

TEST(held_records_stay_until_released)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	expect_int(poll_now(&fixture).count, 1);
	append(&fixture, 0, SLICE("k"), SLICE("b"));
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/0 k=a|0/0/1 k=b|");
	end_fixture(&fixture);
}

TEST(bytes_of_every_kind_come_back_as_they_were)
{
	const struct header headers[] = {{SLICE("text"), SLICE("caf\xc3\xa9 \"q\"")}, {SLICE("bytes"), SLICE("\xff\0\x01")},
		{SLICE("empty"), SLICE("")}, {SLICE("none"), {0}}};
	struct record record = {.topic = SLICE("in"), .partition = 2, .timestamp_ms = 1795428000123, .key = SLICE("12"),
		.value = SLICE("\x82\0\xff"), .headers = headers, .header_count = 4};
	const struct record *read;
	struct fixture fixture;
	struct slice error, value;

	begin_log(&fixture);
	expect_true(embedded_append(fixture.file, &record, 1, &error));
	record = (struct record){.topic = SLICE("in"), .partition = 2, .key = {0}, .value = SLICE("")};
	expect_true(embedded_append(fixture.file, &record, 1, &error));
	record.value = (struct slice){0};
	expect_true(embedded_append(fixture.file, &record, 1, &error));
	read = poll_now(&fixture).records;
	expect_int(read[0].timestamp_ms, 1795428000123);
	expect_slice(read[0].key, "12");
	expect_true(slice_equal(read[0].value, SLICE("\x82\0\xff")));
	expect_int(read[0].header_count, 4);
	expect_true(record_header(&read[0], SLICE("text"), &value) && slice_equal(value, SLICE("caf\xc3\xa9 \"q\"")));
	expect_true(record_header(&read[0], SLICE("bytes"), &value) && slice_equal(value, SLICE("\xff\0\x01")));
	expect_true(record_header(&read[0], SLICE("empty"), &value) && value.data && value.size == 0);
	expect_true(read[0].headers[3].value.data == NULL);
	expect_true(read[1].key.data == NULL && read[1].value.data && read[1].value.size == 0);
	expect_true(read[2].value.data == NULL);
	end_fixture(&fixture);
}

TEST(a_poll_takes_no_more_records_or_bytes_than_it_may)
{
	struct fixture fixture;

	begin_log(&fixture);
	for (int i = 0; i < 5; i++)
		append(&fixture, 0, SLICE("k"), SLICE("0123456789"));
	expect_int(poll_up_to(&fixture, 2, 1000).count, 2);
	expect_int(poll_up_to(&fixture, 100, 15).count, 4);
	expect_int(poll_up_to(&fixture, 100, 15).count, 5);
	end_fixture(&fixture);
}

TEST(a_committed_transaction_shows_outputs_state_and_offsets_together)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 1, SLICE("k"), SLICE("a"));
	poll_now(&fixture);
	expect_int(committed(&fixture, 1), -1);
	expect_int(fixture.log->ops->begin(fixture.log), LOG_OK);
	produce(&fixture, OUTPUT_STATE, 1, "k", "state 1");
	produce(&fixture, OUTPUT_REKEY, 1, "k", "forwarded");
	expect_state(&fixture, 1, "");
	expect_int(commit(&fixture, 1, 1), LOG_OK);
	fixture.log->ops->release(fixture.log);
	expect_int(committed(&fixture, 1), 1);
	expect_state(&fixture, 1, "k=state 1|");
	expect_slice(shown(&fixture, poll_now(&fixture)), "1/1/0 k=forwarded|");
	end_fixture(&fixture);
}

TEST(an_aborted_transaction_leaves_nothing_and_can_be_done_again)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	expect_int(poll_now(&fixture).count, 1);
	expect_int(fixture.log->ops->begin(fixture.log), LOG_OK);
	produce(&fixture, OUTPUT_STATE, 0, "k", "wrong");
	expect_int(fixture.log->ops->abort(fixture.log), LOG_OK);
	expect_state(&fixture, 0, "");
	expect_int(committed(&fixture, 0), -1);
	expect_int(fixture.log->ops->begin(fixture.log), LOG_OK);
	produce(&fixture, OUTPUT_STATE, 0, "k", "right");
	expect_int(commit(&fixture, 0, 1), LOG_OK);
	expect_state(&fixture, 0, "k=right|");
	end_fixture(&fixture);
}

TEST(the_state_topic_keeps_the_newest_of_each_key_and_forgets_what_is_tombstoned)
{
	struct fixture fixture;

	begin_log(&fixture);
	fixture.log->ops->begin(fixture.log);
	produce(&fixture, OUTPUT_STATE, 0, "a", "1");
	produce(&fixture, OUTPUT_STATE, 0, "b", "1");
	produce(&fixture, OUTPUT_STATE, 0, "a", "2");
	expect_int(commit(&fixture, 0, 0), LOG_OK);
	fixture.log->ops->begin(fixture.log);
	produce(&fixture, OUTPUT_STATE, 0, "b", NULL);
	produce(&fixture, OUTPUT_STATE, 0, "c", "3");
	expect_int(commit(&fixture, 0, 0), LOG_OK);
	expect_state(&fixture, 0, "a=2|c=3|");
	expect_state(&fixture, 1, "");
	end_fixture(&fixture);
}

TEST(an_output_without_a_partition_goes_where_kafka_would_put_its_key)
{
	struct fixture fixture;
	int32_t partition = hash_partition(SLICE("acct-42"), PARTITIONS);

	begin_log(&fixture);
	fixture.log->ops->begin(fixture.log);
	produce(&fixture, OUTPUT_CROSS, -1, "acct-42", "x");
	expect_int(commit(&fixture, 0, 0), LOG_OK);
	expect_slice(shown(&fixture, poll_now(&fixture)),
		arena_printf(&fixture.arena, "2/%d/0 acct-42=x|", partition).data);
	end_fixture(&fixture);
}

TEST(reading_goes_on_at_the_committed_offset_when_the_log_is_opened_again)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	append(&fixture, 0, SLICE("k"), SLICE("b"));
	poll_now(&fixture);
	fixture.log->ops->begin(fixture.log);
	expect_int(commit(&fixture, 0, 1), LOG_OK);
	fixture.log->ops->close(fixture.log);
	embedded_close(fixture.file);
	open_file(&fixture);
	open_log(&fixture, 0, 1);
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/1 k=b|");
	end_fixture(&fixture);
}

TEST(partitions_are_divided_among_the_workers)
{
	struct fixture fixture;

	begin_fixture(&fixture);
	make_topics(&fixture);
	open_log(&fixture, 0, 2);
	poll_now(&fixture);
	fixture.log->ops->close(fixture.log);
	open_log(&fixture, 1, 2);
	poll_now(&fixture);
	fixture.log->ops->close(fixture.log);
	open_log(&fixture, 5, 6);
	poll_now(&fixture);
	fixture.log->ops->close(fixture.log);
	fixture.log = NULL;
	expect_slice(buffer_slice(&fixture.seen),
		"assigned 0 2;revoked 0 2;assigned 1;revoked 1;assigned;revoked;");
	end_fixture(&fixture);
}

TEST(a_topic_is_at_its_end_when_all_of_it_was_delivered)
{
	const int32_t partitions[] = {0, 1};
	struct fixture fixture;
	uint64_t at_end[2];

	begin_log(&fixture);
	poll_now(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	expect_int(fixture.log->ops->ends(fixture.log, partitions, 2, at_end), LOG_OK);
	expect_int(at_end[0], 6);
	expect_int(at_end[1], 7);
	poll_now(&fixture);
	expect_int(fixture.log->ops->ends(fixture.log, partitions, 2, at_end), LOG_OK);
	expect_int(at_end[0], 7);
	end_fixture(&fixture);
}

TEST(a_paused_log_delivers_nothing_until_it_is_resumed)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	fixture.log->ops->pause(fixture.log, true);
	expect_int(poll_now(&fixture).count, 0);
	fixture.log->ops->pause(fixture.log, false);
	expect_int(poll_now(&fixture).count, 1);
	end_fixture(&fixture);
}

TEST(a_waiting_poll_returns_when_another_process_appends)
{
	const struct log_poll_limits limits = {.wait_ms = 50000, .records = 10, .bytes = 1000};
	struct fixture fixture;
	struct log_batch batch;
	pid_t child;

	begin_log(&fixture);
	poll_now(&fixture);
	child = fork();
	if (child == 0) {
		const struct record record = {.topic = SLICE("in"), .key = SLICE("k"), .value = SLICE("late")};
		struct slice error;
		struct embedded *file = embedded_open(fixture.path, false, &fixture.arena, &error);

		_exit(file && embedded_append(file, &record, 1, &error) ? 0 : 1);
	}
	expect_int(fixture.log->ops->poll(fixture.log, &limits, &batch), LOG_OK);
	expect_slice(shown(&fixture, batch), "0/0/0 k=late|");
	waitpid(child, NULL, 0);
	end_fixture(&fixture);
}

/* A process that holds the file's lock until it is ended; it has it when this returns. */
static pid_t hold_lock(struct fixture *fixture)
{
	int ready[2];
	pid_t child;
	char byte;

	expect_int(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct slice error;
		struct embedded *file = embedded_open(fixture->path, false, &fixture->arena, &error);
		bool good = file && embedded_claim(file, &fixture->arena, &error) && write(ready[1], "x", 1) == 1;

		while (good)
			pause();
		_exit(1);
	}
	close(ready[1]);
	expect_int(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return child;
}

TEST(a_second_process_is_refused_until_the_first_one_ends_even_by_a_kill)
{
	struct fixture fixture;
	struct slice error = {0};
	pid_t child;

	begin_fixture(&fixture);
	embedded_close(fixture.file);
	child = hold_lock(&fixture);
	fixture.file = embedded_open(fixture.path, false, &fixture.arena, &error);
	expect_true(fixture.file != NULL);
	expect_false(embedded_claim(fixture.file, &fixture.arena, &error));
	expect_true(memmem(error.data, error.size, "another process of seatwire works on it", 39) != NULL);
	embedded_close(fixture.file);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	open_file(&fixture);
	end_fixture(&fixture);
}

/* Commits one batch after the other, each one output, one state and one offset, until it is killed. */
static void commit_for_ever(struct fixture *fixture)
{
	open_file(fixture);
	open_log(fixture, 0, 1);
	for (;;) {
		char number[24];
		int64_t next;

		poll_now(fixture);
		next = committed(fixture, 0) + 1;
		snprintf(number, sizeof(number), "%lld", (long long)next);
		fixture->log->ops->begin(fixture->log);
		produce(fixture, OUTPUT_REKEY, 0, "k", number);
		produce(fixture, OUTPUT_STATE, 0, "k", number);
		if (commit(fixture, 0, next) != LOG_OK)
			_exit(1);
		fixture->log->ops->release(fixture->log);
	}
}

TEST(a_process_killed_at_any_moment_leaves_whole_transactions_only)
{
	struct fixture fixture;
	int64_t seen = -1;

	begin_fixture(&fixture);
	make_topics(&fixture);
	embedded_close(fixture.file);
	fixture.file = NULL;
	for (int round = 0; round < 12; round++) {
		int64_t count = 0, next;
		pid_t child = fork();
		struct log_batch batch;

		if (child == 0)
			commit_for_ever(&fixture);
		usleep((useconds_t)(3000 + 7919 * round % 40000));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		open_file(&fixture);
		open_log(&fixture, 0, 1);
		poll_now(&fixture);
		fixture.log->ops->release(fixture.log);
		next = committed(&fixture, 0);
		expect_int(fixture.log->ops->start(fixture.log, &(struct log_offsets){.partition = 0}), LOG_OK);
		while ((batch = poll_now(&fixture)).count) {
			count += batch.count;
			fixture.log->ops->release(fixture.log);
		}
		expect_int(count, next + 1);
		expect_state(&fixture, 0,
			next < 0 ? "" : arena_printf(&fixture.arena, "k=%lld|", (long long)next).data);
		seen = next;
		fixture.log->ops->close(fixture.log);
		fixture.log = NULL;
		embedded_close(fixture.file);
		fixture.file = NULL;
	}
	expect_true(seen > 12); /* there was something to break */
	end_fixture(&fixture);
}

static struct slice findings_of(struct fixture *fixture, const struct diag *diag)
{
	struct slice text = SLICE("");

	for (uint32_t i = 0; i < diag->count; i++)
		text = arena_printf(&fixture->arena, "%.*s%.*s|", SLICE_PRINT(text), SLICE_PRINT(diag->findings[i].sentence));
	return text;
}

TEST(every_missing_topic_is_named_before_a_worker_starts)
{
	const struct embedded_topic some[] = {{SLICE("in"), 2, TOPIC_INPUT}, {SLICE("app.rekey"), 2, TOPIC_REKEY},
		{SLICE("app.cross"), 3, TOPIC_CROSS}, {SLICE("app.state"), 2, TOPIC_INPUT},
		{SLICE("app.receipts"), 1, TOPIC_RECEIPTS}};
	struct fixture fixture;
	struct slice error;
	struct diag diag;
	int32_t count;

	begin_fixture(&fixture);
	diag_init(&diag, &fixture.arena);
	expect_true(embedded_create(fixture.file, some, 5, &error));
	expect_false(embedded_inspect(fixture.file, &fixture.setup, &diag, &count));
	expect_slice(findings_of(&fixture, &diag),
		"topic app.cross has 3 partitions, but in has 2|topic app.state was made for something else|"
		"topic app.journal does not exist|topic app.dead-letters does not exist|topic tasks does not exist|");
	end_fixture(&fixture);
}

TEST(topics_that_fit_pass_the_inspection)
{
	struct fixture fixture;
	struct diag diag;
	int32_t count;

	begin_fixture(&fixture);
	make_topics(&fixture);
	diag_init(&diag, &fixture.arena);
	expect_true(embedded_inspect(fixture.file, &fixture.setup, &diag, &count));
	expect_int(count, PARTITIONS);
	end_fixture(&fixture);
}

TEST(a_file_that_is_missing_or_no_log_is_refused_in_words)
{
	struct fixture fixture;
	struct slice error;
	char path[96];
	FILE *other;

	begin_fixture(&fixture);
	snprintf(path, sizeof(path), "%s/other", fixture.folder);
	expect_true(embedded_open(path, false, &fixture.arena, &error) == NULL);
	expect_true(memmem(error.data, error.size, "there is no such file; `seatwire topics --create` makes it", 58) != NULL);
	other = fopen(path, "w");
	fputs("This is a text, and it is longer than the head of a database, which has one hundred bytes. So it is.", other);
	fclose(other);
	expect_true(embedded_open(path, true, &fixture.arena, &error) == NULL);
	expect_true(memmem(error.data, error.size, "not a database", 14) != NULL);
	unlink(path);
	end_fixture(&fixture);
}

TEST(appending_where_there_is_no_partition_writes_nothing)
{
	const struct record records[] = {{.topic = SLICE("in"), .key = SLICE("k"), .value = SLICE("a")},
		{.topic = SLICE("in"), .partition = 7, .key = SLICE("k"), .value = SLICE("b")}};
	struct fixture fixture;
	struct slice error;

	begin_log(&fixture);
	expect_false(embedded_append(fixture.file, records, 2, &error));
	expect_slice(error, "topic in has no partition 7");
	expect_int(poll_now(&fixture).count, 0);
	end_fixture(&fixture);
}
