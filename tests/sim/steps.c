/* steps: batches as values. Memory: the caller's arena. */
#include "steps.h"

static uint32_t left_of(
	const struct logs *logs, const struct partition *partition, int32_t number, uint32_t topic, int64_t *ret_next)
{
	int64_t next = partition_progress(partition)->next_offset[topic];

	*ret_next = next < 0 ? 0 : next;
	return logs->topics[topic][number].count - (uint32_t)*ret_next;
}

static void pick(struct arena *arena, struct sim_step *step, uint32_t topic, int64_t offset)
{
	ARENA_GROW(arena, step->picks, step->count, step->capacity);
	step->picks[step->count++] = (struct sim_pick){topic, offset};
}

struct sim_step step_choose(struct arena *arena, struct random *random, const struct logs *logs,
	const struct partition *partition, int32_t number, int64_t clock_ms, bool everything)
{
	struct sim_step step = {.partition = number, .clock_ms = clock_ms};
	uint32_t left[SIM_TOPICS], total = 0;
	int64_t next[SIM_TOPICS];

	for (uint32_t i = 0; i < SIM_TOPICS; i++) {
		left[i] = left_of(logs, partition, number, i, &next[i]);
		total += left[i];
	}
	if (!everything && total)
		total = random_below(random, total + 1);
	while (total > 0) {
		uint32_t topic = random_below(random, SIM_TOPICS);

		if (left[topic] == 0)
			continue;
		pick(arena, &step, topic, next[topic]++);
		left[topic]--;
		total--;
	}
	for (uint32_t i = 0; i < SIM_TOPICS; i++)
		step.at_end[i] = left[i] == 0;
	step.ends_known = everything || random_chance(random, 70);
	return step;
}

struct sim_step step_cut(const struct sim_step *step, uint32_t count)
{
	struct sim_step cut = *step;

	for (uint32_t i = count; i < step->count; i++)
		cut.at_end[step->picks[i].topic] = false;
	cut.count = count;
	return cut;
}

static const bool *ends_of(const struct sim_step *step)
{
	return step->ends_known ? step->at_end : NULL;
}

static void count_picks(const struct sim_step *step, uint32_t remaining[CORE_TOPICS_MOST])
{
	memset(remaining, 0, CORE_TOPICS_MOST * sizeof(*remaining));
	for (uint32_t i = 0; i < step->count; i++)
		remaining[step->picks[i].topic]++;
}

static void take(const struct sim_step *step, uint32_t at, const struct logs *logs, struct partition *partition,
	uint32_t *remaining)
{
	const struct sim_pick *pick = &step->picks[at];

	remaining[pick->topic]--;
	partition_take(partition, pick->topic, &logs->topics[pick->topic][step->partition].records[pick->offset],
		remaining, ends_of(step));
}

bool step_run(
	const struct sim_step *step, const struct logs *logs, struct partition *partition, struct outputs *outputs)
{
	uint32_t remaining[CORE_TOPICS_MOST];

	count_picks(step, remaining);
	partition_begin(partition, step->plan, step->clock_ms, outputs);
	for (uint32_t i = 0; i < step->count; i++)
		take(step, i, logs, partition, remaining);
	partition_timers(partition, ends_of(step));
	return partition_end(partition, ends_of(step));
}

static void end(struct partition *partition, const bool *at_end)
{
	if (partition_end(partition, at_end))
		partition_commit(partition);
	else
		partition_abort(partition);
}

void step_run_split(
	const struct sim_step *step, const struct logs *logs, struct partition *partition, struct outputs *outputs)
{
	uint32_t remaining[CORE_TOPICS_MOST];

	count_picks(step, remaining);
	for (uint32_t i = 0; i < step->count; i++) {
		partition_begin(partition, step->plan, step->clock_ms, outputs);
		take(step, i, logs, partition, remaining);
		end(partition, ends_of(step));
	}
	partition_begin(partition, step->plan, step->clock_ms, outputs);
	partition_timers(partition, ends_of(step));
	end(partition, ends_of(step));
}
