/* state: how much memory an account takes.
 *
 * Runs events through the core as the worker does: N accounts, five facts each, every fact of up to 16 bytes and set
 * once; `one` event sets all five, or `five` events set one each (then five ids are kept for `dedupe`). Prints one
 * JSON line: resident bytes an account, as the growth of the process's resident set over N, and what the store itself
 * counts. */
#include "base/json_out.h"
#include "core/partition.h"
#include "map/map.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FACTS = 5, BATCH = 1000 };

static const char map_text[] = "seatwire: 1\n"
			       "map: bench\n"
			       "steward: { seat: ops, topic: tasks.drift }\n"
			       "seats: { ops: { function: revops, person: olga } }\n"
			       "outcomes: { kept: { owner: ops } }\n"
			       "account:\n"
			       "  key: [subject]\n"
			       "  remember:\n"
			       "    region:   { last: data.region, on: { type: [all, region] } }\n"
			       "    plan:     { last: data.plan, on: { type: [all, plan] } }\n"
			       "    segment:  { last: data.segment, on: { type: [all, segment] } }\n"
			       "    arr:      { last: data.arr, on: { type: [all, arr] } }\n"
			       "    industry: { last: data.industry, on: { type: [all, industry] } }\n"
			       "signals: { drop: { when: { type: [drop] } } }\n"
			       "flows: [ { signal: drop, outcome: kept, action: look, due: 1d } ]\n"
			       "actions: { look: { topic: tasks.look, expect: Look } }\n";

static const char *const facts[FACTS] = {"region", "plan", "segment", "arr", "industry"};

static size_t resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long pages = 0, resident = 0;

	if (!file || fscanf(file, "%lu %lu", &pages, &resident) != 2)
		abort();
	fclose(file);
	return resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* A value of 16 bytes, of which no two accounts have the same. */
static void write_fact(struct json_out *out, int fact, int account)
{
	char text[32];
	int size = snprintf(text, sizeof(text), "%.7s-%08d", facts[fact], account);

	json_member_string(out, facts[fact], (struct slice){text, size < 16 ? (size_t)size : 16});
}

static struct slice make_event(struct arena *arena, struct buffer *buffer, int account, int fact)
{
	struct json_out out = json_out(buffer);

	buffer_reset(buffer);
	json_begin_object(&out);
	json_member_string(&out, "specversion", SLICE("1.0"));
	json_member_string(&out, "id", arena_printf(arena, "e-%d-%d", account, fact));
	json_member_string(&out, "source", SLICE("/bench"));
	json_member_string(&out, "type", fact < 0 ? SLICE("all") : slice_of(facts[fact]));
	json_member_string(&out, "subject", arena_printf(arena, "acct-%07d", account));
	json_member_string(&out, "time", SLICE("2026-01-05T10:00:00Z"));
	json_key(&out, "data");
	json_begin_object(&out);
	for (int i = 0; i < FACTS; i++)
		if (fact < 0 || fact == i)
			write_fact(&out, i, account);
	json_end_object(&out);
	json_end_object(&out);
	return arena_copy(arena, buffer_slice(buffer));
}

static void run_batch(struct partition *partition, struct plan *plan, struct arena *arena, int first, int count,
	bool five)
{
	static const uint32_t none[CORE_TOPICS_MOST];
	static int64_t offset;
	struct buffer buffer = {0};
	struct outputs outputs;

	outputs_init(&outputs, arena);
	partition_begin(partition, plan, 1767607200000, &outputs);
	for (int account = first; account < first + count; account++)
		for (int fact = five ? 0 : -1; fact < (five ? FACTS : 0); fact++) {
			struct record record = {.topic = SLICE("bench"), .offset = offset++,
				.timestamp_ms = 1767607200000, .value = make_event(arena, &buffer, account, fact)};

			partition_take(partition, 0, &record, none, NULL);
		}
	if (!partition_end(partition, NULL))
		abort();
	partition_commit(partition);
	arena_reset(arena);
	buffer_finish(&buffer);
}

int main(int argc, char **argv)
{
	static const struct event_input input = {.topic = {"bench", 5}};
	static const struct core_setup setup = {.inputs = &input, .input_count = 1,
		.limits = {EVENT_BYTES_DEFAULT, EVENT_DEPTH_MOST}, .partition_count = 1,
		.rekey_topic = {"rekey", 5}, .cross_topic = {"cross", 5}, .instance = {"bench", 5}, .hash_seed = 42};
	int accounts = argc > 1 ? atoi(argv[1]) : 100000;
	bool five = argc > 2 && strcmp(argv[2], "five") == 0;
	struct arena findings, batch;
	struct diag diag;
	struct partition *partition;
	struct partition_counts counts;
	struct plan *plan;
	size_t before, after;

	arena_init(&findings, 0);
	arena_init(&batch, 0);
	diag_init(&diag, &findings);
	plan = map_load_text(SLICE("bench"), SLICE(map_text), &(struct map_options){0}, &diag);
	if (!plan || accounts < BATCH || accounts % BATCH)
		return EXIT_FAILURE;
	partition = partition_create(&setup, 0);
	run_batch(partition, plan, &batch, accounts, BATCH, five); /* warms the arenas */
	before = resident_bytes();
	for (int first = 0; first < accounts; first += BATCH)
		run_batch(partition, plan, &batch, first, BATCH, five);
	after = resident_bytes();
	counts = partition_counts(partition);
	printf("{\"accounts\":%d,\"events_an_account\":%d,\"resident_bytes_an_account\":%.1f,"
	       "\"store_bytes_an_account\":%.1f}\n",
		accounts, five ? FACTS : 1, (double)(after - before) / accounts,
		(double)counts.account_bytes / (double)counts.accounts);
	partition_destroy(partition);
	plan_unref(plan);
	arena_finish(&batch);
	arena_finish(&findings);
	return EXIT_SUCCESS;
}
