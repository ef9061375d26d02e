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
	if (plan->quiet_ms == 0 || !signal->raised)
		return true;
	*ret_until_ms = signal->raised_ms + plan->quiet_ms;
	return at_ms >= *ret_until_ms;
}

void quiet_note(const struct plan_signal *plan, struct signal_state *signal, int64_t at_ms)
{
	if (plan->quiet_ms == 0 && !plan->since_read)
		return;
	if (!signal->raised || at_ms > signal->raised_ms)
		signal->raised_ms = at_ms;
	if (!signal->known)
		signal->newest_ms = at_ms;
	signal->raised = true;
	signal->known = true;
}
