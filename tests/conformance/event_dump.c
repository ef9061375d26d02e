/* event_dump: reads lines from standard input and writes for each a line of JSON: what Seatwire's readers make of it.
 *
 * event_dump json      a text in hex     {"ok":true,"kind":K,"duplicates":N,"value":V} or {"ok":false,"at":N,"why":S}
 * event_dump msgpack   bytes in hex      the same
 * event_dump event     VALUE NAME=VALUE …  all in hex, the first is the record's value ("-": none), then its headers:
 *                                        {"fault":F,"detail":S} or {"fault":"ok","kind":K,"time_ms":N,"event":V}
 *                                        K is the kind of the (event's) value: "bytes", "string", …; null: none
 */
#include "base/json_out.h"
#include "event/event.h"
#include "event/json.h"
#include "event/msgpack.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static int digit_of(char letter)
{
	return isdigit((unsigned char)letter) ? letter - '0' : tolower((unsigned char)letter) - 'a' + 10;
}

/* Takes hex digits at *at and moves on to what follows them. */
static struct slice take_bytes(struct arena *arena, const char **at)
{
	size_t digits = strspn(*at, "0123456789abcdefABCDEF");
	char *bytes = arena_alloc(arena, digits / 2 + 1);

	for (size_t i = 0; i + 1 < digits; i += 2)
		bytes[i / 2] = (char)(digit_of((*at)[i]) << 4 | digit_of((*at)[i + 1]));
	*at += digits;
	return (struct slice){bytes, digits / 2};
}

static void write_kind(struct json_out *out, const struct value *value)
{
	static const char *const names[] = {"null", "false", "true", "integer", "real", "decimal", "string", "bytes",
		"array", "object"};

	json_key(out, "kind");
	if (value)
		json_string(out, slice_of(names[value->kind]));
	else
		json_null(out);
}

static void write_value(struct json_out *out, const struct value *value, uint32_t duplicate_keys)
{
	json_key(out, "ok");
	json_bool(out, true);
	write_kind(out, value);
	json_member_integer(out, "duplicates", duplicate_keys);
	json_key(out, "value");
	json_value(out, value);
}

static void write_refusal(struct json_out *out, size_t at, const char *why)
{
	json_key(out, "ok");
	json_bool(out, false);
	json_member_integer(out, "at", (int64_t)at);
	json_member_string(out, "why", slice_of(why));
}

static void dump_json(struct arena *arena, const char *line, struct json_out *out)
{
	const struct value *root;
	uint32_t duplicate_keys;
	struct json_fault fault;

	if (json_read(arena, take_bytes(arena, &line), JSON_DEPTH_MOST, &root, &duplicate_keys, &fault))
		write_value(out, root, duplicate_keys);
	else
		write_refusal(out, fault.at, fault.reason);
}

static void dump_msgpack(struct arena *arena, const char *line, struct json_out *out)
{
	static const struct msgpack_limits limits = {EVENT_MSGPACK_DEPTH_MOST, EVENT_MSGPACK_NODES_MOST};
	const struct value *root;
	uint32_t duplicate_keys;
	struct msgpack_fault fault;

	if (msgpack_read(arena, take_bytes(arena, &line), &limits, &root, &duplicate_keys, &fault))
		write_value(out, root, duplicate_keys);
	else
		write_refusal(out, fault.at, fault.reason);
}

static struct record take_record(struct arena *arena, const char *line)
{
	struct record record = {.topic = SLICE("interactions"), .partition = 3, .offset = 1841};
	struct header *headers = ARENA_ARRAY(arena, struct header, strlen(line) / 2 + 1);

	if (*line == '-')
		line++;
	else
		record.value = take_bytes(arena, &line);
	while (*line == ' ') {
		struct header *header = &headers[record.header_count++];

		line++;
		header->name = take_bytes(arena, &line);
		line += *line == '=';
		header->value = take_bytes(arena, &line);
	}
	record.headers = headers;
	return record;
}

static void dump_event(struct arena *arena, const char *line, struct json_out *out)
{
	static const struct event_input input = {.topic = {"interactions", 12}, .format = FORMAT_CLOUDEVENTS};
	static const struct event_limits limits = {EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST};
	struct record record = take_record(arena, line);
	struct event event;
	struct slice detail;
	enum event_fault fault = event_decode(&input, &limits, &record, arena, &event, &detail);

	json_member_string(out, "fault", slice_of(event_fault_name(fault)));
	if (fault) {
		json_member_string(out, "detail", detail);
		return;
	}
	write_kind(out, value_get(event.root, SLICE("data")));
	json_member_integer(out, "time_ms", event.time_ms);
	json_key(out, "event");
	json_value(out, event.root);
}

typedef void dump_line(struct arena *arena, const char *line, struct json_out *out);

static dump_line *dump_of(const char *format)
{
	if (strcmp(format, "json") == 0)
		return dump_json;
	if (strcmp(format, "msgpack") == 0)
		return dump_msgpack;
	return strcmp(format, "event") == 0 ? dump_event : NULL;
}

int main(int count, char **arguments)
{
	dump_line *dump = count == 2 ? dump_of(arguments[1]) : NULL;
	struct buffer buffer = {NULL, 0, 0};
	struct arena arena;
	char *line = NULL;
	size_t capacity = 0;

	if (!dump) {
		fputs("usage: event_dump json|msgpack|event <lines\n", stderr);
		return 2;
	}
	arena_init(&arena, 0);
	while (getline(&line, &capacity, stdin) > 0) {
		struct json_out out = json_out(&buffer);

		json_begin_object(&out);
		dump(&arena, line, &out);
		json_end_object(&out);
		printf("%.*s\n", (int)buffer.size, buffer.data);
		buffer_reset(&buffer);
		arena_reset(&arena);
	}
	free(line);
	buffer_finish(&buffer);
	arena_finish(&arena);
	return 0;
}
