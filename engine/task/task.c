/* task: the snapshot of a task as JSON.
 *
 * Place: task. Memory: the scribe's. Thread: the worker's. */
#include "task/task.h"
#include "account/state_tree.h"
#include "base/text.h"

static const char *const change_types[] = {
	[TASK_CHANGE_OPENED] = "seatwire.task.opened",
	[TASK_CHANGE_UPDATED] = "seatwire.task.updated",
	[TASK_CHANGE_REASSIGNED] = "seatwire.task.reassigned",
	[TASK_CHANGE_COMPLETED] = "seatwire.task.completed",
	[TASK_CHANGE_EXPIRED] = "seatwire.task.expired",
};

struct slice task_identity(const struct input *input, struct slice flow)
{
	struct slice parts[5] = {input->plan->name, input->account->key, flow};

	scribe_cause(input, parts + 3);
	return scribe_identity(input->arena, parts, 5);
}

struct slice task_rule(const struct task *task, struct arena *arena)
{
	if (task->by == OWNER_BY_OUTCOME)
		return TEXT_JOIN(arena, SLICE("outcome "), task->outcome, SLICE(" is owned by "), task->seat);
	if (task->by == OWNER_BY_AUTHORITY)
		return TEXT_JOIN(arena, SLICE("outcome "), task->outcome,
			SLICE(" is claimed by others too; its owner "), task->seat, SLICE(" is final"));
	return TEXT_JOIN(
		arena, task->seat, SLICE(" holds it ("), slice_of(task_owner_rule_name(task->by)), SLICE(")"));
}

static void optional_string(struct json_out *out, const char *key, struct slice text)
{
	if (text.size)
		json_member_string(out, key, text);
}

static void write_event(struct json_out *out, const struct evidence *evidence)
{
	json_key(out, "event");
	json_begin_object(out);
	json_member_string(out, "source", evidence->source);
	json_member_string(out, "id", evidence->id);
	json_member_string(out, "type", evidence->type);
	json_key(out, "time");
	json_time(out, evidence->time_ms);
	json_member_string(out, "topic", evidence->topic);
	json_member_integer(out, "partition", evidence->partition);
	json_member_integer(out, "offset", evidence->offset);
	json_end_object(out);
}

static void write_matches(struct json_out *out, const struct evidence *evidence)
{
	json_key(out, "matched");
	json_begin_array(out);
	for (uint32_t i = 0; i < evidence->match_count; i++) {
		const struct evidence_match *match = &evidence->matches[i];

		json_begin_object(out);
		json_member_string(out, "path", match->path);
		json_member_plain(out, "operator", match->operator);
		if (match->value) {
			json_key(out, "value");
			json_value(out, match->value);
		}
		json_end_object(out);
	}
	json_end_array(out);
}

void task_write_evidence(struct json_out *out, const struct evidence *evidence, uint32_t count, uint32_t more,
	bool matches)
{
	json_key(out, "evidence");
	json_begin_array(out);
	for (uint32_t i = 0; i < count; i++) {
		json_begin_object(out);
		write_event(out, &evidence[i]);
		if (matches)
			write_matches(out, &evidence[i]);
		json_end_object(out);
	}
	json_end_array(out);
	if (more)
		json_member_integer(out, "evidence_more", more);
}

void task_write_why(struct json_out *out, const struct plan *plan, struct slice flow, struct slice rule)
{
	json_key(out, "why");
	json_begin_object(out);
	json_member_string(out, "map", plan->name);
	json_member_string(out, "version", plan->version);
	optional_string(out, "flow", flow);
	optional_string(out, "rule", rule);
	json_end_object(out);
}

static void write_owner(struct json_out *out, const struct plan *plan, const struct task *task)
{
	plan_index seat = plan_seat_find(plan, task->seat);

	json_key(out, "owner");
	json_begin_object(out);
	json_member_string(out, "seat", task->seat);
	if (seat != PLAN_NONE)
		optional_string(out, "function", plan->seats[seat].function);
	optional_string(out, "person", task->person);
	json_member_plain(out, "by", slice_of(task_owner_rule_name(task->by)));
	json_end_object(out);
}

static void write_outcome_contributors(struct json_out *out, const struct plan *plan, const struct task *task)
{
	plan_index index = plan_outcome_find(plan, task->outcome);

	for (uint32_t i = 0; index != PLAN_NONE && i < plan->outcomes[index].contributor_count; i++) {
		const struct plan_contributor *contributor = &plan->outcomes[index].contributors[i];

		json_begin_object(out);
		json_member_string(out, "seat", plan->seats[contributor->seat].name);
		json_member_plain(out, "because", SLICE("outcome"));
		optional_string(out, "expect", contributor->expect);
		if (contributor->due_ms) {
			json_key(out, "due");
			json_time(out, task->opened_ms + contributor->due_ms);
		}
		json_end_object(out);
	}
}

