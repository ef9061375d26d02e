/* What every output carries: its place, its batch, its identity. */
#include "task/scribe.h"
#include "check.h"
#include "plans.h"
#include "scribes.h"

static struct plan *a_plan(void)
{
	return plan_with("account: { key: [subject] }\n"
			 "signals: { s: { when: { type: [t] } } }\n"
			 "flows: [ { signal: s, outcome: retention, action: call, due: 1d } ]\n"
			 "actions: { call: { topic: tasks.call, expect: Call } }\n");
}

static void write_nothing(struct scribe *scribe, struct input *input)
{
	scribe_begin_event(scribe, input, SLICE("id"), "seatwire.test");
	scribe_end_event(scribe, input, OUTPUT_RECEIPT);
}

static const char *header(const struct scribe *scribe, uint32_t output, uint32_t at, const char *name)
{
	expect_slice(scribe->outputs->items[output].headers[at].name, name);
	return arena_copy(inputs_arena(), scribe->outputs->items[output].headers[at].value).data;
}

TEST(each_output_of_an_event_names_its_place_and_its_batch_and_counts)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("acct-42"));
	struct input input = an_input(plan, account, an_event("e", "t", 1000, "1"));
	struct scribe *scribe = a_scribe(plan);

	write_nothing(scribe, &input);
	write_nothing(scribe, &input);
	expect_int(scribe->outputs->items[0].header_count, 3);
	expect_text(header(scribe, 0, 0, "content-type"), "application/cloudevents+json; charset=utf-8");
	expect_text(header(scribe, 0, 1, "seatwire-source"), "interactions/3/1841/0");
	expect_text(header(scribe, 1, 1, "seatwire-source"), "interactions/3/1841/1");
	expect_text(header(scribe, 1, 2, "seatwire-batch"), "3/12");
	expect_slice(scribe->outputs->items[1].key, "acct-42");
	expect_int(scribe->outputs->items[1].partition, -1);
	expect_text(newest(scribe),
		"{\"specversion\":\"1.0\",\"id\":\"id\",\"source\":\"/seatwire/demo\",\"type\":\"seatwire.test\","
		"\"subject\":\"acct-42\",\"time\":\"1970-01-01T00:00:01Z\",\"datacontenttype\":\"application/json\","
		"\"data\":{}}");
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}

TEST(timers_of_one_deadline_have_places_of_their_own)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = {.plan = plan, .account = account, .arena = inputs_arena()};
	struct scribe *scribe = a_scribe(plan);

	scribe_at_timer(scribe, 7, 1764000000000, SLICE("0123"));
	write_nothing(scribe, &input);
	scribe_at_timer(scribe, 7, 1764000000000, SLICE("4567"));
	write_nothing(scribe, &input);
	expect_text(header(scribe, 0, 1, "seatwire-source"), "timer/7/1764000000000-0123/0");
	expect_text(header(scribe, 1, 1, "seatwire-source"), "timer/7/1764000000000-4567/0");
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}

/* Computed with xxhsum and Python: XXH3-128 of json.dumps(parts, separators=(",", ":"), ensure_ascii=False). */
TEST(an_identity_is_the_hash_of_the_compact_json_array_of_its_parts)
{
	const struct slice plain[] = {
		SLICE("demo"), SLICE("acct-42"), SLICE("usage_drop"), SLICE("/product"), SLICE("e-77")};
	const struct slice escaped[] = {SLICE("demo"), SLICE("a\"\\b\n\1\xc3\xa4"), SLICE("drop"), SLICE("expiry/0123"),
		SLICE("1764000000000")};
	const struct slice empty[5] = {{NULL, 0}};

	expect_slice(scribe_identity(inputs_arena(), plain, 5), "3609e447921f2d56df4c3322956986a2");
	expect_slice(scribe_identity(inputs_arena(), escaped, 5), "caf1a82d769d7a94cfae6a7c7c177b19");
	expect_slice(scribe_identity(inputs_arena(), empty, 5), "2bf2770e215b364a8ee49cfcb8c4a242");
}

TEST(the_cause_of_an_event_is_its_source_and_id_and_of_a_timer_its_name_and_deadline)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input event = an_input(plan, account, an_event("e1", "t", 1000, "1"));
	struct input timer = {.arena = inputs_arena(), .timer = SLICE("expiry/01"), .time_ms = -5};
	struct slice parts[2];

	scribe_cause(&event, parts);
	expect_slice(parts[0], "/s");
	expect_slice(parts[1], "e1");
	scribe_cause(&timer, parts);
	expect_slice(parts[0], "expiry/01");
	expect_slice(parts[1], "-5");
	plan_unref(plan);
}

TEST(an_output_beyond_the_bound_is_counted)
{
	struct plan *plan = a_plan();
	struct slice large = {ARENA_ARRAY(inputs_arena(), char, OUTPUT_BYTES_MOST / 6), OUTPUT_BYTES_MOST / 6};
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = an_input(plan, account, an_event("e", "t", 1000, "1"));
	struct scribe *scribe = a_scribe(plan);

	write_nothing(scribe, &input);
	expect_int(scribe->over_size, 0);
	scribe_begin_event(scribe, &input, large, "seatwire.test");
	scribe_end_event(scribe, &input, OUTPUT_RECEIPT);
	expect_int(scribe->over_size, 1);
	scribe_at_event(scribe, scribe->record);
	expect_int(scribe->over_size, 0);
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}
