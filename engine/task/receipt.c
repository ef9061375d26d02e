/* receipt: the trace of every decision.
 *
 * Place: task. Memory: the scribe's. Thread: the worker's. */
#include "task/receipt.h"

static const char *result_name(enum receipt_result result)
{
	static const char *const names[] = {"routed", "noted", "folded", "quiet", "expired", "duplicate", "late",
		"history", "unowned", "misplaced", "unknown_task", "refused"};

	return names[result];
}

/* A receipt is one of a kind: the same event at another place (a duplicate) has another receipt. */
static struct slice identity(struct scribe *scribe, const struct input *input, const struct receipt *receipt)
{
	struct slice parts[9] = {input->plan->name, input->account->key,
		slice_of(result_name(receipt->result)), receipt->signal, receipt->flow,
		receipt->task ? receipt->task->id : receipt->task_id, {NULL, 0}, {NULL, 0}, scribe_place(scribe)};

	scribe_cause(input, parts + 6);
	return scribe_identity(input->arena, parts, 9);
}

static void write_flags(struct json_out *out, const struct input *input, const struct receipt *receipt)
{
	bool keys = input->event && input->event->duplicate_keys;

	if (!input->skewed && !keys && !receipt->late_timer)
		return;
	json_key(out, "flags");
	json_begin_array(out);
	if (input->skewed)
		json_string(out, SLICE("skewed"));
	if (keys)
		json_string(out, SLICE("duplicate_keys"));
	if (receipt->late_timer)
		json_string(out, SLICE("late"));
	json_end_array(out);
}

static void write_task(struct json_out *out, const struct receipt *receipt)
{
	if (receipt->task) {
		json_member_plain(out, "task", receipt->task->id);
		json_key(out, "owner");
		json_begin_object(out);
		json_member_string(out, "seat", receipt->task->seat);
		json_member_plain(out, "by", slice_of(task_owner_rule_name(receipt->task->by)));
		json_end_object(out);
	} else if (receipt->task_id.size) {
		json_member_string(out, "task", receipt->task_id);
	}
}

static void write_suppressed(struct json_out *out, const struct receipt *receipt)
{
	if (!receipt->suppressed_by.size)
		return;
	json_key(out, "suppressed");
	json_begin_object(out);
	json_member_string(out, "by", receipt->suppressed_by);
	if (receipt->suppressed_until_ms) {
		json_key(out, "until");
		json_time(out, receipt->suppressed_until_ms);
	}
	json_end_object(out);
}

void receipt_write(struct scribe *scribe, struct input *input, const struct receipt *receipt)
{
	static const struct slice no_flow;
	struct json_out *out =
		scribe_begin_event(scribe, input, identity(scribe, input, receipt), "seatwire.receipt");
	uint32_t kept = receipt->evidence_count < EVIDENCE_MOST ? receipt->evidence_count : EVIDENCE_MOST;

	json_member_plain(out, "result", slice_of(result_name(receipt->result)));
	if (receipt->signal.size)
		json_member_string(out, "signal", receipt->signal);
	if (receipt->flow.size)
		json_member_string(out, "flow", receipt->flow);
	write_task(out, receipt);
	task_write_evidence(out, receipt->evidence, kept, receipt->evidence_count - kept, false);
	task_write_why(out, input->plan, no_flow, receipt->rule); /* it stands beside */
	write_suppressed(out, receipt);
	write_flags(out, input, receipt);
	scribe_end_event(scribe, input, OUTPUT_RECEIPT);
	scribe->receipts++;
}
