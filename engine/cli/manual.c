/* manual: prints a manual page from a command's table.
 *
 * Place: beside the frame. Thread: the main thread. */
#include "cli/manual.h"
#include "cli/version.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Text for troff: what it would take for its own is escaped. */
static void text(const char *words, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		bool line_starts = i == 0 || words[i - 1] == '\n';

		if (line_starts && (words[i] == '.' || words[i] == '\''))
			fputs("\\&", stdout);
		if (words[i] == '\\')
			fputs("\\e", stdout);
		else if (words[i] == '-')
			fputs("\\-", stdout);
		else
			putchar(words[i]);
	}
}

/* A text whose empty lines part paragraphs. */
static void paragraphs(const char *words)
{
	for (;;) {
		const char *gap = strstr(words, "\n\n");

		text(words, gap ? (size_t)(gap - words) : strlen(words));
		putchar('\n');
		if (!gap)
			return;
		puts(".PP");
		words = gap + 2;
	}
}

static void title(const char *name, const char *summary)
{
	fputs(".TH SEATWIRE", stdout);
	if (*name)
		putchar('-');
	for (const char *letter = name; *letter; letter++)
		putchar(toupper((unsigned char)*letter));
	printf(" 1 \"\" \"seatwire %s\" \"Seatwire\"\n.SH NAME\nseatwire%s%s \\- ", version_text(), *name ? "\\-" : "",
		name);
	text(summary, strlen(summary));
	putchar('\n');
}

static void options(const struct command_option *option)
{
	for (; option && option->name; option++) {
		fputs(".TP\n.B \\-\\-", stdout);
		text(option->name, strlen(option->name));
		if (option->argument)
			printf(" \\fI%s\\fR", option->argument);
		putchar('\n');
		text(option->help, strlen(option->help));
		putchar('\n');
	}
}

static void exit_status(void)
{
	puts(".SH EXIT STATUS\n"
	     ".TP\n0\ngood\n"
	     ".TP\n1\nfindings or failed tests\n"
	     ".TP\n2\nwrong use or unreadable input");
}

void manual_command(const struct command *command)
{
	title(command->name, command->summary);
	printf(".SH SYNOPSIS\n.B seatwire %s\n[options] ", command->name);
	text(command->operands, strlen(command->operands));
	puts("\n.SH DESCRIPTION");
	paragraphs(command->description);
	puts(".SH OPTIONS");
	options(command->options);
	options(command_frame_options);
	puts(".SH EXAMPLE\n.nf");
	text(command->example, strlen(command->example));
	puts("\n.fi");
	exit_status();
	puts(".SH SEE ALSO\n.BR seatwire (1)");
}

void manual_all(void)
{
	title("", "customer events in, one owned task out, exactly once");
	puts(".SH SYNOPSIS\n.B seatwire\n.I COMMAND\n[options] [operands]\n"
	     ".SH DESCRIPTION\n"
	     "Seatwire reads customer interactions from Kafka, finds the signals in them by a YAML flow map, and\n"
	     "writes each as one task to the one seat that owns it, exactly once, with its context and the reason.\n"
	     ".SH COMMANDS");
	for (const struct command *const *each = commands; *each; each++) {
		printf(".TP\n.BR seatwire\\-%s (1)\n", (*each)->name);
		text((*each)->summary, strlen((*each)->summary));
		putchar('\n');
	}
	puts(".SH OPTIONS\n"
	     ".TP\n.B \\-\\-version\nthe version, and those of the libraries\n"
	     ".TP\n.BR \\-\\-manual \" [\\fICOMMAND\\fR]\"\na manual page such as this one\n"
	     ".TP\n.B \\-\\-config\\-example\nan engine configuration with every key explained\n"
	     ".TP\n.B \\-\\-config\\-schema\nthe JSON Schema of an engine configuration");
	exit_status();
	puts(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nif set and not empty, nothing is coloured");
}
