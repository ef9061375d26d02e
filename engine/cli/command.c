/* command: reads a command line by the command's table of options, and runs the command.
 *
 * Place: between main() and the commands. Options are `--name value`, `--name=value` and flags, anywhere among the
 * operands; behind `--` all are operands; a lone `-` is an operand (standard input).
 * Memory: the values point into argv; the arrays live until the command is over. Thread: the main thread. */
#include "cli/command.h"
#include "base/diag.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/version.h"
#include "io/config_example.h"
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FRAME_FORMAT, FRAME_HELP }; /* indexes of command_frame_options */

const struct command_option command_frame_options[] = {
	[FRAME_FORMAT] = {"format", "FORMAT", "text for people (the default) or json for programs", "text json"},
	[FRAME_HELP] = {"help", NULL, "this text", NULL},
	{0},
};

/* What parsing found out; the line is filled in on PARSE_RUN only. */
enum parse_result { PARSE_RUN, PARSE_HELP, PARSE_REFUSED };

static uint32_t option_count(const struct command_option *options)
{
	uint32_t count = 0;

	while (options && options[count].name)
		count++;
	return count;
}

/* Options by number: the command's own, then the frame's. */
static const struct command_option *option_at(const struct command *command, uint32_t number)
{
	uint32_t own = option_count(command->options);

	return number < own ? &command->options[number] : &command_frame_options[number - own];
}

static uint32_t all_options(const struct command *command)
{
	return option_count(command->options) + option_count(command_frame_options);
}

