/* match: `seatwire match RULES [EVENTS]`: patterns alone, for trying them out and for comparing matchers.
 *
 * Place: a command. Memory: all rules, one event at a time. Thread: the main thread.
 *
 * One line of output for each event, in the order of the events: where an event cannot be read and --keep-going
 * goes on, the line is `null`, so that both files stay in step. */
#include "base/json_out.h"
#include "cli/command.h"
#include "cli/match_rules.h"
#include "event/json.h"
#include "io/lines.h"
#include <stdio.h>
#include <stdlib.h>

enum { LINE_BYTES_MOST = 16 * 1024 * 1024, WRITE_AT_BYTES = 64 * 1024 };

static const struct command_option options[] = {
	{"keep-going", NULL, "report refused patterns and broken events, and go on without them", NULL},
	{NULL, NULL, NULL, NULL},
};

/* Events on their way through the rules. */
struct stream {
	const struct match_rules *rules;
	struct matcher_scratch *scratch;
	uint64_t *printed; /* by rule: number of the event for which its id was printed last */
	uint64_t event;    /* from 1 */
	struct arena arena;
	struct buffer text;
	bool keep_going, json;
	uint32_t broken; /* events */
};

static void stream_init(struct stream *stream, const struct match_rules *rules, const struct command_line *line)
{
	*stream = (struct stream){.rules = rules, .keep_going = command_flag(line, "keep-going"),
		.json = command_json(line)};
	stream->scratch = matcher_scratch_create(stream->rules->matcher);
	stream->printed = memory_zalloc(rules->count + 1ull, sizeof(*stream->printed));
	arena_init(&stream->arena, 0);
}

static void stream_finish(struct stream *stream)
{
	matcher_scratch_destroy(stream->scratch);
	free(stream->printed);
	arena_finish(&stream->arena);
	buffer_finish(&stream->text);
}

static void write_out(struct stream *stream)
{
	if (stream->text.size)
		fwrite(stream->text.data, 1, stream->text.size, stdout);
	buffer_reset(&stream->text);
}

/* The ids of the rules that hold, each once, in the order of the rules. */
static void write_ids(struct stream *stream, const uint32_t *matches, uint32_t count)
{
	bool comma = false;

	buffer_byte(&stream->text, '[');
	for (uint32_t i = 0; i < count; i++) {
		uint32_t first = stream->rules->first_of_id[matches[i]];

		if (stream->printed[first] == stream->event)
			continue;
		stream->printed[first] = stream->event;
		if (comma)
			buffer_byte(&stream->text, ',');
		comma = true;
		buffer_append(&stream->text, stream->rules->ids[first]);
	}
	buffer_append(&stream->text, SLICE("]\n"));
}

/* False if the event ends the run. */
static bool broken(struct stream *stream, const struct diag *diag)
{
	write_out(stream);
	fflush(stdout);
	match_rules_print(diag, stream->json);
	stream->broken++;
	if (stream->keep_going)
		buffer_append(&stream->text, SLICE("null\n"));
	return stream->keep_going;
}

/* One line of events; false if it ends the run. */
static bool match_line(struct stream *stream, const struct lines *lines, struct slice line, bool too_long)
{
	const struct value *root;
	const uint32_t *matches;
	uint32_t count, duplicate_keys;
	struct json_fault fault;
	struct diag diag;

	stream->event++;
	arena_reset(&stream->arena);
	diag_init(&diag, &stream->arena);
	if (too_long) {
		diag_add(&diag, SEVERITY_ERROR, "SW170",
			(struct place){slice_of(lines->path), (uint32_t)lines->number, 0},
			SLICE("put each event on a line of its own"), "this line is longer than %d MiB",
			LINE_BYTES_MOST >> 20);
		return broken(stream, &diag);
	}
	if (!json_read(&stream->arena, line, JSON_DEPTH_MOST, &root, &duplicate_keys, &fault)) {
		match_rules_not_json(&diag, lines->path, lines->number, line, &fault);
		return broken(stream, &diag);
	}
	if (root->kind != VALUE_OBJECT) {
		match_rules_no_object(&diag, lines->path, lines->number, line);
		return broken(stream, &diag);
	}
	count = matcher_match(stream->rules->matcher, stream->scratch, root, &matches);
	write_ids(stream, matches, count);
	return true;
}

