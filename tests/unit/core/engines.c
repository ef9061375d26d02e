/* engines: batches on a partition. Memory: the test's arena, and each engine's batch. */
#include "engines.h"
#include "account/task_state.h"
#include "base/buffer.h"
#include "base/time_text.h"
#include "check.h"
#include "event/json.h"
#include "plans.h"

static const struct event_input inputs[] = {
	{.topic = {"events", 6}},
	{.topic = {"task-events", 11}, .only = (const struct slice[]){{"seatwire.task.", 14}}, .only_count = 1},
};

static const char usual[] = "account:\n"
			    "  key: [subject]\n"
			    "  people: { csm: { last: data.csm, on: { type: [owner] } } }\n"
			    "  remember: { size: { last: data.size, on: { type: [sized] } } }\n"
			    "signals:\n"
			    "  s: { when: { type: [t] } }\n"
			    "  many: { when: { type: [m] }, times: 3, within: 2d }\n"
			    "flows:\n"
			    "  - { signal: s, outcome: retention, action: review, due: 1d }\n"
			    "  - { signal: many, outcome: retention, action: cause, due: 1d }\n"
			    "actions:\n"
			    "  review: { topic: tasks.review, expect: Look, carry: [account] }\n"
			    "  cause: { topic: tasks.cause, expect: Look }\n";

struct arena *engines_arena(void)
{
	static struct arena arena;

	return &arena;
}

struct engine an_engine(int32_t partitions, const char *sections)
{
	static struct core_setup setup = {.inputs = inputs,
		.input_count = 2,
		.limits = {EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST},
		.rekey_topic = {"app.rekey", 9},
		.cross_topic = {"app.cross", 9},
		.instance = {"one", 3},
		.hash_seed = 7};
	struct engine engine = {.plan = plan_with(sections ? sections : usual), .clock_ms = DAYS(10)};
	int64_t next[CORE_TOPICS_MOST] = {0};

	setup.partition_count = partitions;
	engine.partition = partition_create(&setup, 0);
	partition_start_new(engine.partition, INT64_MIN, next);
	for (int i = 0; i < TOPICS; i++)
		engine.at_end[i] = true;
	engine.setup = setup;
	return engine;
}

void engine_finish(struct engine *engine)
{
	partition_destroy(engine->partition);
	arena_finish(&engine->arena);
	plan_unref(engine->plan);
}

struct record a_raw_record(struct engine *engine, uint32_t topic, struct slice key, struct slice value)
{
	return (struct record){.topic = core_topic_name(&engine->setup, topic),
		.offset = engine->next[topic]++,
		.timestamp_ms = engine->clock_ms,
		.key = key,
		.value = value};
}

struct record a_record(struct engine *engine, uint32_t topic, const char *id, const char *type, const char *data)
{
	char time[TIME_TEXT_BYTES];

	return a_raw_record(engine, topic, SLICE("a"),
		arena_printf(engines_arena(),
			"{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"%s\",\"subject\":\"a\","
			"\"time\":\"%.*s\",\"data\":%s}",
			id, type, SLICE_PRINT(time_format(engine->clock_ms, time)), data));
}

void engine_begin(struct engine *engine)
{
	arena_reset(&engine->arena);
	outputs_init(&engine->outputs, &engine->arena);
	partition_begin(engine->partition, engine->plan, engine->clock_ms, &engine->outputs);
}

void engine_take(struct engine *engine, uint32_t topic, struct record record)
{
	static const uint32_t none[CORE_TOPICS_MOST];
	struct record *kept = ARENA_NEW(engines_arena(), struct record);

	*kept = record;
	partition_take(engine->partition, topic, kept, none, engine->at_end);
}

bool engine_end(struct engine *engine)
{
	partition_timers(engine->partition, engine->at_end);
	return partition_end(engine->partition, engine->at_end);
}

void engine_commit(struct engine *engine)
{
	partition_commit(engine->partition);
}