static void write_contributors(struct json_out *out, const struct plan *plan, const struct task *task, bool whole)
{
	json_key(out, "contributors");
	json_begin_array(out);
	write_outcome_contributors(out, plan, task);
	for (uint32_t i = 0; whole && i < task->claim_count; i++) {
		const struct task_claim *claim = &task->claims[i];

		json_begin_object(out);
		json_member_string(out, "seat", claim->seat);
		json_member_plain(out, "because", SLICE("claim"));
		json_member_string(out, "flow", claim->flow);
		json_key(out, "event");
		json_begin_object(out);
		json_member_string(out, "source", claim->source);
		json_member_string(out, "id", claim->id);
		json_end_object(out);
		json_end_object(out);
	}
	json_end_array(out);
}

static void write_relationship(struct json_out *out, const struct input *input)
{
	const struct plan *plan = input->plan;
	struct slice seat, person;

	if (plan->relationship == PLAN_NONE)
		return;
	seat = plan->seats[plan->relationship].name;
	person = input_person(input, plan->relationship);
	json_key(out, "relationship");
	json_begin_object(out);
	json_member_string(out, "seat", seat);
	optional_string(out, "person", person);
	json_end_object(out);
}

static void write_context(struct json_out *out, const struct input *input, const struct plan_action *action)
{
	const struct value *tree, *cut;

	if (!action || !action->carry_count)
		return;
	tree = state_tree(input->account, input->plan, STATE_FOR_CONTEXT, input->clock_ms, input->time_ms,
		input->arena);
	cut = state_tree_cut(tree, action->carry, action->carry_count, input->arena);
	json_key(out, "context");
	json_value(out, cut);
}

static void write_note(struct json_out *out, const struct task_note *note)
{
	if (note->by_seat.size || note->by_person.size) {
		json_key(out, "by");
		json_begin_object(out);
		optional_string(out, "seat", note->by_seat);
		optional_string(out, "person", note->by_person);
		json_end_object(out);
	}
	if (note->result) {
		json_key(out, "result");
		json_value(out, note->result);
	}
	optional_string(out, "reason", note->reason);
}

/* Not `whole`: without what can be as large as an account, so that it fits whatever was remembered. */
static void write_data(struct json_out *out, const struct input *input, const struct task *task,
	const struct task_note *note, bool whole)
{
	uint32_t evidence = whole ? task->evidence_count : 0;
	plan_index index = plan_action_find(input->plan, task->action);
	const struct plan_action *action = index == PLAN_NONE ? NULL : &input->plan->actions[index];

	json_member_plain(out, "task", task->id);
	json_member_integer(out, "revision", task->revision);
	json_member_plain(out, "state", slice_of(task_state_name(task->state)));
	json_member_string(out, "signal", task->signal);
	optional_string(out, "outcome", task->outcome);
	json_member_string(out, "action", task->action);
	if (action)
		optional_string(out, "expect", action->expect);
	if (action && !action->track) {
		json_key(out, "tracked");
		json_bool(out, false);
	}
	write_owner(out, input->plan, task);
	write_relationship(out, input);
	write_contributors(out, input->plan, task, whole);
	if (task->due_ms) {
		json_key(out, "due");
		json_time(out, task->due_ms);
	}
	if (whole)
		write_context(out, input, action);
	task_write_evidence(out, task->evidence, evidence, task->evidence_more + task->evidence_count - evidence, true);
	write_note(out, note);
	task_write_why(out, input->plan, task->flow, note->rule.size ? note->rule : task_rule(task, input->arena));
	json_member_integer(out, "handoffs", task->handoffs);
}

void task_write(struct scribe *scribe, struct input *input, struct task *task, enum task_change change,
	const struct task_note *note)
{
	static const struct task_note nothing;
	char revision[TEXT_DECIMAL_BYTES];
	struct slice id;
	struct output *output;

	task->revision++;
	id = TEXT_JOIN(input->arena, task->id, SLICE("."), text_decimal(task->revision, revision));
	note = note ? note : &nothing;
	write_data(scribe_begin_event(scribe, input, id, change_types[change]), input, task, note, true);
	if (scribe->must_fit && scribe->buffer.size > OUTPUT_BYTES_MOST)
		write_data(scribe_begin_event(scribe, input, id, change_types[change]), input, task, note, false);
	output = scribe_end_event(scribe, input, OUTPUT_TASK);
	output->topic = arena_copy(scribe->outputs->arena, task->topic); /* it may stand in the state */
	scribe->tasks++;
}
