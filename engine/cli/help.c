/* help: prints what a command is for, its options and an example, from its table.
 *
 * Place: beside the frame. Thread: the main thread. */
#include "cli/help.h"
#include "cli/terminal.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_COLUMNS = 24 };

static void heading(const char *text)
{
	const struct terminal_style style = terminal_style(STDOUT_FILENO);

	printf("\n%s%s%s\n", style.bold, text, style.plain);
}

/* A line "  --map MAP    help"; a long name gets a line of its own. */
static void row(const char *name, const char *argument, const char *help)
{
	char left[2 * NAME_COLUMNS];

	snprintf(left, sizeof(left), "%s%s%s", name, argument ? " " : "", argument ? argument : "");
	if (strlen(left) > NAME_COLUMNS - 4)
		printf("  %s\n%*s%s\n", left, NAME_COLUMNS, "", help);
	else
		printf("  %-*s%s\n", NAME_COLUMNS - 2, left, help);
}

static void option_rows(const struct command_option *options)
{
	char name[NAME_COLUMNS];

	for (; options && options->name; options++) {
		snprintf(name, sizeof(name), "--%s", options->name);
		row(name, options->argument, options->help);
	}
}

/* A text with every line moved in. */
static void indented(const char *text)
{
	while (*text) {
		size_t line = strcspn(text, "\n");

		printf("%s%.*s\n", line ? "  " : "", (int)line, text);
		text += line + (text[line] == '\n');
	}
}

/* Paragraphs, filled up to the width; an empty line parts them. */
static void filled(const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t word = strcspn(text, " \n");

		if (column && column + 1 + word > HELP_COLUMNS) {
			putchar('\n');
			column = 0;
		}
		if (word)
			column += (size_t)printf("%s%.*s", column ? " " : "", (int)word, text);
		text += word;
		if (strncmp(text, "\n\n", 2) == 0) {
			fputs("\n\n", stdout);
			column = 0;
		}
		text += strspn(text, " \n");
	}
	putchar('\n');
}

void help_command(const struct command *command)
{
	printf("usage: seatwire %s [options]%s%s\n\n", command->name, *command->operands ? " " : "", command->operands);
	filled(command->description);
	heading("Options");
	option_rows(command->options);
	option_rows(command_frame_options);
	heading("Example");
	indented(command->example);
}

void help_all(void)
{
	printf("usage: seatwire COMMAND [options] [operands]\n\n"
	       "Seatwire reads customer interactions from Kafka, finds the signals in them by a\n"
	       "YAML flow map, and writes each as one task to the one seat that owns it.\n");
	heading("Commands");
	for (const struct command *const *each = commands; *each; each++)
		row((*each)->name, NULL, (*each)->summary);
	heading("Options");
	row("--help", NULL, "this text; `seatwire COMMAND --help` teaches one command");
	row("--version", NULL, "the version, and those of the libraries it runs with");
	row("--manual", "[COMMAND]", "a manual page: `seatwire --manual run | man -l -`");
	row("--config-example", NULL, "an engine configuration with every key explained");
	row("--config-schema", NULL, "the JSON Schema of an engine configuration, for editors");
	heading("Exit status");
	indented("0 good, 1 findings or failed tests, 2 wrong use or unreadable input");
}
