/* task: what subscribers of an action topic read: a full snapshot of a task at each change, as a CloudEvent.
 *
 * Place: after route decides. Thread: the worker's. */
#pragma once
#include "task/scribe.h"

/* The changes of a task, each a type of its own: seatwire.task.<name>. */
enum task_change {
	TASK_CHANGE_OPENED,
	TASK_CHANGE_UPDATED,
	TASK_CHANGE_REASSIGNED,
	TASK_CHANGE_COMPLETED,
	TASK_CHANGE_EXPIRED,
};

/* What else a change has to say; empty slices and NULL are left out. */
struct task_note {
	struct slice rule;          /* why it changed, or why the owner owns it; empty: task_rule() */
	struct slice by_seat, by_person; /* who did it downstream */
	const struct value *result; /* of a completion, as it came */
	struct slice reason;
};

/* Raises the task's revision and appends the snapshot to its topic. */
void task_write(struct scribe *scribe, struct input *input, struct task *task, enum task_change change,
	const struct task_note *note);

/* Why the owner owns it, in words; in the arena. */
struct slice task_rule(const struct task *task, struct arena *arena);

/* The stable id: of map, account, flow and cause. */
struct slice task_identity(const struct input *input, struct slice flow);

/* Writes `"evidence":[…]`, and "evidence_more" when `more` > 0; with the conditions that matched if `matches`. */
void task_write_evidence(struct json_out *out, const struct evidence *evidence, uint32_t count, uint32_t more,
	bool matches);
/* Writes `"why":{"map":…,"version":…,"flow":…,"rule":…}`; empty parts are left out. */
void task_write_why(struct json_out *out, const struct plan *plan, struct slice flow, struct slice rule);
