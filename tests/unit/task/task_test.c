/* A task as downstream reads it, and its receipts. */
#include "task/receipt.h"
#include "account/facts.h"
#include "check.h"
#include "plans.h"
#include "scribes.h"

static struct plan *a_plan(void)
{
	return plan_with("account:\n"
			 "  key: [subject]\n"
			 "  relationship: csm\n"
			 "  people: { csm: { last: data.csm, on: { type: [owner] } } }\n"
			 "  remember: { note: { last: data.note, on: { type: [noted] } } }\n"
			 "signals: { drop: { when: { type: [usage], data: { change: [ { numeric: [\"<\", 0] } ] } }, "
			 "quiet: 1d } }\n"
			 "flows: [ { signal: drop, outcome: retention, action: review, due: 3d } ]\n"
			 "actions: { review: { topic: tasks.review, expect: Look, carry: [account.note] } }\n");
}

static struct task *a_task(struct account *account)
{
	struct task *task = account_add_task(account, inputs_arena());

	*task = (struct task){.id = SLICE("0123456789abcdef0123456789abcdef"),
		.signal = SLICE("drop"),
		.outcome = SLICE("retention"),
		.action = SLICE("review"),
		.flow = SLICE("drop"),
		.topic = SLICE("tasks.review"),
		.seat = SLICE("csm"),
		.person = SLICE("dana"),
		.opened_ms = 0,
		.due_ms = 3 * (int64_t)DAY_MS};
	return task;
}

static struct evidence *evidence_of(struct plan *plan, struct input *input)
{
	struct evidence *evidence = ARENA_NEW(inputs_arena(), struct evidence);

	*evidence = input_evidence(input, plan->signals[0].when);
	return evidence;
}

static const char usage[] = "{\"change\":-41}";

static const char evidence_text[] =
	"\"evidence\":[{\"event\":{\"source\":\"/s\",\"id\":\"e\",\"type\":\"usage\",\"time\":\"1970-01-01T00:00:00Z\","
	"\"topic\":\"interactions\",\"partition\":3,\"offset\":1841}";

TEST(a_task_is_told_whole_with_its_owner_contributors_due_context_evidence_and_reason)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = an_input(plan, account, an_event("e", "usage", 0, usage));
	struct scribe *scribe = a_scribe(plan);
	struct task *task = a_task(account);
	struct task_claim claim = {SLICE("head"), SLICE("growth"), SLICE("/s"), SLICE("e0")};
	struct slice expected;

	task->evidence = evidence_of(plan, &input);
	task->evidence_count = 1;
	task->evidence_more = 2;
	task->claims = &claim;
	task->claim_count = 1;
	facts_note_last(&account->facts[0], value_get(input.event->root, SLICE("data")), 0, inputs_arena());
	task_write(scribe, &input, task, TASK_CHANGE_OPENED,
		&(struct task_note){.rule = SLICE("because"), .by_seat = SLICE("ae"), .reason = SLICE("so")});
	expect_int(task->revision, 1);
	expect_slice(scribe->outputs->items[0].topic, "tasks.review");
	expected = arena_printf(inputs_arena(),
		"{\"specversion\":\"1.0\",\"id\":\"0123456789abcdef0123456789abcdef.1\",\"source\":\"/seatwire/demo\","
		"\"type\":\"seatwire.task.opened\",\"subject\":\"a\",\"time\":\"1970-01-01T00:00:00Z\","
		"\"datacontenttype\":\"application/json\",\"data\":{\"task\":\"0123456789abcdef0123456789abcdef\","
		"\"revision\":1,\"state\":\"open\",\"signal\":\"drop\",\"outcome\":\"retention\",\"action\":\"review\","
		"\"expect\":\"Look\",\"owner\":{\"seat\":\"csm\",\"function\":\"customer_success\",\"person\":\"dana\","
		"\"by\":\"outcome\"},\"relationship\":{\"seat\":\"csm\"},\"contributors\":[{\"seat\":\"ae\","
		"\"because\":\"outcome\",\"expect\":\"Help\",\"due\":\"1970-01-02T00:00:00Z\"},{\"seat\":\"head\","
		"\"because\":\"claim\",\"flow\":\"growth\",\"event\":{\"source\":\"/s\",\"id\":\"e0\"}}],"
		"\"due\":\"1970-01-04T00:00:00Z\",\"context\":{\"account\":{\"note\":{\"change\":-41}}},"
		"%s,\"matched\":[{\"path\":\"data.change\",\"operator\":\"numeric\",\"value\":-41}]}],"
		"\"evidence_more\":2,\"by\":{\"seat\":\"ae\"},"
		"\"reason\":\"so\",\"why\":{\"map\":\"demo\",\"version\":\"%.*s\",\"flow\":\"drop\",\"rule\":"
		"\"because\"},"
		"\"handoffs\":0}}",
		evidence_text, SLICE_PRINT(plan->version));
	expect_text(newest(scribe), expected.data);
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}

