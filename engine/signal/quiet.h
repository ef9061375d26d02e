/* quiet: keeps a signal from being raised again for the same account within its quiet time.
 *
 * Counts from the last time it was raised, not from the last time it was kept quiet, so that a steady source cannot
 * keep a signal down for ever. */
#pragma once
#include "account/account.h"

/* Whether the signal may be raised at event time `at_ms`; if not, *ret_until_ms is when its quiet time is over.
 * `signal` is NULL if nothing is kept of it. */
bool quiet_allows(const struct plan_signal *plan, const struct signal_state *signal, int64_t at_ms,
	int64_t *ret_until_ms);
/* Whether somebody asks when the signal was last raised. */
bool quiet_keeps(const struct plan_signal *plan);
/* Remembers that it was raised. */
void quiet_note(struct signal_state *signal, int64_t at_ms);
