/* evaluate: whether a pattern holds of a tree, and by which conditions. The plain way, and the ground truth.
 *
 * Place: pattern, beside the matcher, which must answer the same. Memory: explaining writes to the caller's list;
 * answers of deep `$not`s are kept on the heap until the end. Thread: any.
 *
 * A condition asks for a value ("positive") or for its absence ("negative": `exists: false`, `$not`).
 *   - Arrays are transparent: a place that holds an array has many values. In one mapping all positive conditions
 *     that pass an array are met by the same element.
 *   - A negative condition looks at that same element where a positive one beside it has chosen, else at all elements.
 *   - Sub-patterns of `$all` and `$not` choose elements for themselves, from the place where they stand.
 * So of an array each part is read twice: one value after the other, of which one must meet it positively; and all at
 * once, by what is not there. Of a single value both readings are one: it meets a part positively, by absence alone,
 * or not at all. couple.c has seen to it that the parts of a mapping share no array.
 *
 * Time. Let a value stand in E arrays inside each other. A part without `$not` around it is asked about it
 * at most once, and about each of those arrays at most once. A `$not` is asked of each value and of each array around
 * it, which multiplies both numbers by at most E + 1; where it stands inside two others, its answers are kept
 * (answers.h), so that no part is asked of the same more than (E + 1)^2 times. To ask a leaf about an array is to walk
 * it. All in all at most P * V * (E + 1)^3 steps, for P parts of the pattern as coupled (at most
 * PATTERN_COMBINATIONS_MOST leaves, each in at most PATTERN_DEPTH_MOST mappings), V values of the event, and the
 * largest E. Without arrays every part is asked once.
 *
 * Depth of recursion: that of the pattern and of the tree, both bounded by their readers. */
#include "pattern/answers.h"
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
	struct answers answers; /* of `$not`s inside others */
};

/* What a part says of one value. */
enum reading {
	REFUTED,  /* it does not hold */
	NEGATIVE, /* it holds by what is not there alone */
	POSITIVE, /* it holds, and some condition is met by a value */
};

/* All values to which the evaluation's steps from number `first` on lead from `array`, arrays expanded on the way and
 * at the end. Who walks the steps may push others, but must take them off again before he goes on. */
struct spot {
	const struct value *array;
	uint32_t first;
};

static enum reading mapping_at(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value,
	enum reading least);
static bool negative(struct evaluation *evaluation, const struct mapping *mapping, struct spot spot);

static bool is_array(const struct value *value)
{
	return value && value->kind == VALUE_ARRAY;
}

/* What a mapping says whose parts say this. */
static enum reading both(enum reading a, enum reading b)
{
	if (a == REFUTED || b == REFUTED)
		return REFUTED;
	return a > b ? a : b;
}

static void note(struct evaluation *evaluation, const struct leaf *leaf, const char *operator,
	const struct value *value)
{
	if (!evaluation->records || evaluation->muted || evaluation->count == evaluation->most)
		return;
	evaluation->records[evaluation->count++] = (struct record){leaf, {leaf->path, operator, value}};
}

/* Whether one of the leaf's alternatives is met by a scalar. */
static bool leaf_meets(struct evaluation *evaluation, const struct leaf *leaf, const struct value *scalar)
{
	if (leaf->equals.count && literals_have(&leaf->equals, scalar)) {
		note(evaluation, leaf, "equals", scalar);
		return true;
	}
	for (uint32_t i = 0; i < leaf->count; i++) {
		if (condition_holds(&leaf->conditions[i], scalar)) {
			note(evaluation, leaf, leaf->conditions[i].operator->name, scalar);
			return true;
		}
	}
	return false;
}

/* Of a value that is no array; NULL: nothing is there. */
static enum reading leaf_at(struct evaluation *evaluation, const struct leaf *leaf, const struct value *value)
{
	if (value && value_is_scalar(value))
		return leaf_meets(evaluation, leaf, value) ? POSITIVE : REFUTED;
	if (!leaf->absent)
		return REFUTED;
	note(evaluation, leaf, "exists", NULL);
	return NEGATIVE;
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
	if (!leaf->absent || has_scalar(evaluation, spot.first, spot.array))
		return false;
	note(evaluation, leaf, "exists", NULL);
	return true;
}

/* Whether the mapping holds positively of some value to which the steps lead. */
static bool some_positive(struct evaluation *evaluation, const struct mapping *mapping, uint32_t step,
	const struct value *value)
{
	if (!value || !mapping->may_have)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (some_positive(evaluation, mapping, step, element))
				return true;
		return false;
	}
	if (step == evaluation->depth)
		return mapping_at(evaluation, mapping, value, POSITIVE) == POSITIVE;
	return some_positive(evaluation, mapping, step + 1, value_get(value, evaluation->steps[step]));
}

/* Whether the mapping, on its own, holds of a value (`first` is then the depth), or of a spot. */
static bool holds(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value,
	uint32_t first)
{
	if (!is_array(value))
		return mapping_at(evaluation, mapping, value, NEGATIVE) != REFUTED;
	return some_positive(evaluation, mapping, first, value) ||
	       negative(evaluation, mapping, (struct spot){value, first});
}

