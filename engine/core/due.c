/* due: timers that have come.
 *
 * Place: core, between two records and at a batch's end. Memory: the batch arena. Thread: the worker's.
 *
 * The heap is an index: an entry counts only if it is the one that its account believes to stand there (queued_ms), and
 * what fires is decided by the account itself.
 *
 * Invariants
 *   1. Timers fire in the order (deadline, account, task id).
 *   2. An account with a deadline has an entry in the heap at queued_ms, which is not after the deadline. */
#include "core/state.h"
#include "route/life.h"
#include <assert.h>

void due_arm(struct partition *partition, struct account *account)
{
	int64_t deadline_ms;

	account_next_timer(account, &deadline_ms);
	if (deadline_ms >= account->queued_ms)
		return;
	timers_push_round(&partition->timers, deadline_ms, account->key);
	account->queued_ms = deadline_ms;
}

/* The account changes after this: what is known of its encoding is void. */
static void fire(struct partition *partition, int64_t deadline_ms, struct account *account, struct task *task)
{
	struct input input = {.time_ms = deadline_ms,
		.timer = arena_printf(partition->arena, "expiry/%.*s", SLICE_PRINT(task->id))};

	scribe_at_timer(&partition->scribe, partition->number, deadline_ms, task->id);
	touch_account(partition, &input, account->key);
	life_expire(&partition->scribe, &input, task, input.clock_ms - deadline_ms > LATE_TIMER_MS);
	account->changed = true;
	partition->encoded_of = NULL;
	partition->worked = true;
	partition->pending_counts.timers++;
}

static void remember_popped(struct partition *partition, int64_t deadline_ms, struct slice key)
{
	ARENA_GROW(partition->arena, partition->popped, partition->popped_count, partition->popped_capacity);
	partition->popped[partition->popped_count++] = (struct popped){deadline_ms, key};
}

/* When the committed account's earliest task is due. */
static int64_t committed_deadline_ms(const struct partition *partition, const struct store_entry *entry)
{
	struct arena_mark mark = arena_mark(partition->arena);
	uint64_t revision;
	int64_t deadline_ms;
	enum codec_result result = codec_inspect(store_value(entry), partition->arena, &revision, &deadline_ms);

	assert(result == CODEC_OK); /* it was inspected when it was restored, or we wrote it */
	arena_rewind(partition->arena, mark);
	return deadline_ms;
}

/* The batch has not changed the account, and its deadline is a later one than the index had it: that is mended at once
 * and for good, so that a batch in which nothing else happens is not begun again and again. */
static void mend_index(struct partition *partition, struct slice key, int64_t deadline_ms)
{
	struct store_entry *entry = store_find(&partition->store, key);

	if (deadline_ms != INT64_MAX)
		timers_push(&partition->timers, deadline_ms, key);
	if (entry)
		entry->queued_ms = deadline_ms;
}

/* An account that the batch has touched. */
static void run_touched(struct partition *partition, int64_t time_ms, struct account *account, bool pushed_here)
{
	int64_t deadline_ms;
	struct task *task = account_next_timer(account, &deadline_ms);

	if (task && deadline_ms <= time_ms)
		fire(partition, time_ms, account, task);
	if (!account->changed) {
		account->queued_ms = deadline_ms;
		mend_index(partition, account->key, deadline_ms);
		return;
	}
	if (!pushed_here)
		remember_popped(partition, time_ms, account->key);
	account->queued_ms = INT64_MAX;
	due_arm(partition, account);
}

/* One that it has not: it is touched only if something is due. What is in the index by accident, because a deadline
 * moved, leaves no trace, not even in the order of what was touched: after a restore it would not be there. */
static void run_untouched(struct partition *partition, int64_t time_ms, struct slice key)
{
	const struct store_entry *entry = store_find(&partition->store, key);
	int64_t deadline_ms;

	if (!entry || entry->queued_ms != time_ms)
		return;
	deadline_ms = committed_deadline_ms(partition, entry);
	if (deadline_ms > time_ms)
		mend_index(partition, key, deadline_ms);
	else
		run_touched(partition, time_ms, overlay_account(&partition->overlay, key), false);
}

static void run_first(struct partition *partition)
{
	const struct timer *first = timers_first(&partition->timers);
	int64_t time_ms = first->deadline_ms;
	bool pushed_here = first->round == partition->timers.round;
	struct slice key = arena_copy(partition->arena, timer_key(first));
	struct account *account = overlay_touched(&partition->overlay, key);

	timers_pop(&partition->timers);
	if (!account)
		run_untouched(partition, time_ms, key);
	else if (account->queued_ms == time_ms)
		run_touched(partition, time_ms, account, pushed_here);
}

static bool is_due(const struct partition *partition, int64_t limit_ms)
{
	const struct timer *first = timers_first(&partition->timers);

	return first && first->deadline_ms < limit_ms;
}

bool due_run_one(struct partition *partition, int64_t limit_ms)
{
	if (!is_due(partition, limit_ms))
		return false;
	run_first(partition);
	return true;
}

bool due_run(struct partition *partition, int64_t limit_ms)
{
	for (; is_due(partition, limit_ms); partition->timers_before++) {
		if (partition->timers_before == TIMERS_BEFORE_MOST)
			return false;
		run_first(partition);
	}
	return true;
}

void due_restore(struct partition *partition)
{
	timers_undo(&partition->timers);
	for (uint32_t i = 0; i < partition->popped_count; i++)
		timers_push(&partition->timers, partition->popped[i].deadline_ms, partition->popped[i].key);
}
