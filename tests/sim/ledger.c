/* ledger: every task by its id, with its newest revision. Memory: its arena. */
#include "ledger.h"
#include "event/json.h"
#include "event/input.h"

void ledger_init(struct ledger *ledger)
{
	*ledger = (struct ledger){0};
	arena_init(&ledger->arena, 0);
}

void ledger_finish(struct ledger *ledger)
{
	arena_finish(&ledger->arena);
}

uint32_t ledger_open(const struct ledger *ledger)
{
	uint32_t open = 0;

	for (uint32_t i = 0; i < ledger->count; i++)
		open += ledger->tasks[i].tracked && !ledger->tasks[i].ended;
	return open;
}

static struct slice text_at(const struct value *object, const char *key)
{
	const struct value *value = object ? value_get(object, slice_of(key)) : NULL;

	return value && value->kind == VALUE_STRING ? value_text(value) : (struct slice){"", 0};
}

static struct ledger_task *find(struct ledger *ledger, struct slice id)
{
	for (uint32_t i = ledger->count; i-- > 0;)
		if (slice_equal(ledger->tasks[i].id, id))
			return &ledger->tasks[i];
	return NULL;
}

static struct ledger_task *open_task(struct ledger *ledger, const struct value *event, const struct value *data)
{
	const struct value *tracked = value_get(data, SLICE("tracked"));
	struct ledger_task *task;

	ARENA_GROW(&ledger->arena, ledger->tasks, ledger->count, ledger->capacity);
	task = &ledger->tasks[ledger->count++];
	*task = (struct ledger_task){.id = text_at(data, "task"),
		.account = text_at(event, "subject"),
		.tracked = !(tracked && tracked->kind == VALUE_FALSE) && !slice_is(text_at(data, "action"), "note")};
	return task;
}

static const char *enter_task(struct ledger *ledger, const struct value *event)
{
	const struct value *data = value_get(event, SLICE("data"));
	const struct value *revision = value_get(data, SLICE("revision"));
	struct slice type = text_at(event, "type");
	struct ledger_task *task = find(ledger, text_at(data, "task"));
	bool opens = slice_is(type, "seatwire.task.opened");

	if (opens && task && ledger->forgetful && task->ended)
		*task = (struct ledger_task){.id = task->id, .account = task->account, .tracked = task->tracked};
	else if (opens && task)
		return "a task was opened twice";
	if (!opens && !task)
		return "a task was never opened";
	task = task ? task : open_task(ledger, event, data);
	if (task->ended)
		return "a task that has ended was changed";
	if (!task->tracked && !opens)
		return "a task that nobody tracks was changed";
	if (revision->integer != ++task->revision)
		return "a revision is not the next one";
	if (!slice_equal(task->account, text_at(event, "subject")))
		return "a task moved to another account";
	task->seat = text_at(value_get(data, SLICE("owner")), "seat");
	task->ended = slice_is(type, "seatwire.task.completed") || slice_is(type, "seatwire.task.expired");
	return NULL;
}

const char *ledger_enter(struct ledger *ledger, const struct outputs *outputs)
{
	const char *wrong = NULL;

	for (uint32_t i = 0; !wrong && i < outputs->count; i++) {
		const struct output *output = &outputs->items[i];
		const struct value *event;
		struct json_fault fault;
		uint32_t duplicates;

		if (output->kind != OUTPUT_TASK && output->kind != OUTPUT_RECEIPT)
			continue;
		if (!json_read(&ledger->arena, arena_copy(&ledger->arena, output->value), EVENT_DEPTH_MOST, &event,
			    &duplicates, &fault))
			return "an output is no JSON";
		if (output->kind == OUTPUT_TASK)
			wrong = enter_task(ledger, event);
		else
			ledger->expired += slice_is(text_at(value_get(event, SLICE("data")), "result"), "expired");
	}
	return wrong;
}