TEST(a_receipt_names_no_person_and_of_the_event_nothing_but_where_it_stands)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = an_input(plan, account, an_event("e", "usage", 0, usage));
	struct scribe *scribe = a_scribe(plan);
	struct task *task = a_task(account);

	receipt_write(scribe, &input,
		&(struct receipt){.result = RECEIPT_ROUTED,
			.signal = SLICE("drop"),
			.flow = SLICE("drop"),
			.task = task,
			.evidence = evidence_of(plan, &input),
			.evidence_count = 1});
	expect_true(strstr(newest(scribe), evidence_text) != NULL);
	expect_true(strstr(newest(scribe), "\"owner\":{\"seat\":\"csm\",\"by\":\"outcome\"}") != NULL);
	expect_true(strstr(newest(scribe), "dana") == NULL);
	expect_true(strstr(newest(scribe), "data.change") == NULL && strstr(newest(scribe), "-41") == NULL);
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}

TEST(a_receipt_shows_sixteen_events_and_counts_the_others_and_says_what_is_odd)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = an_input(plan, account, an_event("e", "usage", 0, usage));
	struct scribe *scribe = a_scribe(plan);
	struct evidence *many = ARENA_ARRAY(inputs_arena(), struct evidence, 20);

	for (int i = 0; i < 20; i++)
		many[i] = (struct evidence){
			.source = SLICE("/s"), .id = SLICE("one"), .type = SLICE("t"), .topic = SLICE("i")};
	input.skewed = true;
	receipt_write(scribe, &input,
		&(struct receipt){.result = RECEIPT_QUIET,
			.signal = SLICE("drop"),
			.evidence = many,
			.evidence_count = 20,
			.suppressed_by = SLICE("quiet"),
			.suppressed_until_ms = 86400000,
			.late_timer = true});
	expect_true(strstr(newest(scribe), "\"evidence_more\":4") != NULL);
	expect_true(
		strstr(newest(scribe), "\"suppressed\":{\"by\":\"quiet\",\"until\":\"1970-01-02T00:00:00Z\"}") != NULL);
	expect_true(strstr(newest(scribe), "\"flags\":[\"skewed\",\"late\"]") != NULL);
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}

TEST(the_same_decision_about_the_same_event_at_another_place_has_another_receipt)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = an_input(plan, account, an_event("e", "usage", 0, usage));
	struct scribe *scribe = a_scribe(plan);
	struct record elsewhere = *scribe->record;
	const struct receipt receipt = {.result = RECEIPT_DUPLICATE};
	const char *first;

	receipt_write(scribe, &input, &receipt);
	first = newest(scribe);
	receipt_write(scribe, &input, &receipt);
	expect_text(newest(scribe), first);
	elsewhere.offset++;
	scribe_at_event(scribe, &elsewhere);
	receipt_write(scribe, &input, &receipt);
	expect_true(strcmp(newest(scribe), first) != 0);
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}

TEST(a_snapshot_that_no_event_stands_for_leaves_out_what_makes_it_too_large)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("a"));
	struct input input = {.plan = plan, .account = account, .arena = inputs_arena(), .timer = SLICE("expiry/0")};
	struct scribe *scribe = a_scribe(plan);
	struct task *task = a_task(account);
	struct evidence evidence = {
		.source = {ARENA_ARRAY(inputs_arena(), char, OUTPUT_BYTES_MOST / 6), OUTPUT_BYTES_MOST / 6}};

	task->evidence = &evidence;
	task->evidence_count = 1;
	task->evidence_more = 5;
	scribe_at_timer(scribe, 3, 0, task->id);
	task_write(scribe, &input, task, TASK_CHANGE_EXPIRED, NULL);
	expect_int(scribe->over_size, 0);
	expect_int(task->revision, 1);
	expect_true(strstr(newest(scribe), "\"evidence\":[],\"evidence_more\":6") != NULL);
	expect_true(strstr(newest(scribe), "context") == NULL);
	buffer_finish(&scribe->buffer);
	plan_unref(plan);
}

TEST(a_task_has_the_identity_of_map_account_flow_and_cause)
{
	struct plan *plan = a_plan();
	struct account *account = account_make(inputs_arena(), plan, SLICE("acct-42"));
	struct input input = an_input(plan, account, an_event("e-77", "usage", 0, usage));
	const struct slice parts[] = {SLICE("demo"), SLICE("acct-42"), SLICE("drop"), SLICE("/s"), SLICE("e-77")};

	expect_true(slice_equal(task_identity(&input, SLICE("drop")), scribe_identity(inputs_arena(), parts, 5)));
	plan_unref(plan);
}
