/* event: a record of an input topic becomes an event, or a fault that ends in the dead letters.
 *
 * Place: io -> [event] -> pattern. Memory: the arena passed in. Thread: any.
 *
 * Steps: first place, size, mode, then the mode's own decoder (structured.c, binary.c, plain.c), then whether the input
 * takes the type. */
#include "event/decoding.h"
#include "event/json.h"
#include "event/media_type.h"
#include "event/msgpack.h"
#include "base/utf8.h"
#include <stdarg.h>
#include <stdio.h>

static const char *const fault_names[] = {
	[EVENT_OK] = "ok",
	[EVENT_EMPTY] = "empty",
	[EVENT_TOO_LARGE] = "too_large",
	[EVENT_TOO_DEEP] = "too_deep",
	[EVENT_INVALID_JSON] = "invalid_json",
	[EVENT_INVALID_MSGPACK] = "invalid_msgpack",
	[EVENT_INVALID_EVENT] = "invalid_event",
	[EVENT_TYPE_NOT_ALLOWED] = "type_not_allowed",
	[EVENT_NO_ACCOUNT] = "no_account",
	[EVENT_ACCOUNT_TOO_LARGE] = "account_too_large",
	[EVENT_OUTPUT_TOO_LARGE] = "output_too_large",
	[EVENT_POISON] = "poison",
};

const char *event_fault_name(enum event_fault fault)
{
	return fault_names[fault];
}

enum event_fault decoding_refuse(struct decoding *decoding, enum event_fault fault, const char *format, ...)
{
	va_list arguments;
	char text[512];
	int size;

	va_start(arguments, format);
	size = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (size < 0 || (size_t)size >= sizeof(text))
		size = size < 0 ? 0 : (int)sizeof(text) - 1;
	*decoding->detail = arena_copy(decoding->arena, (struct slice){text, (size_t)size});
	return fault;
}

const char *decoding_shown(struct decoding *decoding, struct slice text)
{
	enum { MOST = 64 };
	struct buffer buffer = {NULL, 0, 0};
	const char *shown;

	if (text.size > MOST) {
		text.size = MOST;
		while (text.size > 0 && ((unsigned char)text.data[text.size] & 0xc0) == 0x80)
			text.size--;
	}
	utf8_append_shown(&buffer, text);
	shown = arena_copy(decoding->arena, buffer_slice(&buffer)).data;
	buffer_finish(&buffer);
	return shown;
}

enum event_fault decoding_read_json(
	struct decoding *decoding, struct slice text, const char *what, uint32_t spare, struct value **ret_root)
{
	struct json_fault fault;

	if (json_read_spare(decoding->arena, text, decoding->limits->depth, spare, ret_root,
		    &decoding->event->duplicate_keys, &fault))
		return EVENT_OK;
	return decoding_refuse(decoding, fault.too_deep ? EVENT_TOO_DEEP : EVENT_INVALID_JSON, "%sbyte %zu: %s", what,
		fault.at, fault.reason);
}

enum event_fault decoding_read_msgpack(
	struct decoding *decoding, struct slice bytes, const char *what, uint32_t spare, struct value **ret_root)
{
	struct msgpack_limits limits = {decoding->limits->depth, EVENT_MSGPACK_NODES_MOST};
	struct msgpack_fault fault;
	uint32_t duplicate_keys;

	if (limits.depth > EVENT_MSGPACK_DEPTH_MOST)
		limits.depth = EVENT_MSGPACK_DEPTH_MOST;
	if (!msgpack_read_spare(decoding->arena, bytes, &limits, spare, ret_root, &duplicate_keys, &fault))
		return decoding_refuse(decoding, fault.too_deep ? EVENT_TOO_DEEP : EVENT_INVALID_MSGPACK,
			"%sbyte %zu: %s", what, fault.at, fault.reason);
	if (duplicate_keys)
		return decoding_refuse(decoding, EVENT_INVALID_MSGPACK, "%sa key of a map stands twice", what);
	return EVENT_OK;
}

static enum event_fault set_place(struct decoding *decoding)
{
	const struct record *record = decoding->record;
	struct event_origin origin = {record->topic, record->partition, record->offset, record->timestamp_ms};

	if (decoding->input->internal && !event_origin(record, &origin))
		return decoding_refuse(
			decoding, EVENT_INVALID_EVENT, "header \"seatwire-origin\" is missing or malformed");
	*decoding->event = (struct event){.topic = origin.topic,
		.partition = origin.partition,
		.offset = origin.offset,
		.timestamp_ms = origin.timestamp_ms};
	return EVENT_OK;
}

enum mode { MODE_PLAIN, MODE_BINARY, MODE_STRUCTURED, MODE_STRUCTURED_JSON, MODE_STRUCTURED_MSGPACK };

