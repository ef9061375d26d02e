/* compare: patterns side by side, mapping by mapping.
 *
 * A and B exclude each other when a field of both does, a part of a `$all` does, every branch of an `$or` does, or what
 * the one forbids by `$not` follows from the other. A implies B when every part of B follows from a part of A.
 * Place: within map/, below its proofs. Memory: a scratch arena of its own. Thread: the loader's.
 *
 * Invariants
 *   1. Every call goes to a smaller part of `a` or of `b`, so recursion ends, at most the depth of both deep.
 *   2. Every comparison costs a step; without steps nothing is proven. */
#include "map/compare.h"
#include "map/alternative.h"

void compare_init(struct compare *compare, uint64_t steps)
{
	*compare = (struct compare){.steps_left = steps};
	arena_init(&compare->scratch, 0);
}

void compare_finish(struct compare *compare)
{
	arena_finish(&compare->scratch);
}

enum { EVALUATION_STEPS = 100 }; /* what it costs to let the pattern language decide */

/* Pays for a comparison; false when too little is left. */
static bool pay(struct compare *compare, uint64_t steps)
{
	if (compare->steps_left < steps) {
		compare->steps_left = 0;
		return false;
	}
	compare->steps_left -= steps;
	return true;
}

static bool spend(struct compare *compare)
{
	return pay(compare, 1);
}

static bool spend_on(struct compare *compare, const struct value *x, const struct value *y)
{
	bool evaluated = (x->kind == VALUE_OBJECT) != (y->kind == VALUE_OBJECT);

	return pay(compare, evaluated ? EVALUATION_STEPS : 1);
}

/* The alternatives of a leaf: those of a list, or a bare scalar. */
#define each_alternative(alternative, leaf)                                                                            \
	for (const struct value *alternative = (leaf)->kind == VALUE_ARRAY ? (leaf) + 1 : (leaf),                      \
				*end_of_##alternative = (leaf) + (leaf)->skip;                                         \
		alternative < end_of_##alternative; alternative += alternative->skip)

static bool leaf_disjoint(struct compare *compare, const struct value *a, const struct value *b)
{
	each_alternative (x, a)
		each_alternative (y, b)
			if (!spend_on(compare, x, y) || !alternative_disjoint(&compare->scratch, x, y))
				return false;
	return true;
}

static bool leaf_within(struct compare *compare, const struct value *a, const struct value *b)
{
	each_alternative (x, a) {
		bool found = false;

		each_alternative (y, b) {
			found = spend_on(compare, x, y) && alternative_within(&compare->scratch, x, y);
			if (found)
				break;
		}
		if (!found)
			return false;
	}
	return true;
}

/* Whether every branch of an `$or`, or with `some` a part of a `$all`, excludes `b`. */
static bool parts_disjoint(struct compare *compare, const struct value *parts, const struct value *b, bool some)
{
	value_each (part, parts)
		if (compare_disjoint(compare, part, b) == some)
			return some;
	return !some;
}

/* What one member of `a` says against `b`. */
static bool member_against(struct compare *compare, const struct value *member, const struct value *b)
{
	struct slice key = value_key(member);
	const struct value *other;

	if (slice_is(key, "$all") || slice_is(key, "$or"))
		return parts_disjoint(compare, member, b, slice_is(key, "$all"));
	if (slice_is(key, "$not"))
		return compare_implies(compare, b, member);
	other = value_get(b, key);
	if (!other)
		return false;
	if (member->kind == VALUE_OBJECT && other->kind == VALUE_OBJECT)
		return compare_disjoint(compare, member, other);
	return member->kind != VALUE_OBJECT && other->kind != VALUE_OBJECT && leaf_disjoint(compare, member, other);
}

bool compare_disjoint(struct compare *compare, const struct value *a, const struct value *b)
{
	if (!spend(compare))
		return false;
	value_each (member, a)
		if (member_against(compare, member, b))
			return true;
	value_each (member, b) /* a field of both was looked at above */
		if (slice_starts(value_key(member), SLICE("$")) && member_against(compare, member, a))
			return true;
	return false;
}

static bool implies_member(struct compare *compare, const struct value *a, const struct value *wanted);

/* Whether a part of a's `$all`, or every branch of its `$or`, implies the member. */
static bool parts_imply(struct compare *compare, const struct value *a, const struct value *wanted)
{
	const struct value *all = value_get(a, SLICE("$all")), * or = value_get(a, SLICE("$or"));
	bool every = or && or->kind == VALUE_ARRAY && or->size > 0;

	if (all)
		value_each (part, all)
			if (implies_member(compare, part, wanted))
				return true;
	if (every)
		value_each (branch, or)
			every = every && implies_member(compare, branch, wanted);
	return every;
}

/* Whether `a` implies one member of another pattern. */
static bool implies_member(struct compare *compare, const struct value *a, const struct value *wanted)
{
	struct slice key = value_key(wanted);
	const struct value *same;

	if (!spend(compare))
		return false;
	if (slice_is(key, "$all")) {
		value_each (part, wanted)
			if (!compare_implies(compare, a, part))
				return false;
		return true;
	}
	if (slice_is(key, "$or")) {
		value_each (branch, wanted)
			if (compare_implies(compare, a, branch))
				return true;
	} else if (slice_is(key, "$not")) {
		if (compare_disjoint(compare, a, wanted))
			return true;
	} else if ((same = value_get(a, key))) {
		if (same->kind == VALUE_OBJECT && wanted->kind == VALUE_OBJECT &&
			compare_implies(compare, same, wanted))
			return true;
		if (same->kind != VALUE_OBJECT && wanted->kind != VALUE_OBJECT && leaf_within(compare, same, wanted))
			return true;
	}
	return parts_imply(compare, a, wanted);
}

bool compare_implies(struct compare *compare, const struct value *a, const struct value *b)
{
	value_each (member, b)
		if (!implies_member(compare, a, member))
			return false;
	return true;
}
