/* elements: patterns of which several leaves must be met by the same element of an array.
 *
 * Place: pattern, behind the lists. Memory: the scratch's. Thread: the scratch's. Depth of recursion: that of patterns
 * and trees.
 *
 * The readings of each part, of one value and of all values of an array, are those that evaluate.c explains; terms
 * take the place of the AST. In a mapping the parts that stand below the same node ask of one value together.
 *
 * Time: that of evaluate.c, at most P * V * (E + 1)^3 steps for P parts of the pattern, V values of the event, and E
 * arrays inside each other on a path. A leaf that names values takes a search among the event's scalars. */
#include "pattern/elements.h"
#include "pattern/truth.h"
#include <assert.h>

struct walk {
	const struct terms *terms;
	const struct found *found; /* the event's scalars */
	uint32_t found_count;
	struct answers *answers; /* of `$not`s inside others */
	uint32_t nots;           /* around */
	uint32_t depth;          /* steps on the stack */
	struct slice steps[PATTERN_DEPTH_MOST];
};

/* What a part says of one value. */
enum reading {
	REFUTED,  /* it does not hold */
	NEGATIVE, /* it holds by what is not there alone */
	POSITIVE, /* it holds, and some condition is met by a value */
};

/* All values to which the steps from number `first` on lead from `array`. */
struct place_of {
	const struct value *array;
	uint32_t first;
};

/* Parts of a mapping that ask of the value below one node; or one part at the mapping's own node. */
struct group {
	const uint32_t *parts;
	uint32_t count;
	uint32_t node;
};

static enum reading mapping_at(struct walk *walk, const struct term *mapping, const struct value *value,
	enum reading least);
static bool negative(struct walk *walk, const struct term *mapping, struct place_of place);

static const struct term *term_of(const struct walk *walk, uint32_t number)
{
	return &walk->terms->items[number];
}

static struct slice key_of(const struct walk *walk, uint32_t node)
{
	return trie_key(&walk->terms->trie, node);
}

static bool is_array(const struct value *value)
{
	return value && value->kind == VALUE_ARRAY;
}

/* The number of a scalar at a leaf's node. All of these were found already, in the order of the tree, which is that of
 * their addresses; to hash a number of many digits again would take ten times as long. */
static uint32_t number_of(const struct walk *walk, const struct value *scalar)
{
	const struct found *found = walk->found;

	for (uint32_t count = walk->found_count; count > 1; count -= count / 2)
		found += found[count / 2].value <= scalar ? count / 2 : 0;
	assert(found->value == scalar);
	return found->number;
}

/* Of a value that is no array; NULL: nothing is there. */
static enum reading leaf_at(const struct walk *walk, const struct term *leaf, const struct value *value)
{
	uint32_t number;

	if (!value || !value_is_scalar(value))
		return leaf->may_lack ? NEGATIVE : REFUTED;
	number = leaf->kind <= TERM_BUT || leaf->kind == TERM_ANY ? number_of(walk, value) : EXACT_NONE;
	return truth_meets(walk->terms, leaf, value, number) ? POSITIVE : REFUTED;
}

static bool has_scalar(const struct walk *walk, uint32_t step, const struct value *value)
{
	if (!value)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (has_scalar(walk, step, element))
				return true;
		return false;
	}
	if (step == walk->depth)
		return value_is_scalar(value);
	return has_scalar(walk, step + 1, value_get(value, walk->steps[step]));
}

static bool some_positive(struct walk *walk, const struct term *mapping, uint32_t step, const struct value *value)
{
	if (!value || !mapping->may_have)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (some_positive(walk, mapping, step, element))
				return true;
		return false;
	}
	if (step == walk->depth)
		return mapping_at(walk, mapping, value, POSITIVE) == POSITIVE;
	return some_positive(walk, mapping, step + 1, value_get(value, walk->steps[step]));
}

static bool holds(struct walk *walk, const struct term *mapping, const struct value *value, uint32_t first)
{
	if (!is_array(value))
		return mapping_at(walk, mapping, value, NEGATIVE) != REFUTED;
	return some_positive(walk, mapping, first, value) || negative(walk, mapping, (struct place_of){value, first});
}

static bool not_holds(struct walk *walk, const struct term *not, const struct value *value, uint32_t first)
{
	bool kept = walk->nots >= ANSWERS_NOTS_LEAST && value, held;

	if (kept && answers_have(walk->answers, not, value, &held))
		return !held;
	walk->nots++;
	held = holds(walk, term_of(walk, not->first), value, first);
	walk->nots--;
	if (kept)
		answers_keep(walk->answers, not, value, held);
	return !held;
}

/* One part, whose steps are on the stack, by what is not there. */
static bool part_negative(struct walk *walk, uint32_t number, struct place_of place)
{
	const struct term *part = term_of(walk, number);

	if (!part->may_lack)
		return false;
	if (term_is_leaf(part))
		return !has_scalar(walk, place.first, place.array);
	if (part->kind == TERM_NOT)
		return not_holds(walk, part, place.array, place.first);
	if (part->kind == TERM_MAPPING)
		return negative(walk, part, place);
	for (uint32_t i = 0; i < part->count; i++)
		if (negative(walk, term_of(walk, term_words(walk->terms, part)[i]), place))
			return true;
	return false;
}

