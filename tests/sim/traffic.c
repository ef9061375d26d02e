/* traffic: what comes in. Memory: the logs'. */
#include "traffic.h"
#include "base/time_text.h"
#include "map/map.h"
#include "task/task.h"
#include <stdio.h>

static const char map_text[] =
	"seatwire: 1\n"
	"map: sim\n"
	"late: %dh\n"
	"dedupe: %dh\n"
	"steward: { seat: ops, topic: tasks.drift }\n"
	"seats:\n"
	"  csm: { reports_to: head }\n"
	"  %s: { reports_to: head, person: ada }\n"
	"  head: { person: hugo }\n"
	"  ops: { person: olga }\n"
	"outcomes:\n"
	"  retention: { owner: csm, contributors: [head] }\n"
	"  expansion: { owner: %s, claims: [csm, head] }\n"
	"account:\n"
	"  key: [subject, data.account]\n"
	"  relationship: csm\n"
	"  people: { csm: { last: data.who, on: { type: [owner] } }, head: { last: data.head, on: { type: [owner] } } "
	"}\n"
	"  remember:\n"
	"    size: { last: data.size, on: { type: [%s] } }\n"
	"    tickets: { open: data.ticket, from: { type: [opened] }, until: { type: [closed] }, keep: %dd }\n"
	"    logins: { count: %dd, on: { type: [usage, plain.login] } }\n"
	"    events: { recent: %d, on: { type: [opened, closed, usage] } }\n"
	"signals:\n"
	"  drop: { when: { type: [usage], data: { change: [ { numeric: [\"<\", 0] } ] } }, quiet: %dh }\n"
	"  again: { when: { type: [opened] }, times: %d, within: %dh }\n"
	"  faces: { when: { type: [usage] }, times: %d, within: %dh, distinct: data.who, given: { account: { tickets: "
	"[ { "
	"numeric: [\">\", 0] } ] } } }\n"
	"  grew: { when: { type: [usage], data: { change: [ { numeric: [\">\", 0] } ] } } }\n"
	"  seen: { when: { type: [plain.login] }, given: { open: { retention: [0] } } }\n"
	"  old: { when: { type: [closed] }, given: { since: { drop: [ { numeric: [\">=\", 1] } ] } } }\n"
	"  undone: { when: { type: [seatwire.task.declined] } }\n"
	"flows:\n"
	"  - { signal: drop, outcome: retention, action: review, due: %dh }\n"
	"  - { signal: again, outcome: retention, action: cause, due: %dh }\n"
	"  - { signal: faces, outcome: expansion, action: talk, claim: csm, due: %dh }\n"
	"  - { signal: grew, outcome: expansion, action: offer, claim: head, due: %dh }\n"
	"  - { signal: seen, outcome: retention, action: note, name: seen_note }\n"
	"  - { signal: old, outcome: retention, action: review, name: old_review }\n"
	"  - { signal: undone, outcome: retention, action: note, given: { account: { logins: [ { numeric: [\">\", 2] } "
	"] } } }\n"
	"actions:\n"
	"  review: { topic: tasks.review, expect: Look, carry: [account, people, open, since] }\n"
	"  cause: { topic: tasks.cause, expect: Look }\n"
	"  talk: { topic: tasks.sales, expect: Talk }\n"
	"  offer: { topic: tasks.sales, expect: Offer, carry: [account.events] }\n"
	"  note: { topic: tasks.notes, expect: Read, track: false, carry: [open] }\n";

struct plan *traffic_plan(struct random *random, int dedupe_h, bool changed)
{
	static const char *const seats[] = {"ae", "seller"}, *const sizes[] = {"size", "owner"};
	char text[sizeof(map_text) + 512];
	struct arena arena;
	struct diag diag;
	struct plan *plan;
	int n[16];

	for (int i = 0; i < 16; i++)
		n[i] = (int)random_below(random, 60) + 1;
	snprintf(text, sizeof(text), map_text, n[0] * 3, dedupe_h, seats[changed], seats[changed], sizes[changed], n[2],
		n[3], n[4] % 5 + 1, n[5], n[6] % 4 + 2, n[7] * 4, n[8] % 3 + 2, n[9] * 4, n[10], n[11] * 20, n[12],
		n[13]);
	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	plan = map_load_text(SLICE("map.yaml"), slice_of(text), &(struct map_options){0}, &diag);
	for (uint32_t i = 0; !plan && i < diag.count; i++)
		fprintf(stderr, "map.yaml:%u: %.*s\n", diag.findings[i].place.line,
			SLICE_PRINT(diag.findings[i].sentence));
	arena_finish(&arena);
	return plan;
}

const struct event_input *traffic_inputs(struct arena *arena)
{
	static const struct slice tasks = {"seatwire.task.", 14};
	struct event_input *inputs = ARENA_ARRAY(arena, struct event_input, SIM_INPUTS);
	struct slice why;

	inputs[TOPIC_EVENTS].topic = SLICE("events");
	inputs[TOPIC_PLAIN].topic = SLICE("plain");
	inputs[TOPIC_PLAIN].format = FORMAT_JSON;
	template_parse(arena, SLICE("plain.{data.kind}"), &inputs[TOPIC_PLAIN].mapping.type, &why);
	template_parse(arena, SLICE("{data.at}"), &inputs[TOPIC_PLAIN].mapping.time, &why);
	inputs[TOPIC_TASKS].topic = SLICE("task-events");
	inputs[TOPIC_TASKS].only = &tasks;
	inputs[TOPIC_TASKS].only_count = 1;
	return inputs;
}

