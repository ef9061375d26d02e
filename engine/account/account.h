/* account: all that is remembered of one account, in working form.
 *
 * Committed accounts are kept encoded (store.h); a batch decodes those it touches into its overlay (overlay.h), changes
 * them there, and encodes them again at its end. So memory holds one compact form, and an abort costs nothing.
 *
 * Memory: the batch arena; strings may point into the committed encoding or into the batch's records, both of which
 * live as long as the batch. Thread: the worker's. */
#pragma once
#include "account/task_state.h"
#include "plan/plan.h"

/* A member of an open fact. Closed members stay until `late` has passed, so that an older opening cannot revive them.
 */
struct open_member {
	struct slice id; /* text of the scalar */
	int64_t time_ms; /* of its newest opening, or of its closing */
	bool closed;
};

struct recent_event {
	int64_t time_ms;
	struct slice type, id;
	const struct slice *signals; /* names that it raised */
	uint32_t signal_count;
};

struct fact_state {
	bool known;      /* false: never remembered; the rest is zero */
	int64_t time_ms; /* LAST, PERSON: event time of what is remembered, or of what made it forgotten */
	const struct value *value; /* LAST, PERSON: NULL once forgotten */
	struct open_member *members; /* OPEN: ascending by (time, id) */
	struct recent_event *recent; /* RECENT: ascending by time, newest last */
	uint32_t count, capacity;    /* of members or recent */
	int64_t newest_slice;        /* COUNT: number of the newest slice since the epoch */
	uint32_t slices[FACT_COUNT_SLICES]; /* COUNT: [i] is slice newest_slice - i */
};

struct window_entry {
	int64_t time_ms;
	uint64_t distinct; /* hash of the distinct value */
	struct evidence evidence;
};

/* What is kept of a signal, if anything is. */
struct signal_state {
	plan_index signal;
	bool raised;
	int64_t raised_ms; /* event time of the last raise */
	int64_t newest_ms; /* newest match; INT64_MIN: none yet */
	struct window_entry *window; /* ascending by time */
	uint32_t window_count, window_capacity;
};

/* An event that was seen: for `dedupe`. */
struct seen_event {
	uint64_t hash; /* of source and id */
	int64_t clock_ms;
};
enum { SEEN_MOST = 256 };

struct account {
	struct slice key;
	uint64_t revision;  /* of the committed encoding; grows by one with each */
	int64_t newest_ms;  /* newest event time; INT64_MIN: none yet */
	struct fact_state *facts;     /* by index of the plan's facts */
	struct signal_state *signals; /* ascending by signal: of a map's hundreds an account has few */
	uint32_t signal_count, signal_capacity;
	struct seen_event *seen;      /* oldest first */
	uint32_t seen_count, seen_capacity;
	struct task **tasks; /* not ended, in the order of their opening */
	uint32_t task_count, task_capacity;
	int64_t drift_day; /* of a drift key: the last UTC day a task was made for, since the epoch; INT64_MIN: none */

	bool changed;       /* in this batch */
	bool settled;       /* in this batch: its tasks fit the plan's seats */
	int64_t queued_ms;  /* earliest deadline that stands in the timers for it; INT64_MAX: none */
	size_t weight;      /* upper bound in bytes of its encoding */
	struct arena *own_arena; /* it stands there instead of in the batch's; see account_finish() */
};

/* An account of which nothing is remembered yet. `key` must live as long as the arena. */
struct account *account_make(struct arena *arena, const struct plan *plan, struct slice key);
/* Frees the arena that is its own, and the account with it; nothing if it has none. */
void account_finish(struct account *account);
/* Whether there is nothing in it worth keeping: then its state is a tombstone. */
bool account_is_empty(const struct account *account, const struct plan *plan);
/* Drops the seen events that no longer count at `clock_ms`. Nothing that can be read changes by it, so it does not
 * matter when it is called. */
void account_prune(struct account *account, const struct plan *plan, int64_t clock_ms);

/* What is kept of a signal; NULL if nothing is. Valid until the next account_make_signal(). */
struct signal_state *account_signal(const struct account *account, plan_index signal);
/* The same; made if it is not there. */
struct signal_state *account_make_signal(struct account *account, struct arena *arena, plan_index signal);

/* Whether the event was seen within the plan's `dedupe`. */
bool account_has_seen(const struct account *account, const struct plan *plan, uint64_t hash, int64_t clock_ms);
/* Remembers it; of more than SEEN_MOST the oldest goes. */
void account_note_seen(struct account *account, struct arena *arena, uint64_t hash, int64_t clock_ms);
uint64_t account_seen_hash(struct slice source, struct slice id);

/* The task with this id, or of this fold key; NULL if none is open. `action` is empty where the outcome is contested.
 */
struct task *account_task(const struct account *account, struct slice id);
struct task *account_task_of(const struct account *account, struct slice outcome, struct slice action);
/* Appends a zeroed task; opened tasks only. */
struct task *account_add_task(struct account *account, struct arena *arena);
void account_remove_task(struct account *account, const struct task *task);
/* The task whose timer is earliest by (deadline, task id), and its deadline; NULL if there is none. */
struct task *account_next_timer(const struct account *account, int64_t *ret_deadline_ms);
