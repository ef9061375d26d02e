/* fuzz_event_json: any bytes as JSON: read alone, as a CloudEvent, in binary mode, and as plain JSON with a mapping.
 *
 * Whatever was read must be a sound tree that is written as JSON and read back equal; whatever was refused must say
 * why; and yyjson must agree. */
#include "event_fuzz.h"
#include "event/json.h"
#include "event/json_oracle.h"

static void read_alone(struct arena *arena, struct slice text)
{
	const struct value *root, *again;
	struct json_fault fault;
	uint32_t duplicate_keys;
	struct slice written;

	assert(oracle_agrees(arena, text));
	if (!json_read(arena, text, JSON_DEPTH_MOST, &root, &duplicate_keys, &fault)) {
		assert(fault.reason && fault.at <= text.size);
		return;
	}
	check_tree(root);
	written = tree_text(arena, root);
	assert(json_read(arena, written, JSON_DEPTH_MOST, &again, &duplicate_keys, &fault));
	assert(duplicate_keys == 0);
	assert(value_equal(root, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct header structured[] = {{{"content-type", 12}, {"application/cloudevents+json", 28}}};
	struct slice text = {(const char *)data, size};
	struct event_input input = {.topic = SLICE("t"), .format = FORMAT_CLOUDEVENTS};
	struct header binary[] = {{SLICE("ce_specversion"), SLICE("1.0")}, {SLICE("ce_id"), SLICE("1")},
		{SLICE("ce_source"), SLICE("/s")}, {SLICE("ce_type"), SLICE("t")},
		{SLICE("content-type"), SLICE("application/json")}, {SLICE("ce_subject"), text}};
	struct arena arena;

	arena_init(&arena, 0);
	read_alone(&arena, text);
	decode_record(&arena, &input, a_record(text, structured, 1));
	decode_record(&arena, &input, a_record(text, NULL, 0));
	decode_record(&arena, &input, a_record(text, binary, 5));
	decode_record(&arena, &input, a_record(SLICE("{}"), binary, 6));
	input.format = FORMAT_JSON;
	input.mapping.type = a_template(&arena, SLICE("t.{data.type}"));
	input.mapping.id = a_template(&arena, SLICE("{data.id}"));
	input.mapping.time = a_template(&arena, SLICE("{data.time}"));
	input.mapping.subject = a_template(&arena, SLICE("{data.data}"));
	decode_record(&arena, &input, a_record(text, NULL, 0));
	arena_finish(&arena);
	return 0;
}
