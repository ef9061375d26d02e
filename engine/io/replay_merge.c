/* replay_merge: many shards, one order: that of the inputs.
 *
 * Place: within io/replay*, after the shards are done. Memory: one array of groups for each chunk. Thread: the
 * caller's. */
#include "io/replay_state.h"
#include <assert.h>
#include <stdlib.h>

static int by_input(const void *a, const void *b)
{
	const struct group *left = a, *right = b;

	if (left->item != right->item)
		return left->item < right->item ? -1 : 1;
	if (left->event != right->event)
		return left->event ? 1 : -1;
	if (left->clock_ms != right->clock_ms)
		return left->clock_ms < right->clock_ms ? -1 : 1;
	if (!slice_equal(left->account, right->account))
		return slice_compare(left->account, right->account);
	return (left->first > right->first) - (left->first < right->first);
}

static void tell(struct replay *replay, const struct output *output)
{
	switch (output->kind) {
	case OUTPUT_TASK:
		replay->sink(replay->context, output->topic, output);
		return;
	case OUTPUT_RECEIPT:
		replay->sink(replay->context, replay->receipts, output);
		return;
	case OUTPUT_DEAD_LETTER:
		replay->sink(replay->context, replay->dead_letters, output);
		return;
	default: /* internal */
		return;
	}
}

/* What an input sent across accounts is read back right after it. */
static void take_cross(struct replay *replay, const struct output *output, int64_t clock_ms)
{
	struct record record = {.topic = replay->setup.cross_topic, .offset = replay->cross_offset++,
		.timestamp_ms = clock_ms, .key = output->key, .value = output->value,
		.headers = output->headers, .header_count = output->header_count};
	const struct progress *progress = partition_progress(replay->cross);
	bool taken;

	outputs_init(&replay->cross_outputs, &replay->cross_arena);
	partition_begin(replay->cross, replay->plan,
		progress->clock_ms > clock_ms ? progress->clock_ms : clock_ms, &replay->cross_outputs);
	taken = partition_take(replay->cross, core_cross_topic(&replay->setup), &record, NULL, NULL);
	assert(taken); /* one record, no timers */
	for (uint32_t i = 0; i < replay->cross_outputs.count; i++)
		tell(replay, &replay->cross_outputs.items[i]);
	partition_end(replay->cross, NULL);
	partition_commit(replay->cross);
	arena_reset(&replay->cross_arena);
}

static void tell_group(struct replay *replay, const struct group *group)
{
	const struct outputs *outputs = &replay->shards[group->shard].outputs;

	for (uint32_t i = group->first; i < group->end; i++)
		tell(replay, &outputs->items[i]);
	for (uint32_t i = group->first; i < group->end; i++)
		if (outputs->items[i].kind == OUTPUT_CROSS)
			take_cross(replay, &outputs->items[i], group->clock_ms);
}

/* Merges the shards' groups by their inputs. */
void replay_merge(struct replay *replay)
{
	uint32_t count = 0, at = 0;
	struct group *groups;

	for (uint32_t i = 0; i < replay->options.workers; i++)
		count += replay->shards[i].group_count;
	groups = memory_alloc(count * sizeof(*groups));
	for (uint32_t i = 0; i < replay->options.workers; i++) {
		const struct shard *shard = &replay->shards[i];

		if (shard->group_count)
			memcpy(&groups[at], shard->groups, shard->group_count * sizeof(*groups));
		at += shard->group_count;
	}
	qsort(groups, count, sizeof(*groups), by_input);
	for (uint32_t i = 0; i < count; i++)
		tell_group(replay, &groups[i]);
	free(groups);
}
