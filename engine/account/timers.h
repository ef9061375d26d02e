/* timers: which account has a deadline next: an index derived from the accounts, never the truth.
 *
 * A binary heap of (deadline, key). Entries are not removed when a deadline moves; whoever pops one asks the account.
 * What a batch pushes can be taken back when its transaction fails.
 * Memory: malloc, a copy of each key. Thread: the worker's. */
#pragma once
#include "base/arena.h"

struct timer {
	int64_t deadline_ms;
	char *key; /* owned by the heap */
	uint32_t key_bytes;
	uint32_t round; /* in which it was pushed; 0: for good */
};

struct timers {
	struct timer *heap;
	size_t count, capacity;
	uint32_t round; /* the one that is open; 0 before the first */
	size_t pushed;  /* in it */
};

void timers_finish(struct timers *timers);
/* Opens a round: what timers_push_round() adds from now on, timers_undo() takes back. */
void timers_begin(struct timers *timers);
/* For good, and until the round is undone. */
void timers_push(struct timers *timers, int64_t deadline_ms, struct slice key);
void timers_push_round(struct timers *timers, int64_t deadline_ms, struct slice key);
/* Removes what the round has pushed and nobody has popped. */
void timers_undo(struct timers *timers);
/* The earliest by (deadline, key); NULL if there is none. Valid until the next push or pop. */
const struct timer *timers_first(const struct timers *timers);
/* Removes the earliest. The key is freed. */
void timers_pop(struct timers *timers);

static inline struct slice timer_key(const struct timer *timer)
{
	return (struct slice){timer->key, timer->key_bytes};
}
