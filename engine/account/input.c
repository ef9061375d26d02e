/* input: the snapshot of an account's state, and evidence of an event.
 *
 * Place: account; used by the steps signal, route and task. Memory: the batch arena. Thread: the worker's. */
#include "account/input.h"
#include "account/facts.h"
#include "account/state_tree.h"

const struct value *input_state(struct input *input)
{
	if (!input->state)
		input->state = state_tree(input->account, input->plan, STATE_FOR_PATTERNS, input->clock_ms,
			input->time_ms, input->arena);
	return input->state;
}

void input_changed(struct input *input)
{
	input->state = NULL;
}

bool input_given(struct input *input, const struct pattern *given)
{
	return !given || pattern_holds(given, input_state(input));
}

static const struct value *kept_value(const struct value *value)
{
	if (!value || !value_is_scalar(value) || value->kind == VALUE_BYTES || value->size > EVIDENCE_VALUE_BYTES)
		return NULL;
	return value;
}

/* The event's type stands beside its conditions anyway, so a condition on it is told only where it is the only one. */
static uint32_t leave_type_out(struct pattern_match *found, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++)
		if (!slice_equal(found[i].path, SLICE("type")))
			found[kept++] = found[i];
	return kept ? kept : count;
}

struct evidence input_evidence(const struct input *input, const struct pattern *pattern)
{
	const struct event *event = input->event;
	struct pattern_match found[EVIDENCE_MATCHES_MOST];
	struct evidence_match *matches;
	uint32_t count = 0;
	bool holds;

	if (pattern)
		count = pattern_explain(pattern, event->root, input->arena, found, EVIDENCE_MATCHES_MOST, &holds);
	count = leave_type_out(found, count);
	matches = ARENA_ARRAY(input->arena, struct evidence_match, count);
	for (uint32_t i = 0; i < count; i++)
		matches[i] = (struct evidence_match){
			found[i].path, slice_of(found[i].operator), kept_value(found[i].value)};
	return (struct evidence){event->source, event->id, event->type, input->time_ms, event->topic,
		event->partition, event->offset, matches, count};
}

struct slice input_person(const struct input *input, plan_index seat)
{
	const struct plan *plan = input->plan;
	plan_index fact = plan_fact_find(plan, true, plan->seats[seat].name);
	const struct value *person = fact == PLAN_NONE ? NULL : input->account->facts[fact].value;

	if (person && value_is_scalar(person)) {
		struct slice text = facts_scalar_text(person, input->arena);

		if (text.size)
			return text;
	}
	return plan->seats[seat].person;
}
