/* envelope: the rules of CloudEvents 1.0 for attributes, whatever the format they came in.
 *
 * Place: event; used by every mode. Memory: nodes are copied into the envelope and from there before the data, in the
 * array in which the reader of the data left room. Thread: any.
 *
 * Invariant: what stands in the envelope is known to be good. */
#include "event/envelope.h"
#include "event/media_type.h"
#include "base/time_text.h"

static const struct slice slot_names[SLOT_COUNT] = {
	[SLOT_TYPE] = {"type", 4},
	[SLOT_SOURCE] = {"source", 6},
	[SLOT_ID] = {"id", 2},
	[SLOT_SUBJECT] = {"subject", 7},
	[SLOT_TIME] = {"time", 4},
};

static const char *const kind_names[] = {
	[VALUE_NULL] = "null",
	[VALUE_FALSE] = "false",
	[VALUE_TRUE] = "true",
	[VALUE_INTEGER] = "a whole number of more than 32 bits",
	[VALUE_REAL] = "a fraction",
	[VALUE_DECIMAL] = "a whole number of more than 32 bits",
	[VALUE_STRING] = "a string",
	[VALUE_BYTES] = "bytes",
	[VALUE_ARRAY] = "an array",
	[VALUE_OBJECT] = "an object",
};

void envelope_init(struct envelope *envelope, struct arena *arena, uint32_t most, struct value *few)
{
	for (int slot = 0; slot < SLOT_COUNT; slot++)
		envelope->slots[slot].key = NULL;
	envelope->others = few;
	if (most > ENVELOPE_OTHERS_FEW)
		envelope->others = arena_alloc(arena, most * sizeof(struct value));
	envelope->other_count = 0;
	envelope->has_specversion = false;
	envelope->time_ms = 0;
}

static enum event_fault refuse(struct decoding *decoding, struct slice key, const char *what)
{
	return decoding_refuse(
		decoding, EVENT_INVALID_EVENT, "attribute \"%s\" %s", decoding_shown(decoding, key), what);
}

/* What is wrong with a text that names something; NULL if nothing is. */
static const char *fault_of_name(struct slice text)
{
	if (text.size == 0)
		return "is empty";
	return memchr(text.data, 0, text.size) ? "holds U+0000" : NULL;
}

/* CloudEvents asks for a date-time; time_parse takes a bare date too. */
static const char *fault_of_time(struct slice text, int64_t *ret_ms)
{
	bool good = text.size > sizeof("2026-11-23") - 1 && time_parse(text, ret_ms);

	return good ? NULL : "is no RFC 3339 time such as 2026-11-23T10:00:00Z";
}

static const char *fault_of_content_type(struct slice text)
{
	struct slice essence;

	if (slice_equal(text, SLICE("application/json"))) /* the usual one, without a look at its parts */
		return NULL;
	return media_type_parse(text, &essence) ? NULL : "is no media type such as application/json";
}

/* What CloudEvents 1.0 names, in slots and beside them. */
enum attribute { IN_SLOT, SPECVERSION, DATA_CONTENT_TYPE, DATA_SCHEMA, EXTENSION };

/* Names of one size are few, so that most attributes cost one comparison. */
static enum attribute attribute_of(struct slice key, enum envelope_slot *ret_slot)
{
	switch (key.size) {
	case 2:
		*ret_slot = SLOT_ID;
		return slice_equal(key, SLICE("id")) ? IN_SLOT : EXTENSION;
	case 4:
		*ret_slot = slice_equal(key, SLICE("type")) ? SLOT_TYPE : SLOT_TIME;
		return *ret_slot == SLOT_TYPE || slice_equal(key, SLICE("time")) ? IN_SLOT : EXTENSION;
	case 6:
		*ret_slot = SLOT_SOURCE;
		return slice_equal(key, SLICE("source")) ? IN_SLOT : EXTENSION;
	case 7:
		*ret_slot = SLOT_SUBJECT;
		return slice_equal(key, SLICE("subject")) ? IN_SLOT : EXTENSION;
	default:
		return slice_equal(key, SLICE("specversion"))       ? SPECVERSION
		       : slice_equal(key, SLICE("datacontenttype")) ? DATA_CONTENT_TYPE
		       : slice_equal(key, SLICE("dataschema"))      ? DATA_SCHEMA
								    : EXTENSION;
	}
}

static enum event_fault take_into_slot(
	struct decoding *decoding, struct envelope *envelope, enum envelope_slot slot, const struct value *attribute)
{
	struct slice text = value_text(attribute);
	const char *fault = slot == SLOT_TIME ? fault_of_time(text, &envelope->time_ms) : fault_of_name(text);

	if (fault)
		return refuse(decoding, value_key(attribute), fault);
	envelope->slots[slot] = *attribute;
	return EVENT_OK;
}

static enum event_fault take_other(
	struct decoding *decoding, struct envelope *envelope, const struct value *attribute, const char *fault)
{
	if (fault)
		return refuse(decoding, value_key(attribute), fault);
	envelope->others[envelope->other_count++] = *attribute;
	return EVENT_OK;
}

static const char *fault_of_extension_name(struct slice name)
{
	if (name.size == 0)
		return "has no name";
	if (slice_is(name, "data"))
		return "has the name of the event's data";
	for (size_t i = 0; i < name.size; i++)
		if (!((name.data[i] >= 'a' && name.data[i] <= 'z') || (name.data[i] >= '0' && name.data[i] <= '9')))
			return "has a name of other characters than a-z and 0-9";
	return NULL;
}

