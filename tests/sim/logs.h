/* logs: all topics in memory, and the state topic with them. What is committed is appended; nothing is ever removed. */
#pragma once
#include "core/partition.h"

enum { SIM_PARTITIONS = 3, SIM_INPUTS = 3, SIM_TOPICS = SIM_INPUTS + 2 };
enum { TOPIC_EVENTS, TOPIC_PLAIN, TOPIC_TASKS, TOPIC_REKEY, TOPIC_CROSS };

struct sim_topic {
	struct record *records; /* offset = index */
	uint32_t count, capacity;
};

struct sim_state {
	struct slice key, value; /* value.data NULL: a tombstone */
};

/* One partition's records of the state topic. */
struct sim_states {
	struct sim_state *items;
	uint32_t count, capacity;
};

struct logs {
	struct arena arena;
	const struct core_setup *setup;
	struct sim_topic topics[SIM_TOPICS][SIM_PARTITIONS];
	struct sim_states states[SIM_PARTITIONS];
};

void logs_init(struct logs *logs, const struct core_setup *setup);
void logs_finish(struct logs *logs);
/* Appends a record; all of it is copied. A negative partition is the key's. */
void logs_append(struct logs *logs, uint32_t topic, int32_t partition, int64_t timestamp_ms, struct slice key,
	struct slice value, const struct header *headers, uint32_t header_count);
/* Appends what goes to internal topics and to the state of `partition`. */
void logs_commit(struct logs *logs, int32_t partition, int64_t timestamp_ms, const struct outputs *outputs);
