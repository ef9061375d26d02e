/* scribes: outputs read back. Memory: the test's arena. */
#include "scribes.h"
#include "base/time_text.h"
#include "check.h"
#include "event/json.h"

struct scribe *a_scribe(const struct plan *plan)
{
	static const struct record record = {.topic = {"interactions", 12}, .partition = 3, .offset = 1841};
	struct scribe *scribe = ARENA_NEW(inputs_arena(), struct scribe);

	scribe->outputs = ARENA_NEW(inputs_arena(), struct outputs);
	outputs_init(scribe->outputs, inputs_arena());
	scribe->source = arena_printf(inputs_arena(), "/seatwire/%.*s", SLICE_PRINT(plan->name));
	scribe->batch = SLICE("3/12");
	scribe_at_event(scribe, &record);
	return scribe;
}

static const struct value *at(const struct value *object, const char *key)
{
	return object ? value_get(object, slice_of(key)) : NULL;
}

static struct slice text(const struct value *value)
{
	return value && value->kind == VALUE_STRING ? value_text(value) : SLICE("-");
}

/* What stands behind the prefix; all of the text if it begins otherwise. */
static struct slice behind(struct slice text, struct slice prefix)
{
	if (!slice_starts(text, prefix))
		return text;
	return (struct slice){text.data + prefix.size, text.size - prefix.size};
}

static struct slice task_line(const struct value *event)
{
	const struct value *data = at(event, "data"), *owner = at(data, "owner"), *handoffs = at(data, "handoffs");
	struct slice kind = behind(text(at(event, "type")), SLICE("seatwire.task."));
	struct slice line = arena_printf(inputs_arena(), "%.*s %.*s %.*s/%.*s by %.*s", SLICE_PRINT(kind),
		SLICE_PRINT(text(at(data, "action"))), SLICE_PRINT(text(at(owner, "seat"))),
		SLICE_PRINT(text(at(owner, "person"))), SLICE_PRINT(text(at(owner, "by"))));
	int64_t due_ms;

	if (at(data, "due") && time_parse(text(at(data, "due")), &due_ms))
		line = arena_printf(inputs_arena(), "%.*s due %lld", SLICE_PRINT(line), (long long)due_ms);
	if (handoffs->integer)
		line = arena_printf(
			inputs_arena(), "%.*s handoffs %lld", SLICE_PRINT(line), (long long)handoffs->integer);
	return arena_printf(inputs_arena(), "%.*s %.*s r%lld", SLICE_PRINT(line), SLICE_PRINT(text(at(data, "state"))),
		(long long)at(data, "revision")->integer);
}

static struct slice line_of(const struct output *output)
{
	const struct value *event, *data;
	struct json_fault fault;
	uint32_t duplicates;

	ck_assert(json_read(inputs_arena(), output->value, EVENT_DEPTH_MOST, &event, &duplicates, &fault));
	data = at(event, "data");
	if (output->kind == OUTPUT_TASK)
		return task_line(event);
	if (output->kind == OUTPUT_CROSS)
		return arena_printf(inputs_arena(), "cross %.*s", SLICE_PRINT(output->key));
	ck_assert_int_eq(output->kind, OUTPUT_RECEIPT);
	return arena_printf(inputs_arena(), "%.*s %.*s", SLICE_PRINT(text(at(data, "result"))),
		SLICE_PRINT(text(at(data, "signal"))));
}

const char *told(struct scribe *scribe)
{
	struct slice lines = {"", 0};

	for (uint32_t i = 0; i < scribe->outputs->count; i++)
		lines = arena_printf(inputs_arena(), "%.*s%.*s\n", SLICE_PRINT(lines),
			SLICE_PRINT(line_of(&scribe->outputs->items[i])));
	outputs_init(scribe->outputs, inputs_arena());
	return lines.data;
}

const char *newest(const struct scribe *scribe)
{
	ck_assert_int_gt(scribe->outputs->count, 0);
	return arena_copy(inputs_arena(), scribe->outputs->items[scribe->outputs->count - 1].value).data;
}
