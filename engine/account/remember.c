/* remember: facts first, then people, as the plan orders its uses.
 *
 * Place: account; the first step of an event that a pattern matched. Memory: the batch arena. Thread: the worker's. */
#include "account/remember.h"
#include "account/facts.h"

static const struct value *last_value(const struct plan_fact *fact, const struct event *event)
{
	return fact->kind == FACT_PERSON ? path_scalar(&fact->path, event->root)
					 : path_find(&fact->path, event->root);
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a == b || (a && b && value_equal(a, b));
}

static void note_last(struct input *input, plan_index index, struct remembered *remembered)
{
	const struct plan_fact *plan = &input->plan->facts[index];
	struct fact_state *fact = &input->account->facts[index];
	const struct value *before = fact->value;

	facts_note_last(fact, last_value(plan, input->event), input->time_ms, input->arena);
	if (plan->kind != FACT_PERSON || same_value(before, fact->value))
		return;
	ARENA_GROW(input->arena, remembered->people, remembered->people_count, remembered->people_capacity);
	remembered->people[remembered->people_count++] = index;
}

static void note_open(struct input *input, plan_index index, bool closes)
{
	const struct value *id = path_scalar(&input->plan->facts[index].path, input->event->root);
	int64_t newest_ms = input->time_ms > input->account->newest_ms ? input->time_ms : input->account->newest_ms;

	if (!id || id->kind == VALUE_NULL || id->size > FACT_BYTES_MOST / 16)
		return;
	facts_note_open(&input->account->facts[index], &input->plan->facts[index],
		facts_scalar_text(id, input->arena), closes, input->time_ms, newest_ms, input->plan->late_ms,
		input->arena);
}

static void note_recent(struct input *input, plan_index index, struct remembered *remembered)
{
	struct recent_event *entry;

	facts_note_recent(&input->account->facts[index], &input->plan->facts[index], input->time_ms,
		input->event->type, input->event->id, input->arena, &entry);
	if (!entry)
		return;
	ARENA_GROW(input->arena, remembered->recent, remembered->recent_count, remembered->recent_capacity);
	remembered->recent[remembered->recent_count++] = entry;
}

static void note_fact(struct input *input, plan_index index, struct remembered *remembered)
{
	switch (input->plan->facts[index].kind) {
	case FACT_LAST:
	case FACT_PERSON:
		note_last(input, index, remembered);
		return;
	case FACT_OPEN:
		note_open(input, index, false);
		return;
	case FACT_COUNT:
		facts_note_count(&input->account->facts[index], &input->plan->facts[index], input->time_ms);
		return;
	case FACT_RECENT:
		note_recent(input, index, remembered);
		return;
	}
}

void remember_event(struct input *input, const uint32_t *uses, uint32_t count, struct remembered *ret_remembered)
{
	*ret_remembered = (struct remembered){0};
	for (uint32_t i = 0; i < count; i++) {
		const struct plan_use *use = &input->plan->uses[uses[i]];

		if (use->kind == USE_FACT)
			note_fact(input, use->index, ret_remembered);
		else if (use->kind == USE_FACT_UNTIL)
			note_open(input, use->index, true);
	}
	input_changed(input);
}
