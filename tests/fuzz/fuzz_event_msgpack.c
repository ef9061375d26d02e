/* fuzz_event_msgpack: any bytes as MessagePack: read alone, as a CloudEvent, and in binary mode; and any bytes as a
 * forwarded record's origin and as a template.
 *
 * Whatever was read must be a sound tree; whatever was refused must say why. */
#include "event_fuzz.h"
#include "event/msgpack.h"

static void read_alone(struct arena *arena, struct slice bytes)
{
	static const struct msgpack_limits limits = {MSGPACK_DEPTH_MOST, EVENT_MSGPACK_NODES_MOST};
	const struct value *root;
	struct msgpack_fault fault;
	uint32_t duplicate_keys;

	if (!msgpack_read(arena, bytes, &limits, &root, &duplicate_keys, &fault)) {
		assert(fault.reason && fault.at <= bytes.size);
		return;
	}
	check_tree(root);
	assert(root->skip <= EVENT_MSGPACK_NODES_MOST);
	tree_text(arena, root);
}

static void parse_template(struct arena *arena, struct slice text)
{
	struct template template;
	struct slice why = {NULL, 0};

	if (!template_parse(arena, text, &template, &why))
		assert(why.size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	struct event_input input = {.topic = SLICE("t"), .format = FORMAT_CLOUDEVENTS};
	struct header structured[] = {{SLICE("content-type"), SLICE("application/cloudevents+msgpack")},
		{EVENT_ORIGIN_HEADER, bytes}};
	struct header binary[] = {{SLICE("ce_specversion"), SLICE("1.0")}, {SLICE("ce_id"), SLICE("1")},
		{SLICE("ce_source"), SLICE("/s")}, {SLICE("ce_type"), SLICE("t")},
		{SLICE("content-type"), SLICE("application/msgpack")}};
	struct arena arena;

	arena_init(&arena, 0);
	read_alone(&arena, bytes);
	decode_record(&arena, &input, a_record(bytes, structured, 1));
	decode_record(&arena, &input, a_record(bytes, NULL, 0));
	decode_record(&arena, &input, a_record(bytes, binary, 5));
	parse_template(&arena, bytes);
	input.internal = true;
	decode_record(&arena, &input, a_record(SLICE("\x80"), structured, 2));
	arena_finish(&arena);
	return 0;
}
