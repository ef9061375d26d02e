/* What was seen, which tasks are open, which comes due next. */
#include "account/account.h"
#include "accounts.h"
#include "check.h"

static struct arena arena;

TEST(an_event_is_seen_for_as_long_as_dedupe_says_and_not_longer)
{
	struct plan *plan = a_plan("signed");
	struct account *account = account_make(&arena, plan, SLICE("a"));

	account_note_seen(account, &arena, 1, 1000);
	expect_true(account_has_seen(account, plan, 1, 1000 + plan->dedupe_ms));
	expect_false(account_has_seen(account, plan, 1, 1001 + plan->dedupe_ms));
	expect_false(account_has_seen(account, plan, 2, 1000));
	plan_unref(plan);
}

TEST(of_more_than_256_seen_events_the_oldest_goes)
{
	struct plan *plan = a_plan("signed");
	struct account *account = account_make(&arena, plan, SLICE("a"));

	for (uint64_t i = 0; i < 3 * SEEN_MOST; i++)
		account_note_seen(account, &arena, i, 1000);
	expect_int(account->seen_count, SEEN_MOST);
	expect_false(account_has_seen(account, plan, 2 * SEEN_MOST - 1, 1000));
	expect_true(account_has_seen(account, plan, 2 * SEEN_MOST, 1000));
	plan_unref(plan);
}

TEST(source_and_id_are_told_apart)
{
	expect_false(account_seen_hash(SLICE("a"), SLICE("bc")) == account_seen_hash(SLICE("ab"), SLICE("c")));
	expect_false(account_seen_hash(SLICE("a"), SLICE("b")) == account_seen_hash(SLICE("b"), SLICE("a")));
}

TEST(what_was_seen_too_long_ago_is_pruned)
{
	struct plan *plan = a_plan("signed");
	struct account *account = account_make(&arena, plan, SLICE("a"));

	account_note_seen(account, &arena, 1, 1000);
	account_note_seen(account, &arena, 2, 2000);
	account_prune(account, plan, 1001 + plan->dedupe_ms);
	expect_int(account->seen_count, 1);
	expect_int(account->seen[0].hash, 2);
	account_prune(account, plan, 2001 + plan->dedupe_ms);
	expect_true(account_is_empty(account, plan));
	plan_unref(plan);
}

TEST(a_task_is_found_by_its_id_and_by_its_matter)
{
	struct plan *plan = a_plan("signed");
	struct account *account = account_make(&arena, plan, SLICE("a"));
	struct task *task = add_task(&arena, account, "id", 1, 2);

	expect_true(account_task(account, SLICE("id")) == task);
	expect_true(account_task(account, SLICE("other")) == NULL);
	expect_true(account_task_of(account, SLICE("retention"), SLICE("call")) == task);
	expect_true(account_task_of(account, SLICE("retention"), SLICE("visit")) == NULL);
	expect_true(account_task_of(account, SLICE("retention"), (struct slice){NULL, 0}) == task);
	account_remove_task(account, task);
	expect_true(account_task(account, SLICE("id")) == NULL);
	plan_unref(plan);
}

TEST(the_next_timer_is_the_earliest_then_the_lowest_id)
{
	struct plan *plan = a_plan("signed");
	struct account *account = account_make(&arena, plan, SLICE("a"));
	int64_t deadline_ms;

	expect_true(account_next_timer(account, &deadline_ms) == NULL);
	expect_int(deadline_ms, INT64_MAX);
	add_task(&arena, account, "c", 0, 2000);
	add_task(&arena, account, "b", 0, 1000);
	add_task(&arena, account, "a", 0, 1000);
	expect_slice(account_next_timer(account, &deadline_ms)->id, "a");
	expect_int(deadline_ms, 1000 + 7 * (int64_t)DAY_MS);
	plan_unref(plan);
}

TEST(a_task_lapses_as_long_after_its_due_time_as_that_was_after_its_opening_at_least_a_week)
{
	int64_t day = DAY_MS;

	expect_int(task_expires_ms(&(struct task){.opened_ms = day, .due_ms = 21 * day}), 41 * day);
	expect_int(task_expires_ms(&(struct task){.opened_ms = day, .due_ms = 8 * day}), 15 * day);
	expect_int(task_expires_ms(&(struct task){.opened_ms = day, .due_ms = 2 * day}), 9 * day);
	expect_int(task_expires_ms(&(struct task){.opened_ms = day}), 31 * day);
}
