/* overlap: flows of one signal that make one task must agree on it, or exclude each other by `given`; and none may be
 * excluded by its signal.
 *
 * Place: within map/, one of its proofs. Memory: the work arena. Thread: the loader's. */
#include "map/check.h"
#include "map/compare.h"
#include <stdlib.h>

enum {
	FLOWS_OF_SIGNAL_MOST = 256,
	STEPS_MOST = 50000000, /* of all comparisons of one map: about a second */
};

/* Whether both flows' tasks have one fold key: the outcome's, where it is contested, else outcome and action. */
static bool same_key(const struct model *model, const struct model_flow *a, const struct model_flow *b)
{
	const struct model_outcome *outcome;

	if (a->outcome.index != b->outcome.index || a->outcome.index == PLAN_NONE || a->action.index == PLAN_NONE ||
		b->action.index == PLAN_NONE)
		return false;
	outcome = section_at(&model->outcomes, a->outcome.index);
	return outcome->claims.count > 0 || a->action.index == b->action.index;
}

static bool agree(const struct model_flow *a, const struct model_flow *b)
{
	return a->action.index == b->action.index && a->flow.due_ms == b->flow.due_ms;
}

/* `left` is before `right` in the order of names, but which one is written first is what a reader sees. */
static void report(struct map_reader *reader, const struct model_flow *left, const struct model_flow *right)
{
	bool swapped = left->head.order > right->head.order;
	const struct model_flow *first = swapped ? right : left, *second = swapped ? left : right;
	struct finding *finding = map_error(reader, CODE_OVERLAP, second->head.at,
		SLICE("let their `given` exclude each other, for example by `$not`"),
		"flows \"%.*s\" and \"%.*s\" may both hold for one task, with different %s",
		SLICE_PRINT(first->head.name), SLICE_PRINT(second->head.name),
		first->action.index != second->action.index ? "action" : "due");

	if (finding)
		finding->other = first->head.at;
}

static void check_flows(
	struct map_reader *reader, struct model_flow *const *flows, uint32_t count, struct compare *compare)
{
	for (uint32_t i = 1; i < count; i++) {
		for (uint32_t j = 0; j < i; j++) {
			const struct model_flow *a = flows[j], *b = flows[i];

			if (!same_key(reader->model, a, b) || agree(a, b))
				continue;
			/* A condition that was refused says nothing. */
			if ((a->given.tree && !a->given.pattern) || (b->given.tree && !b->given.pattern))
				continue;
			if (a->given.tree && b->given.tree && compare_disjoint(compare, a->given.tree, b->given.tree))
				continue;
			if (compare->steps_left == 0)
				return;
			report(reader, a, b);
			break; /* once for each flow */
		}
	}
}

/* A flow whose `given` excludes that of its signal never makes a task. */
static void check_never(struct map_reader *reader, const struct model_flow *flow, struct compare *compare)
{
	const struct model_signal *signal = section_at(&reader->model->signals, flow->signal.index);
	struct finding *finding;

	if (!flow->given.pattern || !signal->given.pattern ||
		!compare_disjoint(compare, flow->given.tree, signal->given.tree))
		return;
	finding = map_error(reader, CODE_NEVER, flow->given.at, SLICE("change one of the two"),
		"this can never be true: the `given` of signal \"%.*s\" excludes it", SLICE_PRINT(signal->head.name));
	if (finding)
		finding->other = signal->given.at;
}

static int compare_signals(const void *left, const void *right)
{
	const struct model_flow *a = *(struct model_flow *const *)left, *b = *(struct model_flow *const *)right;

	if (a->signal.index != b->signal.index)
		return a->signal.index < b->signal.index ? -1 : 1;
	return slice_compare(a->head.name, b->head.name);
}

static void too_many(struct map_reader *reader, const struct model_flow *flow)
{
	map_error(reader, CODE_LIMIT, flow->signal.at, SLICE("make several signals of it"),
		"more than %d flows of signal \"%.*s\"", FLOWS_OF_SIGNAL_MOST, SLICE_PRINT(flow->signal.name));
}

void overlap_check(struct map_reader *reader)
{
	struct section *section = &reader->model->flows;
	struct model_flow **flows = ARENA_ARRAY(reader->work, struct model_flow *, section->count);
	struct compare compare;
	uint32_t count = 0, end;

	section_each (model_flow, flow, section)
		if (flow->signal.index != PLAN_NONE)
			flows[count++] = flow;
	if (count)
		qsort(flows, count, sizeof(struct model_flow *), compare_signals);
	compare_init(&compare, STEPS_MOST);
	for (uint32_t from = 0; from < count; from = end) {
		for (end = from; end < count && flows[end]->signal.index == flows[from]->signal.index; end++)
			;
		if (end - from > FLOWS_OF_SIGNAL_MOST)
			too_many(reader, flows[from]);
		else
			check_flows(reader, flows + from, end - from, &compare);
		for (uint32_t i = from; i < end; i++)
			check_never(reader, flows[i], &compare);
		if (compare.steps_left == 0) {
			map_error(reader, CODE_LIMIT, flows[from]->head.at, SLICE("use fewer or simpler `given`"),
				"the conditions of the flows of signal \"%.*s\" are too many to compare",
				SLICE_PRINT(flows[from]->signal.name));
			break;
		}
	}
	compare_finish(&compare);
}
