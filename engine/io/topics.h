/* topics: the topics that a map and a configuration need, and what there is of them in either log.
 *
 * Place: io, for `seatwire topics`. Thread: the caller's. */
#pragma once
#include "io/config.h"
#include "plan/plan.h"

enum topic_purpose {
	TOPIC_INPUT,
	TOPIC_TASKS,
	TOPIC_RECEIPTS,
	TOPIC_DEAD_LETTERS,
	TOPIC_STATE, /* compacted: keeps the newest record of each key */
	TOPIC_JOURNAL,
	TOPIC_REKEY,
	TOPIC_CROSS,
	TOPIC_PURPOSES,
};

/* A word or two, and a line that explains it. Static. */
const char *topic_purpose_name(enum topic_purpose purpose);
const char *topic_purpose_text(enum topic_purpose purpose);
bool topic_compacted(enum topic_purpose purpose);

struct topic {
	struct slice name; /* followed by a NUL */
	enum topic_purpose purpose;
	int32_t partition_count; /* that it has; 0: it does not exist */
};

struct topics {
	struct topic *items;
	uint32_t count;
};

/* All that are needed: inputs, then those of tasks, then the engine's own; each once. In the arena. */
struct topics topics_needed(const struct config *config, const struct plan *plan, struct arena *arena);

/* Fills in partition counts. False with a sentence in the arena if the log cannot be asked. */
bool topics_look(const struct config *config, struct topics *topics, struct arena *arena, struct slice *ret_error);
/* The number of partitions that those which must be equal have; 0: none exists. False if they differ, with a
 * sentence. */
bool topics_partitions(const struct topics *topics, struct arena *arena, int32_t *ret_count, struct slice *ret_error);
/* Makes those that do not exist, and fills in their counts. `replication` 0: the broker's default; of no meaning to the
 * embedded log. */
bool topics_create(const struct config *config, struct topics *topics, int32_t partition_count, int32_t replication,
	struct arena *arena, struct slice *ret_error);
