/* check: `seatwire check MAP`: proves what can be proved of a flow map before the engine runs it.
 *
 * Place: a command. Thread: the main thread. */
#include "base/json_out.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/findings.h"
#include "map/map.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct command_option options[] = {
	{"strict", NULL, "let warnings fail as errors do", NULL},
	{"at", "DATE", "the day to judge the map by, such as 2026-11-23 (today)", NULL},
	{NULL, NULL, NULL, NULL},
};

/* The facts that are remembered, without who sits in a seat. */
static uint32_t facts_of(const struct plan *plan)
{
	uint32_t count = 0;

	while (count < plan->fact_count && plan->facts[count].kind != FACT_PERSON)
		count++;
	return count;
}

static void print_counts(const struct plan *plan)
{
	const struct {
		uint32_t count;
		const char *one, *many;
	} sections[] = {
		{plan->signal_count, "signal", "signals"},
		{plan->flow_count, "flow", "flows"},
		{plan->outcome_count, "outcome", "outcomes"},
		{plan->action_count, "action", "actions"},
		{plan->seat_count, "seat", "seats"},
		{facts_of(plan), "fact", "facts"},
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		printf("%u %s, ", sections[i].count, sections[i].count == 1 ? sections[i].one : sections[i].many);
}

/* "no errors", "1 warning", "2 warnings" */
static void print_number(uint32_t number, const char *what)
{
	if (number)
		printf("%u %s%s", number, what, number == 1 ? "" : "s");
	else
		printf("no %ss", what);
}

static void print_text(const char *path, const struct plan *plan, const struct diag *diag)
{
	findings_print(stderr, diag);
	if (plan) {
		printf("map %.*s: ", SLICE_PRINT(plan->name));
		print_counts(plan);
	} else {
		printf("%s: ", path);
	}
	print_number(diag->errors, "error");
	fputs(", ", stdout);
	print_number(diag->warnings, "warning");
	fputc('\n', stdout);
}

static void write_counts(struct json_out *out, const struct plan *plan)
{
	json_member_string(out, "map", plan->name);
	json_member_string(out, "version", plan->version);
	json_member_integer(out, "signals", plan->signal_count);
	json_member_integer(out, "flows", plan->flow_count);
	json_member_integer(out, "outcomes", plan->outcome_count);
	json_member_integer(out, "actions", plan->action_count);
	json_member_integer(out, "seats", plan->seat_count);
	json_member_integer(out, "facts", facts_of(plan));
}

/* A line for each finding, then a line of counts: errors and warnings, and what the map has if it has no error. */
static void print_json(const struct plan *plan, const struct diag *diag)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	findings_print_json(stdout, diag);
	json_begin_object(&out);
	json_member_integer(&out, "errors", diag->errors);
	json_member_integer(&out, "warnings", diag->warnings);
	if (plan)
		write_counts(&out, plan);
	json_end_object(&out);
	printf("%.*s\n", SLICE_PRINT(buffer_slice(&buffer)));
	buffer_finish(&buffer);
}

static int check(const struct command_line *line, const char *path)
{
	const struct map_options map_options = {.check = true};
	struct arena arena;
	struct diag diag;
	struct plan *plan;
	bool failed;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	plan = map_load(path, &map_options, &diag);
	if (command_json(line))
		print_json(plan, &diag);
	else
		print_text(path, plan, &diag);
	failed = diag.errors || (command_flag(line, "strict") && diag.warnings);
	plan_unref(plan);
	arena_finish(&arena);
	return failed ? EXIT_FINDINGS : EXIT_GOOD;
}

static int run(const struct command_line *line)
{
	const char *path = line->operands[0], *at = command_value(line, "at");
	int64_t at_ms;

	if (at && (strlen(at) != strlen("2026-11-23") || !time_parse(slice_of(at), &at_ms)))
		return command_usage_error(line, "--at needs a date, not \"%s\"; write it as 2026-11-23", at);
	if (access(path, R_OK) != 0)
		return command_fail(
			"cannot read the map \"%s\": %s; name a file that can be read", path, strerror(errno));
	return check(line, path);
}

const struct command command_check = {
	.name = "check",
	.operands = "MAP",
	.operands_least = 1,
	.operands_most = 1,
	.summary = "prove what can be proved of a flow map",
	.description =
		"Reads a flow map and all that it includes, and reports every fault of it in one run: unknown keys, "
		"names\n"
		"that do not exist, outcomes without an owner, signals that nothing reads, conditions that can never "
		"be\n"
		"true, flows that contradict each other. Each finding has a place, a hint and a code; docs/checks.md\n"
		"explains the codes.\n"
		"\n"
		"Errors (SW1xx) keep the engine from running the map. Warnings (SW2xx) tell what is allowed and yet "
		"seldom\n"
		"meant; with --strict they fail too. Nothing that is proved today depends on the day that --at names.\n"
		"Exit status: 0 good, 1 findings, 2 the map cannot be read.\n"
		"\n"
		"With --format json each finding is one JSON object a line on standard output, and the last line "
		"counts them.",
	.example = "$ seatwire check --strict flow-map.yaml\n"
		   "map post-sale: 3 signals, 4 flows, 2 outcomes, 3 actions, 5 seats, 6 facts, no errors, no warnings",
	.options = options,
	.run = run,
};
