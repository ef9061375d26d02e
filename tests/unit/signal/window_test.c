/* A signal that wants several matches: the window (t - within, t] over event time. */
#include "signal/window.h"
#include "check.h"
#include "inputs.h"
#include "plans.h"

enum { HOUR_MS = 3600 * 1000, WEEK_MS = 7 * DAY_MS };

/* A signal `many` of some matches within a week. */
static struct plan *many(const char *times, const char *distinct)
{
	return plan_with(arena_printf(inputs_arena(),
		"account: { key: [subject] }\n"
		"signals: { many: { when: { type: [t] }, times: %s, within: 7d%s } }\n"
		"flows: [ { signal: many, outcome: retention, action: call, due: 1d } ]\n"
		"actions: { call: { topic: tasks.call, expect: Call } }\n",
		times, distinct)
				 .data);
}

static bool add(struct plan *plan, struct signal_state *signal, int64_t time_ms, const char *id, const char *data)
{
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = an_input(plan, account, an_event(id, "t", time_ms, data));

	return window_add(&plan->signals[0], signal, &input);
}

TEST(the_third_of_three_matches_within_the_time_reaches_it)
{
	struct plan *plan = many("3", "");
	struct signal_state signal = {0};

	expect_false(add(plan, &signal, 0, "a", "1"));
	expect_false(add(plan, &signal, HOUR_MS, "b", "1"));
	expect_true(add(plan, &signal, WEEK_MS - 1, "c", "1"));
	plan_unref(plan);
}

TEST(what_lies_exactly_the_window_behind_has_left_it)
{
	struct plan *plan = many("3", "");
	struct signal_state signal = {0};

	add(plan, &signal, 0, "a", "1");
	add(plan, &signal, HOUR_MS, "b", "1");
	expect_false(add(plan, &signal, WEEK_MS, "c", "1"));
	expect_int(signal.window_count, 2);
	expect_true(add(plan, &signal, WEEK_MS, "d", "1"));
	plan_unref(plan);
}

TEST(a_late_match_counts_if_it_lies_in_the_window_that_ends_at_the_newest)
{
	struct plan *plan = many("3", "");
	struct signal_state signal = {0};

	add(plan, &signal, WEEK_MS, "a", "1");
	expect_false(add(plan, &signal, 0, "b", "1"));
	expect_int(signal.window_count, 1);
	add(plan, &signal, 1, "c", "1");
	expect_int(signal.window_count, 2);
	expect_slice(signal.window[0].evidence.id, "c");
	expect_true(add(plan, &signal, DAY_MS, "d", "1"));
	expect_int(signal.newest_ms, WEEK_MS);
	plan_unref(plan);
}

TEST(of_equal_distinct_values_the_newest_stands)
{
	struct plan *plan = many("3", ", distinct: data.who");
	struct signal_state signal = {0};

	add(plan, &signal, 10, "a", "{\"who\":\"kim\"}");
	add(plan, &signal, 30, "b", "{\"who\":\"kim\"}");
	add(plan, &signal, 20, "c", "{\"who\":\"kim\"}");
	expect_int(signal.window_count, 1);
	expect_slice(signal.window[0].evidence.id, "b");
	expect_false(add(plan, &signal, 40, "d", "{\"who\":\"lee\"}"));
	expect_true(add(plan, &signal, 50, "e", "{\"who\":\"max\"}"));
	plan_unref(plan);
}

TEST(a_text_and_a_number_of_the_same_digits_are_distinct)
{
	struct plan *plan = many("2", ", distinct: data.who");
	struct signal_state signal = {0};

	add(plan, &signal, 10, "a", "{\"who\":7}");
	expect_false(add(plan, &signal, 20, "b", "{\"who\":7}"));
	expect_true(add(plan, &signal, 30, "c", "{\"who\":\"7\"}"));
	plan_unref(plan);
}

TEST(of_a_thousand_matches_the_window_keeps_all_in_the_order_of_their_times)
{
	struct plan *plan = many("1000", "");
	struct signal_state signal = {0};
	const struct evidence *evidence;
	uint32_t count;

	for (int i = 0; i < 999; i++)
		expect_false(add(plan, &signal, i * 7919 % 1000, arena_printf(inputs_arena(), "e%d", i).data, "1"));
	expect_true(add(plan, &signal, 999 * 7919 % 1000, "last", "1"));
	evidence = window_take(&signal, inputs_arena(), &count);
	expect_int(count, 1000);
	for (int i = 0; i < 1000; i++)
		expect_int(evidence[i].time_ms, i);
	expect_int(signal.window_count, 0);
	plan_unref(plan);
}

TEST(when_it_was_taken_the_window_begins_anew_but_remembers_its_newest)
{
	struct plan *plan = many("2", "");
	struct signal_state signal = {0};
	uint32_t count;

	add(plan, &signal, WEEK_MS, "a", "1");
	expect_true(add(plan, &signal, WEEK_MS + 1, "b", "1"));
	window_take(&signal, inputs_arena(), &count);
	expect_false(add(plan, &signal, 1, "c", "1"));
	expect_int(signal.window_count, 0);
	expect_false(add(plan, &signal, 2, "d", "1"));
	expect_true(add(plan, &signal, 3, "e", "1"));
	plan_unref(plan);
}

TEST(the_oldest_leaves_when_it_is_dropped)
{
	struct plan *plan = many("2", "");
	struct signal_state signal = {0};

	window_drop_oldest(&signal);
	add(plan, &signal, 20, "b", "1");
	add(plan, &signal, 10, "a", "1");
	window_drop_oldest(&signal);
	expect_int(signal.window_count, 1);
	expect_slice(signal.window[0].evidence.id, "b");
	plan_unref(plan);
}
