/* quiet: keeps a signal from being raised again for the same account within its quiet time.
 *
 * Counts from the last time it was raised, not from the last time it was kept quiet, so that a steady source cannot
 * keep a signal down for ever. */
#pragma once
#include "account/account.h"

/* Whether the signal may be raised at event time `at_ms`; if not, *ret_until_ms is when its quiet time is over. */
bool quiet_allows(const struct plan_signal *plan, const struct signal_state *signal, int64_t at_ms,
	int64_t *ret_until_ms);
/* Remembers that it was raised, for signals whose last time somebody asks for. */
void quiet_note(const struct plan_signal *plan, struct signal_state *signal, int64_t at_ms);
