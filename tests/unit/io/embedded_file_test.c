/* embedded_file_test: the file of an embedded log: its lock, kills, its topics, and files that are none. */
#include "check.h"
#include "embedded_logs.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES_MOST = 64 }; /* more than a test has open */

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

/* Every expect_ tells the library of tests where it stands, through a file that a fork shares: of a process that is
 * killed in the middle of that its parent would read half a message. What was open is /dev/null from here on. */
static void leave_parents_files(void)
{
	int nothing = open("/dev/null", O_RDWR);

	for (int file = STDERR_FILENO + 1; file < FILES_MOST; file++)
		if (fcntl(file, F_GETFD) != -1)
			dup2(nothing, file);
}

/* Commits one batch after the other, each one output, one state and one offset, until it is killed. */
static void commit_for_ever(struct fixture *fixture)
{
	leave_parents_files();
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
		expect_state(
			&fixture, 0, next < 0 ? "" : arena_printf(&fixture.arena, "k=%lld|", (long long)next).data);
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
		text = arena_printf(
			&fixture->arena, "%.*s%.*s|", SLICE_PRINT(text), SLICE_PRINT(diag->findings[i].sentence));
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
	expect_true(memmem(error.data, error.size, "there is no such file; `seatwire topics --create` makes it", 58) !=
		    NULL);
	other = fopen(path, "w");
	fputs("This is a text, and it is longer than the head of a database, which has one hundred bytes. So it is.",
		other);
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
