/* timers: which account has a deadline next: an index derived from the accounts, never the truth.
 *
 * A binary heap of (deadline, key). Entries are not removed when a deadline moves; whoever pops one asks the account.
 * Memory: malloc, a copy of each key. Thread: the worker's. */
#pragma once
#include "base/arena.h"

struct timer {
	int64_t deadline_ms;
	struct slice key; /* owned by the heap */
};

struct timers {
	struct timer *heap;
	size_t count, capacity;
};

void timers_finish(struct timers *timers);
void timers_push(struct timers *timers, int64_t deadline_ms, struct slice key);
/* The earliest by (deadline, key); NULL if there is none. Valid until the next push or pop. */
const struct timer *timers_first(const struct timers *timers);
/* Removes the earliest. The key is freed. */
void timers_pop(struct timers *timers);