static void send(struct traffic *traffic, uint32_t topic, int64_t now_ms, struct slice account, struct slice value)
{
	bool misplaced = random_chance(traffic->random, 6);
	struct slice key = random_chance(traffic->random, 10) ? (struct slice){NULL, 0} : account;
	int32_t partition = misplaced ? (int32_t)random_below(traffic->random, SIM_PARTITIONS) : -1;

	if (!key.data && partition < 0)
		partition = (int32_t)random_below(traffic->random, SIM_PARTITIONS);
	logs_append(traffic->logs, topic, partition, now_ms, key, value, NULL, 0);
}

static struct slice an_account(struct traffic *traffic)
{
	uint32_t number = random_chance(traffic->random, 50) ? random_below(traffic->random, 2)
							     : 2 + random_below(traffic->random, 12);

	return arena_printf(&traffic->logs->arena, "a%u", number);
}

/* Mostly now; some late, a few by days, a few from the future. */
static int64_t event_time(struct random *random, int64_t now_ms)
{
	uint32_t kind = random_below(random, 20);

	if (kind == 0)
		return now_ms - (int64_t)random_below(random, 10 * 24) * 3600 * 1000;
	if (kind < 5)
		return now_ms - (int64_t)random_below(random, 3 * 3600 * 1000);
	if (kind == 5)
		return now_ms + (int64_t)random_below(random, 900 * 1000);
	return now_ms;
}

static void send_event(struct traffic *traffic, int64_t now_ms)
{
	static const char *const types[] = {"usage", "usage", "opened", "opened", "closed", "owner", "size", "unknown"};
	static const char *const people[] = {"\"dana\"", "\"eve\"", "\"kim\"", "null", "7"};
	struct random *random = traffic->random;
	struct slice account = an_account(traffic);
	uint32_t id = random_chance(random, 6) && traffic->sent ? random_below(random, traffic->sent) : traffic->sent++;
	char time[TIME_TEXT_BYTES];

	send(traffic, TOPIC_EVENTS, now_ms, account,
		arena_printf(&traffic->logs->arena,
			"{\"specversion\":\"1.0\",\"id\":\"e%u\",\"source\":\"/"
			"sim\",\"type\":\"%s\",\"time\":\"%.*s\",\"%s\":\"%.*s\","
			"\"data\":{\"change\":%d,\"who\":%s,\"head\":%s,\"ticket\":%u,\"size\":[%u,"
			"18446744073709551616,\"x\"]}}",
			id, types[random_below(random, 8)], SLICE_PRINT(time_format(event_time(random, now_ms), time)),
			random_chance(random, 2) ? "other" : "subject", SLICE_PRINT(account),
			(int)random_below(random, 5) - 2, people[random_below(random, 5)],
			people[random_below(random, 5)], random_below(random, 9), random_below(random, 1000)));
}

static void send_plain(struct traffic *traffic, int64_t now_ms)
{
	struct slice account = an_account(traffic);

	send(traffic, TOPIC_PLAIN, now_ms, account,
		random_chance(traffic->random, 5)
			? SLICE("{\"kind\":")
			: arena_printf(&traffic->logs->arena, "{\"kind\":\"login\",\"account\":\"%.*s\",\"at\":%lld}",
				  SLICE_PRINT(account), (long long)event_time(traffic->random, now_ms)));
}

/* Word about one of the newest tasks, mostly by its owner. */
static void send_word(struct traffic *traffic, int64_t now_ms)
{
	static const char *const words[] = {"accepted", "declined", "reassigned", "completed"};
	static const char *const seats[] = {"csm", "head", "ops", "ae", "nobody"};
	struct random *random = traffic->random;
	uint32_t newest = traffic->ledger->count < 20 ? traffic->ledger->count : 20;
	const struct ledger_task *task;
	struct slice seat;

	if (!newest)
		return;
	task = &traffic->ledger->tasks[traffic->ledger->count - 1 - random_below(random, newest)];
	seat = random_chance(random, 80) ? task->seat : slice_of(seats[random_below(random, 5)]);
	send(traffic, TOPIC_TASKS, now_ms, task->account,
		arena_printf(&traffic->logs->arena,
			"{\"specversion\":\"1.0\",\"id\":\"w%u\",\"source\":\"/"
			"tool\",\"type\":\"seatwire.task.%s\",\"subject\":\"%.*s\","
			"\"data\":{\"task\":\"%.*s\",\"by\":{\"seat\":\"%.*s\",\"person\":\"pat\"},\"to\":{\"seat\":\"%"
			"s\"},\"reason\":\"so\"}}",
			traffic->sent++, words[random_below(random, 4)], SLICE_PRINT(task->account),
			SLICE_PRINT(task->id), SLICE_PRINT(seat), seats[random_below(random, 5)]));
}

void traffic_send(struct traffic *traffic, int64_t now_ms)
{
	uint32_t kind = random_below(traffic->random, 10);

	if (kind < 6)
		send_event(traffic, now_ms);
	else if (kind < 8)
		send_plain(traffic, now_ms);
	else
		send_word(traffic, now_ms);
}
