/* window: N distinct matches within a time.
 *
 * A sliding window (t - within, t] over event time, t being the signal's newest match. Late matches count if they lie
 * in it. Of equal distinct values the newest stands; a match without a value there counts for nothing. */
#pragma once
#include "account/input.h"

/* Whether the input's event counts at all: with `distinct`, it must have a value there (null is one). */
bool window_counts(const struct plan_signal *plan, const struct input *input);
/* Adds the input's event, which counts, to the window of `signal` and drops what has left it. Returns whether `times`
 * is reached; then the window still holds its entries. */
bool window_add(const struct plan_signal *plan, struct signal_state *signal, const struct input *input);
/* The window's events as evidence, in the batch arena; and empties it. */
const struct evidence *window_take(struct signal_state *signal, struct arena *arena, uint32_t *ret_count);
/* Drops the oldest entry: the signal's `given` did not hold on the Nth match. */
void window_drop_oldest(struct signal_state *signal);
