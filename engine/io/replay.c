/* replay: chunks of events, shared out by account, merged again in the order of their inputs.
 *
 * Place: beside worker.c, another driver of the core. Memory: a chunk's lines in one arena, each shard's outputs in its
 * own. Thread: the caller's, and one for each shard within a chunk.
 *
 * Invariants
 *   1. time_ms of a chunk's items never falls, within it and from chunk to chunk. The clock starts at the epoch.
 *   2. After a chunk every shard has run all timers before the chunk's last time.
 *   3. The outputs of one input stand in one shard, one after the other. */
#include "io/replay_state.h"
#include "base/hash.h"
#include <pthread.h>
#include <stdlib.h>

enum { CHUNK_ITEMS = 8192, CHUNK_BYTES = 8 * 1024 * 1024 };

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

struct record replay_record(const struct replay *replay, const struct item *item)
{
	return (struct record){.topic = replay->options.source, .offset = item->number,
		.timestamp_ms = item->time_ms, .value = item->text};
}

/* Reads ahead what the core will read again: the time, which moves the clock, and the account, which picks the shard.
 */
static void look_ahead(struct replay *replay, struct item *item)
{
	struct record record = replay_record(replay, item);
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

static void add_item(struct replay *replay, struct slice text, uint64_t bytes, int64_t number)
{
	struct item *item;

	if (replay->item_count == CHUNK_ITEMS || replay->chunk.used_bytes > CHUNK_BYTES)
		replay_flush(replay);
	item = &replay->items[replay->item_count++];
	*item = (struct item){arena_copy(&replay->chunk, text), number, replay->clock_ms, 0, bytes};
	if (!bytes)
		look_ahead(replay, item);
	replay->clock_ms = item->time_ms;
}

void replay_event(struct replay *replay, struct slice text, int64_t number)
{
	add_item(replay, text, 0, number);
}

void replay_refuse(struct replay *replay, struct slice head, uint64_t bytes, int64_t number)
{
	add_item(replay, head, bytes, number);
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
		started[i] = pthread_create(&threads[i], NULL, replay_shard_run, &replay->shards[i]) == 0;
	replay_shard_run(&replay->shards[0]);
	for (uint32_t i = 1; i < workers; i++) {
		if (started[i])
			pthread_join(threads[i], NULL);
		else
			replay_shard_run(&replay->shards[i]);
	}
	free(started);
	free(threads);
}

void replay_flush(struct replay *replay)
{
	if (!replay->item_count)
		return;
	run_shards(replay);
	replay_merge(replay);
	close_shards(replay);
}

void replay_run_until(struct replay *replay, int64_t until_ms)
{
	replay_flush(replay);
	if (until_ms <= replay->clock_ms)
		return;
	for (uint32_t i = 0; i < replay->options.workers; i++) {
		replay_shard_begin(&replay->shards[i]);
		replay_shard_timers(&replay->shards[i], until_ms + 1);
	}
	replay->clock_ms = until_ms;
	replay_merge(replay);
	close_shards(replay);
}

struct partition_counts replay_counts(const struct replay *replay)
{
	struct partition_counts sum = {0};

	for (uint32_t i = 0; i < replay->options.workers; i++)
		partition_counts_add(&sum, partition_counts(replay->shards[i].partition));
	return sum;
}
