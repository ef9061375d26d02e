/* accounts: a plan and accounts for tests of account/. */
#include "accounts.h"
#include "account/facts.h"
#include "base/hash.h"
#include "check.h"
#include "plans.h"
#include <stdio.h>

static const char sections[] =
	"account:\n"
	"  key: [subject]\n"
	"  people: { csm: { last: data.csm, on: { type: [owner] } } }\n"
	"  remember:\n"
	"    arr: { last: data.arr, on: { type: [%s] } }\n"
	"    tickets: { open: data.ticket, from: { type: [opened] }, until: { type: [closed] }, keep: 30d }\n"
	"    logins: { count: 32d, on: { type: [login] } }\n"
	"    events: { recent: 3, on: { type: [opened, closed] } }\n"
	"signals:\n"
	"  hush: { when: { type: [hush] }, quiet: 1d }\n"
	"  many: { when: { type: [many] }, times: 3, within: 7d }\n"
	"flows:\n"
	"  - { signal: hush, outcome: retention, action: call, due: 3d, given: { since: { hush: [ { exists: true } ] } "
	"} }\n"
	"  - { signal: many, outcome: retention, action: call, due: 3d }\n"
	"actions: { call: { topic: tasks.call, expect: Call, carry: [account, people.csm, open, since] } }\n";

struct plan *a_plan(const char *arr_type)
{
	char text[4096];

	snprintf(text, sizeof(text), sections, arr_type);
	return plan_with(text);
}

plan_index fact_index(const struct plan *plan, const char *name)
{
	plan_index index = plan_fact_find(plan, false, slice_of(name));

	if (index == PLAN_NONE)
		index = plan_fact_find(plan, true, slice_of(name));
	ck_assert_int_ne(index, PLAN_NONE);
	return index;
}

plan_index signal_index(const struct plan *plan, const char *name)
{
	plan_index index = plan_signal_find(plan, slice_of(name));

	ck_assert_int_ne(index, PLAN_NONE);
	return index;
}

static const struct value *text_value(struct arena *arena, const char *text)
{
	struct value_builder builder;

	builder_init(&builder, arena);
	builder_string(&builder, (struct slice){NULL, 0}, slice_of(text));
	return builder_root(&builder);
}

static struct evidence an_evidence(struct arena *arena, const char *id, int64_t time_ms)
{
	struct evidence_match *matches = ARENA_ARRAY(arena, struct evidence_match, 2);

	matches[0] = (struct evidence_match){SLICE("data.change"), SLICE("numeric"), text_value(arena, "x")};
	matches[1] = (struct evidence_match){SLICE("data.gone"), SLICE("exists"), NULL};
	return (struct evidence){
		SLICE("/s"), slice_of(id), SLICE("many"), time_ms, SLICE("interactions"), 3, 1841, matches, 2};
}

struct task *add_task(struct arena *arena, struct account *account, const char *id, int64_t opened_ms, int64_t due_ms)
{
	struct task *task = account_add_task(account, arena);

	*task = (struct task){.id = slice_of(id),
		.revision = 1,
		.signal = SLICE("many"),
		.outcome = SLICE("retention"),
		.action = SLICE("call"),
		.flow = SLICE("many"),
		.topic = SLICE("tasks.call"),
		.seat = SLICE("csm"),
		.opened_ms = opened_ms,
		.due_ms = due_ms};
	return task;
}

