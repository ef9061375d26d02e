/* replay: a file of events through a map, with a virtual clock.
 *
 * Place: the outermost layer. Memory: one line and one chunk at a time. Thread: main, and the replay's workers. */
#include "account/codec.h"
#include "base/buffer.h"
#include "base/json_out.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/findings.h"
#include "cli/setup.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "event/json.h"
#include "event/utf8_valid.h"
#include "base/utf8.h"
#include "io/lines.h"
#include "io/replay.h"
#include "io/retrace.h"
#include "map/map.h"
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_BYTES_MOST = 16 * 1024 * 1024, WORKERS_MOST = 64 };

struct show {
	struct buffer text;
	struct summary *summary; /* NULL: print the records */
	enum { SHOW_ALL, SHOW_TASKS, SHOW_RECEIPTS, SHOW_STATE } only;
	bool failed; /* standard output cannot be written */
};

static bool wanted(const struct show *show, const struct output *output)
{
	return show->only == SHOW_ALL || (show->only == SHOW_TASKS && output->kind == OUTPUT_TASK) ||
	       (show->only == SHOW_RECEIPTS && output->kind == OUTPUT_RECEIPT);
}

/* JSON strings are UTF-8; what is not is shown with U+FFFD for each byte that is none. */
static void json_any_text(struct json_out *out, struct slice text)
{
	struct buffer shown = {0};

	if (utf8_is_valid(text)) {
		json_string(out, text);
		return;
	}
	utf8_append_shown(&shown, text);
	json_string(out, buffer_slice(&shown));
	buffer_finish(&shown);
}

static void write_headers(struct json_out *out, const struct output *output)
{
	json_key(out, "headers");
	json_begin_object(out);
	for (uint32_t i = 0; i < output->header_count; i++) {
		if (slice_starts(output->headers[i].name, SLICE("seatwire-")))
			continue;
		json_key_slice(out, output->headers[i].name);
		json_string(out, output->headers[i].value);
	}
	json_end_object(out);
}

/* A dead letter's value is as received: JSON where it is JSON, else the text. */
static void write_dead_letter(struct json_out *out, const struct output *output)
{
	const struct value *root;
	struct json_fault fault;
	struct arena scratch;
	uint32_t duplicates;

	arena_init(&scratch, 0);
	json_key(out, "value");
	if (json_read(&scratch, output->value, EVENT_DEPTH_MOST, &root, &duplicates, &fault))
		json_raw(out, output->value);
	else
		json_any_text(out, output->value);
	write_headers(out, output);
	arena_finish(&scratch);
}

static void show_output(void *context, struct slice topic, const struct output *output)
{
	struct show *show = context;
	struct json_out out;

	if (show->summary) {
		summary_add(show->summary, output);
		return;
	}
	if (!wanted(show, output))
		return;
	buffer_reset(&show->text);
	out = json_out(&show->text);
	json_begin_object(&out);
	json_member_string(&out, "topic", topic);
	json_key(&out, "key");
	if (output->key.data)
		json_any_text(&out, output->key);
	else
		json_null(&out);
	if (output->kind == OUTPUT_DEAD_LETTER) {
		write_dead_letter(&out, output);
	} else {
		json_key(&out, "value");
		json_raw(&out, output->value);
	}
	json_end_object(&out);
	buffer_byte(&show->text, '\n');
	show->failed |= fwrite(show->text.data, 1, show->text.size, stdout) != show->text.size;
}

static int read_failed(const struct lines *lines)
{
	return command_fail("cannot read %s: %s; name a file of JSON Lines, or - for standard input", lines->path,
		strerror(lines->error));
}