int command_usage_error(const struct command_line *line, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "seatwire: %s: ", line->command->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

int command_fail(const char *format, ...)
{
	va_list arguments;

	fputs("seatwire: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

/* The command of this name, or NULL. */
static const struct command *find(const char *name)
{
	for (const struct command *const *row = commands; *row; row++)
		if (strcmp((*row)->name, name) == 0)
			return *row;
	return NULL;
}

enum { CANDIDATES_MOST = 64 };

/* A hint what `word` may have meant: "did you mean --config?", or where the list is. */
static struct slice suggest(struct arena *arena, const struct slice *candidates, uint32_t count, struct slice word,
	const char *dashes, const char *list)
{
	struct slice nearest = diag_nearest(word, candidates, count);

	if (nearest.size)
		return arena_printf(arena, "did you mean %s%.*s?", dashes, SLICE_PRINT(nearest));
	return arena_printf(arena, "`seatwire %s--help` lists what there is", list);
}

static enum parse_result refuse_option(const struct command_line *line, struct slice name)
{
	struct slice names[CANDIDATES_MOST], hint, list;
	uint32_t count = all_options(line->command);
	struct arena arena;

	assert(count <= CANDIDATES_MOST);
	arena_init(&arena, 0);
	for (uint32_t i = 0; i < count; i++)
		names[i] = slice_of(option_at(line->command, i)->name);
	list = arena_printf(&arena, "%s ", line->command->name);
	hint = suggest(&arena, names, count, name, "--", list.data);
	command_usage_error(line, "there is no option --%.*s; %s", SLICE_PRINT(name), hint.data);
	arena_finish(&arena);
	return PARSE_REFUSED;
}

/* The number of the option `name`, or all_options() when there is none. */
static uint32_t option_find(const struct command *command, struct slice name)
{
	uint32_t count = all_options(command), number = 0;

	while (number < count && !slice_is(name, option_at(command, number)->name))
		number++;
	return number;
}

/* Reads the option at argv[*at] and, if it takes one, its argument; moves *at to the last word read. */
static enum parse_result parse_option(struct command_line *line, const char **values, char **argv, int *at)
{
	const char *text = argv[*at] + 2, *equals = strchr(text, '=');
	struct slice name = {text, equals ? (size_t)(equals - text) : strlen(text)};
	uint32_t number = option_find(line->command, name);
	const struct command_option *option;

	if (number == all_options(line->command))
		return refuse_option(line, name);
	option = option_at(line->command, number);
	if (option == &command_frame_options[FRAME_HELP])
		return PARSE_HELP;
	if (!option->argument && equals) {
		command_usage_error(line, "--%s takes no value; leave out \"%s\"", option->name, equals);
		return PARSE_REFUSED;
	}
	if (option->argument && values[number]) {
		command_usage_error(line, "--%s is given twice; give it once", option->name);
		return PARSE_REFUSED;
	}
	if (option->argument && !equals && !argv[*at + 1]) {
		command_usage_error(
			line, "--%s lacks its value; write --%s %s", option->name, option->name, option->argument);
		return PARSE_REFUSED;
	}
	values[number] = !option->argument ? "" : equals ? equals + 1 : argv[++*at];
	return PARSE_RUN;
}

static enum parse_result check_operands(const struct command_line *line)
{
	const struct command *command = line->command;

	if (line->operand_count < command->operands_least) {
		command_usage_error(
			line, "too few operands; write seatwire %s [options] %s", command->name, command->operands);
		return PARSE_REFUSED;
	}
	if (line->operand_count > command->operands_most) {
		command_usage_error(line, "\"%s\" is one too many; write seatwire %s [options] %s",
			line->operands[command->operands_most], command->name, command->operands);
		return PARSE_REFUSED;
	}
	return PARSE_RUN;
}

static enum parse_result check_format(const struct command_line *line, const char *format)
{
	if (!format || strcmp(format, "text") == 0 || strcmp(format, "json") == 0)
		return PARSE_RUN;
	command_usage_error(line, "--format %s is unknown; write text or json", format);
	return PARSE_REFUSED;
}

/* Reads the words behind the command's name, up to the NULL that ends them. */
static enum parse_result parse_line(struct command_line *line, const char **values, char **words)
{
	enum parse_result result = PARSE_RUN;
	bool only_operands = false;

	for (int at = 0; result == PARSE_RUN && words[at]; at++) {
		if (!only_operands && strcmp(words[at], "--") == 0)
			only_operands = true;
		else if (!only_operands && strcmp(words[at], "-h") == 0)
			result = PARSE_HELP;
		else if (!only_operands && strncmp(words[at], "--", 2) == 0)
			result = parse_option(line, values, words, &at);
		else if (!only_operands && words[at][0] == '-' && words[at][1]) {
			command_usage_error(line, "there is no option %s; options begin with two dashes", words[at]);
			result = PARSE_REFUSED;
		} else
			line->operands[line->operand_count++] = words[at];
	}
	if (result == PARSE_RUN)
		result = check_format(line, values[option_count(line->command->options) + FRAME_FORMAT]);
	return result == PARSE_RUN ? check_operands(line) : result;
}

static int run_command(const struct command *command, int word_count, char **words)
{
	const char **values = memory_zalloc(all_options(command), sizeof(*values));
	char **operands = memory_zalloc((size_t)word_count + 1, sizeof(*operands));
	struct command_line line = {.command = command, .values = values, .operands = operands};
	int status = EXIT_USAGE;

	switch (parse_line(&line, values, words)) {
	case PARSE_RUN:
		status = command->run(&line);
		break;
	case PARSE_HELP:
		help_command(command);
		status = EXIT_GOOD;
		break;
	case PARSE_REFUSED:
		break;
	}
	free(operands);
	free(values);
	return status;
}

static int refuse_command(const char *name)
{
	struct slice names[CANDIDATES_MOST];
	struct arena arena;
	uint32_t count = 0;
	int status;

	arena_init(&arena, 0);
	for (const struct command *const *row = commands; *row && count < CANDIDATES_MOST; row++)
		names[count++] = slice_of((*row)->name);
	status = command_fail(
		"there is no command \"%s\"; %s", name, suggest(&arena, names, count, slice_of(name), "", "").data);
	arena_finish(&arena);
	return status;
}

/* `seatwire help [COMMAND]` and `seatwire --manual [COMMAND]`: `page` prints one command's, `all` the program's. */
static int show(const char *name, void (*page)(const struct command *command), void (*all)(void))
{
	const struct command *command = name ? find(name) : NULL;

	if (name && !command)
		return refuse_command(name);
	if (command)
		page(command);
	else
		all();
	return EXIT_GOOD;
}

static void print_made(void (*make)(struct buffer *text))
{
	struct buffer text = {0};

	make(&text);
	fwrite(text.data, 1, text.size, stdout);
	buffer_finish(&text);
}

static void print_config_example(void)
{
	print_made(config_example);
}

static void print_config_schema(void)
{
	print_made(config_schema);
}

/* What the program prints about itself. */
static const struct {
	const char *option;
	void (*print)(void);
} texts[] = {
	{"--version", version_print},
	{"--config-example", print_config_example},
	{"--config-schema", print_config_schema},
};

static int dispatch(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		command_fail("no command given; `seatwire --help` lists them");
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
		return show(argv[2], help_command, help_all);
	if (strcmp(argv[1], "--manual") == 0)
		return show(argv[2], manual_command, manual_all);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (strcmp(argv[1], texts[i].option) == 0) {
			texts[i].print();
			return EXIT_GOOD;
		}
	}
	command = find(argv[1]);
	return command ? run_command(command, argc - 2, argv + 2) : refuse_command(argv[1]);
}

int command_main(int argc, char **argv)
{
	int status = dispatch(argc, argv);

	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout))
		return command_fail("standard output: %s; the results are not complete",
			errno ? strerror(errno) : "a write failed");
	return status;
}

const char *command_value(const struct command_line *line, const char *name)
{
	uint32_t number = option_find(line->command, slice_of(name));

	assert(number < all_options(line->command));
	return line->values[number];
}

bool command_flag(const struct command_line *line, const char *name)
{
	return command_value(line, name) != NULL;
}

bool command_json(const struct command_line *line)
{
	const char *format = command_value(line, "format");

	return format && strcmp(format, "json") == 0;
}

bool command_number(const struct command_line *line, const char *name, int64_t least, int64_t most, int64_t otherwise,
	int64_t *ret_number)
{
	const char *text = command_value(line, name);
	char *end;
	long long number;

	if (!text) {
		*ret_number = otherwise;
		return true;
	}
	errno = 0;
	number = strtoll(text, &end, 10);
	if (end == text || *end || errno || number < least || number > most) {
		command_usage_error(line, "--%s %s is not right; write a whole number from %" PRId64 " to %" PRId64,
			name, text, least, most);
		return false;
	}
	*ret_number = number;
	return true;
}
