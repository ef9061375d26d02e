/* replay_shard: one shard's part of a chunk through the core, timers at their own time.
 *
 * Place: within io/replay*. Memory: the shard's arena, until the chunk is told. Thread: the shard's.
 *
 * Invariant: the outputs of one input stand one after the other, as one group. */
#include "io/replay_state.h"
#include <assert.h>

/* Every topic but the events' own is always read to its end. */
static const bool only_internal_ended[CORE_TOPICS_MOST] = {false, true, true};
static const bool all_ended[CORE_TOPICS_MOST] = {true, true, true};
static const uint32_t none_remain[CORE_TOPICS_MOST];

static struct group *open_group(struct shard *shard, uint32_t item, bool event, int64_t clock_ms)
{
	struct group *group;

	ARENA_GROW(&shard->arena, shard->groups, shard->group_count, shard->group_capacity);
	group = &shard->groups[shard->group_count++];
	*group = (struct group){.item = item, .event = event, .clock_ms = clock_ms,
		.first = shard->outputs.count, .shard = shard->number};
	return group;
}

static void close_group(struct shard *shard, struct group *group)
{
	group->end = shard->outputs.count;
	if (group->end == group->first)
		shard->group_count--;
	else if (!group->event)
		group->account = shard->outputs.items[group->first].key;
}

/* The first item of the chunk whose time is after `deadline_ms`; one past the last if there is none. */
static uint32_t first_after(const struct replay *replay, int64_t deadline_ms)
{
	uint32_t low = 0, high = replay->item_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (replay->items[middle].time_ms > deadline_ms)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Each timer at its own time. A clock that has moved past it (the shard's last event has the same time) stays. */
void replay_shard_timers(struct shard *shard, int64_t before_ms)
{
	int64_t deadline_ms;

	while ((deadline_ms = partition_next_deadline(shard->partition)) < before_ms) {
		int64_t clock_ms = partition_pending_progress(shard->partition)->clock_ms;
		struct group *group;

		if (deadline_ms > clock_ms)
			partition_advance(shard->partition, deadline_ms);
		group = open_group(shard, first_after(shard->replay, deadline_ms), false, deadline_ms);
		partition_timer(shard->partition, all_ended);
		close_group(shard, group);
	}
}

void replay_shard_begin(struct shard *shard)
{
	const struct progress *progress = partition_progress(shard->partition);

	arena_reset(&shard->arena);
	outputs_init(&shard->outputs, &shard->arena);
	shard->groups = NULL;
	shard->group_count = shard->group_capacity = 0;
	partition_begin(shard->partition, shard->replay->plan, progress->exists ? progress->clock_ms : 0,
		&shard->outputs);
}

static bool refuse_item(struct shard *shard, const struct item *item, const struct record *record)
{
	size_t limit = shard->replay->options.limits.event_bytes;

	limit = limit < item->text.size ? limit : item->text.size;
	return partition_refuse(shard->partition, 0, record, EVENT_TOO_LARGE,
		arena_printf(&shard->arena, "%llu bytes are more than %zu", (unsigned long long)item->bytes, limit),
		none_remain, only_internal_ended);
}

static void take_item(struct shard *shard, uint32_t index)
{
	const struct item *item = &shard->replay->items[index];
	struct record record = replay_record(shard->replay, item);
	struct group *group;
	bool taken;

	replay_shard_timers(shard, item->time_ms);
	if (item->time_ms > partition_pending_progress(shard->partition)->clock_ms)
		partition_advance(shard->partition, item->time_ms);
	group = open_group(shard, index, true, item->time_ms);
	if (item->bytes)
		taken = refuse_item(shard, item, &record);
	else
		taken = partition_take(shard->partition, 0, &record, none_remain, only_internal_ended);
	assert(taken); /* no timer is due before it any more, and its topic is the only one */
	close_group(shard, group);
}

void *replay_shard_run(void *context)
{
	struct shard *shard = context;
	struct replay *replay = shard->replay;

	replay_shard_begin(shard);
	for (uint32_t i = 0; i < replay->item_count; i++)
		if (replay->items[i].shard == shard->number)
			take_item(shard, i);
	replay_shard_timers(shard, replay->clock_ms);
	return NULL;
}
