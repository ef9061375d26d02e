/* replay_state: the insides of a replay, shared by the replay_*.c files and nobody else. */
#pragma once
#include "io/replay.h"

struct item {
	struct slice text;
	int64_t number;  /* of its line */
	int64_t time_ms; /* the running maximum of event time, this one included */
	uint32_t shard;
	uint64_t bytes; /* of the line, if `text` is only its beginning; else 0 */
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

/* The record that an item stands for. */
struct record replay_record(const struct replay *replay, const struct item *item);

/* replay_shard.c: runs a shard over the chunk, and its timers up to `before_ms`. */
void replay_shard_begin(struct shard *shard);
void *replay_shard_run(void *shard);
void replay_shard_timers(struct shard *shard, int64_t before_ms);

/* replay_merge.c: tells the outputs of all shards in the order of their inputs. */
void replay_merge(struct replay *replay);
