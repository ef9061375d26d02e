/* quiet: the last time a signal was raised.
 *
 * Place: signal. Memory: none of its own. Thread: the worker's.
 *
 * Invariants
 *   1. raised_ms of an account's signal only grows.
 *   2. A signal without quiet time that nobody reads as since.<signal> stores nothing. */
#include "signal/quiet.h"

bool quiet_allows(const struct plan_signal *plan, const struct signal_state *signal, int64_t at_ms,
	int64_t *ret_until_ms)
{
	if (plan->quiet_ms == 0 || !signal || !signal->raised)
		return true;
	*ret_until_ms = signal->raised_ms + plan->quiet_ms;
	return at_ms >= *ret_until_ms;
}

bool quiet_keeps(const struct plan_signal *plan)
{
	return plan->quiet_ms || plan->since_read;
}

void quiet_note(struct signal_state *signal, int64_t at_ms)
{
	if (!signal->raised || at_ms > signal->raised_ms)
		signal->raised_ms = at_ms;
	if (signal->newest_ms == INT64_MIN)
		signal->newest_ms = at_ms;
	signal->raised = true;
}
