/* run: the engine.
 *
 * Place: the outermost layer. Thread: main; engine_run starts the others. */
#include "cli/command.h"
#include "cli/findings.h"
#include "cli/setup.h"
#include "cli/terminal.h"
#include "io/engine.h"
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Logger's format: for people on a terminal, JSON for programs, unless --format says otherwise. */
static enum logger_format log_format(const struct command_line *line)
{
	const char *format = command_value(line, "format");

	if (format ? command_json(line) : !isatty(STDERR_FILENO))
		return LOGGER_JSON;
	return terminal_colour(STDERR_FILENO) ? LOGGER_COLOUR : LOGGER_TEXT;
}

/* Where crashes are noted: the state folder that a service manager gives, else beside the configuration. */
static char *crash_path(const struct config *config, const char *config_path)
{
	const char *folder = getenv("STATE_DIRECTORY");
	char *copy = strdup(config_path), *path = NULL;

	if (!copy || asprintf(&path, "%s/%.*s-%.*s.crashes", folder ? folder : dirname(copy),
			     SLICE_PRINT(config->application), SLICE_PRINT(config->instance)) < 0)
		memory_exhausted(0);
	free(copy);
	return path;
}

static void show_findings(const struct command_line *line, const struct diag *diag)
{
	if (command_json(line))
		findings_print_json(stderr, diag);
	else
		findings_print(stderr, diag);
}

static int run_engine(
	const struct command_line *line, const struct config *config, struct plan *plan, struct diag *diag)
{
	char *path = crash_path(config, command_value(line, "config"));
	struct engine_setup setup = {
		.config = config, .plan = plan, .diag = diag, .crash_path = path, .drain = command_flag(line, "drain")};
	enum engine_result result;
	struct logger logger;

	signal(SIGPIPE, SIG_IGN);
	logger_init(&logger, STDERR_FILENO, log_format(line));
	setup.logger = &logger;
	result = engine_run(&setup);
	logger_finish(&logger);
	free(path);
	if (result == ENGINE_REFUSED)
		show_findings(line, diag);
	return result == ENGINE_DONE ? EXIT_GOOD : result == ENGINE_REFUSED ? EXIT_USAGE : EXIT_FINDINGS;
}

static int run(const struct command_line *line)
{
	struct setup setup;
	int status = EXIT_USAGE;

	if (!command_value(line, "config"))
		return command_usage_error(line, "--config is missing; write --config seatwire.yaml");
	if (setup_load(&setup, command_value(line, "config")))
		status = run_engine(line, setup.config, setup.plan, &setup.diag);
	else
		show_findings(line, &setup.diag);
	setup_finish(&setup);
	return status;
}

static const struct command_option options[] = {
	{"config", "FILE", "the engine configuration", "file"},
	{"drain", NULL, "stop when every topic is read to its end and nothing is due", NULL},
	{0},
};

const struct command command_run = {
	.name = "run",
	.operands = "",
	.summary = "the engine: events in, one owned task out, exactly once",
	.description = "Runs the engine until SIGTERM or SIGINT, which end it cleanly within 10 seconds.\n"
		       "Work that was not committed then is done by whoever reads on, once.\n\n"
		       "Before it starts, everything that must hold of the configuration, the map, the\n"
		       "topics and the broker is checked, and every fault is named. Missing topics are\n"
		       "made by `seatwire topics --config FILE --create`.\n\n"
		       "One line for each notable fact goes to standard error: text on a terminal, JSON\n"
		       "elsewhere, never an event's content. Exit status 0: stopped as asked; 1: a worker\n"
		       "gave up; 2: not started.",
	.example = "$ seatwire topics --config seatwire.yaml --create\n"
		   "$ seatwire run --config seatwire.yaml\n"
		   "$ seatwire run --config seatwire.yaml --drain     # only what is there now",
	.options = options,
	.run = run,
};
