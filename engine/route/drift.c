/* drift: report, and one task a day.
 *
 * Place: route. Memory: the batch arena. Thread: the worker's. */
#include "route/drift.h"

void drift_report(struct scribe *scribe, const struct input *input, const char *code, struct slice name)
{
	struct arena *arena = input->arena;
	struct slice key = arena_printf(arena, "drift/%s/%.*s", code, SLICE_PRINT(name));
	struct slice parts[4] = {input->plan->name, key, {NULL, 0}, {NULL, 0}};
	struct json_out *out;

	scribe_cause(input, parts + 2);
	out = scribe_begin_event(scribe, input, scribe_identity(arena, parts, 4), DRIFT_EVENT_TYPE);
	json_member_string(out, "code", slice_of(code));
	json_member_string(out, "name", name);
	json_member_string(out, "account", input->account->key);
	scribe_end_event(scribe, input, OUTPUT_CROSS)->key = key;
}

static struct slice data_text(const struct input *input, const char *key)
{
	const struct slice steps[2] = {SLICE("data"), slice_of(key)};
	const struct path path = {steps, 2};
	const struct value *value = path_scalar(&path, input->event->root);

	return value && value->kind == VALUE_STRING ? value_text(value) : (struct slice){"", 0};
}

static struct slice expectation(const struct input *input, struct slice code, struct slice name)
{
	if (slice_is(code, "seat_without_person"))
		return arena_printf(input->arena,
			"Name who sits in seat %.*s: a task reached it and neither the account nor the map names a "
			"person",
			SLICE_PRINT(name));
	return arena_printf(input->arena,
		"Decide who owns the open tasks of seat %.*s: the map no longer has it, and you hold them until then",
		SLICE_PRINT(name));
}

static void write_task(struct scribe *scribe, struct input *input, struct slice id, struct slice code)
{
	const struct plan *plan = input->plan;
	const struct plan_seat *seat = &plan->seats[plan->steward.seat];
	struct json_out *out = scribe_begin_event(scribe, input,
		arena_printf(input->arena, "%.*s.1", SLICE_PRINT(id)), "seatwire.task.opened");

	json_member_string(out, "task", id);
	json_member_integer(out, "revision", 1);
	json_member_string(out, "state", slice_of(task_state_name(TASK_OPEN)));
	json_key(out, "tracked");
	json_bool(out, false);
	json_member_string(out, "signal", code);
	json_member_string(out, "action", SLICE("drift"));
	json_member_string(out, "expect", expectation(input, code, data_text(input, "name")));
	json_key(out, "owner");
	json_begin_object(out);
	json_member_string(out, "seat", seat->name);
	if (seat->function.size)
		json_member_string(out, "function", seat->function);
	if (seat->person.size)
		json_member_string(out, "person", seat->person);
	json_member_string(out, "by", slice_of(task_owner_rule_name(OWNER_BY_STEWARD)));
	json_end_object(out);
	json_key(out, "contributors");
	json_begin_array(out);
	json_end_array(out);
	json_key(out, "accounts");
	json_begin_array(out);
	json_string(out, data_text(input, "account"));
	json_end_array(out);
	task_write_evidence(out, NULL, 0, 0, false);
	task_write_why(out, plan, (struct slice){NULL, 0},
		arena_printf(input->arena, "drift goes to the map's steward, %.*s", SLICE_PRINT(seat->name)));
	json_member_integer(out, "handoffs", 0);
	scribe_end_event(scribe, input, OUTPUT_TASK)->topic = plan->steward.topic;
	scribe->tasks++;
}

void drift_take(struct scribe *scribe, struct input *input)
{
	int64_t day = input->clock_ms / DAY_MS;
	struct slice parts[5] = {input->plan->name, input->account->key, SLICE("drift"), SLICE("day"),
		arena_printf(input->arena, "%lld", (long long)(day * DAY_MS))};

	if (input->account->drift_day >= day)
		return;
	input->account->drift_day = day;
	input->account->changed = true;
	write_task(scribe, input, scribe_identity(input->arena, parts, 5), data_text(input, "code"));
}

bool drift_key_reserved(struct slice key)
{
	static const struct slice prefixes[] = {{"learning/", 9}, {"drift/", 6}, {"seat/", 5}, {"seatwire/", 9}};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (slice_starts(key, prefixes[i]))
			return true;
	return false;
}
