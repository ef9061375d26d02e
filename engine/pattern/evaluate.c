/* evaluate: whether a pattern holds of a tree, and by which conditions. The plain way, and the ground truth.
 *
 * Place: pattern, beside the matcher, which must answer the same. Memory: explaining writes to the caller's list.
 * Thread: any.
 *
 * A condition asks for a value ("positive") or for its absence ("negative": `exists: false`, `$not`).
 *   - Arrays are transparent: a place that holds an array has many values. In one mapping all positive conditions
 *     that pass an array are met by the same element.
 *   - A negative condition looks at that same element where a positive one beside it has chosen, else at all elements.
 *   - Sub-patterns of `$all` and `$not` choose elements for themselves, from the place where they stand.
 * So there are two readings of every part: positive() tries the values one by one and wants at least one condition
 * met by a value; negative() looks at all values of a place at once and wants every condition met by what is not
 * there. couple.c has seen to it that the parts of a mapping share no array.
 *
 * Depth of recursion: that of the pattern and of the tree, both bounded by their readers. */
#include "pattern/operators.h"
#include <stdlib.h>

struct record {
	const struct leaf *leaf;
	struct pattern_match match;
};

/* What an evaluation carries along: where to write down the conditions that held. */
struct evaluation {
	struct record *records; /* NULL: nobody asks */
	uint32_t count, most;
	uint32_t muted; /* `$not`s around */
	uint32_t depth; /* steps on the stack */
	struct slice steps[PATTERN_DEPTH_MOST];
};

/* All values to which the evaluation's steps from number `first` on lead from `anchor`, arrays expanded on the way
 * and at the end. Who walks the steps may push others, but must take them off again before he goes on. */
struct spot {
	const struct value *anchor; /* NULL: nothing is there */
	uint32_t first;
};

static bool positive(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value);
static bool negative(struct evaluation *evaluation, const struct mapping *mapping, struct spot spot);

static void note(struct evaluation *evaluation, const struct leaf *leaf, const char *operator,
	const struct value *value)
{
	if (!evaluation->records || evaluation->muted || evaluation->count == evaluation->most)
		return;
	evaluation->records[evaluation->count++] = (struct record){leaf, {leaf->path, operator, value}};
}

/* Whether one of the leaf's alternatives is met by `value`, which is no array. */
static bool leaf_positive(struct evaluation *evaluation, const struct leaf *leaf, const struct value *value)
{
	if (!value_is_scalar(value))
		return false;
	if (leaf->equals.count && literals_have(&leaf->equals, value)) {
		note(evaluation, leaf, "equals", value);
		return true;
	}
	for (uint32_t i = 0; i < leaf->count; i++) {
		if (condition_holds(&leaf->conditions[i], value)) {
			note(evaluation, leaf, leaf->conditions[i].operator->name, value);
			return true;
		}
	}
	return false;
}

static bool has_scalar(const struct evaluation *evaluation, uint32_t step, const struct value *value)
{
	if (!value)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (has_scalar(evaluation, step, element))
				return true;
		return false;
	}
	if (step == evaluation->depth)
		return value_is_scalar(value);
	return has_scalar(evaluation, step + 1, value_get(value, evaluation->steps[step]));
}

static bool leaf_negative(struct evaluation *evaluation, const struct leaf *leaf, struct spot spot)
{
	if (!leaf->absent || has_scalar(evaluation, spot.first, spot.anchor))
		return false;
	note(evaluation, leaf, "exists", NULL);
	return true;
}

/* Whether the mapping holds positively of some value of the spot. */
static bool some_positive(struct evaluation *evaluation, const struct mapping *mapping, uint32_t step,
	const struct value *value)
{
	if (!value)
		return false;
	if (step == evaluation->depth)
		return positive(evaluation, mapping, value);
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (some_positive(evaluation, mapping, step, element))
				return true;
		return false;
	}
	return some_positive(evaluation, mapping, step + 1, value_get(value, evaluation->steps[step]));
}

/* Whether the mapping, on its own, holds of what is at the spot. */
static bool holds_at(struct evaluation *evaluation, const struct mapping *mapping, struct spot spot)
{
	return some_positive(evaluation, mapping, spot.first, spot.anchor) || negative(evaluation, mapping, spot);
}

static bool not_holds_at(struct evaluation *evaluation, const struct mapping *mapping, struct spot spot)
{
	bool holds;

	evaluation->muted++;
	holds = holds_at(evaluation, mapping, spot);
	evaluation->muted--;
	return !holds;
}

static bool member_negative(struct evaluation *evaluation, const struct member *member, struct spot spot)
{
	if (!member->may_lack)
		return false;
	if (member->leaf && !leaf_negative(evaluation, member->leaf, spot))
		return false;
	for (uint32_t i = 0; i < member->more_count; i++)
		if (!leaf_negative(evaluation, member->more[i], spot))
			return false;
	return !member->object || negative(evaluation, member->object, spot);
}

static bool choice_negative(struct evaluation *evaluation, const struct choice *choice, struct spot spot)
{
	for (uint32_t i = 0; choice->may_lack && i < choice->count; i++)
		if (negative(evaluation, choice->branches[i], spot))
			return true;
	return false;
}

