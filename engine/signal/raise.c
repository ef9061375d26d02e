/* raise: from matched patterns to signals.
 *
 * Place: signal. Memory: the batch arena. Thread: the worker's.
 *
 * Two passes: first the windows and `given` of all signals, then their quiet times; what one signal notes must not
 * change what another one is given. */
#include "signal/raise.h"
#include "signal/quiet.h"
#include "signal/window.h"

static const struct evidence *one_match(const struct plan_signal *plan, const struct input *input,
	uint32_t *ret_count)
{
	struct evidence *evidence = ARENA_NEW(input->arena, struct evidence);

	*evidence = input_evidence(input, plan->when);
	*ret_count = 1;
	return evidence;
}

static void evaluate(struct input *input, plan_index index, struct raised_signals *raised)
{
	const struct plan_signal *plan = &input->plan->signals[index];
	struct signal_state *signal = NULL;
	struct raised_signal item = {.signal = index};

	if (plan->times > 1) {
		if (!window_counts(plan, input))
			return;
		signal = account_make_signal(input->account, input->arena, index);
	}
	if (signal && !window_add(plan, signal, input))
		return;
	if (!input_given(input, plan->given)) {
		if (signal)
			window_drop_oldest(signal);
		return;
	}
	item.evidence = signal ? window_take(signal, input->arena, &item.evidence_count)
			       : one_match(plan, input, &item.evidence_count);
	ARENA_GROW(input->arena, raised->items, raised->count, raised->capacity);
	raised->items[raised->count++] = item;
}

static bool flows_read_state(const struct plan *plan, plan_index signal)
{
	for (uint32_t i = 0; i < plan->signals[signal].flow_count; i++)
		if (plan->flows[plan->signals[signal].flows[i]].given)
			return true;
	return false;
}

static void apply_quiet(struct input *input, struct raised_signal *item)
{
	const struct plan_signal *plan = &input->plan->signals[item->signal];
	const struct signal_state *signal = account_signal(input->account, item->signal);

	item->quiet = !quiet_allows(plan, signal, input->time_ms, &item->quiet_until_ms);
	if (!item->quiet && quiet_keeps(plan))
		quiet_note(account_make_signal(input->account, input->arena, item->signal), input->time_ms);
}

void signals_raise(struct input *input, const uint32_t *uses, uint32_t count, struct raised_signals *ret_raised)
{
	*ret_raised = (struct raised_signals){0};
	for (uint32_t i = 0; i < count; i++) {
		const struct plan_use *use = &input->plan->uses[uses[i]];

		if (use->kind == USE_SIGNAL)
			evaluate(input, use->index, ret_raised);
	}
	for (uint32_t i = 0; i < ret_raised->count; i++)
		if (flows_read_state(input->plan, ret_raised->items[i].signal))
			input_state(input);
	for (uint32_t i = 0; i < ret_raised->count; i++)
		apply_quiet(input, &ret_raised->items[i]);
}
