/* steps: what a worker would do next: a batch of records of one partition, a clock, the topics at their end. The
 * same step can be done by several engines, and again. */
#pragma once
#include "logs.h"
#include "random.h"

struct sim_pick {
	uint32_t topic;
	int64_t offset;
};

struct sim_step {
	int32_t partition;
	struct plan *plan;
	int64_t clock_ms;
	struct sim_pick *picks; /* in the order in which they are taken */
	uint32_t count, capacity;
	bool at_end[CORE_TOPICS_MOST];
	bool ends_known;
};

/* Chooses a step for the partition from what its progress has not read yet. `everything`: to the end of all topics,
 * which is known. Memory: the arena. */
struct sim_step step_choose(struct arena *arena, struct random *random, const struct logs *logs,
	const struct partition *partition, int32_t number, int64_t clock_ms, bool everything);
/* A part of the step, as another try may cut it: its first `count` records; ends may then not be known. */
struct sim_step step_cut(const struct sim_step *step, uint32_t count);

/* Does it: begins, takes, runs timers, ends. False if nothing happened. The caller commits or aborts. */
bool step_run(
	const struct sim_step *step, const struct logs *logs, struct partition *partition, struct outputs *outputs);
/* The same with one transaction for each record, each committed. */
void step_run_split(
	const struct sim_step *step, const struct logs *logs, struct partition *partition, struct outputs *outputs);
