/* dead_letter: a record that is no event, as it came, with the reason.
 *
 * Place: core. Memory: the batch arena; key, value and headers stay the record's. Thread: the worker's. */
#include "core/state.h"

static struct header header(const char *name, struct slice value)
{
	return (struct header){slice_of(name), value};
}

void dead_letter_write(struct partition *partition, const struct record *record, enum event_fault fault,
	struct slice detail)
{
	struct arena *arena = partition->arena;
	struct output *output = outputs_add(partition->scribe.outputs, OUTPUT_DEAD_LETTER);
	struct header *headers = ARENA_ARRAY(arena, struct header, record->header_count + 8);
	uint32_t count = record->header_count;

	if (count)
		memcpy(headers, record->headers, count * sizeof(*headers));
	headers[count++] = header("reason", slice_of(event_fault_name(fault)));
	headers[count++] = header("detail", detail);
	headers[count++] = header("topic", record->topic);
	headers[count++] = header("partition", arena_printf(arena, "%d", (int)record->partition));
	headers[count++] = header("offset", arena_printf(arena, "%lld", (long long)record->offset));
	headers[count++] = header("seatwire-source", scribe_place(&partition->scribe));
	headers[count++] = header("seatwire-batch", partition->scribe.batch);
	output->key = record->key;
	output->value = record->value;
	if (output->value.size > DEAD_LETTER_BYTES_MOST) {
		output->value.size = DEAD_LETTER_BYTES_MOST;
		headers[count++] = header("cut-from-bytes", arena_printf(arena, "%zu", record->value.size));
	}
	output->headers = headers;
	output->header_count = count;
	if (!record->key.data)
		output->partition = partition->number;
	partition->pending_counts.dead_letters++;
}