/* Extensions are strings, booleans, and numbers of 32 bits. */
static enum event_fault take_extension(
	struct decoding *decoding, struct envelope *envelope, const struct value *attribute)
{
	bool good = attribute->kind == VALUE_STRING || attribute->kind == VALUE_TRUE ||
		    attribute->kind == VALUE_FALSE ||
		    (attribute->kind == VALUE_INTEGER && attribute->integer >= INT32_MIN &&
			    attribute->integer <= INT32_MAX);

	if (!good)
		return decoding_refuse(decoding, EVENT_INVALID_EVENT,
			"attribute \"%s\" is %s; it may be a string, a boolean or a whole number of 32 bits",
			decoding_shown(decoding, value_key(attribute)), kind_names[attribute->kind]);
	return take_other(decoding, envelope, attribute, fault_of_extension_name(value_key(attribute)));
}

static enum event_fault take_specversion(
	struct decoding *decoding, struct envelope *envelope, const struct value *attribute)
{
	if (!slice_equal(value_text(attribute), SLICE("1.0")))
		return decoding_refuse(decoding, EVENT_INVALID_EVENT,
			"attribute \"specversion\" is \"%s\", not \"1.0\"",
			decoding_shown(decoding, value_text(attribute)));
	envelope->has_specversion = true;
	return take_other(decoding, envelope, attribute, NULL);
}

enum event_fault envelope_take(struct decoding *decoding, struct envelope *envelope, const struct value *attribute)
{
	struct slice key = value_key(attribute);
	enum envelope_slot slot = SLOT_COUNT;
	enum attribute kind;

	if (attribute->kind == VALUE_NULL)
		return EVENT_OK;
	kind = attribute_of(key, &slot);
	if (kind == EXTENSION)
		return take_extension(decoding, envelope, attribute);
	if (attribute->kind != VALUE_STRING)
		return refuse(decoding, key, "is no string");
	if (kind == SPECVERSION)
		return take_specversion(decoding, envelope, attribute);
	if (kind == DATA_CONTENT_TYPE)
		return take_other(decoding, envelope, attribute, fault_of_content_type(value_text(attribute)));
	if (kind == DATA_SCHEMA)
		return take_other(decoding, envelope, attribute, fault_of_name(value_text(attribute)));
	return take_into_slot(decoding, envelope, slot, attribute);
}

enum event_fault envelope_require(struct decoding *decoding, const struct envelope *envelope)
{
	static const enum envelope_slot required[] = {SLOT_ID, SLOT_SOURCE, SLOT_TYPE};

	if (!envelope->has_specversion)
		return refuse(decoding, SLICE("specversion"), "is missing");
	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		if (!envelope->slots[required[i]].key)
			return refuse(decoding, slot_names[required[i]], "is missing");
	return EVENT_OK;
}

static void fill_slot(struct envelope *envelope, enum envelope_slot slot, struct slice text)
{
	envelope->slots[slot] = (struct value){.kind = VALUE_STRING,
		.size = (uint32_t)text.size,
		.skip = 1,
		.key = slot_names[slot].data,
		.key_bytes = (uint32_t)slot_names[slot].size,
		.text = text.data};
}

enum event_fault envelope_put(
	struct decoding *decoding, struct envelope *envelope, enum envelope_slot slot, struct slice text)
{
	const char *fault = fault_of_name(text);

	if (fault)
		return refuse(decoding, slot_names[slot], fault);
	fill_slot(envelope, slot, text);
	return EVENT_OK;
}

static void make_up_time(struct decoding *decoding, struct envelope *envelope)
{
	char *text = arena_alloc(decoding->arena, TIME_TEXT_BYTES);
	struct slice time = time_format(decoding->event->timestamp_ms, text);

	fill_slot(envelope, SLOT_TIME, time);
	envelope->time_ms = decoding->event->timestamp_ms;
	decoding->event->time_made_up = true;
}

static struct slice slot_text(const struct envelope *envelope, enum envelope_slot slot)
{
	return envelope->slots[slot].key ? value_text(&envelope->slots[slot]) : SLICE("");
}

void envelope_close(struct decoding *decoding, struct envelope *envelope, struct value *data, struct value *end)
{
	struct event *event = decoding->event;
	struct value *root = (data ? data : end) - envelope->other_count;

	if (!envelope->slots[SLOT_TIME].key)
		make_up_time(decoding, envelope);
	if (envelope->other_count)
		memcpy(root, envelope->others, envelope->other_count * sizeof(*root));
	for (int slot = SLOT_COUNT; slot-- > 0;)
		if (envelope->slots[slot].key)
			*--root = envelope->slots[slot];
	root--;
	*root = (struct value){.kind = VALUE_OBJECT,
		.size = (uint32_t)((data ? data : end) - root - 1) + (data != NULL),
		.skip = (uint32_t)((data ? data + data->skip : end) - root)};
	event->root = root;
	event->type = slot_text(envelope, SLOT_TYPE);
	event->source = slot_text(envelope, SLOT_SOURCE);
	event->id = slot_text(envelope, SLOT_ID);
	event->subject = slot_text(envelope, SLOT_SUBJECT);
	event->time_ms = envelope->time_ms;
}
