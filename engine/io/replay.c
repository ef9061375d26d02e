/* replay: chunks of events, shared out by account, merged again in the order of their inputs.
 *
 * Place: beside worker.c, another driver of the core. Memory: a chunk's lines in one arena, each shard's outputs in its
 * own. Thread: the caller's, and one for each shard within a chunk.
 *
 * Invariants
 *   1. time_ms of a chunk's items never falls, within it and from chunk to chunk. The clock starts at the epoch.
 *   2. After a chunk every shard has run all timers before the chunk's last time.
 *   3. The outputs of one input stand in one shard, one after the other. */
#include "io/replay.h"
#include "base/hash.h"
#include <pthread.h>
#include <stdlib.h>

enum { CHUNK_ITEMS = 8192, CHUNK_BYTES = 8 * 1024 * 1024 };

struct item {
	struct slice text;
	int64_t number;  /* of its line */
	int64_t time_ms; /* the running maximum of event time, this one included */
	uint32_t shard;
};

/* Outputs of one input: an event of the chunk, or a timer before one. */
struct group {
	uint32_t item;      /* of the chunk: the event itself, or the first one after the timer */
	bool event;         /* false: a timer */
	int64_t clock_ms;
	struct slice account; /* of a timer */
	uint32_t first, end; /* of the shard's outputs */
	uint32_t shard;
};

struct shard {
	struct replay *replay;
	uint32_t number;
	struct partition *partition;
	struct arena arena;
	struct outputs outputs;
	struct group *groups;
	uint32_t group_count, group_capacity;
};

struct replay {
	struct plan *plan;
	struct event_input input;
	struct core_setup setup;
	struct replay_options options;
	struct slice receipts, dead_letters;
	replay_sink sink;
	void *context;
	struct shard *shards;
	struct arena names;

	struct arena chunk; /* texts and items */
	struct arena decode;
	struct item *items;
	uint32_t item_count;
	int64_t clock_ms; /* of the last item */

	struct partition *cross;
	struct arena cross_arena;
	struct outputs cross_outputs;
	int64_t cross_offset;
};

/* Every topic but the events' own is always read to its end. */
static const bool only_internal_ended[CORE_TOPICS_MOST] = {false, true, true};
static const bool all_ended[CORE_TOPICS_MOST] = {true, true, true};

static void name_topics(struct replay *replay)
{
	struct slice app = replay->options.application;

	arena_init(&replay->names, 4096);
	replay->setup.rekey_topic = arena_printf(&replay->names, "%.*s.rekey", SLICE_PRINT(app));
	replay->setup.cross_topic = arena_printf(&replay->names, "%.*s.cross", SLICE_PRINT(app));
	replay->receipts = arena_printf(&replay->names, "%.*s.receipts", SLICE_PRINT(app));
	replay->dead_letters = arena_printf(&replay->names, "%.*s.dead-letters", SLICE_PRINT(app));
}

struct replay *replay_create(struct plan *plan, const struct replay_options *options, replay_sink sink,
	void *context)
{
	static const struct slice every_type = {"", 0};
	struct replay *replay = memory_zalloc(1, sizeof(*replay));

	replay->plan = plan_ref(plan);
	replay->options = *options;
	replay->sink = sink;
	replay->context = context;
	replay->input = (struct event_input){.topic = options->source, .only = &every_type, .only_count = 1};
	replay->setup = (struct core_setup){.inputs = &replay->input,
		.input_count = 1,
		.limits = options->limits,
		.partition_count = 1,
		.instance = SLICE("replay")};
	name_topics(replay);
	arena_init(&replay->chunk, 1024 * 1024);
	arena_init(&replay->decode, 0);
	arena_init(&replay->cross_arena, 0);
	replay->items = memory_zalloc(CHUNK_ITEMS, sizeof(*replay->items));
	replay->shards = memory_zalloc(options->workers, sizeof(*replay->shards));
	for (uint32_t i = 0; i < options->workers; i++) {
		replay->shards[i] = (struct shard){
			.replay = replay, .number = i, .partition = partition_create(&replay->setup, 0)};
		arena_init(&replay->shards[i].arena, 1024 * 1024);
	}
	replay->cross = partition_create(&replay->setup, 0);
	return replay;
}

void replay_destroy(struct replay *replay)
{
	if (!replay)
		return;
	for (uint32_t i = 0; i < replay->options.workers; i++) {
		partition_destroy(replay->shards[i].partition);
		arena_finish(&replay->shards[i].arena);
	}
	partition_destroy(replay->cross);
	arena_finish(&replay->cross_arena);
	arena_finish(&replay->decode);
	arena_finish(&replay->chunk);
	arena_finish(&replay->names);
	free(replay->shards);
	free(replay->items);
	plan_unref(replay->plan);
	free(replay);
}

static struct record record_of(const struct replay *replay, const struct item *item)
{
	return (struct record){.topic = replay->options.source, .offset = item->number,
		.timestamp_ms = item->time_ms, .value = item->text};
}