/* A structured body without a word on its format: what begins no text is MessagePack. */
static enum mode sniff(struct slice body)
{
	size_t at = 0;
	unsigned char first;

	while (at < body.size && strchr(" \t\r\n", body.data[at]) && body.data[at])
		at++;
	first = at < body.size ? (unsigned char)body.data[at] : '{';
	if (slice_starts(body, SLICE("\xef\xbb\xbf"))) /* a byte-order mark, which the JSON reader names */
		return MODE_STRUCTURED_JSON;
	return first >= ' ' && first < 0x7f ? MODE_STRUCTURED_JSON : MODE_STRUCTURED_MSGPACK;
}

static enum event_fault mode_of_content_type(struct decoding *decoding, struct slice essence, enum mode *ret_mode)
{
	if (media_type_starts(essence, "application/cloudevents-batch"))
		return decoding_refuse(decoding, EVENT_INVALID_EVENT, "batch mode is not taken, one event a record is");
	if (media_type_is(essence, "application/cloudevents"))
		*ret_mode = MODE_STRUCTURED;
	else if (media_type_is(essence, "application/cloudevents+json"))
		*ret_mode = MODE_STRUCTURED_JSON;
	else if (media_type_is(essence, "application/cloudevents+msgpack"))
		*ret_mode = MODE_STRUCTURED_MSGPACK;
	else if (media_type_starts(essence, "application/cloudevents"))
		return decoding_refuse(decoding, EVENT_INVALID_EVENT,
			"content-type \"%s\": events are taken as +json and +msgpack",
			decoding_shown(decoding, essence));
	return EVENT_OK;
}

static enum event_fault find_mode(struct decoding *decoding, enum mode *ret_mode)
{
	struct slice text, essence;
	enum event_fault fault;

	if (decoding->input->format == FORMAT_JSON) {
		*ret_mode = MODE_PLAIN;
		return EVENT_OK;
	}
	*ret_mode = record_header(decoding->record, SLICE("ce_specversion"), &text) ? MODE_BINARY : MODE_STRUCTURED;
	text = SLICE("");
	record_header(decoding->record, SLICE("content-type"), &text);
	if (slice_equal(text, SLICE("application/cloudevents+json"))) {
		*ret_mode = MODE_STRUCTURED_JSON; /* the usual one, without a look at its parts */
	} else if (media_type_parse(text, &essence)) {
		fault = mode_of_content_type(decoding, essence, ret_mode);
		if (fault)
			return fault;
	}
	if (*ret_mode == MODE_STRUCTURED)
		*ret_mode = sniff(decoding->record->value);
	return EVENT_OK;
}

static enum event_fault decode(struct decoding *decoding, enum mode mode)
{
	switch (mode) {
	case MODE_PLAIN:
		return decode_plain(decoding);
	case MODE_BINARY:
		return decode_binary(decoding);
	case MODE_STRUCTURED_MSGPACK:
		return decode_structured_msgpack(decoding);
	default:
		return decode_structured_json(decoding);
	}
}

static enum event_fault check_type(struct decoding *decoding)
{
	const struct event_input *input = decoding->input;
	struct slice type = decoding->event->type;
	bool allowed = input->only_count == 0 && !slice_starts(type, SLICE("seatwire."));

	for (uint32_t i = 0; i < input->only_count && !allowed; i++)
		allowed = slice_starts(type, input->only[i]);
	if (allowed)
		return EVENT_OK;
	return decoding_refuse(decoding, EVENT_TYPE_NOT_ALLOWED, "type \"%s\" is not taken from topic \"%.*s\"%s",
		decoding_shown(decoding, type), SLICE_PRINT(input->topic),
		input->only_count ? "" : "; seatwire.* needs an input with `only`");
}

enum event_fault event_decode(const struct event_input *input, const struct event_limits *limits,
	const struct record *record, struct arena *arena, struct event *ret_event, struct slice *ret_detail)
{
	struct decoding decoding = {input, limits, record, arena, ret_event, ret_detail};
	enum mode mode = MODE_PLAIN;
	enum event_fault fault = set_place(&decoding);

	if (!fault && record->value.size > limits->event_bytes)
		return decoding_refuse(&decoding, EVENT_TOO_LARGE, "%zu bytes are more than %lu", record->value.size,
			(unsigned long)limits->event_bytes);
	if (!fault)
		fault = find_mode(&decoding, &mode);
	if (!fault && mode != MODE_BINARY && record->value.size == 0)
		return decoding_refuse(&decoding, EVENT_EMPTY, "the record has no value");
	if (!fault)
		fault = decode(&decoding, mode);
	return fault ? fault : check_type(&decoding);
}
