/* life: what becomes of a task after its opening.
 *
 *     open -> accepted -> completed
 *       \________________> expired          a declined or reassigned task is open again, with another owner
 *
 * Inputs are events seatwire.task.accepted, declined, reassigned, completed from downstream, and the expiry timer. */
#pragma once
#include "task/receipt.h"

/* Whether the type is one of the four. */
bool life_is_task_event(struct slice type);
/* Applies the input's task event. False if it changed nothing (a receipt unknown_task or refused tells why). */
bool life_take(struct scribe *scribe, struct input *input);
/* The task lapses: nobody has ended it. `late`: its deadline had passed for a while when it ran. */
void life_expire(struct scribe *scribe, struct input *input, struct task *task, bool late);
