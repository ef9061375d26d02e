/* receipt: what became of a raised signal and flow, or of an event that led to none: a CloudEvent seatwire.receipt on
 * <app>.receipts. No persons, and of the event nothing but where it stands. */
#pragma once
#include "task/task.h"

enum receipt_result {
	RECEIPT_ROUTED,       /* opened a task */
	RECEIPT_NOTED,        /* no flow's `given` held */
	RECEIPT_FOLDED,       /* added to a task that has not ended */
	RECEIPT_QUIET,        /* within the signal's quiet time */
	RECEIPT_EXPIRED,      /* a task lapsed */
	RECEIPT_DUPLICATE,    /* the event was seen within `dedupe` */
	RECEIPT_LATE,         /* older than `late` behind the account's newest: facts only */
	RECEIPT_HISTORY,      /* before live_from: memory only */
	RECEIPT_UNOWNED,      /* its owner's seat is gone: the steward has it */
	RECEIPT_MISPLACED,    /* forwarded to the partition of its account */
	RECEIPT_UNKNOWN_TASK, /* a task event about a task that is not open */
	RECEIPT_REFUSED,      /* a task event that the map does not allow */
};

struct receipt {
	enum receipt_result result;
	struct slice signal, flow; /* empty: unknown */
	const struct task *task;   /* NULL: none; its id and owner's seat are told */
	struct slice task_id;      /* when there is no task: the id that was asked for */
	const struct evidence *evidence;
	uint32_t evidence_count;
	struct slice rule;         /* of why; for refusals the reason */
	struct slice suppressed_by; /* "quiet" */
	int64_t suppressed_until_ms; /* 0: unknown */
	bool late_timer;
};

void receipt_write(struct scribe *scribe, struct input *input, const struct receipt *receipt);
