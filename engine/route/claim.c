/* claim: one voice for one matter.
 *
 * Place: route, after signal. Memory: the batch arena. Thread: the worker's.
 *
 * Invariants
 *   1. Claims of one input are taken by the earliest due (none: last), then by the flow's name.
 *   2. At most one task is open for each fold key: (account, outcome, action), or (account, outcome) when the outcome
 *      is contested.
 *   3. Every raised signal leaves at least one receipt. */
#include "route/claim.h"
#include "route/owner.h"
#include <stdlib.h>

struct claim {
	const struct raised_signal *raised;
	const struct plan_flow *flow;
};

struct claims {
	struct claim *items;
	uint32_t count, capacity;
};

static void write_signal_receipt(struct scribe *scribe, struct input *input, const struct raised_signal *raised,
	enum receipt_result result)
{
	struct receipt receipt = {
		.result = result,
		.signal = input->plan->signals[raised->signal].name,
		.evidence = raised->evidence,
		.evidence_count = raised->evidence_count,
	};

	if (result == RECEIPT_QUIET) {
		receipt.suppressed_by = SLICE("quiet");
		receipt.suppressed_until_ms = raised->quiet_until_ms;
	}
	receipt_write(scribe, input, &receipt);
}

/* The flows of one raised signal whose `given` holds; none: the signal is noted. */
static void collect(struct scribe *scribe, struct input *input, const struct raised_signal *raised,
	struct claims *claims)
{
	const struct plan_signal *signal = &input->plan->signals[raised->signal];
	bool found = false;

	for (uint32_t i = 0; i < signal->flow_count; i++) {
		const struct plan_flow *flow = &input->plan->flows[signal->flows[i]];

		if (!input_given(input, flow->given))
			continue;
		ARENA_GROW(input->arena, claims->items, claims->count, claims->capacity);
		claims->items[claims->count++] = (struct claim){raised, flow};
		found = true;
	}
	if (!found)
		write_signal_receipt(scribe, input, raised, RECEIPT_NOTED);
}

static int64_t due_order(const struct plan_flow *flow)
{
	return flow->due_ms ? flow->due_ms : INT64_MAX;
}

static int by_due_then_name(const void *a, const void *b)
{
	const struct plan_flow *left = ((const struct claim *)a)->flow, *right = ((const struct claim *)b)->flow;

	if (due_order(left) != due_order(right))
		return due_order(left) < due_order(right) ? -1 : 1;
	return slice_compare(left->name, right->name);
}

static void add_evidence(struct input *input, struct task *task, const struct raised_signal *raised)
{
	for (uint32_t i = 0; i < raised->evidence_count; i++) {
		if (task->evidence_count == EVIDENCE_MOST) {
			task->evidence_more += raised->evidence_count - i;
			return;
		}
		ARENA_GROW(input->arena, task->evidence, task->evidence_count, task->evidence_capacity);
		task->evidence[task->evidence_count++] = raised->evidence[i];
	}
}

/* The claiming seat becomes a contributor with its evidence; the outcome's owner stays final. */
static void add_claim(struct input *input, struct task *task, const struct claim *claim)
{
	const struct evidence *evidence = &claim->raised->evidence[claim->raised->evidence_count - 1];

	if (claim->flow->claim == PLAN_NONE)
		return;
	if (task->by == OWNER_BY_OUTCOME)
		task->by = OWNER_BY_AUTHORITY;
	if (task->claim_count == TASK_CLAIMS_MOST)
		return;
	ARENA_GROW(input->arena, task->claims, task->claim_count, task->claim_capacity);
	task->claims[task->claim_count++] = (struct task_claim){input->plan->seats[claim->flow->claim].name,
		claim->flow->name, evidence->source, evidence->id};
}

static void write_claim(struct scribe *scribe, struct input *input, const struct claim *claim, struct task *task,
	bool opened)
{
	struct slice rule = task_rule(task, input->arena);

	task_write(scribe, input, task, opened ? TASK_CHANGE_OPENED : TASK_CHANGE_UPDATED,
		&(struct task_note){.rule = rule});
	receipt_write(scribe, input,
		&(struct receipt){
			.result = opened ? RECEIPT_ROUTED : RECEIPT_FOLDED,
			.signal = input->plan->signals[claim->raised->signal].name,
			.flow = claim->flow->name,
			.task = task,
			.evidence = claim->raised->evidence,
			.evidence_count = claim->raised->evidence_count,
			.rule = rule,
		});
}

static void fold(struct scribe *scribe, struct input *input, const struct claim *claim, struct task *task)
{
	int64_t due_ms = input->clock_ms + claim->flow->due_ms;

	if (claim->flow->due_ms && (task->due_ms == 0 || due_ms < task->due_ms))
		task->due_ms = due_ms;
	add_evidence(input, task, claim->raised);
	add_claim(input, task, claim);
	write_claim(scribe, input, claim, task, false);
}

static void open_task(struct scribe *scribe, struct input *input, const struct claim *claim)
{
	const struct plan *plan = input->plan;
	const struct plan_flow *flow = claim->flow;
	const struct plan_action *action = &plan->actions[flow->action];
	struct task *task = account_add_task(input->account, input->arena);

	task->id = task_identity(input, flow->name);
	task->signal = plan->signals[flow->signal].name;
	task->outcome = plan->outcomes[flow->outcome].name;
	task->action = action->name;
	task->flow = flow->name;
	task->topic = action->topic;
	task->opened_ms = input->clock_ms;
	task->due_ms = flow->due_ms ? input->clock_ms + flow->due_ms : 0;
	owner_set(scribe, input, task, plan->outcomes[flow->outcome].owner, OWNER_BY_OUTCOME,
		(struct slice){NULL, 0});
	add_evidence(input, task, claim->raised);
	add_claim(input, task, claim);
	if (!action->track)
		account_remove_task(input->account, task);
	write_claim(scribe, input, claim, task, true);
}

static void take(struct scribe *scribe, struct input *input, const struct claim *claim)
{
	const struct plan_outcome *outcome = &input->plan->outcomes[claim->flow->outcome];
	struct slice action = outcome->claim_count ? (struct slice){NULL, 0}
						   : input->plan->actions[claim->flow->action].name;
	struct task *task = account_task_of(input->account, outcome->name, action);

	if (task)
		fold(scribe, input, claim, task);
	else
		open_task(scribe, input, claim);
}

void claims_route(struct scribe *scribe, struct input *input, const struct raised_signals *raised)
{
	struct claims claims = {0};

	for (uint32_t i = 0; i < raised->count; i++) {
		const struct raised_signal *item = &raised->items[i];

		if (item->quiet)
			write_signal_receipt(scribe, input, item, RECEIPT_QUIET);
		else if (input->history)
			write_signal_receipt(scribe, input, item, RECEIPT_HISTORY);
		else
			collect(scribe, input, item, &claims);
	}
	if (claims.count > 1)
		qsort(claims.items, claims.count, sizeof(*claims.items), by_due_then_name);
	for (uint32_t i = 0; i < claims.count; i++)
		take(scribe, input, &claims.items[i]);
}
