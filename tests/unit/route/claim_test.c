/* One task for one matter: which claim opens, which folds, who owns it. */
#include "check.h"
#include "routes.h"

static const char dana[] = "{\"csm\":\"dana\"}";

TEST(a_claim_opens_a_task_for_the_outcomes_owner_and_a_second_one_folds_with_the_earlier_due)
{
	struct route route = a_route();

	goes(&route, "owner", dana);
	expect_text(goes(&route, "a", "1"), "opened review csm/dana by outcome due 259200000 open r1\nrouted a1\n");
	route.clock_ms = 1000;
	expect_text(goes(&route, "b", "1"), "updated review csm/dana by outcome due 86401000 open r2\nfolded a2\n");
	expect_text(goes(&route, "a", "1"), "updated review csm/dana by outcome due 86401000 open r3\nfolded a1\n");
	expect_text(
		goes(&route, "bare", "1"), "updated review csm/dana by outcome due 86401000 open r4\nfolded bare\n");
	expect_int(route.account->tasks[0]->evidence_count, 4);
	route_finish(&route);
}

TEST(a_task_without_due_takes_the_due_of_what_folds_into_it)
{
	struct route route = a_route();

	goes(&route, "owner", dana);
	expect_text(goes(&route, "bare", "1"), "opened review csm/dana by outcome open r1\nrouted bare\n");
	expect_text(goes(&route, "a", "1"), "updated review csm/dana by outcome due 259200000 open r2\nfolded a1\n");
	route_finish(&route);
}

TEST(claims_of_one_event_are_taken_by_the_earliest_due)
{
	struct route route = a_route();

	goes(&route, "owner", dana);
	expect_text(goes(&route, "both", "1"), "opened review csm/dana by outcome due 86400000 open r1\nrouted a2\n"
					       "updated review csm/dana by outcome due 86400000 open r2\nfolded a1\n");
	route_finish(&route);
}

TEST(another_action_of_an_uncontested_outcome_is_another_matter)
{
	struct route route = a_route();

	goes(&route, "owner", dana);
	goes(&route, "a", "1");
	expect_text(goes(&route, "other", "1"), "opened cause csm/dana by outcome open r1\nrouted other\n");
	expect_int(route.account->task_count, 2);
	route_finish(&route);
}

TEST(a_contested_outcome_has_one_voice_whatever_the_action_and_its_claims_are_kept)
{
	struct route route = a_route();
	struct task *task;

	expect_text(goes(&route, "gg", "1"), "opened offer ae/ada by authority due 172800000 open r1\nrouted g2\n"
					     "updated offer ae/ada by authority due 172800000 open r2\nfolded g1\n");
	task = route.account->tasks[0];
	expect_int(task->claim_count, 2);
	expect_slice(task->claims[0].seat, "head");
	expect_slice(task->claims[1].seat, "csm");
	for (int i = 0; i < TASK_CLAIMS_MOST + EVIDENCE_MOST; i++)
		goes(&route, "g", "1");
	expect_int(task->claim_count, TASK_CLAIMS_MOST);
	expect_int(task->evidence_count, EVIDENCE_MOST);
	expect_int(task->evidence_more, 2 + TASK_CLAIMS_MOST);
	route_finish(&route);
}

TEST(a_quiet_signal_leaves_a_receipt_and_a_signal_that_no_flow_wants_is_noted)
{
	struct route route = a_route();

	goes(&route, "owner", dana);
	goes(&route, "hush", "1");
	expect_text(goes(&route, "hush", "1"), "quiet hush\n");
	expect_text(goes(&route, "busy", "1"), "noted busy\n");
	route_finish(&route);
}

TEST(before_live_from_a_raised_signal_makes_memory_but_no_task)
{
	struct route route = a_route();

	expect_text(goes_in_history(&route, "hush", "1"), "history hush\n");
	expect_text(goes_in_history(&route, "hush", "1"), "quiet hush\n");
	expect_text(goes(&route, "hush", "1"), "quiet hush\n");
	expect_int(route.account->task_count, 0);
	route_finish(&route);
}

TEST(an_untracked_task_is_closed_at_its_opening_and_its_context_does_not_count_it)
{
	struct route route = a_route();

	goes(&route, "owner", dana);
	expect_text(goes(&route, "read", "1"), "opened note csm/dana by outcome open r1\nrouted read\n");
	expect_text(goes(&route, "read", "1"), "opened note csm/dana by outcome open r1\nrouted read\n");
	expect_int(route.account->task_count, 0);
	route_finish(&route);
}
