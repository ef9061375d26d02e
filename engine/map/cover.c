/* cover: a flow that never adds anything, because whenever its signal is raised another signal is raised as well, whose
 * flow makes the same task.
 *
 * Every flow is held against those that could cover it. Which they are is found by literals: a covering pattern may
 * only ask what the covered one asks too, so for some field of literals (its anchor, the rarest) it accepts the
 * covered one's first literal. Ten thousand rules on one type with different codes meet nobody.
 * Place: within map/, for `check`. Memory: the work arena. Thread: the loader's. */
#include "map/check.h"
#include "map/compare.h"
#include "base/hash.h"
#include <stdlib.h>

enum { STEPS_MOST = 20000000 }; /* of all comparisons of one map: half a second */

/* A field of literals of a pattern over events. */
struct field {
	uint64_t path; /* hash of the steps */
	const struct value *leaf;
};

/* "The flow asks this literal of this field", with the group (outcome, action) in the hash. */
struct posting {
	uint64_t key;
	uint32_t flow;
};

struct postings {
	struct posting *items;
	uint32_t count, capacity;
};

struct cover {
	struct map_reader *reader;
	struct compare compare;
	struct model_flow **flows; /* of known signal, outcome and action, in the order of reading */
	uint32_t count;
	struct postings asked;   /* the first literal of each field of each flow */
	struct postings anchors; /* each literal of each flow's anchor; key of the group alone: it has none */
	struct {
		struct field *items;
		uint32_t count, capacity;
	} fields; /* of the pattern at hand */
};

static const struct model_signal *signal_of(const struct cover *cover, const struct model_flow *flow)
{
	return section_at(&cover->reader->model->signals, flow->signal.index);
}

/* Gathers the fields whose alternatives are all literals; what stands below `$...` is left out. */
static void gather(struct cover *cover, const struct value *node, uint64_t path)
{
	value_each (member, node) {
		uint64_t below = hash64(value_key(member), path);
		bool literals = member->kind == VALUE_ARRAY || value_is_scalar(member);

		if (slice_starts(value_key(member), SLICE("$")))
			continue;
		if (member->kind == VALUE_OBJECT)
			gather(cover, member, below);
		if (member->kind == VALUE_ARRAY)
			value_each (alternative, member)
				literals = literals && value_is_scalar(alternative);
		if (!literals)
			continue;
		ARENA_GROW(cover->reader->work, cover->fields.items, cover->fields.count, cover->fields.capacity);
		cover->fields.items[cover->fields.count++] = (struct field){below, member};
	}
}

static uint64_t group_key(const struct model_flow *flow)
{
	uint32_t group = (uint32_t)flow->outcome.index << 16 | flow->action.index;

	return hash64((struct slice){(const char *)&group, sizeof(group)}, 0);
}

/* Numbers hash by value, so that 300 and 300.0 meet. */
static uint64_t literal_key(uint64_t group, uint64_t path, const struct value *literal)
{
	double number = value_is_number(literal) ? value_number(literal) : literal->kind;
	struct slice bytes = {(const char *)&number, sizeof(number)};

	return hash64(literal->kind == VALUE_STRING ? value_text(literal) : bytes, group ^ path * 31);
}

static void post(struct cover *cover, struct postings *postings, uint64_t key, uint32_t flow)
{
	ARENA_GROW(cover->reader->work, postings->items, postings->count, postings->capacity);
	postings->items[postings->count++] = (struct posting){key, flow};
}

static int compare_postings(const void *left, const void *right)
{
	const struct posting *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->flow > b->flow) - (a->flow < b->flow);
}

static void sort(struct postings *postings)
{
	if (postings->count)
		qsort(postings->items, postings->count, sizeof(*postings->items), compare_postings);
}