static int feed(struct replay *replay, struct lines *lines, const struct show *show)
{
	struct terminal_progress progress = {0};
	enum lines_result result;
	struct slice line;

	while ((result = lines_next(lines, &line)) == LINES_LINE || result == LINES_TOO_LONG) {
		if (result == LINES_TOO_LONG)
			replay_refuse(replay, line, lines->line_bytes, (int64_t)lines->number);
		else
			replay_event(replay, line, (int64_t)lines->number);
		if (lines->number % 4096 == 0)
			terminal_progress(&progress, "%llu events", (unsigned long long)lines->number);
		if (show->failed)
			break;
	}
	terminal_progress_end(&progress);
	return result == LINES_FAILED ? read_failed(lines) : EXIT_GOOD;
}

static int finish_output(const struct command_line *line, struct show *show, struct partition_counts counts)
{
	if (show->summary)
		summary_print(show->summary, counts, command_json(line), stdout);
	if (fflush(stdout) != 0 || show->failed)
		return command_fail("cannot write to standard output: %s", strerror(errno));
	return EXIT_GOOD;
}

static int finish(struct replay *replay, struct show *show, const struct command_line *line, int64_t until_ms)
{
	replay_flush(replay);
	if (until_ms != INT64_MIN)
		replay_run_until(replay, until_ms);
	return finish_output(line, show, replay_counts(replay));
}

static int run_events(const struct command_line *line, struct plan *plan, struct replay_options *options,
	struct show *show, int64_t until_ms)
{
	const char *path = command_value(line, "events");
	char *copy = strdup(path);
	struct lines lines;
	struct replay *replay;
	int status;

	options->source = strcmp(path, "-") == 0 ? SLICE("stdin") : slice_of(basename(copy));
	if (!lines_open(&lines, path, LINE_BYTES_MOST)) {
		free(copy);
		return read_failed(&lines);
	}
	replay = replay_create(plan, options, show_output, show);
	status = feed(replay, &lines, show);
	if (status == EXIT_GOOD)
		status = finish(replay, show, line, until_ms);
	replay_destroy(replay);
	lines_close(&lines);
	free(copy);
	return status;
}

static bool kept_back(const struct output *output)
{
	return output->kind == OUTPUT_STATE || output->kind == OUTPUT_JOURNAL;
}

static void show_retraced(void *context, struct slice topic, const struct output *output)
{
	if (!kept_back(output))
		show_output(context, topic, output);
}

static void show_account(void *context, struct slice key, struct slice value)
{
	struct show *show = context;
	struct json_out out;
	struct arena scratch;

	if (show->only != SHOW_STATE || show->summary)
		return;
	arena_init(&scratch, 0);
	buffer_reset(&show->text);
	out = json_out(&show->text);
	if (codec_describe(key, value, &scratch, &out)) {
		buffer_byte(&show->text, '\n');
		show->failed |= fwrite(show->text.data, 1, show->text.size, stdout) != show->text.size;
	}
	arena_finish(&scratch);
}

/* From the journal: what an engine did, again. */
static int run_journal(const struct command_line *line, struct arena *arena, struct show *show)
{
	struct slice error = {NULL, 0};
	struct setup setup;
	struct retrace retrace = {.sink = show_retraced, .account = show_account, .context = show};
	int status = EXIT_USAGE;

	if (!setup_load(&setup, command_value(line, "config"))) {
		findings_print(stderr, &setup.diag);
		setup_finish(&setup);
		return EXIT_USAGE;
	}
	retrace.config = setup.config;
	retrace.plan = setup.plan;
	if (!retrace_run(&retrace, arena, &error))
		status = command_fail("%.*s", SLICE_PRINT(error));
	else
		status = finish_output(line, show, retrace.counts);
	setup_finish(&setup);
	return status;
}

static bool read_choices(const struct command_line *line, struct show *show, int64_t *ret_until_ms)
{
	const char *only = command_value(line, "only"), *until = command_value(line, "until");

	*ret_until_ms = INT64_MIN;
	if (only && strcmp(only, "tasks") == 0)
		show->only = SHOW_TASKS;
	else if (only && strcmp(only, "receipts") == 0)
		show->only = SHOW_RECEIPTS;
	else if (only && strcmp(only, "state") == 0)
		show->only = SHOW_STATE;
	else if (only) {
		command_usage_error(line, "--only takes tasks, receipts or state, not \"%s\"", only);
		return false;
	}
	if (until && !time_parse(slice_of(until), ret_until_ms)) {
		command_usage_error(line, "--until takes a time (2026-11-23T10:00:00Z) or a date, not \"%s\"", until);
		return false;
	}
	return true;
}

