/* enter: what happens before a record is taken: is it new, has the batch room for it, which timers come first.
 *
 * Place: core, between a batch's beginning and its end. Memory: the batch arena. Thread: the worker's.
 * Invariants
 *   1. A timer runs only when every topic has delivered a record from after its deadline, or stands at its end while
 *      the clock is past it.
 *   2. A batch is bounded: in its timers, and in the runs of its journal entry. A record that would pass a bound waits,
 *      and all behind it; the journal tells what its arrival has done. */
#include "core/state.h"
#include <assert.h>

static struct run *last_run(const struct partition *partition, uint32_t topic)
{
	struct run *last = partition->run_count ? &partition->runs[partition->run_count - 1] : NULL;

	return last && last->topic == topic ? last : NULL;
}

/* What a run more takes in the journal entry: the topic, two offsets, and what is around them. */
static size_t run_bytes(const struct partition *partition, uint32_t topic)
{
	enum { AROUND_BYTES = 48 };

	return core_topic_name(partition->setup, topic).size + AROUND_BYTES;
}

static void note_run(struct partition *partition, uint32_t topic, int64_t offset)
{
	struct run *last = last_run(partition, topic);

	if (last) {
		last->last = offset;
		return;
	}
	partition->run_bytes += run_bytes(partition, topic);
	ARENA_GROW(partition->arena, partition->runs, partition->run_count, partition->run_capacity);
	partition->runs[partition->run_count++] = (struct run){topic, offset, offset};
}

/* Timers before this run: no topic may still deliver a record from before them. */
static int64_t frontier_ms(const struct partition *partition, const uint32_t *remaining, const bool *at_end)
{
	int64_t frontier = INT64_MAX;

	for (uint32_t i = 0; i < core_topic_count(partition->setup); i++) {
		bool ended = at_end && at_end[i] && (!remaining || remaining[i] == 0);
		int64_t limit = ended ? partition->pending.clock_ms + 1 : partition->pending.arrival_ms[i];

		if (limit < frontier)
			frontier = limit;
	}
	return frontier;
}

static bool some_timer_is_due(const struct partition *partition)
{
	const struct timer *first = timers_first(&partition->timers);

	return first && first->deadline_ms <= partition->pending.clock_ms;
}

/* A topic with a record in hand is not at its end, whatever `remaining` says of those behind it. */
static bool run_due_before(struct partition *partition, uint32_t topic, const uint32_t *remaining,
	const bool *at_end)
{
	bool ended[CORE_TOPICS_MOST];

	if (!some_timer_is_due(partition))
		return true;
	for (uint32_t i = 0; i < core_topic_count(partition->setup); i++)
		ended[i] = at_end && at_end[i] && i != topic;
	return due_run(partition, frontier_ms(partition, remaining, ended));
}

bool partition_arrive(struct partition *partition, uint32_t topic, int64_t arrival_ms, const uint32_t *remaining,
	const bool *at_end)
{
	struct progress *pending = &partition->pending;

	if (arrival_ms > pending->arrival_ms[topic])
		pending->arrival_ms[topic] = arrival_ms;
	partition->worked = true;
	if (run_due_before(partition, topic, remaining, at_end))
		return true;
	partition->full = partition->held_up = true;
	partition->held_topic = topic;
	partition->held_arrival_ms = arrival_ms;
	return false;
}

/* What to do about a record. */
enum entry {
	ENTRY_TAKE, /* it was noted as processed in this batch */
	ENTRY_PASS, /* it was processed before */
	ENTRY_FULL, /* it has to wait for the next batch */
};

static enum entry enter_record(struct partition *partition, uint32_t topic, const struct record *record,
	const uint32_t *remaining, const bool *at_end)
{
	struct progress *pending = &partition->pending;
	int64_t arrival_ms =
		record->timestamp_ms < pending->clock_ms ? record->timestamp_ms : pending->clock_ms;

	assert(partition->plan && topic < core_topic_count(partition->setup));
	if (record->offset < pending->next_offset[topic])
		return ENTRY_PASS;
	partition->full = partition->full ||
			  (!last_run(partition, topic) &&
				  partition->run_bytes + run_bytes(partition, topic) > RUNS_BYTES_MOST);
	if (partition->full)
		return ENTRY_FULL;
	if (!partition_arrive(partition, topic, arrival_ms, remaining, at_end))
		return ENTRY_FULL;
	note_run(partition, topic, record->offset);
	pending->next_offset[topic] = record->offset + 1;
	partition->pending_counts.events++;
	scribe_at_event(&partition->scribe, record);
	return ENTRY_TAKE;
}

bool partition_take(struct partition *partition, uint32_t topic, const struct record *record,
	const uint32_t *remaining, const bool *at_end)
{
	enum entry entry = enter_record(partition, topic, record, remaining, at_end);

	if (entry == ENTRY_TAKE)
		take_record(partition, topic, record);
	return entry != ENTRY_FULL;
}

bool partition_refuse(struct partition *partition, uint32_t topic, const struct record *record,
	enum event_fault fault, struct slice detail, const uint32_t *remaining, const bool *at_end)
{
	enum entry entry = enter_record(partition, topic, record, remaining, at_end);

	if (entry != ENTRY_TAKE)
		return entry == ENTRY_PASS;
	ARENA_GROW(partition->arena, partition->refusals, partition->refusal_count, partition->refusal_capacity);
	partition->refusals[partition->refusal_count++] = (struct refusal){topic, record->offset, fault, detail};
	dead_letter_write(partition, record, fault, detail);
	return true;
}

bool partition_timer(struct partition *partition, const bool *at_end)
{
	assert(partition->plan);
	return some_timer_is_due(partition) && due_run_one(partition, frontier_ms(partition, NULL, at_end));
}

void partition_timers(struct partition *partition, const bool *at_end)
{
	for (int i = 0; i < TIMERS_AT_END_MOST && partition_timer(partition, at_end); i++)
		;
}
