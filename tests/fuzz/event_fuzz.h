/* event_fuzz: what the fuzz targets of event/ share: records, and what must hold of trees and events. */
#pragma once
#include "base/json_out.h"
#include "event/event.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct record a_record(struct slice value, const struct header *headers, uint32_t header_count)
{
	return (struct record){.topic = SLICE("t"), .partition = 1, .offset = 2, .timestamp_ms = 3, .value = value,
		.headers = headers, .header_count = header_count};
}

static inline struct template a_template(struct arena *arena, struct slice text)
{
	struct template template = {.count = 0};
	struct slice why;

	assert(template_parse(arena, text, &template, &why));
	return template;
}

/* The invariants of value.h: children fill their parent exactly, keys stand in objects alone. Depth of recursion is
 * that of the tree, which its reader bounds. */
static inline void check_tree(const struct value *value)
{
	uint32_t children = 0;

	assert(value->skip >= 1);
	if (value_is_scalar(value)) {
		assert(value->skip == 1);
		return;
	}
	value_each (child, value) {
		assert((child->key != NULL) == (value->kind == VALUE_OBJECT));
		assert(child + child->skip <= value + value->skip);
		if (child->key && value->size <= 256) /* more would take quadratic time */
			assert(value_get(value, value_key(child)) == child);
		check_tree(child);
		children++;
	}
	assert(children == value->size);
}

static inline struct slice tree_text(struct arena *arena, const struct value *root)
{
	struct buffer buffer = {NULL, 0, 0};
	struct json_out out = json_out(&buffer);
	struct slice text;

	json_value(&out, root);
	text = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return text;
}

static inline void decode_record(struct arena *arena, const struct event_input *input, struct record record)
{
	static const struct event_limits limits = {EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST};
	struct event event;
	struct slice detail = {NULL, 0};
	enum event_fault fault = event_decode(input, &limits, &record, arena, &event, &detail);

	if (fault) {
		assert(detail.size > 0 && event_fault_name(fault)[0]);
		return;
	}
	check_tree(event.root);
	assert(event.type.size > 0 && event.id.size > 0 && event.source.size > 0);
	assert(slice_equal(value_text(value_get(event.root, SLICE("type"))), event.type));
	assert(value_get(event.root, SLICE("time")));
	tree_text(arena, event.root);
}
