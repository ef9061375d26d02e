/* window: the matches of a signal that wants several.
 *
 * Place: signal. Memory: the batch arena. Thread: the worker's.
 *
 * Invariants
 *   1. Entries are ascending by time, all within (newest - within, newest].
 *   2. No two entries have the same distinct value. */
#include "signal/window.h"
#include "account/facts.h"
#include "base/hash.h"
#include <assert.h>

bool window_counts(const struct plan_signal *plan, const struct input *input)
{
	return !plan->distinct.count || path_scalar(&plan->distinct, input->event->root);
}

/* What makes an entry distinct: the value at the signal's path with its kind, or the event itself. */
static uint64_t distinct_of(const struct plan_signal *plan, const struct input *input)
{
	const struct value *value;

	if (!plan->distinct.count)
		return account_seen_hash(input->event->source, input->event->id);
	value = path_scalar(&plan->distinct, input->event->root);
	assert(value);
	return hash64(facts_scalar_text(value, input->arena), value->kind == VALUE_STRING ? 1 : 2);
}

static void remove_entry(struct signal_state *signal, uint32_t at)
{
	memmove(&signal->window[at], &signal->window[at + 1],
		(signal->window_count - at - 1) * sizeof(*signal->window));
	signal->window_count--;
}

static void insert_entry(struct signal_state *signal, struct window_entry entry, struct arena *arena)
{
	uint32_t at = signal->window_count;

	ARENA_GROW(arena, signal->window, signal->window_count, signal->window_capacity);
	while (at > 0 && signal->window[at - 1].time_ms > entry.time_ms)
		at--;
	memmove(&signal->window[at + 1], &signal->window[at], (signal->window_count - at) * sizeof(entry));
	signal->window[at] = entry;
	signal->window_count++;
}

bool window_add(const struct plan_signal *plan, struct signal_state *signal, const struct input *input)
{
	uint64_t distinct = distinct_of(plan, input);

	if (input->time_ms > signal->newest_ms)
		signal->newest_ms = input->time_ms;
	while (signal->window_count && signal->window[0].time_ms <= signal->newest_ms - plan->within_ms)
		remove_entry(signal, 0);
	if (input->time_ms <= signal->newest_ms - plan->within_ms)
		return false;
	for (uint32_t i = 0; i < signal->window_count; i++) {
		if (signal->window[i].distinct != distinct)
			continue;
		if (signal->window[i].time_ms > input->time_ms)
			return false;
		remove_entry(signal, i);
		break;
	}
	insert_entry(signal,
		(struct window_entry){input->time_ms, distinct, input_evidence(input, plan->when)}, input->arena);
	return signal->window_count >= plan->times;
}

const struct evidence *window_take(struct signal_state *signal, struct arena *arena, uint32_t *ret_count)
{
	struct evidence *evidence = ARENA_ARRAY(arena, struct evidence, signal->window_count);

	for (uint32_t i = 0; i < signal->window_count; i++)
		evidence[i] = signal->window[i].evidence;
	*ret_count = signal->window_count;
	signal->window_count = 0;
	return evidence;
}

void window_drop_oldest(struct signal_state *signal)
{
	if (signal->window_count)
		remove_entry(signal, 0);
}
