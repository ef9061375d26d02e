/* The bounds of an account and of an output: an event that would pass one leaves nothing but its dead letter. */
#include "account/task_state.h"
#include "base/buffer.h"
#include "check.h"
#include "engines.h"

/* Two hundred facts, ten for each type, and a signal whose action carries them all. */
static struct engine a_large_engine(void)
{
	struct slice text =
		SLICE("account:\n  key: [subject]\n  people: { csm: { last: data.csm, on: { type: [owner] } } }\n"
		      "  remember:\n");

	for (int i = 0; i < 200; i++)
		text = arena_printf(engines_arena(), "%.*s    f%d: { last: data.v, on: { type: [fill, fill%d] } }\n",
			SLICE_PRINT(text), i, i / 10);
	text = arena_printf(engines_arena(),
		"%.*ssignals:\n"
		"  s: { when: { type: [t] } }\n"
		"  n: { when: { type: [n] } }\n"
		"flows:\n"
		"  - { signal: s, outcome: retention, action: review, due: 1d }\n"
		"  - { signal: n, outcome: retention, action: cause, due: 1d }\n"
		"actions:\n"
		"  review: { topic: tasks.review, expect: Look, carry: [account] }\n"
		"  cause: { topic: tasks.cause, expect: Look }\n",
		SLICE_PRINT(text));
	return an_engine(1, text.data);
}

/* {"v":"<4 KiB of one character>"}: as JSON six times as much if it is a control character. */
static const char *four_kibibytes(const char *character)
{
	struct buffer buffer = {0};
	const char *text;

	buffer_append(&buffer, SLICE("{\"v\":\""));
	for (int i = 0; i < 4096; i++)
		buffer_append(&buffer, slice_of(character));
	buffer_append(&buffer, SLICE("\"}"));
	text = arena_copy(engines_arena(), buffer_slice(&buffer)).data;
	buffer_finish(&buffer);
	return text;
}

TEST(an_event_that_would_make_its_account_too_large_leaves_no_trace_but_its_dead_letter)
{
	struct engine engine = a_large_engine();
	const char *large = four_kibibytes("x");
	struct slice before;

	does(&engine, "o", "owner", "{\"csm\":\"dana\"}");
	for (int i = 0; i < 18; i++)
		expect_text(does(&engine, arena_printf(engines_arena(), "f%d", i).data,
				    arena_printf(engines_arena(), "fill%d", i).data, large),
			"");
	before = remembered(&engine);
	expect_text(does(&engine, "f18", "fill18", large), "dead account_too_large");
	expect_true(slice_equal(before, remembered(&engine)));
	expect_text(told(&engine, true), "dead account_too_large; state seatwire/progress; journal");
	expect_text(does(&engine, "f18", "fill18", "{\"v\":1}"), ""); /* it was not seen either */
	engine_finish(&engine);
}

TEST(from_an_empty_account_to_too_large_by_one_event_is_noticed)
{
	struct engine engine = a_large_engine();

	expect_text(does(&engine, "f", "fill", four_kibibytes("x")), "dead account_too_large");
	expect_slice(remembered(&engine), "");
	engine_finish(&engine);
}

TEST(an_event_that_would_lead_to_an_output_too_large_leaves_no_trace_but_its_dead_letter)
{
	struct engine engine = a_large_engine();
	const char *large = four_kibibytes("\\u0001");
	struct slice before;

	does(&engine, "o", "owner", "{\"csm\":\"dana\"}");
	for (int i = 0; i < 5; i++)
		does(&engine, arena_printf(engines_arena(), "f%d", i).data,
			arena_printf(engines_arena(), "fill%d", i).data, large);
	before = remembered(&engine);
	expect_text(does(&engine, "e", "t", "1"), "dead output_too_large");
	expect_true(slice_equal(before, remembered(&engine)));
	expect_int(partition_counts(engine.partition).tasks, 0);
	expect_int(partition_counts(engine.partition).dead_letters, 1);
	expect_int(partition_next_deadline(engine.partition), INT64_MAX);
	expect_text(does(&engine, "e", "n", "1"), "opened a r1; routed n");
	engine_finish(&engine);
}