static void add_full_task(struct arena *arena, struct account *account, int64_t opened_ms)
{
	struct task *task = add_task(arena, account, "0123456789abcdef0123456789abcdef", opened_ms, opened_ms + 1000);

	task->revision = 7;
	task->state = TASK_ACCEPTED;
	task->person = SLICE("dana");
	task->by = OWNER_BY_DECLINED;
	task->handoffs = 2;
	task->claims = ARENA_NEW(arena, struct task_claim);
	task->claims[0] = (struct task_claim){SLICE("ae"), SLICE("many"), SLICE("/s"), SLICE("e1")};
	task->claim_count = task->claim_capacity = 1;
	task->declined = ARENA_NEW(arena, struct slice);
	task->declined[0] = SLICE("ae");
	task->declined_count = task->declined_capacity = 1;
	task->evidence = ARENA_NEW(arena, struct evidence);
	task->evidence[0] = an_evidence(arena, "e1", opened_ms - 5);
	task->evidence_count = task->evidence_capacity = 1;
	task->evidence_more = 3;
}

static void add_signals(struct arena *arena, const struct plan *plan, struct account *account, int64_t newest_ms)
{
	struct signal_state *hush, *many;

	hush = account_make_signal(account, arena, signal_index(plan, "hush"));
	hush->raised = true;
	hush->raised_ms = hush->newest_ms = newest_ms - 7;
	many = account_make_signal(account, arena, signal_index(plan, "many"));
	many->newest_ms = newest_ms;
	many->window_count = many->window_capacity = 2;
	many->window = ARENA_ARRAY(arena, struct window_entry, 2);
	many->window[0] = (struct window_entry){newest_ms - 9, 11, an_evidence(arena, "w1", newest_ms - 9)};
	many->window[1] = (struct window_entry){newest_ms, UINT64_MAX, an_evidence(arena, "w2", newest_ms)};
}

struct account *a_full_account(struct arena *arena, const struct plan *plan, int64_t newest_ms)
{
	static const struct slice hush = {"hush", 4};
	struct account *account = account_make(arena, plan, SLICE("acct-42"));
	plan_index events = fact_index(plan, "events"), logins = fact_index(plan, "logins");
	struct recent_event *entry;

	account->newest_ms = newest_ms;
	facts_note_last(&account->facts[fact_index(plan, "arr")], text_value(arena, "large"), newest_ms - 3, arena);
	facts_note_last(&account->facts[fact_index(plan, "csm")], text_value(arena, "dana"), newest_ms - 4, arena);
	facts_note_open(&account->facts[fact_index(plan, "tickets")], &plan->facts[fact_index(plan, "tickets")],
		SLICE("t1"), false, newest_ms - 2, newest_ms, plan->late_ms, arena);
	facts_note_open(&account->facts[fact_index(plan, "tickets")], &plan->facts[fact_index(plan, "tickets")],
		SLICE("t2"), true, newest_ms - 1, newest_ms, plan->late_ms, arena);
	facts_note_count(&account->facts[logins], &plan->facts[logins], newest_ms);
	facts_note_count(&account->facts[logins], &plan->facts[logins], newest_ms - 3 * (int64_t)DAY_MS);
	facts_note_recent(&account->facts[events], &plan->facts[events], newest_ms - 1, SLICE("opened"), SLICE("o1"),
		arena, &entry);
	entry->signals = &hush;
	entry->signal_count = 1;
	add_signals(arena, plan, account, newest_ms);
	account_note_seen(account, arena, UINT64_MAX, newest_ms + 10);
	account_note_seen(account, arena, 0, newest_ms + 20);
	add_full_task(arena, account, newest_ms + 30);
	add_task(arena, account, "fedcba98765432100123456789abcdef", newest_ms, 0);
	account->drift_day = 20000;
	return account;
}

struct slice encoded(struct arena *arena, const struct plan *plan, const struct account *account, uint64_t revision)
{
	struct buffer buffer = {0};
	struct slice value;

	codec_encode(account, plan, revision, &buffer);
	value = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return value;
}

struct slice with_checksum(struct arena *arena, struct slice value)
{
	struct slice copy = arena_copy(arena, value);
	uint64_t checksum = hash64((struct slice){copy.data, copy.size - 10}, 0);

	memcpy((char *)copy.data + copy.size - sizeof(checksum), &checksum, sizeof(checksum));
	return copy;
}
