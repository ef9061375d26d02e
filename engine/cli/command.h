/* command: one row of the table of commands. One verb, one file, one row.
 *
 * Place: the outermost layer. Exit statuses of every command: 0 good; 1 findings or failed tests; 2 wrong use or
 * unreadable input. Results go to standard output, everything else to standard error. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { EXIT_GOOD = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2 };

/* One option of a command, for parsing, --help, completion and the manual page alike. */
struct command_option {
	const char *name;     /* "map": --map */
	const char *argument; /* "MAP": takes one, named so in the help; NULL: a flag */
	const char *help;     /* one line, without a full stop */
	const char *complete; /* what to complete: "file", a list "text json", or NULL */
};

struct command;

/* The parsed command line. Values are those of the user, in order. */
struct command_line {
	const struct command *command;
	/* By index of the option: its argument, "" for a flag that was given, NULL if not given. */
	const char *const *values;
	char **operands; /* what is no option */
	int operand_count;
};

struct command {
	const char *name;
	const char *operands; /* "MAP", "RULES [EVENTS]"; "" for none */
	int operands_least, operands_most;
	const char *operands_complete; /* as command_option.complete; NULL: files */
	const char *summary;           /* one line for the list of commands */
	const char *description;       /* paragraphs that teach, for --help and the manual page */
	const char *example;           /* lines of a shell session */
	/* Ends with a row whose name is NULL; NULL: none. --help and --format are the frame's. */
	const struct command_option *options;
	int (*run)(const struct command_line *line);
};

/* The argument of the option `name`, or NULL when it was not given. Asserts that the command has it. */
const char *command_value(const struct command_line *line, const char *name);
bool command_flag(const struct command_line *line, const char *name);
/* A number between `least` and `most`; `otherwise` when the option was not given. Ends with a usage error (false and a
 * message on standard error) on anything else. */
bool command_number(const struct command_line *line, const char *name, int64_t least, int64_t most, int64_t otherwise,
	int64_t *ret_number);
/* Whether --format json was given. */
bool command_json(const struct command_line *line);

/* Says on standard error `seatwire: <command>: <text>` about a wrong use, and returns EXIT_USAGE. The text is what is
 * wrong, why, and after a semicolon how to mend it; without an end of line. */
int command_usage_error(const struct command_line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(2)));
/* As above for what is no fault of the command line: `seatwire: <text>`. Returns EXIT_USAGE. */
int command_fail(const char *format, ...) __attribute__((format(printf, 1, 2), nonnull(1)));

/* What the frame adds to the options of every command, ended as they are. */
extern const struct command_option command_frame_options[];

/* The table of commands (commands.c): alphabetical, ended by NULL. */
extern const struct command *const commands[];

/* The whole program: reads the command line, runs the command, sees to it that standard output was written. */
int command_main(int argc, char **argv);
