/* account: the working form of what is remembered of one account.
 *
 * Place: account, between the store (committed, encoded) and the core (one input). Memory: the batch arena.
 * Thread: the worker's.
 *
 * Invariants
 *   1. facts has exactly the plan's count; signals ascend, each once.
 *   2. seen is ascending by clock; at most SEEN_MOST.
 *   3. No two tasks have the same id, none is in a terminal state between inputs. */
#include "account/account.h"
#include "base/hash.h"
#include <stdlib.h>

enum { EMPTY_WEIGHT = 64 };

struct account *account_make(struct arena *arena, const struct plan *plan, struct slice key)
{
	struct account *account = ARENA_NEW(arena, struct account);

	account->key = key;
	account->newest_ms = INT64_MIN;
	account->drift_day = INT64_MIN;
	account->queued_ms = INT64_MAX;
	account->facts = ARENA_ARRAY(arena, struct fact_state, plan->fact_count);
	account->weight = EMPTY_WEIGHT + key.size;
	return account;
}

void account_finish(struct account *account)
{
	struct arena *arena = account->own_arena;

	if (!arena)
		return;
	arena_finish(arena);
	free(arena);
}

bool account_is_empty(const struct account *account, const struct plan *plan)
{
	if (account->signal_count || account->seen_count || account->task_count || account->drift_day != INT64_MIN)
		return false;
	for (uint32_t i = 0; i < plan->fact_count; i++)
		if (account->facts[i].known)
			return false;
	return true;
}

/* Where the signal stands, or belongs. */
static uint32_t signal_place(const struct account *account, plan_index signal)
{
	uint32_t at = account->signal_count;

	while (at > 0 && account->signals[at - 1].signal >= signal)
		at--;
	return at;
}

struct signal_state *account_signal(const struct account *account, plan_index signal)
{
	uint32_t at = signal_place(account, signal);

	return at < account->signal_count && account->signals[at].signal == signal ? &account->signals[at] : NULL;
}

struct signal_state *account_make_signal(struct account *account, struct arena *arena, plan_index signal)
{
	uint32_t at = signal_place(account, signal);
	struct signal_state *state;

	if (at < account->signal_count && account->signals[at].signal == signal)
		return &account->signals[at];
	ARENA_GROW(arena, account->signals, account->signal_count, account->signal_capacity);
	state = &account->signals[at];
	memmove(state + 1, state, (account->signal_count++ - at) * sizeof(*state));
	*state = (struct signal_state){.signal = signal, .newest_ms = INT64_MIN};
	return state;
}

void account_prune(struct account *account, const struct plan *plan, int64_t clock_ms)
{
	uint32_t gone = 0;

	while (gone < account->seen_count && clock_ms - account->seen[gone].clock_ms > plan->dedupe_ms)
		gone++;
	account->seen += gone;
	account->seen_count -= gone;
	account->seen_capacity -= gone;
}

bool account_has_seen(const struct account *account, const struct plan *plan, uint64_t hash, int64_t clock_ms)
{
	for (uint32_t i = account->seen_count; i-- > 0;) {
		if (clock_ms - account->seen[i].clock_ms > plan->dedupe_ms)
			return false;
		if (account->seen[i].hash == hash)
			return true;
	}
	return false;
}

void account_note_seen(struct account *account, struct arena *arena, uint64_t hash, int64_t clock_ms)
{
	if (account->seen_count == SEEN_MOST) {
		account->seen++;
		account->seen_count--;
		account->seen_capacity--;
	}
	ARENA_GROW(arena, account->seen, account->seen_count, account->seen_capacity);
	account->seen[account->seen_count++] = (struct seen_event){hash, clock_ms};
}

uint64_t account_seen_hash(struct slice source, struct slice id)
{
	return hash64(id, hash64(source, 0));
}

struct task *account_task(const struct account *account, struct slice id)
{
	for (uint32_t i = 0; i < account->task_count; i++)
		if (slice_equal(account->tasks[i]->id, id))
			return account->tasks[i];
	return NULL;
}

struct task *account_task_of(const struct account *account, struct slice outcome, struct slice action)
{
	for (uint32_t i = 0; i < account->task_count; i++) {
		struct task *task = account->tasks[i];

		if (slice_equal(task->outcome, outcome) && (!action.size || slice_equal(task->action, action)))
			return task;
	}
	return NULL;
}

struct task *account_add_task(struct account *account, struct arena *arena)
{
	struct task *task = ARENA_NEW(arena, struct task);

	ARENA_GROW(arena, account->tasks, account->task_count, account->task_capacity);
	account->tasks[account->task_count++] = task;
	return task;
}

void account_remove_task(struct account *account, const struct task *task)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < account->task_count; i++)
		if (account->tasks[i] != task)
			account->tasks[kept++] = account->tasks[i];
	account->task_count = kept;
}

struct task *account_next_timer(const struct account *account, int64_t *ret_deadline_ms)
{
	struct task *next = NULL;

	*ret_deadline_ms = INT64_MAX;
	for (uint32_t i = 0; i < account->task_count; i++) {
		struct task *task = account->tasks[i];
		int64_t deadline_ms = task_expires_ms(task);

		if (deadline_ms < *ret_deadline_ms ||
			(deadline_ms == *ret_deadline_ms && slice_compare(task->id, next->id) < 0)) {
			*ret_deadline_ms = deadline_ms;
			next = task;
		}
	}
	return next;
}
