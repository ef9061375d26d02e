/* From matched patterns to signals: one snapshot, windows, given, quiet. */
#include "signal/raise.h"
#include "account/remember.h"
#include "check.h"
#include "inputs.h"
#include "plans.h"

static struct plan *a_plan(void)
{
	return plan_with(
		"account: { key: [subject], remember: { arr: { last: data.arr, on: { type: [signed, both] } } } }\n"
		"signals:\n"
		"  big: { when: { type: [asked, both] }, given: { account: { arr: [ { numeric: [\">=\", 100] } ] } } "
		"}\n"
		"  faces: { when: { type: [faced] }, times: 2, within: 1d, distinct: data.who }\n"
		"  hush: { when: { type: [hushed] }, quiet: 1d }\n"
		"  many: { when: { type: [asked, many] }, times: 2, within: 1d, quiet: 10d }\n"
		"  some: { when: { type: [some] }, times: 2, within: 1d, given: { account: { arr: [ 1 ] } } }\n"
		"  soon: { when: { type: [hushed] }, given: { since: { hush: [ { exists: false } ] } } }\n"
		"flows:\n"
		"  - { signal: big, outcome: retention, action: call, due: 1d }\n"
		"  - { signal: faces, outcome: retention, action: call, due: 1d }\n"
		"  - { signal: hush, outcome: retention, action: call, due: 1d }\n"
		"  - { signal: many, outcome: retention, action: call, due: 1d }\n"
		"  - { signal: some, outcome: retention, action: call, due: 1d }\n"
		"  - { signal: soon, outcome: retention, action: call, due: 1d }\n"
		"actions: { call: { topic: tasks.call, expect: Call } }\n");
}

/* What the event raises: "big, many(quiet)". */
static const char *raised(
	struct plan *plan, struct account *account, const char *type, int64_t time_ms, const char *data)
{
	static int number;
	struct slice text = {"", 0};
	const struct event *event = an_event(arena_printf(inputs_arena(), "e%d", number++).data, type, time_ms, data);
	struct input input = an_input(plan, account, event);
	struct remembered remembered;
	struct raised_signals signals;
	const uint32_t *uses;
	uint32_t count = uses_of(plan, event, &uses);

	remember_event(&input, uses, count, &remembered);
	signals_raise(&input, uses, count, &signals);
	for (uint32_t i = 0; i < signals.count; i++)
		text = arena_printf(inputs_arena(), "%.*s%s%.*s%s", SLICE_PRINT(text), i ? ", " : "",
			SLICE_PRINT(plan->signals[signals.items[i].signal].name),
			signals.items[i].quiet ? "(quiet)" : "");
	return text.data;
}

static struct account *an_account(struct plan *plan)
{
	return account_make(inputs_arena(), plan, SLICE("a"));
}

TEST(given_is_read_after_the_event_has_changed_the_facts)
{
	struct plan *plan = a_plan();
	struct account *account = an_account(plan);

	expect_text(raised(plan, account, "both", 0, "{\"arr\":99}"), "");
	expect_text(raised(plan, account, "both", 1, "{\"arr\":100}"), "big");
	expect_text(raised(plan, account, "both", 2, "{\"arr\":\"100\"}"), "");
	plan_unref(plan);
}

TEST(what_one_signal_notes_does_not_change_what_another_is_given)
{
	struct plan *plan = a_plan();
	struct account *account = an_account(plan);

	expect_text(raised(plan, account, "hushed", 0, "1"), "hush, soon");
	expect_text(raised(plan, account, "hushed", 2 * (int64_t)DAY_MS, "1"), "hush");
	plan_unref(plan);
}

TEST(a_window_is_emptied_whether_the_signal_is_quiet_or_not)
{
	struct plan *plan = a_plan();
	struct account *account = an_account(plan);

	expect_text(raised(plan, account, "many", 0, "1"), "");
	expect_text(raised(plan, account, "many", 1, "1"), "many");
	expect_text(raised(plan, account, "many", 2, "1"), "");
	expect_text(raised(plan, account, "many", 3, "1"), "many(quiet)");
	expect_text(raised(plan, account, "many", 4, "1"), "");
	plan_unref(plan);
}

TEST(quiet_counts_from_the_last_raise_not_from_what_was_kept_quiet)
{
	struct plan *plan = a_plan();
	struct account *account = an_account(plan);

	expect_text(raised(plan, account, "hushed", 0, "1"), "hush, soon");
	expect_text(raised(plan, account, "hushed", DAY_MS - 1, "1"), "hush(quiet)");
	expect_text(raised(plan, account, "hushed", DAY_MS, "1"), "hush");
	plan_unref(plan);
}

TEST(when_given_does_not_hold_on_the_nth_match_the_oldest_leaves)
{
	struct plan *plan = a_plan();
	struct account *account = an_account(plan);

	raised(plan, account, "some", 0, "1");
	expect_text(raised(plan, account, "some", 1, "1"), "");
	expect_int(account_signal(account, plan_signal_find(plan, SLICE("some")))->window_count, 1);
	raised(plan, account, "signed", 2, "{\"arr\":1}");
	expect_text(raised(plan, account, "some", 3, "1"), "some");
	plan_unref(plan);
}

TEST(a_match_without_the_distinct_value_does_not_count_and_leaves_nothing_behind)
{
	struct plan *plan = a_plan();
	struct account *account = an_account(plan);
	plan_index faces = plan_signal_find(plan, SLICE("faces"));

	expect_text(raised(plan, account, "faced", 0, "{\"who\":[]}"), "");
	expect_true(account_signal(account, faces) == NULL);
	expect_text(raised(plan, account, "faced", 1, "{\"who\":\"kim\"}"), "");
	expect_text(raised(plan, account, "faced", 10 * (int64_t)DAY_MS, "{\"name\":\"lee\"}"), "");
	expect_int(account_signal(account, faces)->window_count, 1);
	expect_text(raised(plan, account, "faced", 2, "{\"who\":null}"), "faces");
	plan_unref(plan);
}

TEST(signals_of_one_event_stand_in_the_order_of_their_names)
{
	struct plan *plan = a_plan();
	struct account *account = an_account(plan);

	raised(plan, account, "signed", 0, "{\"arr\":500}");
	raised(plan, account, "many", 1, "1");
	expect_text(raised(plan, account, "asked", 2, "1"), "big, many");
	plan_unref(plan);
}
