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

void due_arm(struct partition *partition, struct account *account)
{
	int64_t deadline_ms;

	account_next_timer(account, &deadline_ms);
	if (deadline_ms >= account->queued_ms)
		return;
	timers_push(&partition->timers, deadline_ms, account->key);
	account->queued_ms = deadline_ms;
}

static void fire(struct partition *partition, struct input *input, struct task *task)
{
	bool late = input->clock_ms - input->time_ms > LATE_TIMER_MS;

	input->timer = arena_printf(partition->arena, "expiry/%.*s", SLICE_PRINT(task->id));
	scribe_at_timer(&partition->scribe, partition->number, input->time_ms);
	life_expire(&partition->scribe, input, task, late);
	input->account->changed = true;
	partition->worked = true;
	partition->pending_counts.timers++;
}

/* The committed account is as the batch found it: its place in the index may be mended at once. */
static void mend_index(struct partition *partition, struct account *account)
{
	struct store_entry *entry = store_find(&partition->store, account->key);

	if (entry)
		entry->queued_ms = account->queued_ms;
}

static void remember_popped(struct partition *partition, int64_t deadline_ms, struct slice key)
{
	ARENA_GROW(partition->arena, partition->popped, partition->popped_count, partition->popped_capacity);
	partition->popped[partition->popped_count++] = (struct popped){deadline_ms, key};
}

static void run_first(struct partition *partition)
{
	const struct timer *first = timers_first(&partition->timers);
	struct input input = {.time_ms = first->deadline_ms};
	struct slice key = arena_copy(partition->arena, first->key);
	struct task *task;
	int64_t deadline_ms;

	timers_pop(&partition->timers);
	scribe_at_timer(&partition->scribe, partition->number, input.time_ms);
	touch_account(partition, &input, key);
	if (input.account->queued_ms != input.time_ms)
		return;
	input.account->queued_ms = INT64_MAX;
	task = account_next_timer(input.account, &deadline_ms);
	if (task && deadline_ms <= input.time_ms)
		fire(partition, &input, task);
	due_arm(partition, input.account);
	if (input.account->changed)
		remember_popped(partition, input.time_ms, key);
	else
		mend_index(partition, input.account);
}

bool due_run_one(struct partition *partition, int64_t limit_ms)
{
	const struct timer *first = timers_first(&partition->timers);

	if (!first || first->deadline_ms >= limit_ms)
		return false;
	run_first(partition);
	return true;
}

void due_run(struct partition *partition, int64_t limit_ms)
{
	while (due_run_one(partition, limit_ms))
		;
}

void due_restore(struct partition *partition)
{
	for (uint32_t i = 0; i < partition->popped_count; i++)
		timers_push(&partition->timers, partition->popped[i].deadline_ms, partition->popped[i].key);
}
