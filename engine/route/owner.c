/* owner: seats, persons, handoffs.
 *
 * Place: route. Memory: the batch arena. Thread: the worker's.
 *
 * Invariant: each change of owner or of the owner's person after the opening counts exactly one handoff; that
 * somebody of the owner's seat accepts the task is none. */
#include "route/owner.h"
#include "route/drift.h"

void owner_set(struct scribe *scribe, struct input *input, struct task *task, plan_index seat, enum owner_rule rule,
	struct slice person)
{
	task->seat = input->plan->seats[seat].name;
	task->by = rule;
	task->person = person.size ? person : input_person(input, seat);
	if (!task->person.size)
		drift_report(scribe, input, "seat_without_person", task->seat);
}

static void follow(struct scribe *scribe, struct input *input, plan_index seat)
{
	struct slice person = input_person(input, seat);
	struct slice name = input->plan->seats[seat].name;

	for (uint32_t i = 0; i < input->account->task_count; i++) {
		struct task *task = input->account->tasks[i];
		const struct task_note note = {.rule = arena_printf(input->arena,
						       "seat %.*s of this account has another person now",
						       SLICE_PRINT(name))};

		if (!slice_equal(task->seat, name) || slice_equal(task->person, person))
			continue;
		task->person = person;
		task->state = TASK_OPEN; /* whoever accepted it has gone */
		task->handoffs++;
		task_write(scribe, input, task, TASK_CHANGE_REASSIGNED, &note);
		if (!person.size)
			drift_report(scribe, input, "seat_without_person", name);
	}
}

void owner_follow_people(struct scribe *scribe, struct input *input, const plan_index *people, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		follow(scribe, input, input->plan->facts[people[i]].seat);
}

void owner_settle(struct scribe *scribe, struct input *input)
{
	for (uint32_t i = 0; i < input->account->task_count; i++) {
		struct task *task = input->account->tasks[i];
		struct slice gone = task->seat;
		const struct task_note note = {
			.rule = arena_printf(input->arena, "the map has no seat %.*s any more", SLICE_PRINT(gone))};

		if (plan_seat_find(input->plan, gone) != PLAN_NONE)
			continue;
		owner_set(scribe, input, task, input->plan->steward.seat, OWNER_BY_STEWARD,
			(struct slice){NULL, 0});
		task->state = TASK_OPEN;
		task->handoffs++;
		task_write(scribe, input, task, TASK_CHANGE_REASSIGNED, &note);
		receipt_write(scribe, input,
			&(struct receipt){.result = RECEIPT_UNOWNED,
				.signal = task->signal,
				.flow = task->flow,
				.task = task,
				.rule = note.rule});
		drift_report(scribe, input, "unowned", gone);
		input->account->changed = true;
	}
}
