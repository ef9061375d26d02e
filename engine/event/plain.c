/* plain: JSON that is no CloudEvent, made one by the mapping of its input.
 *
 * Place: event, behind event_decode. Memory: as structured. Thread: any.
 * Only the type must be given. What else the mapping or the event lacks is made up: a place for the id, the topic for
 * the source, the record's time. */
#include "event/decoding.h"
#include "event/envelope.h"
#include "base/time_text.h"

/* Root, type, source, id, subject, time. */
enum { SPARE = 1 + SLOT_COUNT };

/* Years 0001 to 9999, as time_parse has them. */
static const int64_t FIRST_MS = -62135596800000, LAST_MS = 253402300799999;

/* Fills `template` in. Empty if there is none, or the event lacks a field; then the path in *ret_missing, if any. */
static struct slice fill(struct decoding *decoding, const struct template *template, const struct value *whole,
	struct slice *ret_missing)
{
	struct slice text;

	*ret_missing = (struct slice){NULL, 0};
	if (template->count == 0 || !template_fill(template, whole, decoding->arena, &text, ret_missing))
		return SLICE("");
	return text;
}

static enum event_fault put_type(struct decoding *decoding, struct envelope *envelope, const struct value *whole)
{
	struct slice missing, text = fill(decoding, &decoding->input->mapping.type, whole, &missing);

	if (missing.data)
		return decoding_refuse(decoding, EVENT_INVALID_EVENT,
			"the mapping of \"type\" needs \"%.*s\", which is missing or no scalar", SLICE_PRINT(missing));
	return envelope_put(decoding, envelope, SLOT_TYPE, text);
}

static enum event_fault put_id(struct decoding *decoding, struct envelope *envelope, const struct value *whole)
{
	struct event *event = decoding->event;
	struct slice missing, text = fill(decoding, &decoding->input->mapping.id, whole, &missing);

	event->id_made_up = text.size == 0;
	if (event->id_made_up)
		text = arena_printf(decoding->arena, "%.*s/%ld/%lld", SLICE_PRINT(event->topic), (long)event->partition,
			(long long)event->offset);
	return envelope_put(decoding, envelope, SLOT_ID, text);
}

static enum event_fault put_source(struct decoding *decoding, struct envelope *envelope, const struct value *whole)
{
	struct slice missing, text = fill(decoding, &decoding->input->mapping.source, whole, &missing);

	return envelope_put(decoding, envelope, SLOT_SOURCE, text.size ? text : decoding->event->topic);
}

static enum event_fault put_subject(struct decoding *decoding, struct envelope *envelope, const struct value *whole)
{
	struct slice missing, text = fill(decoding, &decoding->input->mapping.subject, whole, &missing);

	return text.size ? envelope_put(decoding, envelope, SLOT_SUBJECT, text) : EVENT_OK;
}

/* A whole number of ms, within the years that a text can say. */
static bool parse_ms(struct slice text, int64_t *ret_ms)
{
	bool negative = text.size > 0 && text.data[0] == '-';
	size_t digits = text.size - negative;
	int64_t ms = 0;

	if (digits == 0 || digits > 15)
		return false;
	for (size_t i = negative; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		ms = ms * 10 + (text.data[i] - '0');
	}
	*ret_ms = negative ? -ms : ms;
	return *ret_ms >= FIRST_MS && *ret_ms <= LAST_MS;
}

static enum event_fault put_time(struct decoding *decoding, struct envelope *envelope, const struct value *whole)
{
	struct slice missing, text = fill(decoding, &decoding->input->mapping.time, whole, &missing);

	if (text.size == 0)
		return EVENT_OK;
	if (parse_ms(text, &envelope->time_ms))
		text = time_format(envelope->time_ms, arena_alloc(decoding->arena, TIME_TEXT_BYTES));
	else if (!time_parse(text, &envelope->time_ms))
		return decoding_refuse(decoding, EVENT_INVALID_EVENT,
			"the mapping of \"time\" gives \"%s\", which is no RFC 3339 time and no number of ms",
			decoding_shown(decoding, text));
	return envelope_put(decoding, envelope, SLOT_TIME, text);
}

enum event_fault decode_plain(struct decoding *decoding)
{
	static enum event_fault (*const puts[])(struct decoding *, struct envelope *, const struct value *) = {
		put_type, put_source, put_id, put_subject, put_time};
	struct value *data, *whole;
	struct envelope envelope;
	enum event_fault fault = decoding_read_json(decoding, decoding->record->value, "", SPARE, &data);

	if (fault)
		return fault;
	data->key = "data";
	data->key_bytes = 4;
	whole = data - 1;
	*whole = (struct value){.kind = VALUE_OBJECT, .size = 1, .skip = data->skip + 1};
	envelope_init(&envelope, decoding->arena, 0, NULL);
	for (size_t i = 0; i < sizeof(puts) / sizeof(puts[0]); i++) {
		fault = puts[i](decoding, &envelope, whole);
		if (fault)
			return fault;
	}
	envelope_close(decoding, &envelope, data, NULL);
	return EVENT_OK;
}
