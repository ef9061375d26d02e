/* life: accepted, declined, reassigned, completed, expired.
 *
 * Place: route. Memory: the batch arena. Thread: the worker's.
 *
 * Invariants
 *   1. A task in a terminal state is written once and then no longer kept.
 *   2. Only the owner's seat accepts or declines; a seat declines a task once. */
#include "route/life.h"
#include "account/facts.h"
#include "route/owner.h"

/* A task event's data. */
struct report {
	struct task *task;
	struct task_note note;
	struct slice to_seat, to_person;
};

static struct slice text_at(const struct input *input, const char *first, const char *second)
{
	const struct slice steps[3] = {SLICE("data"), slice_of(first), slice_of(second)};
	const struct path path = {steps, second ? 3 : 2};
	const struct value *value = path_scalar(&path, input->event->root);

	return value ? facts_scalar_text(value, input->arena) : (struct slice){"", 0};
}

/* `receipt` tells of the task event itself: which one was meant. */
static bool write_refusal(struct scribe *scribe, struct input *input, struct receipt *receipt)
{
	struct evidence evidence = input_evidence(input, NULL);

	receipt->evidence = &evidence;
	receipt->evidence_count = 1;
	receipt_write(scribe, input, receipt);
	return false;
}

static bool refuse(struct scribe *scribe, struct input *input, const struct report *report, const char *why)
{
	return write_refusal(scribe, input,
		&(struct receipt){.result = RECEIPT_REFUSED,
			.signal = report->task->signal,
			.flow = report->task->flow,
			.task = report->task,
			.rule = slice_of(why)});
}

static bool by_owner(const struct report *report)
{
	return slice_equal(report->note.by_seat, report->task->seat);
}

static bool accept(struct scribe *scribe, struct input *input, struct report *report)
{
	if (!by_owner(report))
		return refuse(scribe, input, report, "only the owner's seat accepts a task");
	if (report->task->state == TASK_ACCEPTED)
		return refuse(scribe, input, report, "the task is accepted already");
	report->task->state = TASK_ACCEPTED;
	if (report->note.by_person.size)
		report->task->person = report->note.by_person;
	task_write(scribe, input, report->task, TASK_CHANGE_UPDATED, &report->note);
	return true;
}

static bool has_declined(const struct task *task, struct slice seat)
{
	for (uint32_t i = 0; i < task->declined_count; i++)
		if (slice_equal(task->declined[i], seat))
			return true;
	return false;
}

/* Up the owner's reports_to, past seats that have declined; else the steward. PLAN_NONE: nobody is left. */
static plan_index next_owner(const struct plan *plan, const struct task *task)
{
	plan_index seat = plan_seat_find(plan, task->seat);

	while (seat != PLAN_NONE && has_declined(task, plan->seats[seat].name))
		seat = plan->seats[seat].reports_to;
	if (seat == PLAN_NONE && !has_declined(task, plan->seats[plan->steward.seat].name))
		seat = plan->steward.seat;
	return seat;
}

static void hand_over(struct scribe *scribe, struct input *input, struct report *report, plan_index seat,
	enum owner_rule rule, struct slice person)
{
	owner_set(scribe, input, report->task, seat, rule, person);
	report->task->state = TASK_OPEN;
	report->task->handoffs++;
	task_write(scribe, input, report->task, TASK_CHANGE_REASSIGNED, &report->note);
}

static bool decline(struct scribe *scribe, struct input *input, struct report *report)
{
	struct task *task = report->task;
	plan_index seat;

	if (!by_owner(report))
		return refuse(scribe, input, report, "only the owner's seat declines a task");
	if (has_declined(task, task->seat))
		return refuse(scribe, input, report, "this seat has declined the task before");
	if (task->declined_count == TASK_DECLINED_MOST)
		return refuse(scribe, input, report, "too many seats have declined the task");
	ARENA_GROW(input->arena, task->declined, task->declined_count, task->declined_capacity);
	task->declined[task->declined_count++] = task->seat;
	seat = next_owner(input->plan, task);
	if (seat == PLAN_NONE) {
		task->declined_count--;
		return refuse(scribe, input, report, "nobody is left who could own it: the steward keeps the task");
	}
	hand_over(scribe, input, report, seat,
		seat == input->plan->steward.seat ? OWNER_BY_STEWARD : OWNER_BY_DECLINED, (struct slice){NULL, 0});
	return true;
}

static bool reassign(struct scribe *scribe, struct input *input, struct report *report)
{
	struct slice to = report->to_seat.size ? report->to_seat : report->task->seat;
	plan_index seat = plan_seat_find(input->plan, to);

	if (seat == PLAN_NONE)
		return refuse(scribe, input, report, "data.to.seat is no seat of the map");
	if (slice_equal(to, report->task->seat) &&
		(!report->to_person.size || slice_equal(report->to_person, report->task->person)))
		return refuse(scribe, input, report, "data.to names who owns the task already");
	hand_over(scribe, input, report, seat, OWNER_BY_REASSIGNED, report->to_person);
	return true;
}

static bool complete(struct scribe *scribe, struct input *input, struct report *report)
{
	report->task->state = TASK_COMPLETED;
	account_remove_task(input->account, report->task); /* first: context shows the state after the input */
	task_write(scribe, input, report->task, TASK_CHANGE_COMPLETED, &report->note);
	return true;
}

/* One row for each task event. */
static const struct {
	struct slice type;
	bool (*apply)(struct scribe *, struct input *, struct report *);
} events[] = {
	{{"seatwire.task.accepted", 22}, accept},
	{{"seatwire.task.completed", 23}, complete},
	{{"seatwire.task.declined", 22}, decline},
	{{"seatwire.task.reassigned", 24}, reassign},
};
enum { EVENTS = sizeof(events) / sizeof(events[0]) };

static unsigned event_row(struct slice type)
{
	unsigned row = 0;

	while (row < EVENTS && !slice_equal(type, events[row].type))
		row++;
	return row;
}

bool life_is_task_event(struct slice type)
{
	return event_row(type) < EVENTS;
}

bool life_take(struct scribe *scribe, struct input *input)
{
	const struct slice steps[2] = {SLICE("data"), SLICE("result")};
	const struct path result = {steps, 2};
	struct slice id = text_at(input, "task", NULL);
	struct report report = {.task = account_task(input->account, id)};

	if (!report.task)
		return write_refusal(scribe, input, &(struct receipt){.result = RECEIPT_UNKNOWN_TASK, .task_id = id});
	report.note.by_seat = text_at(input, "by", "seat");
	report.note.by_person = text_at(input, "by", "person");
	report.note.reason = text_at(input, "reason", NULL);
	report.note.result = path_find(&result, input->event->root);
	report.to_seat = text_at(input, "to", "seat");
	report.to_person = text_at(input, "to", "person");
	return events[event_row(input->event->type)].apply(scribe, input, &report);
}

void life_expire(struct scribe *scribe, struct input *input, struct task *task, bool late)
{
	struct slice rule = SLICE("nobody ended the task in time");

	task->state = TASK_EXPIRED;
	account_remove_task(input->account, task);
	task_write(scribe, input, task, TASK_CHANGE_EXPIRED, &(struct task_note){.rule = rule});
	receipt_write(scribe, input,
		&(struct receipt){.result = RECEIPT_EXPIRED,
			.signal = task->signal,
			.flow = task->flow,
			.task = task,
			.rule = rule,
			.late_timer = late});
}
