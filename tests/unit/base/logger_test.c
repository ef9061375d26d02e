/* logger, clock and read_file: what base does with the system. */
#include "base/clock.h"
#include "base/logger.h"
#include "base/read_file.h"
#include "check.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct world {
	struct logger logger;
	int pipe[2];
	char text[8192];
};

static struct world a_world(enum logger_format format)
{
	struct world world = {0};

	expect_int(pipe2(world.pipe, O_NONBLOCK), 0);
	logger_init(&world.logger, world.pipe[1], format);
	return world;
}

/* What was written, less the time: from `skip` bytes on. */
static const char *written(struct world *world, size_t skip)
{
	ssize_t bytes = read(world->pipe[0], world->text, sizeof(world->text) - 1);

	expect_true(bytes >= (ssize_t)skip);
	world->text[bytes] = 0;
	return world->text + skip;
}

static void finish(struct world *world)
{
	logger_finish(&world->logger);
	close(world->pipe[0]);
	close(world->pipe[1]);
}

enum { TEXT_TIME_BYTES = 10 /* "10:00:00Z " */ };

TEST(a_fact_is_a_line_of_text_with_its_fields)
{
	struct world world = a_world(LOGGER_TEXT);

	logger_line(&world.logger, LOGGER_INFO, "partition restored", FIELD("partition", 3),
		FIELD("topic", SLICE("tickets")), FIELD("share", 0.5), FIELD("last", (bool)true));
	expect_text(written(&world, TEXT_TIME_BYTES),
		"info     partition restored        partition=3 topic=tickets share=0.5 last=true\n");
	logger_fact(&world.logger, LOGGER_WARNING, "stopping");
	expect_text(written(&world, TEXT_TIME_BYTES), "warning  stopping\n");
	finish(&world);
}

TEST(a_text_field_is_quoted_when_it_must_be)
{
	struct world world = a_world(LOGGER_TEXT);

	logger_line(&world.logger, LOGGER_ERROR, "commit failed", FIELD("reason", "broker: \"gone\"\n\033[2J"),
		FIELD("none", ""));
	expect_text(written(&world, TEXT_TIME_BYTES), "error    commit failed             reason=\"broker: "
						      "\\\"gone\\\"\xef\xbf\xbd\xef\xbf\xbd[2J\" none=\"\"\n");
	finish(&world);
}

TEST(on_a_colour_terminal_the_level_is_coloured)
{
	struct world world = a_world(LOGGER_COLOUR);

	logger_fact(&world.logger, LOGGER_ERROR, "stopping");
	expect_text(written(&world, TEXT_TIME_BYTES), "\033[31merror  \033[0m  stopping\n");
	finish(&world);
}

TEST(for_programs_a_fact_is_a_json_object_on_a_line)
{
	struct world world = a_world(LOGGER_JSON);
	const char *line;

	logger_line(&world.logger, LOGGER_INFO, "assigned", FIELD("partitions", (uint32_t)4),
		FIELD("group", "a\"b\xff"), FIELD("rate", 1.0 / 0.0));
	line = written(&world, 0);
	expect_int(strncmp(line, "{\"time\":\"20", 11), 0);
	expect_text(strstr(line, ",\"level\""), ",\"level\":\"info\",\"fact\":\"assigned\",\"partitions\":4,\"group\":"
						"\"a\\\"b\xef\xbf\xbd\",\"rate\":null}\n");
	finish(&world);
}

TEST(a_long_text_is_cut_between_characters)
{
	struct world world = a_world(LOGGER_JSON);
	char text[3000];

	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[0] = 'a'; /* so that the cut falls into a character */
	text[1] = 'b';
	logger_line(&world.logger, LOGGER_INFO, "x", FIELD("text", ((struct slice){text + 1, sizeof(text) - 1})));
	expect_int(strlen(strstr(written(&world, 0), "\"text\":")), 8 + LOGGER_TEXT_BYTES - 1 + 3);
	finish(&world);
}

TEST(a_line_that_cannot_be_written_is_lost_and_nothing_else)
{
	struct logger logger;
	int full = open("/dev/full", O_WRONLY);

	logger_init(&logger, full, LOGGER_TEXT);
	logger_fact(&logger, LOGGER_INFO, "lost");
	close(full);
	logger_fact(&logger, LOGGER_INFO, "lost too");
	logger_finish(&logger);
}

static void *say_often(void *context)
{
	for (int i = 0; i < 100; i++)
		logger_line((struct logger *)context, LOGGER_INFO, "a fact", FIELD("number", i));
	return NULL;
}

