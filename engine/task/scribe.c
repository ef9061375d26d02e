/* scribe: the envelope of everything that the engine writes.
 *
 * Place: task; between the steps that decide and the list of outputs. Memory: the batch arena. Thread: the worker's. */
#include "task/scribe.h"
#include "base/hash.h"
#include "base/text.h"

enum { IDENTITY_BYTES_FEW = 1536 };

void scribe_at_event(struct scribe *scribe, const struct record *record)
{
	scribe->record = record;
	scribe->must_fit = false;
	scribe->place = (struct slice){NULL, 0};
	scribe->index = 0;
	scribe->over_size = 0;
}

struct slice scribe_place(struct scribe *scribe)
{
	const struct record *record = scribe->record;
	char partition[TEXT_DECIMAL_BYTES], offset[TEXT_DECIMAL_BYTES];

	if (!scribe->place.data)
		scribe->place = TEXT_JOIN(scribe->outputs->arena, record->topic, SLICE("/"),
			text_decimal(record->partition, partition), SLICE("/"), text_decimal(record->offset, offset));
	return scribe->place;
}

void scribe_at_timer(struct scribe *scribe, int32_t partition, int64_t deadline_ms, struct slice task)
{
	scribe->place = arena_printf(scribe->outputs->arena, "timer/%d/%lld-%.*s", (int)partition,
		(long long)deadline_ms, SLICE_PRINT(task));
	scribe->must_fit = true;
	scribe->index = 0;
	scribe->over_size = 0;
}

static struct json_out *begin(struct scribe *scribe)
{
	buffer_reset(&scribe->buffer);
	scribe->json = json_out(&scribe->buffer);
	return &scribe->json;
}

static struct output *end(struct scribe *scribe, enum output_kind kind, struct slice key)
{
	struct arena *arena = scribe->outputs->arena;
	struct output *output = outputs_add(scribe->outputs, kind);
	struct header *headers = ARENA_ARRAY(arena, struct header, 3);
	struct slice place = scribe_place(scribe);
	char index[TEXT_DECIMAL_BYTES];

	headers[0] = (struct header){SLICE("content-type"), SCRIBE_EVENT_TYPE};
	headers[1] = (struct header){SLICE("seatwire-source"),
		TEXT_JOIN(arena, place, SLICE("/"), text_decimal(scribe->index++, index))};
	headers[2] = (struct header){SLICE("seatwire-batch"), scribe->batch};
	output->headers = headers;
	output->header_count = 3;
	output->key = arena_copy(arena, key);
	output->value = arena_copy(arena, buffer_slice(&scribe->buffer));
	scribe->over_size += output->value.size > OUTPUT_BYTES_MOST;
	return output;
}

struct json_out *scribe_begin_event(struct scribe *scribe, const struct input *input, struct slice id,
	const char *type)
{
	struct json_out *out = begin(scribe);

	json_begin_object(out);
	json_member_plain(out, "specversion", SLICE("1.0"));
	json_member_string(out, "id", id);
	json_member_string(out, "source", scribe->source);
	json_member_plain(out, "type", slice_of(type));
	json_member_string(out, "subject", input->account->key);
	json_key(out, "time");
	json_time(out, input->clock_ms);
	json_member_plain(out, "datacontenttype", SLICE("application/json"));
	json_key(out, "data");
	json_begin_object(out);
	return out;
}

struct output *scribe_end_event(struct scribe *scribe, const struct input *input, enum output_kind kind)
{
	json_end_object(&scribe->json);
	json_end_object(&scribe->json);
	return end(scribe, kind, input->account->key);
}

struct slice scribe_identity(struct arena *arena, const struct slice *parts, uint32_t count)
{
	char few[IDENTITY_BYTES_FEW], hex[HASH128_HEX_BYTES + 1];
	struct buffer buffer = {.data = few, .capacity = 2};
	struct json_out out = json_out(&buffer);

	/* Its room is known: quotes, a comma, and six bytes for each that is escaped. */
	for (uint32_t i = 0; i < count; i++)
		buffer.capacity += 3 + 6 * parts[i].size;
	if (buffer.capacity > sizeof(few))
		buffer.data = arena_alloc(arena, buffer.capacity);
	json_begin_array(&out);
	for (uint32_t i = 0; i < count; i++)
		json_string(&out, parts[i]);
	json_end_array(&out);
	hash128_hex(buffer_slice(&buffer), hex);
	return arena_copy(arena, (struct slice){hex, HASH128_HEX_BYTES});
}

void scribe_cause(const struct input *input, struct slice ret_parts[2])
{
	if (input->event) {
		ret_parts[0] = input->event->source;
		ret_parts[1] = input->event->id;
	} else {
		ret_parts[0] = input->timer;
		ret_parts[1] = arena_printf(input->arena, "%lld", (long long)input->time_ms);
	}
}
