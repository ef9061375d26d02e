/* inputs: events decoded from text. Memory: an arena of the test's process. */
#include "inputs.h"
#include "base/time_text.h"
#include "check.h"

struct arena *inputs_arena(void)
{
	static struct arena arena;

	return &arena;
}

const struct event *an_event(const char *id, const char *type, int64_t time_ms, const char *data)
{
	static const struct slice any = {"", 0};
	static const struct event_input input = {.topic = {"interactions", 12}, .only = &any, .only_count = 1};
	static const struct event_limits limits = {EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST};
	char time[TIME_TEXT_BYTES];
	struct record record = {.topic = input.topic, .partition = 3, .offset = 1841, .timestamp_ms = time_ms};
	struct event *event = ARENA_NEW(inputs_arena(), struct event);
	struct slice detail;

	record.value = arena_printf(inputs_arena(),
		"{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"%s\",\"subject\":\"a\","
		"\"time\":\"%.*s\",\"data\":%s}",
		id, type, SLICE_PRINT(time_format(time_ms, time)), data);
	ck_assert_int_eq(event_decode(&input, &limits, &record, inputs_arena(), event, &detail), EVENT_OK);
	return event;
}

struct input an_input(const struct plan *plan, struct account *account, const struct event *event)
{
	return (struct input){.plan = plan,
		.account = account,
		.arena = inputs_arena(),
		.clock_ms = event->time_ms,
		.time_ms = event->time_ms,
		.event = event};
}

uint32_t uses_of(const struct plan *plan, const struct event *event, const uint32_t **ret_uses)
{
	struct matcher_scratch *scratch = matcher_scratch_create(plan->matcher);
	uint32_t count = matcher_match(plan->matcher, scratch, event->root, ret_uses);
	uint32_t *uses = ARENA_ARRAY(inputs_arena(), uint32_t, count);

	if (count)
		memcpy(uses, *ret_uses, count * sizeof(*uses));
	*ret_uses = uses;
	matcher_scratch_destroy(scratch);
	return count;
}