static bool parts_negative(struct evaluation *evaluation, const struct mapping *mapping, struct spot spot)
{
	for (uint32_t i = 0; i < mapping->member_count; i++) {
		bool held;

		evaluation->steps[evaluation->depth++] = mapping->members[i].key;
		held = member_negative(evaluation, &mapping->members[i], spot);
		evaluation->depth--;
		if (!held)
			return false;
	}
	for (uint32_t i = 0; i < mapping->or_count; i++)
		if (!choice_negative(evaluation, &mapping->ors[i], spot))
			return false;
	for (uint32_t i = 0; i < mapping->all_count; i++)
		if (!negative(evaluation, mapping->alls[i], spot))
			return false;
	for (uint32_t i = 0; i < mapping->not_count; i++)
		if (!not_holds_at(evaluation, mapping->nots[i], spot))
			return false;
	return true;
}

/* Whether every part is met by what is not at the spot. */
static bool negative(struct evaluation *evaluation, const struct mapping *mapping, struct spot spot)
{
	uint32_t mark = evaluation->count;
	bool held = mapping->may_lack && parts_negative(evaluation, mapping, spot);

	if (!held)
		evaluation->count = mark;
	return held;
}

/* Whether all that the member asks is met by `value`, which is no array, at least one condition positively. */
static bool links_positive(struct evaluation *evaluation, const struct member *member, const struct value *value)
{
	struct spot spot = {value, evaluation->depth};
	bool any = false;

	if (member->leaf) {
		if (leaf_positive(evaluation, member->leaf, value))
			any = true;
		else if (!leaf_negative(evaluation, member->leaf, spot))
			return false;
	}
	for (uint32_t i = 0; i < member->more_count; i++) {
		if (leaf_positive(evaluation, member->more[i], value))
			any = true;
		else if (!leaf_negative(evaluation, member->more[i], spot))
			return false;
	}
	if (!member->object)
		return any;
	return positive(evaluation, member->object, value) || (any && negative(evaluation, member->object, spot));
}

/* Whether one value under the member's key meets all that it asks. */
static bool member_positive(struct evaluation *evaluation, const struct member *member, const struct value *value)
{
	uint32_t mark = evaluation->count;

	if (!value)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (member_positive(evaluation, member, element))
				return true;
		return false;
	}
	if (!member->more_count && !member->object)
		return leaf_positive(evaluation, member->leaf, value);
	if (!member->leaf)
		return positive(evaluation, member->object, value);
	if (links_positive(evaluation, member, value))
		return true;
	evaluation->count = mark;
	return false;
}

static bool choice_positive(struct evaluation *evaluation, const struct choice *choice, const struct value *value)
{
	for (uint32_t i = 0; i < choice->count; i++)
		if (positive(evaluation, choice->branches[i], value))
			return true;
	return false;
}

/* As positive, of a value that is no array. */
static bool parts_positive(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value)
{
	struct spot here = {value, evaluation->depth};
	bool any = false;

	for (uint32_t i = 0; i < mapping->member_count; i++) {
		const struct member *member = &mapping->members[i];
		const struct value *below = value_get(value, member->key);

		if (member_positive(evaluation, member, below)) {
			any = true;
		} else {
			here.anchor = below;
			if (!member_negative(evaluation, member, here))
				return false;
		}
	}
	here.anchor = value;
	for (uint32_t i = 0; i < mapping->or_count; i++) {
		if (choice_positive(evaluation, &mapping->ors[i], value))
			any = true;
		else if (!choice_negative(evaluation, &mapping->ors[i], here))
			return false;
	}
	for (uint32_t i = 0; i < mapping->all_count; i++) {
		if (positive(evaluation, mapping->alls[i], value))
			any = true;
		else if (!negative(evaluation, mapping->alls[i], here))
			return false;
	}
	for (uint32_t i = 0; any && i < mapping->not_count; i++)
		if (!not_holds_at(evaluation, mapping->nots[i], here))
			return false;
	return any;
}

/* Whether some value at `value` meets the mapping, at least one condition positively. */
static bool positive(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value)
{
	uint32_t mark = evaluation->count;

	if (!mapping->may_have)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (positive(evaluation, mapping, element))
				return true;
		return false;
	}
	if (parts_positive(evaluation, mapping, value))
		return true;
	evaluation->count = mark;
	return false;
}

static bool holds(struct evaluation *evaluation, const struct pattern *pattern, const struct value *root)
{
	return positive(evaluation, pattern->root, root) ||
	       negative(evaluation, pattern->root, (struct spot){root, 0});
}

/* Field by field: the steps need no zeros. */
static void init(struct evaluation *evaluation, struct record *records, uint32_t most)
{
	evaluation->records = records;
	evaluation->count = 0;
	evaluation->most = most;
	evaluation->muted = 0;
	evaluation->depth = 0;
}

bool pattern_holds(const struct pattern *pattern, const struct value *root)
{
	struct evaluation evaluation;

	init(&evaluation, NULL, 0);
	return holds(&evaluation, pattern, root);
}

static int compare_records(const void *a, const void *b)
{
	const struct leaf *first = ((const struct record *)a)->leaf, *second = ((const struct record *)b)->leaf;

	return (first->order > second->order) - (first->order < second->order);
}

uint32_t pattern_explain(const struct pattern *pattern, const struct value *root, struct arena *arena,
	struct pattern_match *ret_matches, uint32_t most, bool *ret_holds)
{
	struct evaluation evaluation;
	uint32_t written = 0;

	init(&evaluation, ARENA_ARRAY(arena, struct record, pattern->leaves), pattern->leaves);
	*ret_holds = holds(&evaluation, pattern, root);
	if (evaluation.count > 1)
		qsort(evaluation.records, evaluation.count, sizeof(struct record), compare_records);
	for (uint32_t i = 0; i < evaluation.count && written < most; i++)
		ret_matches[written++] = evaluation.records[i].match;
	return *ret_holds ? written : 0;
}