/* Reads ahead what the core will read again: the time, which moves the clock, and the account, which picks the shard.
 */
static void look_ahead(struct replay *replay, struct item *item)
{
	struct record record = record_of(replay, item);
	struct event event;
	struct slice detail, key = {"", 0};

	arena_reset(&replay->decode);
	if (event_decode(&replay->input, &replay->options.limits, &record, &replay->decode, &event, &detail) ==
		EVENT_OK) {
		key = partition_account_key(replay->plan, &event, &replay->decode);
		if (!event.time_made_up && event.time_ms > item->time_ms)
			item->time_ms = event.time_ms;
	}
	item->shard = (uint32_t)(hash64(key, 0) % replay->options.workers);
}

void replay_event(struct replay *replay, struct slice text, int64_t number)
{
	struct item *item;

	if (replay->item_count == CHUNK_ITEMS || replay->chunk.used_bytes > CHUNK_BYTES)
		replay_flush(replay);
	item = &replay->items[replay->item_count++];
	*item = (struct item){arena_copy(&replay->chunk, text), number, replay->clock_ms, 0};
	look_ahead(replay, item);
	replay->clock_ms = item->time_ms;
}

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
static void run_timers(struct shard *shard, int64_t before_ms)
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

static void begin_shard(struct shard *shard)
{
	const struct progress *progress = partition_progress(shard->partition);

	arena_reset(&shard->arena);
	outputs_init(&shard->outputs, &shard->arena);
	shard->groups = NULL;
	shard->group_count = shard->group_capacity = 0;
	partition_begin(shard->partition, shard->replay->plan, progress->exists ? progress->clock_ms : 0,
		&shard->outputs);
}

static void take_item(struct shard *shard, uint32_t index)
{
	static const uint32_t none[CORE_TOPICS_MOST];
	const struct item *item = &shard->replay->items[index];
	struct record record = record_of(shard->replay, item);
	struct group *group;

	run_timers(shard, item->time_ms);
	if (item->time_ms > partition_pending_progress(shard->partition)->clock_ms)
		partition_advance(shard->partition, item->time_ms);
	group = open_group(shard, index, true, item->time_ms);
	partition_take(shard->partition, 0, &record, none, only_internal_ended);
	close_group(shard, group);
}

static void *run_shard(void *context)
{
	struct shard *shard = context;
	struct replay *replay = shard->replay;

	begin_shard(shard);
	for (uint32_t i = 0; i < replay->item_count; i++)
		if (replay->items[i].shard == shard->number)
			take_item(shard, i);
	run_timers(shard, replay->clock_ms);
	return NULL;
}

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

	outputs_init(&replay->cross_outputs, &replay->cross_arena);
	partition_begin(replay->cross, replay->plan,
		progress->clock_ms > clock_ms ? progress->clock_ms : clock_ms, &replay->cross_outputs);
	partition_take(replay->cross, core_cross_topic(&replay->setup), &record, NULL, NULL);
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
static void tell_all(struct replay *replay)
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

static void close_shards(struct replay *replay)
{
	for (uint32_t i = 0; i < replay->options.workers; i++) {
		if (partition_end(replay->shards[i].partition, NULL))
			partition_commit(replay->shards[i].partition);
		else
			partition_abort(replay->shards[i].partition);
	}
	arena_reset(&replay->chunk);
	replay->item_count = 0;
}

/* A shard whose thread cannot be had runs on the caller's. */
static void run_shards(struct replay *replay)
{
	uint32_t workers = replay->options.workers;
	pthread_t *threads = memory_zalloc(workers, sizeof(*threads));
	bool *started = memory_zalloc(workers, sizeof(*started));

	for (uint32_t i = 1; i < workers; i++)
		started[i] = pthread_create(&threads[i], NULL, run_shard, &replay->shards[i]) == 0;
	run_shard(&replay->shards[0]);
	for (uint32_t i = 1; i < workers; i++) {
		if (started[i])
			pthread_join(threads[i], NULL);
		else
			run_shard(&replay->shards[i]);
	}
	free(started);
	free(threads);
}

void replay_flush(struct replay *replay)
{
	if (!replay->item_count)
		return;
	run_shards(replay);
	tell_all(replay);
	close_shards(replay);
}

void replay_run_until(struct replay *replay, int64_t until_ms)
{
	replay_flush(replay);
	if (until_ms <= replay->clock_ms)
		return;
	for (uint32_t i = 0; i < replay->options.workers; i++) {
		begin_shard(&replay->shards[i]);
		run_timers(&replay->shards[i], until_ms + 1);
	}
	replay->clock_ms = until_ms;
	tell_all(replay);
	close_shards(replay);
}

struct partition_counts replay_counts(const struct replay *replay)
{
	struct partition_counts sum = {0};

	for (uint32_t i = 0; i < replay->options.workers; i++)
		partition_counts_add(&sum, partition_counts(replay->shards[i].partition));
	return sum;
}
