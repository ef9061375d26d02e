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
	const char *const *values;  /* by index of the option: its argument, "" for a flag that was given, NULL if not given */
	char **operands;            /* what is no option */
	int operand_count;
};

struct command {
	const char *name;
	const char *operands; /* "MAP", "RULES [EVENTS]"; "" for none */
	int operands_least, operands_most;
	const char *summary;     /* one line for the list of commands */
	const char *description; /* paragraphs that teach, for --help and the manual page */
	const char *example;     /* lines of a shell session */
	const struct command_option *options; /* ends with a row whose name is NULL; --help and --format are the frame's */
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

/* The commands, alphabetical: each defined in its own file. */
extern const struct command command_check, command_completion, command_match, command_replay, command_run,
	command_state, command_topics;