void engine_abort(struct engine *engine)
{
	partition_abort(engine->partition);
}

const char *does(struct engine *engine, const char *id, const char *type, const char *data)
{
	engine_begin(engine);
	engine_take(engine, EVENTS, a_record(engine, EVENTS, id, type, data));
	expect_true(engine_end(engine));
	engine_commit(engine);
	return told(engine, false);
}

const char *waits(struct engine *engine, int64_t ms)
{
	engine->clock_ms += ms;
	engine_begin(engine);
	if (engine_end(engine))
		engine_commit(engine);
	else
		engine_abort(engine);
	return told(engine, false);
}

static struct slice text_at(const struct value *object, const char *key)
{
	const struct value *value = object ? value_get(object, slice_of(key)) : NULL;

	return value && value->kind == VALUE_STRING ? value_text(value) : SLICE("-");
}

static struct slice line_of(const struct output *output)
{
	const struct value *event, *data;
	struct json_fault fault;
	struct slice type;
	uint32_t duplicates;

	switch (output->kind) {
	case OUTPUT_DEAD_LETTER:
		return arena_printf(engines_arena(), "dead %s", header_of(output, "reason"));
	case OUTPUT_REKEY:
		return arena_printf(engines_arena(), "rekey %.*s", SLICE_PRINT(output->key));
	case OUTPUT_CROSS:
		return arena_printf(engines_arena(), "cross %.*s", SLICE_PRINT(output->key));
	case OUTPUT_STATE:
		return arena_printf(engines_arena(), "%s %.*s", output->value.data ? "state" : "tombstone",
			SLICE_PRINT(output->key));
	case OUTPUT_JOURNAL:
		return SLICE("journal");
	default:
		break;
	}
	ck_assert(json_read(engines_arena(), output->value, EVENT_DEPTH_MOST, &event, &duplicates, &fault));
	data = value_get(event, SLICE("data"));
	if (output->kind == OUTPUT_RECEIPT)
		return arena_printf(engines_arena(), "%.*s %.*s", SLICE_PRINT(text_at(data, "result")),
			SLICE_PRINT(text_at(data, "signal")));
	type = text_at(event, "type");
	return arena_printf(engines_arena(), "%.*s %.*s r%lld", (int)type.size - 14, type.data + 14,
		SLICE_PRINT(output->key), (long long)value_get(data, SLICE("revision"))->integer);
}

const char *told(struct engine *engine, bool all)
{
	struct slice lines = {"", 0};

	for (uint32_t i = 0; i < engine->outputs.count; i++) {
		const struct output *output = &engine->outputs.items[i];

		if (!all && (output->kind == OUTPUT_STATE || output->kind == OUTPUT_JOURNAL))
			continue;
		lines = arena_printf(engines_arena(), "%.*s%s%.*s", SLICE_PRINT(lines), lines.size ? "; " : "",
			SLICE_PRINT(line_of(output)));
	}
	return lines.data;
}

const struct output *output_of(struct engine *engine, enum output_kind kind, uint32_t at)
{
	for (uint32_t i = 0; i < engine->outputs.count; i++)
		if (engine->outputs.items[i].kind == kind && at-- == 0)
			return &engine->outputs.items[i];
	ck_abort_msg("there is no such output");
}

const char *header_of(const struct output *output, const char *name)
{
	for (uint32_t i = output->header_count; i-- > 0;)
		if (slice_is(output->headers[i].name, name))
			return arena_copy(engines_arena(), output->headers[i].value).data;
	return "none";
}

static void add_account(void *context, struct slice key, struct slice value)
{
	buffer_append(context, key);
	buffer_append(context, value);
}

struct slice remembered(const struct engine *engine)
{
	struct buffer buffer = {0};
	struct slice text;

	partition_each_account(engine->partition, add_account, &buffer);
	text = arena_copy(engines_arena(), buffer_slice(&buffer));
	buffer_finish(&buffer);
	return text;
}
