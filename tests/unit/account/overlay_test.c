/* What a batch has touched, over what is committed. */
#include "account/overlay.h"
#include "accounts.h"
#include "check.h"

static struct arena arena;

TEST(an_account_nobody_remembers_is_empty_and_the_same_each_time)
{
	struct plan *plan = a_plan("signed");
	struct store store;
	struct overlay overlay;
	struct account *account;

	store_init(&store, 1);
	overlay_init(&overlay, &arena, plan, &store);
	expect_true(overlay_touched(&overlay, SLICE("a")) == NULL);
	account = overlay_account(&overlay, SLICE("a"));
	expect_true(account_is_empty(account, plan));
	expect_int(account->revision, 0);
	expect_int(account->queued_ms, INT64_MAX);
	expect_true(overlay_account(&overlay, SLICE("a")) == account);
	expect_true(overlay_touched(&overlay, SLICE("a")) == account);
	expect_int(store.count, 0);
	store_finish(&store);
	plan_unref(plan);
}

TEST(a_change_in_the_overlay_leaves_the_committed_account_as_it_is)
{
	struct plan *plan = a_plan("signed");
	struct account *account = a_full_account(&arena, plan, 1000);
	struct slice value = encoded(&arena, plan, account, 3);
	struct store store;
	struct overlay overlay;

	store_init(&store, 1);
	store_set(&store, account->key, value, 99);
	overlay_init(&overlay, &arena, plan, &store);
	account = overlay_account(&overlay, SLICE("acct-42"));
	expect_int(account->revision, 3);
	expect_int(account->queued_ms, 99);
	account->tasks[0]->revision = 100;
	account_remove_task(account, account->tasks[1]);
	expect_true(slice_equal(store_value(store_find(&store, SLICE("acct-42"))), value));
	store_finish(&store);
	plan_unref(plan);
}

TEST(of_a_thousand_accounts_each_is_found_and_one_that_was_replaced_is_the_new_one)
{
	struct plan *plan = a_plan("signed");
	struct store store;
	struct overlay overlay;
	struct account *other;

	store_init(&store, 1);
	overlay_init(&overlay, &arena, plan, &store);
	for (int i = 0; i < 1000; i++)
		overlay_account(&overlay, arena_printf(&arena, "account %d", i))->drift_day = i;
	other = account_make(&arena, plan, SLICE("account 500"));
	other->drift_day = 7;
	overlay_replace(&overlay, other);
	expect_int(overlay.count, 1000);
	for (int i = 0; i < 1000; i++) {
		expect_int(
			overlay_account(&overlay, arena_printf(&arena, "account %d", i))->drift_day, i == 500 ? 7 : i);
		expect_int(overlay.touched[i]->drift_day, i == 500 ? 7 : i);
	}
	store_finish(&store);
	plan_unref(plan);
}
