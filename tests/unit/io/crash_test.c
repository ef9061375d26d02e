/* crash_test: which record the process crashed on, noted over three lives. */
#include "io/crash.h"
#include "check.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct notes {
	char path[64];
	struct arena arena;
	struct crash_notes read;
};

static struct notes no_notes(void)
{
	struct notes notes = {.path = "/tmp/seatwire-crash-XXXXXX"};
	int fd = mkstemp(notes.path);

	close(fd);
	unlink(notes.path);
	arena_init(&notes.arena, 0);
	return notes;
}

static const struct crash_notes *read_again(struct notes *notes)
{
	crash_read(notes->path, &notes->arena, &notes->read);
	return &notes->read;
}

static void finish(struct notes *notes)
{
	unlink(notes->path);
	arena_finish(&notes->arena);
}

static struct record a_record(int64_t offset)
{
	return (struct record){.topic = SLICE("orders"), .partition = 3, .offset = offset};
}

/* A process that dies by `number` while it works on the record, or after it is done with it. */
static void die(struct notes *notes, const struct record *record, int number)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		crash_watch(notes->path);
		crash_thread_init();
		crash_set_record(record);
		raise(number);
		_exit(0);
	}
	waitpid(child, &status, 0);
	expect_true(WIFSIGNALED(status) && WTERMSIG(status) == number);
}

TEST(a_record_that_crashes_the_process_three_times_is_poison)
{
	struct notes notes = no_notes();
	struct record record = a_record(41);

	die(&notes, &record, SIGSEGV);
	die(&notes, &record, SIGABRT);
	expect_false(crash_is_poison(read_again(&notes), &record));
	die(&notes, &record, SIGSEGV);
	expect_true(crash_is_poison(read_again(&notes), &record));
	finish(&notes);
}

TEST(three_crashes_on_different_records_make_no_poison)
{
	struct notes notes = no_notes();

	for (int64_t offset = 41; offset < 44; offset++) {
		struct record record = a_record(offset);

		die(&notes, &record, SIGABRT);
	}
	expect_int(read_again(&notes)->count, 0);
	finish(&notes);
}

TEST(a_kill_is_no_crash)
{
	struct notes notes = no_notes();
	struct record record = a_record(41);

	for (int i = 0; i < 3; i++)
		die(&notes, &record, SIGKILL);
	expect_int(read_again(&notes)->count, 0);
	finish(&notes);
}

TEST(a_crash_beside_every_record_is_noted_for_none)
{
	struct notes notes = no_notes();

	for (int i = 0; i < 3; i++)
		die(&notes, NULL, SIGSEGV);
	expect_int(read_again(&notes)->count, 0);
	finish(&notes);
}

TEST(notes_that_are_damaged_are_passed_over)
{
	struct notes notes = no_notes();
	struct record record = a_record(7);
	FILE *file = fopen(notes.path, "we");

	fputs("orders 3 7\n\n\xff\xfe garbage\norders 3\norders 3 7\n3 orders 7\norders 3 7\n", file);
	fclose(file);
	expect_true(crash_is_poison(read_again(&notes), &record));
	expect_int(notes.read.count, 1);
	finish(&notes);
}
