/* What an event changes in the memory of an account: last, open, count, recent; out of order too. */
#include "account/facts.h"
#include "check.h"

static struct arena arena;

static const struct value *number(int64_t integer)
{
	struct value *value = ARENA_NEW(&arena, struct value);

	*value = (struct value){.kind = VALUE_INTEGER, .skip = 1, .integer = integer};
	return value;
}

static const struct value *null_value(void)
{
	struct value *value = ARENA_NEW(&arena, struct value);

	*value = (struct value){.kind = VALUE_NULL, .skip = 1};
	return value;
}

TEST(the_last_value_stands_and_an_older_event_does_not_replace_it)
{
	struct fact_state fact = {0};

	expect_true(facts_note_last(&fact, number(1), 10, &arena));
	expect_false(facts_note_last(&fact, number(2), 9, &arena));
	expect_int(fact.value->integer, 1);
	expect_true(facts_note_last(&fact, number(3), 10, &arena));
	expect_int(fact.value->integer, 3);
}

TEST(a_missing_value_leaves_the_fact_and_null_forgets_it_with_its_time)
{
	struct fact_state fact = {0};

	facts_note_last(&fact, number(1), 10, &arena);
	expect_false(facts_note_last(&fact, NULL, 20, &arena));
	expect_true(facts_note_last(&fact, null_value(), 30, &arena));
	expect_true(fact.known && !fact.value);
	expect_false(facts_note_last(&fact, number(2), 25, &arena));
	expect_true(fact.value == NULL);
}

TEST(a_value_beyond_four_kibibytes_is_as_missing)
{
	struct fact_state fact = {0};
	struct value big = {.kind = VALUE_STRING, .skip = 1, .size = FACT_BYTES_MOST + 1};

	big.text = arena_zalloc(&arena, 1, FACT_BYTES_MOST + 1);
	expect_false(facts_note_last(&fact, &big, 10, &arena));
	expect_false(fact.known);
	big.size = FACT_BYTES_MOST;
	expect_true(facts_note_last(&fact, &big, 10, &arena));
}

/* A set whose members are kept for `keep_ms`; its account knows no newer event than the one at hand, and forgets
 * closings 40 ms later. */
static void note(struct fact_state *fact, int64_t keep_ms, struct slice id, bool closes, int64_t time_ms)
{
	const struct plan_fact plan = {.kind = FACT_OPEN, .window_ms = keep_ms};
	int64_t newest_ms = time_ms;

	for (uint32_t i = 0; i < fact->count; i++)
		if (fact->members[i].time_ms > newest_ms)
			newest_ms = fact->members[i].time_ms;
	facts_note_open(fact, &plan, id, closes, time_ms, newest_ms, 40, &arena);
}

TEST(an_open_set_counts_each_member_once_and_closing_wins_at_the_same_time)
{
	struct plan_fact plan = {.kind = FACT_OPEN, .window_ms = 1000};
	struct fact_state fact = {0};

	note(&fact, 1000, SLICE("a"), false, 10);
	note(&fact, 1000, SLICE("a"), false, 11);
	note(&fact, 1000, SLICE("b"), false, 12);
	expect_int(facts_open_size(&fact, &plan, 20), 2);
	note(&fact, 1000, SLICE("b"), true, 12);
	expect_int(facts_open_size(&fact, &plan, 20), 1);
	note(&fact, 1000, SLICE("b"), false, 12);
	expect_int(facts_open_size(&fact, &plan, 20), 1);
	note(&fact, 1000, SLICE("b"), false, 13);
	expect_int(facts_open_size(&fact, &plan, 20), 2);
}

TEST(a_member_leaves_the_set_when_it_was_kept_for_long_enough)
{
	struct plan_fact plan = {.kind = FACT_OPEN, .window_ms = 100};
	struct fact_state fact = {0};

	note(&fact, 100, SLICE("a"), false, 10);
	expect_int(facts_open_size(&fact, &plan, 110), 1);
	expect_int(facts_open_size(&fact, &plan, 111), 0);
	note(&fact, 100, SLICE("b"), false, 111);
	expect_int(fact.count, 1);
}

