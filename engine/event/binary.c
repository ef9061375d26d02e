/* binary: a CloudEvent in Kafka's binary mode: attributes in headers, data in the value.
 *
 * Place: event, behind event_decode. Memory: attributes point into the headers; data as its reader has it. Thread: any.
 * Headers hold text as it is; the Kafka binding knows no percent-encoding. */
#include "event/base64.h"
#include "event/decoding.h"
#include "event/envelope.h"
#include "event/media_type.h"
#include "event/utf8_valid.h"
#include "base/value_twins.h"

static void add_attribute(struct value *attributes, struct slice name, struct slice text)
{
	struct value *node = &attributes[attributes->skip++];

	*node = (struct value){.kind = text.data ? VALUE_STRING : VALUE_NULL,
		.size = (uint32_t)text.size,
		.skip = 1,
		.key = name.data,
		.key_bytes = (uint32_t)name.size,
		.text = text.data};
	attributes->size++;
}

/* An object of all `ce_` headers without that prefix, and of the content type; of several, the last. */
static struct value *collect_attributes(struct decoding *decoding, struct slice content_type)
{
	const struct record *record = decoding->record;
	struct value *attributes = arena_alloc(decoding->arena, (record->header_count + 2ull) * sizeof(*attributes));

	*attributes = (struct value){.kind = VALUE_OBJECT, .skip = 1};
	for (uint32_t i = 0; i < record->header_count; i++) {
		struct slice name = record->headers[i].name;

		if (slice_starts(name, SLICE("ce_")))
			add_attribute(
				attributes, (struct slice){name.data + 3, name.size - 3}, record->headers[i].value);
	}
	if (content_type.data)
		add_attribute(attributes, SLICE("datacontenttype"), content_type);
	twins_drop(attributes);
	return attributes;
}

static enum event_fault take_attributes(
	struct decoding *decoding, const struct value *attributes, struct envelope *envelope)
{
	value_each (attribute, attributes) {
		enum event_fault fault;

		if (attribute->kind == VALUE_STRING && !utf8_is_valid(value_text(attribute)))
			return decoding_refuse(decoding, EVENT_INVALID_EVENT, "header \"ce_%s\" is not UTF-8",
				decoding_shown(decoding, value_key(attribute)));
		fault = envelope_take(decoding, envelope, attribute);
		if (fault)
			return fault;
	}
	return envelope_require(decoding, envelope);
}

/* What the data is: by its content type, without one by its first letter. */
static enum media_kind kind_of_data(const struct envelope *envelope, struct slice data)
{
	struct slice essence;

	for (uint32_t i = 0; i < envelope->other_count; i++)
		if (slice_equal(value_key(&envelope->others[i]), SLICE("datacontenttype")) &&
			media_type_parse(value_text(&envelope->others[i]), &essence))
			return media_type_kind(essence);
	for (size_t i = 0; i < data.size; i++)
		if (!strchr(" \t\r\n", data.data[i]))
			return data.data[i] == '{' ? MEDIA_JSON : MEDIA_OTHER;
	return MEDIA_OTHER;
}

static struct value *text_or_bytes(struct decoding *decoding, struct slice bytes, uint32_t spare)
{
	struct value *node = (struct value *)arena_alloc(decoding->arena, (spare + 1ull) * sizeof(*node)) + spare;

	*node = (struct value){.kind = utf8_is_valid(bytes) ? VALUE_STRING : VALUE_BYTES,
		.size = (uint32_t)bytes.size,
		.skip = 1,
		.text = bytes.data};
	return node;
}

/* Bytes may be the data, but stand nowhere in it. */
static enum event_fault refuse_inner_bytes(struct decoding *decoding, const struct value *data)
{
	for (uint32_t i = 1; i < data->skip; i++)
		if (data[i].kind == VALUE_BYTES)
			return decoding_refuse(
				decoding, EVENT_INVALID_MSGPACK, "data holds bin, which only the whole of it may be");
	return EVENT_OK;
}

/* Reads the value, with `spare` unused nodes before it. */
static enum event_fault read_data(
	struct decoding *decoding, enum media_kind kind, uint32_t spare, struct value **ret_data)
{
	struct slice value = decoding->record->value;
	enum event_fault fault = EVENT_OK;

	if (kind == MEDIA_JSON) {
		fault = decoding_read_json(decoding, value, "data, ", spare, ret_data);
	} else if (kind == MEDIA_MSGPACK) {
		fault = decoding_read_msgpack(decoding, value, "data, ", spare, ret_data);
		if (!fault)
			fault = refuse_inner_bytes(decoding, *ret_data);
	} else {
		*ret_data = text_or_bytes(decoding, value, spare);
	}
	if (fault)
		return fault;
	(*ret_data)->key = "data";
	(*ret_data)->key_bytes = 4;
	return EVENT_OK;
}

enum event_fault decode_binary(struct decoding *decoding)
{
	struct value few[ENVELOPE_OTHERS_FEW], *attributes, *data = NULL, *end = NULL;
	struct slice content_type = {NULL, 0};
	struct envelope envelope;
	enum event_fault fault;
	uint32_t spare;

	record_header(decoding->record, SLICE("content-type"), &content_type);
	attributes = collect_attributes(decoding, content_type);
	envelope_init(&envelope, decoding->arena, attributes->size, few);
	fault = take_attributes(decoding, attributes, &envelope);
	spare = attributes->size + 2;
	if (!fault && decoding->record->value.size > 0)
		fault = read_data(decoding, kind_of_data(&envelope, decoding->record->value), spare, &data);
	if (fault)
		return fault;
	if (!data)
		end = (struct value *)arena_alloc(decoding->arena, spare * sizeof(*end)) + spare;
	envelope_close(decoding, &envelope, data, end);
	return EVENT_OK;
}
