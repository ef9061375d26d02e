/* journal: what made a batch what it was: its clock, the topics at their end, the offsets in the order in which they
 * were taken, and the map. With it the batch can be done again, byte for byte.
 *
 * Place: core; the last output of a batch. Memory: the batch arena. Thread: the worker's. */
#include "core/state.h"
#include "task/task.h"

static void write_ends(struct json_out *out, const struct core_setup *setup, const bool *at_end)
{
	json_key(out, "ends");
	json_begin_array(out);
	for (uint32_t i = 0; at_end && i < core_topic_count(setup); i++)
		if (at_end[i])
			json_string(out, core_topic_name(setup, i));
	json_end_array(out);
}

static void write_runs(struct json_out *out, const struct partition *partition)
{
	json_key(out, "runs");
	json_begin_array(out);
	for (uint32_t i = 0; i < partition->run_count; i++) {
		const struct run *run = &partition->runs[i];

		json_begin_array(out);
		json_string(out, core_topic_name(partition->setup, run->topic));
		json_integer(out, run->first);
		json_integer(out, run->last);
		json_end_array(out);
	}
	json_end_array(out);
}

/* "from": [[topic, offset]]: where reading starts, in the first batch of a partition and after an operator moved it. */
static void write_starts(struct json_out *out, const struct partition *partition)
{
	if (!partition->starts)
		return;
	json_key(out, "from");
	json_begin_array(out);
	for (uint32_t i = 0; i < core_topic_count(partition->setup); i++) {
		json_begin_array(out);
		json_string(out, core_topic_name(partition->setup, i));
		json_integer(out, partition->progress.next_offset[i]);
		json_end_array(out);
	}
	json_end_array(out);
}

/* "held_up": [topic, arrival]: a record arrived then and made more timers due than one batch runs, so that it has to
 * wait for a later one. */
static void write_held_up(struct json_out *out, const struct partition *partition)
{
	if (!partition->held_up)
		return;
	json_key(out, "held_up");
	json_begin_array(out);
	json_string(out, core_topic_name(partition->setup, partition->held_topic));
	json_integer(out, partition->held_arrival_ms);
	json_end_array(out);
}

/* "refused": [[topic, offset, reason, detail]]; seldom there. */
static void write_refusals(struct json_out *out, const struct partition *partition)
{
	if (!partition->refusal_count)
		return;
	json_key(out, "refused");
	json_begin_array(out);
	for (uint32_t i = 0; i < partition->refusal_count; i++) {
		const struct refusal *refusal = &partition->refusals[i];

		json_begin_array(out);
		json_string(out, core_topic_name(partition->setup, refusal->topic));
		json_integer(out, refusal->offset);
		json_string(out, slice_of(event_fault_name(refusal->fault)));
		json_string(out, refusal->detail);
		json_end_array(out);
	}
	json_end_array(out);
}

void journal_write(struct partition *partition, const bool *at_end)
{
	struct account nobody = {.key = arena_printf(partition->arena, "%d", (int)partition->number)};
	struct input input = {.plan = partition->plan, .account = &nobody, .arena = partition->arena,
		.clock_ms = partition->pending.clock_ms};
	struct json_out *out;

	partition->scribe.place = arena_printf(partition->arena, "batch/%d/%llu", (int)partition->number,
		(unsigned long long)partition->pending.batch);
	partition->scribe.index = 0;
	out = scribe_begin_event(&partition->scribe, &input, partition->scribe.batch, "seatwire.batch");
	json_member_integer(out, "partition", partition->number);
	json_member_integer(out, "batch", (int64_t)partition->pending.batch);
	json_member_integer(out, "clock", partition->pending.clock_ms);
	if (partition->pending.live_from_ms != INT64_MIN)
		json_member_integer(out, "live_from", partition->pending.live_from_ms);
	write_ends(out, partition->setup, at_end);
	write_starts(out, partition);
	write_runs(out, partition);
	write_held_up(out, partition);
	write_refusals(out, partition);
	task_write_why(out, partition->plan, (struct slice){NULL, 0}, (struct slice){NULL, 0});
	scribe_end_event(&partition->scribe, &input, OUTPUT_JOURNAL)->partition = partition->number;
}
