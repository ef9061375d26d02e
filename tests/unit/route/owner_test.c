/* Who sits in the owner's seat, what follows when that changes, and what of a seat that the map no longer has. */
#include "route/owner.h"
#include "check.h"
#include "route/drift.h"
#include "routes.h"

TEST(a_seat_for_which_nobody_is_named_gets_its_task_all_the_same_and_the_steward_hears_of_it)
{
	struct route route = a_route();

	expect_text(goes(&route, "bare", "1"),
		"cross drift/seat_without_person/csm\nopened review csm/- by outcome open r1\nrouted bare\n");
	route_finish(&route);
}

TEST(when_the_person_of_a_seat_changes_its_open_tasks_move_along_and_are_open_again)
{
	struct route route = a_route();

	goes(&route, "owner", "{\"csm\":\"dana\"}");
	goes(&route, "bare", "1");
	goes(&route, "other", "1");
	goes(&route, "gg", "1");
	word(&route, "accepted", 0, BY("csm"));
	expect_text(goes(&route, "owner", "{\"csm\":\"dana\"}"), "");
	expect_text(goes(&route, "owner", "{\"csm\":\"eve\"}"),
		"reassigned review csm/eve by outcome handoffs 1 open r3\n"
		"reassigned cause csm/eve by outcome handoffs 1 open r2\n");
	expect_text(goes(&route, "owner", "{\"csm\":null}"),
		"reassigned review csm/- by outcome handoffs 2 open r4\ncross drift/seat_without_person/csm\n"
		"reassigned cause csm/- by outcome handoffs 2 open r3\ncross drift/seat_without_person/csm\n");
	route_finish(&route);
}

TEST(a_person_may_be_a_number)
{
	struct route route = a_route();

	goes(&route, "owner", "{\"csm\":7}");
	expect_text(goes(&route, "bare", "1"), "opened review csm/7 by outcome open r1\nrouted bare\n");
	route_finish(&route);
}

TEST(a_seat_that_the_map_no_longer_has_leaves_its_tasks_to_the_steward)
{
	struct route route = a_route();
	struct plan *after = a_route_plan("  csm: { reports_to: head }\n"
					  "  ae: { reports_to: head, person: ada }\n"
					  "  head: { person: hugo }\n");
	struct input input = {.plan = after, .account = route.account, .arena = inputs_arena(), .timer = SLICE("t")};

	goes(&route, "owner", "{\"csm\":\"dana\"}");
	goes(&route, "bare", "1");
	word(&route, "reassigned", 0, BY("csm") ",\"to\":{\"seat\":\"boss\"}");
	word(&route, "accepted", 0, BY("boss"));
	owner_settle(route.scribe, &input);
	expect_text(told(route.scribe),
		"reassigned review ops/olga by steward handoffs 2 open r4\nunowned bare\ncross drift/unowned/boss\n");
	expect_true(route.account->changed);
	owner_settle(route.scribe, &input);
	expect_text(told(route.scribe), "");
	plan_unref(after);
	route_finish(&route);
}

static const char *drift(struct route *route, const char *type, int64_t clock_ms)
{
	struct account *key = route->account;
	struct input input = an_input(route->plan, key,
		an_event("d", type, clock_ms,
			"{\"code\":\"seat_without_person\",\"name\":\"csm\",\"account\":\"acct-42\"}"));

	drift_take(route->scribe, &input);
	return told(route->scribe);
}

TEST(drift_makes_one_task_a_day_for_the_steward)
{
	struct route route = a_route();

	route.account = account_make(inputs_arena(), route.plan, SLICE("drift/seat_without_person/csm"));
	expect_text(drift(&route, "seatwire.drift", DAY_MS), "opened drift ops/olga by steward open r1\n");
	expect_text(drift(&route, "seatwire.drift", 2 * (int64_t)DAY_MS - 1), "");
	expect_text(drift(&route, "seatwire.drift", 2 * (int64_t)DAY_MS), "opened drift ops/olga by steward open r1\n");
	expect_int(route.account->task_count, 0);
	route_finish(&route);
}

TEST(keys_of_the_cross_topic_and_of_the_engine_are_no_accounts)
{
	expect_true(drift_key_reserved(SLICE("drift/x")));
	expect_true(drift_key_reserved(SLICE("learning/")));
	expect_true(drift_key_reserved(SLICE("seat/csm")));
	expect_true(drift_key_reserved(SLICE("seatwire/progress")));
	expect_false(drift_key_reserved(SLICE("drift")));
	expect_false(drift_key_reserved(SLICE("Seat/csm")));
	expect_false(drift_key_reserved(SLICE("")));
}
