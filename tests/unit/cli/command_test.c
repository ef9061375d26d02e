/* command: what a command learns of its command line. */
#include "cli/command.h"
#include "check.h"
#include "cli/terminal.h"
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

static const struct command_option options[] = {
	{"workers", "N", "threads", NULL},
	{"strict", NULL, "warnings fail", NULL},
	{0},
};

static const struct command command = {.name = "work", .operands = "", .options = options};

/* By index of the option: workers, strict, format, help. */
static struct command_line line_of(const char *const *values)
{
	return (struct command_line){.command = &command, .values = values};
}

/* What command_number makes of --workers `text`, which may be from 1 to 64; -1: refused. Its words go nowhere. */
static int64_t workers(const char *text)
{
	const char *const values[] = {text, NULL, NULL, NULL};
	struct command_line line = line_of(values);
	int64_t number;

	expect_true(freopen("/dev/null", "w", stderr) != NULL);
	return command_number(&line, "workers", 1, 64, 2, &number) ? number : -1;
}

TEST(a_number_within_its_bounds_is_taken_and_any_other_text_is_refused)
{
	static const char *const wrong[] = {"0", "65", "", "x", "3x", "3.5", "99999999999999999999", "-1"};

	expect_int(workers("1"), 1);
	expect_int(workers("64"), 64);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		expect_int(workers(wrong[i]), -1);
}

TEST(a_number_that_is_not_given_is_the_default)
{
	expect_int(workers(NULL), 2);
}

TEST(flags_and_the_format_are_known_by_their_names)
{
	const char *const none[] = {NULL, NULL, NULL, NULL};
	const char *const all[] = {"3", "", "json", NULL};
	struct command_line line = line_of(none);

	expect_false(command_flag(&line, "strict"));
	expect_false(command_json(&line));
	line = line_of(all);
	expect_true(command_flag(&line, "strict"));
	expect_true(command_json(&line));
	expect_text(command_value(&line, "workers"), "3");
}

TEST(commands_are_listed_by_name_and_each_teaches)
{
	for (const struct command *const *each = commands; *each; each++) {
		expect_true(!each[1] || strcmp((*each)->name, each[1]->name) < 0);
		expect_true(*(*each)->summary && *(*each)->description && *(*each)->example);
		expect_true((*each)->operands_least <= (*each)->operands_most);
		expect_true(((*each)->operands_most > 0) == (*(*each)->operands != '\0'));
		for (const struct command_option *option = (*each)->options; option && option->name; option++)
			expect_true(*option->help && strcmp(option->name, "format") && strcmp(option->name, "help"));
	}
}

TEST(progress_is_written_to_a_terminal_only)
{
	struct terminal_progress progress = {0};
	int ends[2];
	char byte;

	expect_int(pipe(ends), 0);
	expect_true(dup2(ends[1], STDERR_FILENO) >= 0);
	terminal_progress(&progress, "%d of %d", 1, 2);
	terminal_progress_end(&progress);
	close(STDERR_FILENO);
	close(ends[1]);
	expect_int(read(ends[0], &byte, 1), 0);
}
