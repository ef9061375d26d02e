/* records: makes records and inputs, decodes, and shows trees as JSON. */
#include "records.h"
#include "base/json_out.h"
#include "base/time_text.h"
#include "check.h"
#include <stdlib.h>

struct arena *test_arena(void)
{
	static struct arena arena;

	if (!arena.chunk_bytes)
		arena_init(&arena, 0);
	return &arena;
}

struct record a_record_of(struct slice value)
{
	struct record record = {.topic = SLICE("interactions"), .partition = 3, .offset = 1841, .value = value};

	expect_true(time_parse(SLICE("2026-11-23T10:00:00Z"), &record.timestamp_ms));
	return record;
}

struct record a_record(const char *value)
{
	return a_record_of(slice_of(value));
}

struct record with_header(struct record record, const char *name, const char *value)
{
	struct header *headers = ARENA_ARRAY(test_arena(), struct header, record.header_count + 1);

	if (record.header_count)
		memcpy(headers, record.headers, record.header_count * sizeof(*headers));
	headers[record.header_count++] = (struct header){slice_of(name), slice_of(value)};
	record.headers = headers;
	return record;
}

struct event_input cloudevents(void)
{
	return (struct event_input){.topic = SLICE("interactions"), .format = FORMAT_CLOUDEVENTS};
}

static struct template a_template(const char *text)
{
	struct template template = {.count = 0};
	struct slice why = SLICE("");

	if (text)
		ck_assert_msg(template_parse(test_arena(), slice_of(text), &template, &why), "%.*s", SLICE_PRINT(why));
	return template;
}

struct event_input plain_json(const char *type, const char *id, const char *time, const char *subject)
{
	return (struct event_input){.topic = SLICE("interactions"),
		.format = FORMAT_JSON,
		.mapping = {.type = a_template(type),
			.id = a_template(id),
			.time = a_template(time),
			.subject = a_template(subject)}};
}

const char *tree_text(const struct value *root)
{
	struct buffer buffer = {NULL, 0, 0};
	struct json_out out = json_out(&buffer);
	struct slice text;

	json_value(&out, root);
	text = arena_copy(test_arena(), buffer_slice(&buffer));
	buffer_finish(&buffer);
	return text.data;
}

struct decoded decode_within(struct event_input input, struct event_limits limits, struct record record)
{
	struct event_input *kept = ARENA_NEW(test_arena(), struct event_input);
	struct decoded decoded = {.root = "", .detail = ""};
	struct slice detail;

	*kept = input;
	decoded.fault = event_decode(kept, &limits, &record, test_arena(), &decoded.event, &detail);
	if (decoded.fault)
		decoded.detail = arena_copy(test_arena(), detail).data;
	else
		decoded.root = tree_text(decoded.event.root);
	return decoded;
}

struct decoded decode(struct event_input input, struct record record)
{
	return decode_within(input, (struct event_limits){EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST}, record);
}

struct decoded decode_with(const char *more)
{
	struct slice text = arena_printf(test_arena(),
		"{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
		"\"time\":\"2026-11-23T10:00:00Z\"%s}",
		more);

	return decode(cloudevents(), a_record_of(text));
}

struct slice bytes_of(const char *hex)
{
	char *bytes = arena_alloc(test_arena(), strlen(hex)), *next = bytes;

	while (hex[strspn(hex, " ")]) {
		char *end;

		*next++ = (char)strtoul(hex, &end, 16);
		ck_assert_msg(end > hex, "no hex: %s", hex);
		hex = end;
	}
	return (struct slice){bytes, (size_t)(next - bytes)};
}

struct slice repeated(const char *text, size_t count)
{
	size_t size = strlen(text);
	char *all = arena_alloc(test_arena(), size * count);

	for (size_t i = 0; i < count; i++)
		memcpy(all + i * size, text, size);
	return (struct slice){all, size * count};
}