/* Writes now if the buffer is full, or if whoever feeds us may wait for the answer. */
static void write_in_time(struct stream *stream, const struct lines *lines)
{
	bool waiting = lines->start == lines->size;

	if (waiting || stream->text.size >= WRITE_AT_BYTES)
		write_out(stream);
	if (waiting)
		fflush(stdout);
}

static int match_events(struct stream *stream, const char *path)
{
	enum lines_result result;
	bool good = true;
	struct lines lines;
	struct slice line;

	if (!lines_open(&lines, path, LINE_BYTES_MOST))
		return command_fail("cannot read the events \"%s\": %s; name a file that can be read", path,
			strerror(lines.error));
	while (good && ((result = lines_next(&lines, &line)) == LINES_LINE || result == LINES_TOO_LONG)) {
		good = match_line(stream, &lines, line, result == LINES_TOO_LONG);
		write_in_time(stream, &lines);
		if (ferror(stdout))
			break;
	}
	write_out(stream);
	if (good && result == LINES_FAILED)
		command_fail("cannot read on in the events \"%s\": %s; try again", path, strerror(lines.error));
	lines_close(&lines);
	return good && result != LINES_FAILED ? EXIT_GOOD : EXIT_USAGE;
}

static int run(const struct command_line *line)
{
	const char *rules_path = line->operands[0], *events_path = line->operand_count > 1 ? line->operands[1] : "-";
	struct match_rules rules;
	struct stream stream;
	int status = EXIT_USAGE;

	if (strcmp(rules_path, "-") == 0 && strcmp(events_path, "-") == 0)
		return command_usage_error(line, "rules and events cannot both come from standard input; name a file");
	if (match_rules_read(&rules, rules_path, command_json(line)) &&
		(rules.refused == 0 || command_flag(line, "keep-going"))) {
		stream_init(&stream, &rules, line);
		status = match_events(&stream, events_path);
		if (status == EXIT_GOOD && rules.refused + stream.broken > 0)
			status = EXIT_FINDINGS;
		stream_finish(&stream);
	}
	match_rules_finish(&rules);
	return status;
}

const struct command command_match = {
	.name = "match",
	.operands = "RULES [EVENTS]",
	.operands_least = 1,
	.operands_most = 2,
	.summary = "match event patterns against events, without a map",
	.description =
		"Reads rules and events as JSON Lines and prints for each event one line: a JSON array of the\n"
		"ids of the rules whose pattern holds, each once, in the order of RULES. A rule is {\"id\":\n"
		"..., \"pattern\": {...}}; an id may be any JSON value and is printed as it was written. Several\n"
		"rules may share an id. An event is any JSON object; patterns see it as it is. EVENTS is\n"
		"standard input when it is left out or `-`.\n"
		"\n"
		"All refused patterns are reported, each with its line, before any event is read, and end the\n"
		"run; an event that is no JSON object ends it where it stands. With --keep-going both are\n"
		"reported on standard error and the run goes on: refused rules are left out, and a broken\n"
		"event's line is `null`, so that output and events stay in step. Empty lines count for\n"
		"nothing. Lines may be up to 16 MiB long.\n"
		"\n"
		"Exit status: 0 good, 1 something was refused and --keep-going went on, 2 the run ended\n"
		"early.",
	.example = "$ cat rules.jsonl\n"
		   "{\"id\": \"drop\", \"pattern\": {\"data\": {\"change_pct\": [{\"numeric\": [\"<=\", -30]}]}}}\n"
		   "$ cat events.jsonl\n"
		   "{\"type\": \"usage.weekly\", \"data\": {\"change_pct\": -41}}\n"
		   "$ seatwire match rules.jsonl events.jsonl\n"
		   "[\"drop\"]",
	.options = options,
	.run = run,
};
