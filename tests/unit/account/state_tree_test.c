/* An account's state as `given` reads it and as a task carries it. */
#include "account/state_tree.h"
#include "account/facts.h"
#include "accounts.h"
#include "base/json_out.h"
#include "check.h"

static struct arena arena;

static const char *json_of(const struct value *tree)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);
	const char *text;

	json_value(&out, tree);
	text = arena_copy(&arena, buffer_slice(&buffer)).data;
	buffer_finish(&buffer);
	return text;
}

TEST(a_fact_never_remembered_is_missing_and_counts_and_sizes_start_at_0)
{
	struct plan *plan = a_plan("signed");
	struct account *account = account_make(&arena, plan, SLICE("a"));

	expect_text(json_of(state_tree(account, plan, STATE_FOR_PATTERNS, 1000, 1000, &arena)),
		"{\"account\":{\"events\":[],\"logins\":0,\"tickets\":0},\"people\":{},\"open\":{\"retention\":0},"
		"\"since\":{}}");
	plan_unref(plan);
}

TEST(patterns_read_the_size_of_an_open_fact_and_a_task_carries_its_members)
{
	struct plan *plan = a_plan("signed");
	struct account *account = a_full_account(&arena, plan, DAY_MS);
	int64_t now_ms = DAY_MS + 2 * (int64_t)DAY_MS;

	expect_text(json_of(state_tree(account, plan, STATE_FOR_PATTERNS, now_ms, now_ms, &arena)),
		"{\"account\":{\"arr\":\"large\",\"events\":[{\"time\":\"1970-01-01T23:59:59.999Z\",\"type\":"
		"\"opened\",\"id\":\"o1\","
		"\"signals\":[\"hush\"]}],\"logins\":2,\"tickets\":1},\"people\":{\"csm\":\"dana\"},\"open\":{"
		"\"retention\":2},"
		"\"since\":{\"hush\":2}}");
	expect_true(strstr(json_of(state_tree(account, plan, STATE_FOR_CONTEXT, now_ms, now_ms, &arena)),
			    "\"tickets\":[\"t1\"]") != NULL);
	plan_unref(plan);
}

TEST(a_member_that_was_kept_for_its_time_is_in_neither)
{
	struct plan *plan = a_plan("signed");
	struct account *account = a_full_account(&arena, plan, DAY_MS);
	int64_t now_ms = DAY_MS + 30 * (int64_t)DAY_MS;

	expect_true(strstr(json_of(state_tree(account, plan, STATE_FOR_CONTEXT, now_ms, now_ms, &arena)),
			    "\"tickets\":[]") != NULL);
	plan_unref(plan);
}

TEST(since_counts_whole_days_and_never_less_than_0)
{
	struct plan *plan = a_plan("signed");
	struct account *account = a_full_account(&arena, plan, 7); /* hush was raised at 0 */
	int64_t now_ms = 10 * (int64_t)DAY_MS;

	expect_true(
		strstr(json_of(state_tree(account, plan, STATE_FOR_PATTERNS, now_ms, 8 * (int64_t)DAY_MS - 1, &arena)),
			"\"since\":{\"hush\":7}") != NULL);
	expect_true(strstr(json_of(state_tree(account, plan, STATE_FOR_PATTERNS, now_ms, -(int64_t)DAY_MS, &arena)),
			    "\"since\":{\"hush\":0}") != NULL);
	plan_unref(plan);
}

TEST(a_tree_is_cut_to_whole_branches_and_single_facts)
{
	struct plan *plan = a_plan("signed");
	struct account *account = a_full_account(&arena, plan, DAY_MS);
	const struct value *tree = state_tree(account, plan, STATE_FOR_CONTEXT, DAY_MS, DAY_MS, &arena);
	struct slice arr[] = {SLICE("account"), SLICE("arr")}, gone[] = {SLICE("account"), SLICE("gone")};
	struct slice open[] = {SLICE("open")};
	const struct path paths[] = {{open, 1}, {gone, 2}, {arr, 2}};

	expect_text(json_of(state_tree_cut(tree, paths, 3, &arena)),
		"{\"account\":{\"arr\":\"large\"},\"open\":{\"retention\":2}}");
	expect_true(state_tree_cut(tree, paths, 0, &arena) == NULL);
	plan_unref(plan);
}
