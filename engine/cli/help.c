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

/* Paragraphs, filled up to the width, behind `indent` blanks but for the first line, which stands at `column`; an empty
 * line parts them. */
static void filled(const char *text, size_t indent, size_t column)
{
	bool first = true;

	while (*text) {
		size_t word = strcspn(text, " \n");

		if (!first && column + 1 + word > HELP_COLUMNS) {
			printf("\n%*s", (int)indent, "");
			column = indent;
			first = true;
		}
		column += (size_t)printf("%s%.*s", first ? "" : " ", (int)word, text);
		first = false;
		text += word;
		if (strncmp(text, "\n\n", 2) == 0) {
			printf("\n\n%*s", (int)indent, "");
			column = indent;
			first = true;
		}
		text += strspn(text, " \n");
	}
	putchar('\n');
}

/* A line "  --map MAP    help"; a long name gets a line of its own. */
static void row(const char *name, const char *argument, const char *help)
{
	char left[2 * NAME_COLUMNS];

	snprintf(left, sizeof(left), "%s%s%s", name, argument ? " " : "", argument ? argument : "");
	if (strlen(left) > NAME_COLUMNS - 4)
		printf("  %s\n%*s", left, NAME_COLUMNS, "");
	else
		printf("  %-*s", NAME_COLUMNS - 2, left);
	filled(help, NAME_COLUMNS, NAME_COLUMNS);
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

void help_command(const struct command *command)
{
	printf("usage: seatwire %s [options]%s%s\n\n", command->name, *command->operands ? " " : "", command->operands);
	filled(command->description, 0, 0);
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