static bool not_holds(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value,
	uint32_t first)
{
	bool kept = evaluation->muted >= ANSWERS_NOTS_LEAST && value, held;

	if (kept && answers_have(&evaluation->answers, mapping, value, &held))
		return !held;
	evaluation->muted++;
	held = holds(evaluation, mapping, value, first);
	evaluation->muted--;
	if (kept)
		answers_keep(&evaluation->answers, mapping, value, held);
	return !held;
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
		if (!not_holds(evaluation, mapping->nots[i], spot.array, spot.first))
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

/* All that the member asks, of one value; NULL: nothing is there. Less than `least` counts as nothing. */
static enum reading member_at(struct evaluation *evaluation, const struct member *member, const struct value *value,
	enum reading least)
{
	enum reading reading = NEGATIVE;

	if (member->leaf)
		reading = leaf_at(evaluation, member->leaf, value);
	for (uint32_t i = 0; i < member->more_count && reading != REFUTED; i++)
		reading = both(reading, leaf_at(evaluation, member->more[i], value));
	if (member->object && reading != REFUTED)
		reading = both(reading, mapping_at(evaluation, member->object, value,
						reading == POSITIVE ? NEGATIVE : least));
	return reading;
}

/* Whether one value under the member's key meets all that it asks, at least one condition positively. */
static bool member_positive(struct evaluation *evaluation, const struct member *member, const struct value *value)
{
	uint32_t mark = evaluation->count;

	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (member_positive(evaluation, member, element))
				return true;
		return false;
	}
	if (member_at(evaluation, member, value, POSITIVE) == POSITIVE)
		return true;
	evaluation->count = mark;
	return false;
}

static enum reading member_below(struct evaluation *evaluation, const struct member *member, const struct value *below)
{
	if (!is_array(below))
		return member_at(evaluation, member, below, NEGATIVE);
	if ((member->leaf || member->object->may_have) && member_positive(evaluation, member, below))
		return POSITIVE;
	return member_negative(evaluation, member, (struct spot){below, evaluation->depth}) ? NEGATIVE : REFUTED;
}

/* Takes the records from number `from` on to where those from `to` on are, which are dropped. */
static void move_records(struct evaluation *evaluation, uint32_t from, uint32_t to)
{
	if (from != to)
		memmove(evaluation->records + to, evaluation->records + from,
			(evaluation->count - from) * sizeof(*evaluation->records));
	evaluation->count -= from - to;
}

/* The first branch that holds positively, or else the first that holds. */
static enum reading choice_at(struct evaluation *evaluation, const struct choice *choice, const struct value *value)
{
	uint32_t mark = evaluation->count, from;
	enum reading best = REFUTED, reading;

	for (uint32_t i = 0; i < choice->count; i++) {
		from = evaluation->count;
		reading = mapping_at(evaluation, choice->branches[i], value, best == REFUTED ? NEGATIVE : POSITIVE);
		if (reading == POSITIVE) {
			move_records(evaluation, from, mark);
			return POSITIVE;
		}
		best = reading == NEGATIVE ? NEGATIVE : best;
	}
	return best;
}

static enum reading parts_at(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value,
	enum reading least)
{
	enum reading reading = NEGATIVE;

	for (uint32_t i = 0; i < mapping->member_count && reading != REFUTED; i++) {
		const struct member *member = &mapping->members[i];
		const struct value *below = value ? value_get(value, member->key) : NULL;

		reading = both(reading, member_below(evaluation, member, below));
	}
	for (uint32_t i = 0; i < mapping->or_count && reading != REFUTED; i++)
		reading = both(reading, choice_at(evaluation, &mapping->ors[i], value));
	for (uint32_t i = 0; i < mapping->all_count && reading != REFUTED; i++)
		reading = both(reading, mapping_at(evaluation, mapping->alls[i], value, NEGATIVE));
	if (reading < least)
		return REFUTED;
	for (uint32_t i = 0; i < mapping->not_count; i++)
		if (!not_holds(evaluation, mapping->nots[i], value, evaluation->depth))
			return REFUTED;
	return reading;
}

/* All that the mapping asks, of a value that is no array; NULL: nothing is there. Less than `least` counts as nothing,
 * for those who have no use for it. */
static enum reading mapping_at(struct evaluation *evaluation, const struct mapping *mapping, const struct value *value,
	enum reading least)
{
	uint32_t mark = evaluation->count;
	enum reading reading = REFUTED;

	if ((mapping->may_have && value) || (mapping->may_lack && least == NEGATIVE))
		reading = parts_at(evaluation, mapping, value, least);
	if (reading == REFUTED)
		evaluation->count = mark;
	return reading;
}

/* Field by field: the steps need no zeros. */
static void init(struct evaluation *evaluation, const struct value *root, struct record *records, uint32_t most)
{
	evaluation->records = records;
	evaluation->count = 0;
	evaluation->most = most;
	evaluation->muted = 0;
	evaluation->depth = 0;
	answers_init(&evaluation->answers);
	answers_begin(&evaluation->answers, root);
}

bool pattern_holds(const struct pattern *pattern, const struct value *root)
{
	struct evaluation evaluation;
	bool held;

	init(&evaluation, root, NULL, 0);
	held = holds(&evaluation, pattern->root, root, 0);
	answers_finish(&evaluation.answers);
	return held;
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

	/* A `$or` may note one leaf for two of its branches, until it takes one of them. */
	init(&evaluation, root, ARENA_ARRAY(arena, struct record, pattern->root->leaves), pattern->root->leaves);
	*ret_holds = holds(&evaluation, pattern->root, root, 0);
	answers_finish(&evaluation.answers);
	if (evaluation.count > 1)
		qsort(evaluation.records, evaluation.count, sizeof(struct record), compare_records);
	for (uint32_t i = 0; i < evaluation.count && written < most; i++)
		ret_matches[written++] = evaluation.records[i].match;
	return *ret_holds ? written : 0;
}