/* The first posting whose key is not below `key`. */
static uint32_t lower_bound(const struct postings *postings, uint64_t key)
{
	uint32_t from = 0, to = postings->count;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (postings->items[middle].key < key)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static uint32_t frequency(const struct postings *postings, uint64_t key)
{
	return key == UINT64_MAX ? 0 : lower_bound(postings, key + 1) - lower_bound(postings, key);
}

static const struct value *first_literal(const struct value *leaf)
{
	return leaf->kind == VALUE_ARRAY ? leaf + 1 : leaf;
}

static void gather_of(struct cover *cover, uint32_t flow)
{
	cover->fields.count = 0;
	gather(cover, signal_of(cover, cover->flows[flow])->when.tree, 0);
}

static void post_asked(struct cover *cover, uint32_t flow)
{
	uint64_t group = group_key(cover->flows[flow]);

	gather_of(cover, flow);
	for (uint32_t i = 0; i < cover->fields.count; i++) {
		const struct field *field = &cover->fields.items[i];

		post(cover, &cover->asked, literal_key(group, field->path, first_literal(field->leaf)), flow);
	}
}

/* How many flows ask a literal of the field: the fewer, the better an anchor it is. */
static uint32_t field_frequency(const struct cover *cover, uint64_t group, const struct field *field)
{
	const struct value *literal = first_literal(field->leaf), *end = field->leaf + field->leaf->skip;
	uint32_t sum = 0;

	for (; literal < end; literal++)
		sum += frequency(&cover->asked, literal_key(group, field->path, literal));
	return sum;
}

static void post_anchor(struct cover *cover, uint32_t flow)
{
	uint64_t group = group_key(cover->flows[flow]);
	const struct field *anchor = NULL;
	const struct value *literal;
	uint32_t least = 0;

	gather_of(cover, flow);
	for (uint32_t i = 0; i < cover->fields.count; i++) {
		uint32_t sum = field_frequency(cover, group, &cover->fields.items[i]);

		if (!anchor || sum < least) {
			anchor = &cover->fields.items[i];
			least = sum;
		}
	}
	if (!anchor) {
		post(cover, &cover->anchors, group, flow);
		return;
	}
	for (literal = first_literal(anchor->leaf); literal < anchor->leaf + anchor->leaf->skip; literal++)
		post(cover, &cover->anchors, literal_key(group, anchor->path, literal), flow);
}

/* Whether `wide` is raised whenever `narrow` is, as far as windows and quiet times go. */
static bool as_often(const struct plan_signal *wide, const struct plan_signal *narrow, bool same_when)
{
	bool same_path = wide->distinct.count == narrow->distinct.count;

	if (wide->times == 1 && wide->quiet_ms == 0)
		return true;
	for (uint32_t i = 0; same_path && i < wide->distinct.count; i++)
		same_path = slice_equal(wide->distinct.steps[i], narrow->distinct.steps[i]);
	return same_when && same_path && wide->times == narrow->times && wide->within_ms == narrow->within_ms &&
	       wide->quiet_ms <= narrow->quiet_ms;
}

static bool given_implied(struct cover *cover, const struct model_pattern *wide, const struct model_pattern *narrow)
{
	return !wide->tree || (narrow->tree && compare_implies(&cover->compare, narrow->tree, wide->tree));
}

/* Whether the task that `wide` makes leaves nothing that `narrow` would add to it. */
static bool covers(struct cover *cover, const struct model_flow *wide, const struct model_flow *narrow)
{
	const struct model_signal *above = signal_of(cover, wide), *below = signal_of(cover, narrow);
	bool earlier_due = narrow->flow.due_ms && (!wide->flow.due_ms || narrow->flow.due_ms < wide->flow.due_ms);
	bool other_claim = narrow->claim.index != PLAN_NONE && narrow->claim.index != wide->claim.index;
	bool same_when = pattern_hash(above->when.pattern) == pattern_hash(below->when.pattern);

	return above != below && wide->outcome.index == narrow->outcome.index &&
	       wide->action.index == narrow->action.index && !earlier_due && !other_claim &&
	       as_often(&above->signal, &below->signal, same_when) &&
	       (same_when || compare_implies(&cover->compare, below->when.tree, above->when.tree)) &&
	       given_implied(cover, &above->given, &below->given) && given_implied(cover, &wide->given, &narrow->given);
}

/* Holds the flow against the flows posted under `key`; true when one covers it, which is then reported. Of two that
 * cover each other the later one is. */
static bool covered_by_posted(struct cover *cover, uint32_t flow, uint64_t key)
{
	const struct model_flow *narrow = cover->flows[flow];
	const struct postings *anchors = &cover->anchors;

	for (uint32_t i = lower_bound(anchors, key); i < anchors->count && anchors->items[i].key == key; i++) {
		const struct model_flow *wide = cover->flows[anchors->items[i].flow];
		struct finding *finding;

		if (cover->compare.steps_left)
			cover->compare.steps_left--;
		if (!covers(cover, wide, narrow))
			continue;
		if (wide->head.order > narrow->head.order && covers(cover, narrow, wide))
			continue;
		finding = diag_add(cover->reader->diag, SEVERITY_WARNING, CODE_COVERED, narrow->signal.at,
			SLICE("remove the flow, or let the other signal leave these events out"),
			"signal \"%.*s\" is covered by \"%.*s\": it adds nothing to outcome \"%.*s\", action \"%.*s\"",
			SLICE_PRINT(narrow->signal.name), SLICE_PRINT(wide->signal.name),
			SLICE_PRINT(narrow->outcome.name), SLICE_PRINT(narrow->action.name));
		if (finding)
			finding->other = wide->signal.at;
		return true;
	}
	return false;
}

static void check_flow(struct cover *cover, uint32_t flow)
{
	uint64_t group = group_key(cover->flows[flow]);
	bool covered = covered_by_posted(cover, flow, group);

	gather_of(cover, flow);
	for (uint32_t i = 0; !covered && i < cover->fields.count; i++) {
		const struct field *field = &cover->fields.items[i];

		covered = covered_by_posted(cover, flow, literal_key(group, field->path, first_literal(field->leaf)));
	}
}

/* The flows that can be compared: all they name exists, and no pattern was refused. */
static void select_flows(struct cover *cover)
{
	struct model *model = cover->reader->model;

	cover->flows = ARENA_ARRAY(cover->reader->work, struct model_flow *, model->flows.count);
	section_each (model_flow, flow, &model->flows) {
		const struct model_signal *signal;

		if (flow->signal.index == PLAN_NONE || flow->outcome.index == PLAN_NONE ||
			flow->action.index == PLAN_NONE)
			continue;
		signal = signal_of(cover, flow);
		if (signal->when.pattern && !signal->given.tree == !signal->given.pattern &&
			!flow->given.tree == !flow->given.pattern)
			cover->flows[cover->count++] = flow;
	}
}

void cover_check(struct map_reader *reader)
{
	struct cover cover = {.reader = reader};

	compare_init(&cover.compare, STEPS_MOST);
	select_flows(&cover);
	for (uint32_t i = 0; i < cover.count; i++)
		post_asked(&cover, i);
	sort(&cover.asked);
	for (uint32_t i = 0; i < cover.count; i++)
		post_anchor(&cover, i);
	sort(&cover.anchors);
	for (uint32_t i = 0; i < cover.count && cover.compare.steps_left; i++)
		check_flow(&cover, i);
	if (cover.count && cover.compare.steps_left == 0)
		diag_add(reader->diag, SEVERITY_WARNING, CODE_UNDECIDED, cover.flows[0]->head.at,
			SLICE("give the signals fields of literals that tell them apart"),
			"the signals are too many and too alike to tell which cover each other");
	compare_finish(&cover.compare);
}
