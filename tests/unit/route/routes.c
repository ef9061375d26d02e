/* routes: events on their way. Memory: the test's arena. */
#include "routes.h"
#include "account/remember.h"
#include "check.h"
#include "plans.h"
#include "route/claim.h"
#include "route/life.h"
#include "route/owner.h"

static const char usual_seats[] = "  csm: { function: customer_success, reports_to: head }\n"
				  "  ae: { function: sales, reports_to: head, person: ada }\n"
				  "  head: { person: hugo, reports_to: boss }\n"
				  "  boss: { person: bea }\n";

struct plan *a_route_plan(const char *seats)
{
	return plan_of(arena_printf(inputs_arena(),
		"seatwire: 1\n"
		"map: demo\n"
		"steward: { seat: ops, topic: tasks.drift }\n"
		"seats:\n"
		"  ops: { person: olga }\n"
		"%s"
		"outcomes:\n"
		"  retention: { owner: csm }\n"
		"  expansion: { owner: ae, claims: [csm, head] }\n"
		"account:\n"
		"  key: [subject]\n"
		"  people: { csm: { last: data.csm, on: { type: [owner] } } }\n"
		"signals:\n"
		"  a1: { when: { type: [a, both] } }\n"
		"  a2: { when: { type: [b, both] } }\n"
		"  bare: { when: { type: [bare] } }\n"
		"  busy: { when: { type: [busy] } }\n"
		"  g1: { when: { type: [g, gg] } }\n"
		"  g2: { when: { type: [h, gg] } }\n"
		"  hush: { when: { type: [hush] }, quiet: 1d }\n"
		"  other: { when: { type: [other] } }\n"
		"  read: { when: { type: [read] } }\n"
		"flows:\n"
		"  - { signal: a1, outcome: retention, action: review, due: 3d }\n"
		"  - { signal: a2, outcome: retention, action: review, due: 1d }\n"
		"  - { signal: bare, outcome: retention, action: review }\n"
		"  - { signal: busy, outcome: retention, action: cause, given: { open: { retention: [ 5 ] } } }\n"
		"  - { signal: g1, outcome: expansion, action: talk, claim: csm, due: 5d }\n"
		"  - { signal: g2, outcome: expansion, action: offer, claim: head, due: 2d }\n"
		"  - { signal: hush, outcome: retention, action: review, due: 3d }\n"
		"  - { signal: other, outcome: retention, action: cause }\n"
		"  - { signal: read, outcome: retention, action: note }\n"
		"actions:\n"
		"  review: { topic: tasks.review, expect: Look, carry: [open] }\n"
		"  cause: { topic: tasks.cause, expect: Look }\n"
		"  talk: { topic: tasks.sales, expect: Talk }\n"
		"  offer: { topic: tasks.sales, expect: Offer }\n"
		"  note: { topic: tasks.notes, expect: Read, track: false, carry: [open] }\n",
		seats ? seats : usual_seats)
			       .data);
}

struct route a_route(void)
{
	struct plan *plan = a_route_plan(NULL);

	return (struct route){plan, account_make(inputs_arena(), plan, SLICE("a")), a_scribe(plan), 0};
}

void route_finish(struct route *route)
{
	buffer_finish(&route->scribe->buffer);
	plan_unref(route->plan);
}

static const char *take(struct route *route, const char *type, const char *data, bool history)
{
	static int number;
	const struct event *event =
		an_event(arena_printf(inputs_arena(), "e%d", number++).data, type, route->clock_ms, data);
	struct input input = an_input(route->plan, route->account, event);
	struct remembered remembered;
	struct raised_signals raised;
	const uint32_t *uses;
	uint32_t count = uses_of(route->plan, event, &uses);

	input.history = history;
	if (life_is_task_event(event->type) && !life_take(route->scribe, &input))
		return told(route->scribe);
	remember_event(&input, uses, count, &remembered);
	owner_follow_people(route->scribe, &input, remembered.people, remembered.people_count);
	signals_raise(&input, uses, count, &raised);
	claims_route(route->scribe, &input, &raised);
	return told(route->scribe);
}

const char *goes(struct route *route, const char *type, const char *data)
{
	return take(route, type, data, false);
}

const char *goes_in_history(struct route *route, const char *type, const char *data)
{
	return take(route, type, data, true);
}

const char *word(struct route *route, const char *word, uint32_t at, const char *data)
{
	struct slice id = at < route->account->task_count ? route->account->tasks[at]->id : SLICE("gone");

	return take(route, arena_printf(inputs_arena(), "seatwire.task.%s", word).data,
		arena_printf(inputs_arena(), "{\"task\":\"%.*s\"%s}", SLICE_PRINT(id), data).data, false);
}