/* The next group of a mapping's parts, from part `at` on. */
static struct group next_group(const struct walk *walk, const struct term *mapping, uint32_t at)
{
	const uint32_t *parts = term_words(walk->terms, mapping);
	uint32_t node = term_of(walk, parts[at])->node, count = 1;

	while (node != mapping->node && at + count < mapping->count && term_of(walk, parts[at + count])->node == node)
		count++;
	return (struct group){parts + at, count, node};
}

static bool group_negative(struct walk *walk, struct group group, struct place_of place)
{
	for (uint32_t i = 0; i < group.count; i++)
		if (!part_negative(walk, group.parts[i], place))
			return false;
	return true;
}

static bool negative(struct walk *walk, const struct term *mapping, struct place_of place)
{
	struct group group;
	bool held = mapping->may_lack;

	for (uint32_t at = 0; at < mapping->count && held; at += group.count) {
		group = next_group(walk, mapping, at);
		if (group.node != mapping->node)
			walk->steps[walk->depth++] = key_of(walk, group.node);
		held = group_negative(walk, group, place);
		if (group.node != mapping->node)
			walk->depth--;
	}
	return held;
}

static enum reading choice_at(struct walk *walk, const struct term *choice, const struct value *value)
{
	enum reading best = REFUTED, reading;

	for (uint32_t i = 0; i < choice->count && best != POSITIVE; i++) {
		reading = mapping_at(walk, term_of(walk, term_words(walk->terms, choice)[i]), value, NEGATIVE);
		best = reading > best ? reading : best;
	}
	return best;
}

static enum reading part_at(struct walk *walk, uint32_t number, const struct value *value, enum reading least)
{
	const struct term *part = term_of(walk, number);

	if (term_is_leaf(part))
		return leaf_at(walk, part, value);
	if (part->kind == TERM_CHOICE)
		return choice_at(walk, part, value);
	if (part->kind == TERM_NOT)
		return not_holds(walk, part, value, walk->depth) ? NEGATIVE : REFUTED;
	return mapping_at(walk, part, value, least);
}

/* All that the parts of a group ask, of a value that is no array; NULL: nothing is there. Less than `least` counts as
 * nothing. */
static enum reading group_at(struct walk *walk, struct group group, const struct value *value, enum reading least)
{
	enum reading all = NEGATIVE, reading;

	for (uint32_t i = 0; i < group.count; i++) {
		reading = part_at(walk, group.parts[i], value, group.count == 1 ? least : NEGATIVE);
		if (reading == REFUTED)
			return REFUTED;
		all = reading > all ? reading : all;
	}
	return all;
}

/* Whether one value under the group's key meets all that it asks, at least one part positively. */
static bool group_positive(struct walk *walk, struct group group, const struct value *value)
{
	if (value->kind != VALUE_ARRAY)
		return group_at(walk, group, value, POSITIVE) == POSITIVE;
	value_each (element, value)
		if (group_positive(walk, group, element))
			return true;
	return false;
}

static enum reading group_below(struct walk *walk, struct group group, const struct value *below)
{
	if (!is_array(below))
		return group_at(walk, group, below, NEGATIVE);
	if (group_positive(walk, group, below))
		return POSITIVE;
	return group_negative(walk, group, (struct place_of){below, walk->depth}) ? NEGATIVE : REFUTED;
}

/* All that the mapping asks, of a value that is no array; NULL: nothing is there. Less than `least` counts as nothing,
 * for those who have no use for it. */
static enum reading mapping_at(struct walk *walk, const struct term *mapping, const struct value *value,
	enum reading least)
{
	enum reading all = NEGATIVE, reading;
	struct group group;

	if (!(mapping->may_have && value) && !(mapping->may_lack && least == NEGATIVE))
		return REFUTED;
	for (uint32_t at = 0; at < mapping->count; at += group.count) {
		group = next_group(walk, mapping, at);
		if (group.node != mapping->node)
			reading = group_below(walk, group, value ? value_get(value, key_of(walk, group.node)) : NULL);
		else if (all < least && term_of(walk, group.parts[0])->kind == TERM_NOT) /* they come last */
			return REFUTED;
		else
			reading = part_at(walk, group.parts[0], value, NEGATIVE);
		if (reading == REFUTED)
			return REFUTED;
		all = reading > all ? reading : all;
	}
	return all;
}

bool elements_hold(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t number)
{
	struct walk walk;

	walk.terms = &matcher->terms;
	walk.found = scratch->found;
	walk.found_count = scratch->found_count;
	walk.answers = &scratch->answers;
	walk.nots = 0;
	walk.depth = 0;
	answers_begin(walk.answers, scratch->root);
	return holds(&walk, term_of(&walk, number), scratch->root, 0);
}
