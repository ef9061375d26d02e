/* compare: bytes against bytes. Memory: the step's arena. */
#include "compare.h"
#include "account/codec.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct dump {
	struct simulation *sim;
	struct buffer text;
	bool anew;
};

static void dump_account(void *context, struct slice key, struct slice value)
{
	struct dump *dump = context;
	struct account *account;

	buffer_append(&dump->text, key);
	if (!dump->anew) {
		buffer_append(&dump->text, value);
		return;
	}
	account = codec_decode(&dump->sim->step_arena, dump->sim->plan, key, value);
	account_prune(account, dump->sim->plan, dump->sim->now_ms);
	codec_encode(account, dump->sim->plan, 0, &dump->text);
}

struct slice dump_of(struct simulation *sim, const struct partition *partition, bool anew)
{
	struct dump dump = {.sim = sim, .anew = anew};
	struct slice text;

	partition_each_account(partition, dump_account, &dump);
	text = arena_copy(&sim->step_arena, buffer_slice(&dump.text));
	buffer_finish(&dump.text);
	return text;
}

static bool same_headers(const struct output *a, const struct output *b)
{
	for (uint32_t i = 0; i < a->header_count && a->header_count == b->header_count; i++)
		if (!slice_equal(a->headers[i].name, b->headers[i].name) ||
			!slice_equal(a->headers[i].value, b->headers[i].value))
			return false;
	return a->header_count == b->header_count;
}

static bool same_output(const struct output *a, const struct output *b, bool headers)
{
	return a->kind == b->kind && a->partition == b->partition && slice_equal(a->topic, b->topic) &&
	       slice_equal(a->key, b->key) && slice_equal(a->value, b->value) && (!headers || same_headers(a, b));
}

static bool told_to_others(const struct output *output)
{
	return output->kind != OUTPUT_STATE && output->kind != OUTPUT_JOURNAL;
}

static const struct output *next_told(const struct outputs *outputs, uint32_t *at)
{
	while (*at < outputs->count && !told_to_others(&outputs->items[*at]))
		(*at)++;
	return *at < outputs->count ? &outputs->items[(*at)++] : NULL;
}

void expect_same_outputs(
	const struct simulation *sim, const struct outputs *expected, const struct outputs *actual, bool whole)
{
	uint32_t left_at = 0, right_at = 0;

	for (;;) {
		const struct output *left = whole ? left_at < expected->count ? &expected->items[left_at++] : NULL
						  : next_told(expected, &left_at);
		const struct output *right = whole ? right_at < actual->count ? &actual->items[right_at++] : NULL
						   : next_told(actual, &right_at);

		if (!left && !right)
			return;
		if (!left || !right || !same_output(left, right, whole))
			fail(sim, "%s: expected output %u (kind %d)\n    %.*s\n  but it is (kind %d)\n    %.*s",
				whole ? "after faults" : "a transaction for each record", left_at,
				left ? (int)left->kind : -1, SLICE_PRINT(left ? left->value : SLICE("nothing")),
				right ? (int)right->kind : -1, SLICE_PRINT(right ? right->value : SLICE("nothing")));
	}
}

/* The deadline of the timer that an output tells of; INT64_MAX if it tells of none. */
static int64_t deadline_of(const struct output *output)
{
	int64_t deadline_ms;
	int32_t partition;

	for (uint32_t i = 0; i < output->header_count; i++)
		if (slice_is(output->headers[i].name, "seatwire-source") &&
			sscanf(output->headers[i].value.data, "timer/%" SCNd32 "/%" SCNd64, &partition, &deadline_ms) ==
				2)
			return deadline_ms;
	return INT64_MAX;
}

void expect_timers_waited(const struct simulation *sim, const struct sim_step *step, const struct engine *engine)
{
	const struct progress *progress = partition_pending_progress(engine->partitions[step->partition]);

	for (uint32_t i = 0; i < engine->outputs.count; i++) {
		int64_t deadline_ms = deadline_of(&engine->outputs.items[i]);

		if (deadline_ms == INT64_MAX)
			continue;
		if (deadline_ms > step->clock_ms)
			fail(sim, "a timer ran before its deadline");
		for (uint32_t topic = 0; topic < SIM_TOPICS; topic++) {
			const struct sim_topic *log = &sim->logs.topics[topic][step->partition];
			int64_t next = progress->next_offset[topic];

			if (next < log->count && log->records[next].timestamp_ms <= deadline_ms)
				fail(sim, "a timer ran while a record from before its deadline was unread");
		}
	}
}