TEST(within_one_batch_what_fits_is_kept_and_what_does_not_is_refused)
{
	struct engine engine = a_large_engine();
	const char *large = four_kibibytes("x");

	engine_begin(&engine);
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "o", "owner", "{\"csm\":\"dana\"}"));
	for (int i = 0; i < 18; i++)
		engine_take(&engine, EVENTS,
			a_record(&engine, EVENTS, arena_printf(engines_arena(), "f%d", i).data,
				arena_printf(engines_arena(), "fill%d", i).data, large));
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "f18", "fill18", large));
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "n1", "n", "1"));
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "f19", "fill19", large));
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "n2", "n", "1"));
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "n2", "n", "1"));
	engine_end(&engine);
	expect_text(told(&engine, true),
		"dead account_too_large; opened a r1; routed n; dead account_too_large; updated a r2; folded n; "
		"duplicate -; state a; state seatwire/progress; journal");
	engine_commit(&engine);
	expect_int(partition_next_deadline(engine.partition), DAYS(18));
	engine_finish(&engine);
}

TEST(a_timer_of_an_account_whose_context_grew_too_large_tells_less)
{
	struct engine engine = a_large_engine();
	const char *large = four_kibibytes("\\u0001");

	does(&engine, "o", "owner", "{\"csm\":\"dana\"}");
	expect_text(does(&engine, "e", "t", "1"), "opened a r1; routed s");
	for (int i = 0; i < 8; i++)
		does(&engine, arena_printf(engines_arena(), "f%d", i).data,
			arena_printf(engines_arena(), "fill%d", i).data, large);
	expect_text(waits(&engine, DAYS(8)), "expired a r2; expired s");
	expect_true(output_of(&engine, OUTPUT_TASK, 0)->value.size < 2000);
	expect_true(
		strstr(output_of(&engine, OUTPUT_TASK, 0)->value.data, "\"evidence\":[],\"evidence_more\":1") != NULL);
	engine_finish(&engine);
}

TEST(attributes_in_headers_count_too)
{
	struct engine engine =
		an_engine(1, "account: { key: [subject], remember: { recent: { recent: 100, on: { type: [t] } } } }\n"
			     "signals: { s: { when: { type: [u] } } }\n"
			     "flows: [ { signal: s, outcome: retention, action: call, due: 1d } ]\n"
			     "actions: { call: { topic: tasks.call, expect: Call } }\n");
	struct slice id = {memset(arena_alloc(engines_arena(), 300000), 'i', 300000), 300000};
	const struct header headers[] = {{SLICE("ce_specversion"), SLICE("1.0")}, {SLICE("ce_id"), id},
		{SLICE("ce_source"), SLICE("/s")}, {SLICE("ce_type"), SLICE("t")}, {SLICE("ce_subject"), SLICE("a")}};
	const char *told_last = "";

	for (int i = 0; i < 3; i++) {
		struct record record = a_raw_record(&engine, EVENTS, SLICE("a"), SLICE("{}"));

		((char *)id.data)[0] = (char)('0' + i);
		record.headers = headers;
		record.header_count = 5;
		engine_begin(&engine);
		engine_take(&engine, EVENTS, record);
		engine_end(&engine);
		told_last = told(&engine, false);
		engine_commit(&engine);
	}
	expect_text(told_last, "dead account_too_large");
	engine_finish(&engine);
}

TEST(a_batch_full_of_events_that_do_not_fit_needs_no_more_memory_than_one)
{
	struct engine engine = a_large_engine();
	const char *large = four_kibibytes("x");
	size_t used_bytes = 0;

	for (int i = 0; i < 18; i++)
		does(&engine, arena_printf(engines_arena(), "f%d", i).data,
			arena_printf(engines_arena(), "fill%d", i).data, large);
	engine_begin(&engine);
	for (int i = 0; i < 200; i++) {
		engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "f18", "fill18", large));
		if (i == 20)
			used_bytes = engine.arena.used_bytes;
	}
	expect_true(engine.arena.used_bytes < used_bytes + 8 * 1000 * 1000);
	engine_end(&engine);
	engine_commit(&engine);
	expect_int(partition_counts(engine.partition).dead_letters, 200);
	engine_finish(&engine);
}
