/* structured: a CloudEvent that stands whole in the record's value, as JSON or MessagePack.
 *
 * Place: event, behind event_decode; the hot path. Memory: the tree of the value becomes the tree of the event where it
 * stands: the attributes move into their order before the data, and no node of the data moves (unless it was not the
 * last member). Thread: any. */
#include "event/base64.h"
#include "event/decoding.h"
#include "event/envelope.h"

struct members {
	struct value *data;        /* NULL: none */
	struct value *data_base64; /* NULL: none */
};

static enum event_fault take_members(
	struct decoding *decoding, struct value *root, struct envelope *envelope, struct members *ret_members)
{
	*ret_members = (struct members){NULL, NULL};
	for (struct value *member = root + 1; member < root + root->skip; member += member->skip) {
		enum event_fault fault = EVENT_OK;

		if (slice_equal(value_key(member), SLICE("data")))
			ret_members->data = member;
		else if (slice_equal(value_key(member), SLICE("data_base64")) && member->kind != VALUE_NULL)
			ret_members->data_base64 = member;
		else
			fault = envelope_take(decoding, envelope, member);
		if (fault)
			return fault;
	}
	return envelope_require(decoding, envelope);
}

/* The member under which the data stands, named "data"; NULL if there is none. */
static enum event_fault find_data(struct decoding *decoding, const struct members *members, struct value **ret_data)
{
	struct value *encoded = members->data_base64;
	struct slice bytes;

	*ret_data = members->data;
	if (!encoded)
		return EVENT_OK;
	if (members->data)
		return decoding_refuse(decoding, EVENT_INVALID_EVENT, "both \"data\" and \"data_base64\" are there");
	if (encoded->kind != VALUE_STRING || !base64_decode(decoding->arena, value_text(encoded), &bytes))
		return decoding_refuse(decoding, EVENT_INVALID_EVENT, "\"data_base64\" is no base64 text");
	*encoded = (struct value){.kind = VALUE_BYTES,
		.size = (uint32_t)bytes.size,
		.skip = 1,
		.key = "data",
		.key_bytes = 4,
		.text = bytes.data};
	*ret_data = encoded;
	return EVENT_OK;
}

/* The data must end the tree; attributes behind it are in the envelope by now. */
static struct value *move_to_end(struct value *data, struct value *end)
{
	struct value *last = end - data->skip;

	if (last != data)
		memmove(last, data, data->skip * sizeof(*data));
	return last;
}

/* One unused node stands before `root`, for a time that is made up. */
static enum event_fault make_event(struct decoding *decoding, struct value *root)
{
	struct value few[ENVELOPE_OTHERS_FEW], *data, *end = root + root->skip;
	struct envelope envelope;
	struct members members;
	enum event_fault fault;

	if (root->kind == VALUE_ARRAY)
		return decoding_refuse(decoding, EVENT_INVALID_EVENT,
			"the body is an array: batch mode is not taken, one event a record is");
	if (root->kind != VALUE_OBJECT)
		return decoding_refuse(decoding, EVENT_INVALID_EVENT, "the body is no object");
	envelope_init(&envelope, decoding->arena, root->size, few);
	fault = take_members(decoding, root, &envelope, &members);
	if (!fault)
		fault = find_data(decoding, &members, &data);
	if (fault)
		return fault;
	if (data)
		data = move_to_end(data, end);
	envelope_close(decoding, &envelope, data, end);
	return EVENT_OK;
}

enum event_fault decode_structured_json(struct decoding *decoding)
{
	struct value *root;
	enum event_fault fault = decoding_read_json(decoding, decoding->record->value, "", 1, &root);

	return fault ? fault : make_event(decoding, root);
}

/* MessagePack has bytes of its own, which stand for data alone. */
static enum event_fault refuse_stray_bytes(struct decoding *decoding, const struct value *root)
{
	for (uint32_t i = 0; i < root->skip; i++) {
		bool is_data = root->kind == VALUE_OBJECT && slice_equal(value_key(&root[i]), SLICE("data"));

		if (root[i].kind != VALUE_BYTES || (is_data && value_get(root, SLICE("data")) == &root[i]))
			continue;
		return decoding_refuse(decoding, EVENT_INVALID_MSGPACK,
			"\"%s\" is bin, which only the event's data may be",
			decoding_shown(decoding, value_key(&root[i])));
	}
	return EVENT_OK;
}

enum event_fault decode_structured_msgpack(struct decoding *decoding)
{
	struct value *root;
	enum event_fault fault = decoding_read_msgpack(decoding, decoding->record->value, "", 1, &root);

	if (!fault)
		fault = refuse_stray_bytes(decoding, root);
	return fault ? fault : make_event(decoding, root);
}