TEST(lines_of_several_threads_do_not_mix)
{
	char path[] = "/tmp/seatwire-logger-XXXXXX";
	int fd = mkstemp(path), lines = 0;
	struct logger logger;
	pthread_t threads[4];
	char line[200];
	FILE *file;

	expect_true(fd >= 0);
	logger_init(&logger, fd, LOGGER_TEXT);
	for (int i = 0; i < 4; i++)
		expect_int(pthread_create(&threads[i], NULL, say_often, &logger), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	logger_finish(&logger);
	file = fopen(path, "r");
	while (fgets(line, sizeof(line), file)) {
		expect_int(strncmp(line + TEXT_TIME_BYTES, "info     a fact                    number=", 42), 0);
		lines++;
	}
	expect_int(lines, 400);
	fclose(file);
	close(fd);
	unlink(path);
}

TEST(what_happens_often_is_told_at_once_and_then_once_a_minute)
{
	struct logger logger;
	uint64_t count = 0;

	logger_init(&logger, 2, LOGGER_TEXT);
	expect_true(logger_due(&logger, "invalid_json", 1, 5000, &count));
	expect_int(count, 1);
	expect_false(logger_due(&logger, "invalid_json", 2, 5001, &count));
	expect_false(logger_due(&logger, "invalid_json", 3, 64999, &count));
	expect_true(logger_due(&logger, "no_account", 7, 64999, &count));
	expect_int(count, 7);
	expect_true(logger_due(&logger, "invalid_json", 0, 65000, &count));
	expect_int(count, 5);
	expect_false(logger_due(&logger, "invalid_json", 0, 200000, &count));
	expect_true(logger_due(&logger, "invalid_json", 1, 200001, &count));
	expect_int(count, 1);
	logger_finish(&logger);
}

TEST(more_keys_than_are_kept_push_out_the_one_told_longest_ago)
{
	struct logger logger;
	uint64_t count = 0;
	char key[20];

	logger_init(&logger, 2, LOGGER_TEXT);
	for (int i = 0; i <= LOGGER_KEYS_MOST; i++) {
		snprintf(key, sizeof(key), "key-%d", i);
		expect_true(logger_due(&logger, key, 1, i, &count));
	}
	expect_false(logger_due(&logger, "key-64", 1, 100, &count));
	expect_false(logger_due(&logger, "key-1", 1, 100, &count));
	expect_true(logger_due(&logger, "key-0", 1, 100, &count));
	logger_finish(&logger);
}

TEST(the_monotonic_clock_does_not_go_back)
{
	int64_t before_ns = clock_monotonic_ns(), before_ms = clock_monotonic_ms();

	expect_true(clock_monotonic_ns() >= before_ns);
	expect_true(clock_monotonic_ms() >= before_ms);
	expect_true(clock_wall_ms() > 1700000000000);
}

static struct slice read_from(struct arena *arena, const char *path, size_t bytes_most)
{
	struct slice text = {0}, error = {0};

	return read_file(arena, path, bytes_most, &text, &error) ? text : error;
}

TEST(a_file_is_read_whole_up_to_the_limit)
{
	char path[] = "/tmp/seatwire-file-XXXXXX";
	int fd = mkstemp(path);
	struct arena arena;

	arena_init(&arena, 0);
	expect_slice(read_from(&arena, path, 0), "");
	expect_int(write(fd, "seats:\n", 7), 7);
	expect_slice(read_from(&arena, path, 7), "seats:\n");
	expect_slice(read_from(&arena, path, 6), arena_printf(&arena, "%s has more than 6 bytes", path).data);
	for (int i = 0; i < 30000; i++)
		expect_int(write(fd, "seats:\n", 7), 7);
	expect_int(read_from(&arena, path, 1000000).size, 210007);
	close(fd);
	unlink(path);
	arena_finish(&arena);
}

TEST(a_file_that_cannot_be_read_says_why)
{
	struct arena arena;

	arena_init(&arena, 0);
	expect_slice(read_from(&arena, "/nowhere/map.yaml", 10),
		"/nowhere/map.yaml cannot be read: No such file or directory");
	expect_slice(read_from(&arena, "/tmp", 10), "/tmp cannot be read: Is a directory");
	arena_finish(&arena);
}

TEST(a_dash_reads_standard_input)
{
	struct arena arena;
	int ends[2];

	arena_init(&arena, 0);
	expect_int(pipe(ends), 0);
	expect_int(write(ends[1], "from a pipe", 11), 11);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	expect_slice(read_from(&arena, "-", 100), "from a pipe");
	close(ends[0]);
	arena_finish(&arena);
}