TEST(a_closing_is_forgotten_once_nothing_as_old_can_come)
{
	struct fact_state fact = {0};

	note(&fact, 1000, SLICE("a"), true, 10);
	note(&fact, 1000, SLICE("b"), false, 50);
	expect_int(fact.count, 2);
	note(&fact, 1000, SLICE("b"), false, 51);
	expect_int(fact.count, 1);
}

TEST(a_member_that_opens_again_is_kept_from_then_on)
{
	struct plan_fact plan = {.kind = FACT_OPEN, .window_ms = 100};
	struct fact_state fact = {0};

	note(&fact, 100, SLICE("a"), false, 10);
	note(&fact, 100, SLICE("a"), false, 90);
	expect_int(facts_open_size(&fact, &plan, 150), 1);
	expect_int(facts_open_size(&fact, &plan, 191), 0);
}

TEST(of_more_than_256_members_the_oldest_goes)
{
	struct fact_state fact = {0};

	for (int i = 0; i < FACT_OPEN_MOST + 1; i++)
		note(&fact, 1000, arena_printf(&arena, "m%d", i), false, 1000 - i);
	expect_int(fact.count, FACT_OPEN_MOST);
	expect_slice(fact.members[0].id, "m255");
}

TEST(what_is_closed_does_not_push_out_what_is_open)
{
	struct fact_state fact = {0};

	note(&fact, 10000, SLICE("open"), false, 1);
	for (int i = 0; i < FACT_OPEN_MOST + 10; i++)
		note(&fact, 10000, arena_printf(&arena, "m%d", i), true, 2);
	expect_int(fact.count, FACT_OPEN_MOST);
	expect_slice(fact.members[0].id, "open");
	expect_true(fact.members[1].closed);
}

TEST(a_count_holds_the_slices_of_its_window_aligned_to_the_epoch)
{
	struct plan_fact plan = {.kind = FACT_COUNT, .window_ms = 3200}; /* slices of 100 ms */
	struct fact_state fact = {0};

	facts_note_count(&fact, &plan, 100);
	facts_note_count(&fact, &plan, 199);
	facts_note_count(&fact, &plan, 200);
	expect_int(facts_count(&fact, &plan, 299), 3);
	expect_int(facts_count(&fact, &plan, 3299), 3); /* the window ends with slice 32 and begins with slice 1 */
	expect_int(facts_count(&fact, &plan, 3300), 1);
	expect_int(facts_count(&fact, &plan, 3400), 0);
}

TEST(a_late_event_counts_in_its_own_slice_and_one_before_the_window_does_not)
{
	struct plan_fact plan = {.kind = FACT_COUNT, .window_ms = 3200};
	struct fact_state fact = {0};

	facts_note_count(&fact, &plan, 5000);
	expect_true(facts_note_count(&fact, &plan, 4000));
	expect_false(facts_note_count(&fact, &plan, 1000));
	expect_int(facts_count(&fact, &plan, 5000), 2);
}

TEST(recent_events_stand_in_the_order_of_time_and_the_oldest_goes)
{
	struct plan_fact plan = {.kind = FACT_RECENT, .most = 2};
	struct fact_state fact = {0};
	struct recent_event *entry;

	facts_note_recent(&fact, &plan, 30, SLICE("t"), SLICE("c"), &arena, &entry);
	facts_note_recent(&fact, &plan, 10, SLICE("t"), SLICE("a"), &arena, &entry);
	expect_slice(entry->id, "a");
	expect_true(facts_note_recent(&fact, &plan, 20, SLICE("t"), SLICE("b"), &arena, &entry));
	expect_false(facts_note_recent(&fact, &plan, 5, SLICE("t"), SLICE("z"), &arena, &entry));
	expect_int(fact.count, 2);
	expect_slice(fact.recent[0].id, "b");
	expect_slice(fact.recent[1].id, "c");
}
