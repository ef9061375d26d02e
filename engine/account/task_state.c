/* task_state: times derived from a task, and the words for its state.
 *
 * Place: account. Memory: none. Thread: the worker's. */
#include "account/task_state.h"

int64_t task_expires_ms(const struct task *task)
{
	int64_t grace_ms = task->due_ms - task->opened_ms;

	if (task->due_ms == 0)
		return task->opened_ms + 30 * (int64_t)DAY_MS;
	return task->due_ms + (grace_ms > 7 * (int64_t)DAY_MS ? grace_ms : 7 * (int64_t)DAY_MS);
}

const char *task_state_name(enum task_state state)
{
	static const char *const names[] = {"open", "accepted", "completed", "expired"};

	return names[state];
}

const char *task_owner_rule_name(enum owner_rule rule)
{
	static const char *const names[] = {"outcome", "authority", "declined", "reassigned", "steward"};

	return names[rule];
}