/* From a file of events, through a map. */
static int run_map(const struct command_line *line, struct arena *arena, struct show *show, int64_t until_ms)
{
	struct replay_options options = {.limits = {EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST}};
	struct diag diag;
	struct plan *plan;
	int64_t workers;
	int status = EXIT_USAGE;

	if (!command_number(line, "workers", 1, WORKERS_MOST, 1, &workers))
		return EXIT_USAGE;
	diag_init(&diag, arena);
	plan = map_load(command_value(line, "map"), &(struct map_options){0}, &diag);
	if (plan) {
		options.workers = (uint32_t)workers;
		options.application = plan->name;
		status = run_events(line, plan, &options, show, until_ms);
	} else {
		findings_print(stderr, &diag);
	}
	plan_unref(plan);
	return status;
}

static int run(const struct command_line *line)
{
	bool from_journal = command_value(line, "config");
	bool from_file = command_value(line, "map") && command_value(line, "events");
	struct show show = {0};
	struct arena arena;
	int64_t until_ms;
	int status;

	if (from_journal == from_file)
		return command_usage_error(line,
			"name either --map and --events, or --config to do again what an engine did");
	if (!read_choices(line, &show, &until_ms))
		return EXIT_USAGE;
	if (from_journal && (until_ms != INT64_MIN || command_value(line, "workers")))
		return command_usage_error(
			line, "--until and --workers go with --map and --events; the journal has its own clock");
	if (show.only == SHOW_STATE && !from_journal)
		return command_usage_error(line, "--only state goes with --config");
	arena_init(&arena, 0);
	if (command_flag(line, "summary"))
		show.summary = summary_create();
	status = from_journal ? run_journal(line, &arena, &show) : run_map(line, &arena, &show, until_ms);
	summary_destroy(show.summary);
	buffer_finish(&show.text);
	arena_finish(&arena);
	return status;
}

static const struct command_option options[] = {
	{"map", "MAP", "the flow map", "file"},
	{"events", "FILE", "events, one CloudEvent in JSON a line; - for standard input", "file"},
	{"config", "FILE", "an engine's configuration: do again what its journal tells, instead of --map and --events",
		"file"},
	{"only", "KIND", "print tasks or receipts only; or, with --config, the state at the end",
		"tasks receipts state"},
	{"summary", NULL, "print only counts: signals raised, tasks by flow and seat, receipts by result", NULL},
	{"until", "TIME", "let timers run on to this time after the last event", NULL},
	{"workers", "N", "threads, 1 to 64 (default 1); they never change a byte of the output", NULL},
	{NULL, NULL, NULL, NULL},
};

const struct command command_replay = {
	.name = "replay",
	.operands = "",
	.summary = "run a file of events through a map and show what it would have done",
	.description =
		"Runs the same engine that `seatwire run` runs, over a file, with a virtual clock at the time of the "
		"events. Prints each task, receipt and dead letter as one JSON line: topic, key and value. Nothing is "
		"sent anywhere. The output depends on the map and the events alone: two replays of the same files are "
		"equal byte for byte, whatever --workers says, so they can be compared with diff.\n\n"
		"With --config it reads an engine's inputs and journal from its log and does again what the engine "
		"did: one partition after the other, batch by batch, the same records, byte for byte. With --only "
		"state it prints what is remembered of each account at the end, as `seatwire state dump` does, so "
		"that the two can be compared.",
	.example = "seatwire replay --map flow-map.yaml --events november.jsonl --summary\n"
		   "seatwire replay --map flow-map.yaml --events november.jsonl --only tasks | head -1\n"
		   "seatwire replay --config seatwire.yaml --only receipts",
	.options = options,
	.run = run,
};
