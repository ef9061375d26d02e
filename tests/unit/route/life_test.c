/* What becomes of a task: accepted, declined, reassigned, completed, expired. */
#include "route/life.h"
#include "check.h"
#include "routes.h"

static const char dana[] = "{\"csm\":\"dana\"}";

static struct route a_route_with_a_task(void)
{
	struct route route = a_route();

	goes(&route, "owner", dana);
	goes(&route, "bare", "1");
	return route;
}

TEST(only_the_owners_seat_accepts_and_only_once)
{
	struct route route = a_route_with_a_task();

	expect_text(word(&route, "accepted", 0, BY("ae")), "refused bare\n");
	expect_text(word(&route, "accepted", 0, ""), "refused bare\n");
	expect_text(word(&route, "accepted", 0, ",\"by\":{\"seat\":\"csm\",\"person\":\"pat\"}"),
		"updated review csm/pat by outcome accepted r2\n");
	expect_text(word(&route, "accepted", 0, BY("csm")), "refused bare\n");
	route_finish(&route);
}

TEST(a_declined_task_climbs_reports_to_and_ends_with_the_steward_who_cannot_decline)
{
	struct route route = a_route_with_a_task();

	word(&route, "accepted", 0, BY("csm"));
	expect_text(word(&route, "declined", 0, BY("ae")), "refused bare\n");
	expect_text(
		word(&route, "declined", 0, BY("csm")), "reassigned review head/hugo by declined handoffs 1 open r3\n");
	expect_text(
		word(&route, "declined", 0, BY("head")), "reassigned review boss/bea by declined handoffs 2 open r4\n");
	expect_text(
		word(&route, "declined", 0, BY("boss")), "reassigned review ops/olga by steward handoffs 3 open r5\n");
	expect_text(word(&route, "declined", 0, BY("ops")), "refused bare\n");
	expect_slice(route.account->tasks[0]->seat, "ops");
	route_finish(&route);
}

TEST(a_seat_that_has_declined_and_gets_the_task_again_cannot_decline_it_again)
{
	struct route route = a_route_with_a_task();

	word(&route, "declined", 0, BY("csm"));
	word(&route, "reassigned", 0, BY("head") ",\"to\":{\"seat\":\"csm\"}");
	expect_text(word(&route, "declined", 0, BY("csm")), "refused bare\n");
	route_finish(&route);
}

TEST(a_task_climbs_past_a_seat_that_has_declined_it)
{
	struct route route = a_route_with_a_task();

	word(&route, "declined", 0, BY("csm"));
	word(&route, "declined", 0, BY("head"));
	word(&route, "reassigned", 0, BY("boss") ",\"to\":{\"seat\":\"ae\"}");
	expect_text(
		word(&route, "declined", 0, BY("ae")), "reassigned review boss/bea by declined handoffs 4 open r5\n");
	route_finish(&route);
}

TEST(whom_a_decline_names_is_not_who_gets_the_task)
{
	struct route route = a_route_with_a_task();

	expect_text(word(&route, "declined", 0, BY("csm") ",\"to\":{\"seat\":\"ae\",\"person\":\"pat\"}"),
		"reassigned review head/hugo by declined handoffs 1 open r2\n");
	route_finish(&route);
}

TEST(a_reassigned_task_is_open_again_with_whom_it_names)
{
	struct route route = a_route_with_a_task();

	word(&route, "accepted", 0, BY("csm"));
	expect_text(word(&route, "reassigned", 0, BY("csm") ",\"to\":{\"seat\":\"ae\",\"person\":\"pat\"}"),
		"reassigned review ae/pat by reassigned handoffs 1 open r3\n");
	expect_text(word(&route, "reassigned", 0, BY("ae") ",\"to\":{\"person\":\"max\"}"),
		"reassigned review ae/max by reassigned handoffs 2 open r4\n");
	expect_text(word(&route, "reassigned", 0, BY("ae") ",\"to\":{\"seat\":\"ae\",\"person\":\"max\"}"),
		"refused bare\n");
	expect_text(word(&route, "reassigned", 0, BY("ae") ",\"to\":{\"seat\":\"nobody\"}"), "refused bare\n");
	expect_text(word(&route, "reassigned", 0, BY("ae")), "refused bare\n");
	route_finish(&route);
}

TEST(a_completed_task_is_told_once_and_then_nobody_knows_it)
{
	struct route route = a_route_with_a_task();

	expect_text(word(&route, "completed", 0, BY("ae") ",\"result\":{\"won\":true}"),
		"completed review csm/dana by outcome completed r2\n");
	expect_int(route.account->task_count, 0);
	expect_text(word(&route, "completed", 0, BY("csm")), "unknown_task -\n");
	expect_text(goes(&route, "bare", "1"), "opened review csm/dana by outcome open r1\nrouted bare\n");
	route_finish(&route);
}

TEST(word_without_a_task_is_about_an_unknown_one)
{
	struct route route = a_route_with_a_task();
	static const char *const tasks[] = {"{}", "{\"task\":7}", "{\"task\":{\"id\":\"x\"}}", "[]", "\"x\""};

	for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++)
		expect_text(goes(&route, "seatwire.task.completed", tasks[i]), "unknown_task -\n");
	route_finish(&route);
}

TEST(a_task_that_lapses_is_expired_and_its_context_does_not_count_it)
{
	struct route route = a_route_with_a_task();
	struct input input = {.plan = route.plan,
		.account = route.account,
		.arena = inputs_arena(),
		.clock_ms = 31 * (int64_t)DAY_MS,
		.time_ms = 30 * (int64_t)DAY_MS,
		.timer = SLICE("expiry/x")};
	struct task *task = route.account->tasks[0];

	scribe_at_timer(route.scribe, 0, input.time_ms, task->id);
	life_expire(route.scribe, &input, task, true);
	expect_int(route.account->task_count, 0);
	expect_true(strstr(route.scribe->outputs->items[0].value.data, "\"open\":{\"expansion\":0,\"retention\":0}") !=
		    NULL);
	expect_true(strstr(newest(route.scribe), "\"flags\":[\"late\"]") != NULL);
	expect_text(told(route.scribe), "expired review csm/dana by outcome expired r2\nexpired bare\n");
	route_finish(&route);
}

TEST(four_types_of_events_are_about_tasks)
{
	expect_true(life_is_task_event(SLICE("seatwire.task.accepted")));
	expect_true(life_is_task_event(SLICE("seatwire.task.declined")));
	expect_true(life_is_task_event(SLICE("seatwire.task.reassigned")));
	expect_true(life_is_task_event(SLICE("seatwire.task.completed")));
	expect_false(life_is_task_event(SLICE("seatwire.task.expired")));
	expect_false(life_is_task_event(SLICE("")));
}
