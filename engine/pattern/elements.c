/* elements: patterns of which several leaves must be met by the same element of an array.
 *
 * Place: pattern, behind the lists. Memory: none. Thread: the scratch's. Depth of recursion: that of patterns and
 * trees.
 *
 * The two readings of each part, positive and negative, are those that evaluate.c explains; terms take the place of the
 * AST. In a mapping the parts that stand below the same node ask of one value together. */
#include "pattern/elements.h"
#include "pattern/truth.h"

struct walk {
	const struct matcher *matcher;
	const struct terms *terms;
	uint32_t depth; /* steps on the stack */
	struct slice steps[PATTERN_DEPTH_MOST];
};

/* All values to which the steps from number `first` on lead from `anchor`. */
struct place_of {
	const struct value *anchor; /* NULL: nothing is there */
	uint32_t first;
};

/* Parts of a mapping that ask of the value below one node; or one part at the mapping's own node. */
struct group {
	const uint32_t *parts;
	uint32_t count;
};

static bool positive(struct walk *walk, uint32_t number, const struct value *value);
static bool negative(struct walk *walk, uint32_t number, struct place_of place);

static const struct term *term_of(const struct walk *walk, uint32_t number)
{
	return &walk->terms->items[number];
}

static struct slice key_of(const struct walk *walk, uint32_t node)
{
	return trie_key(&walk->terms->trie, node);
}

static bool leaf_positive(const struct walk *walk, const struct term *leaf, const struct value *value)
{
	uint32_t number = EXACT_NONE;

	if (!value_is_scalar(value))
		return false;
	if (value->kind != VALUE_BYTES && walk->matcher->uses[leaf->node] & USE_EXACT)
		number = exact_find(&walk->terms->exact, leaf->node, value,
			exact_hash(&walk->terms->exact, leaf->node, value));
	return truth_meets(walk->terms, leaf, value, number);
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

static bool some_positive(struct walk *walk, uint32_t number, uint32_t step, const struct value *value)
{
	if (!value)
		return false;
	if (step == walk->depth)
		return positive(walk, number, value);
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (some_positive(walk, number, step, element))
				return true;
		return false;
	}
	return some_positive(walk, number, step + 1, value_get(value, walk->steps[step]));
}

static bool not_holds(struct walk *walk, const struct term *not, struct place_of place)
{
	return !some_positive(walk, not->first, place.first, place.anchor) && !negative(walk, not->first, place);
}

/* One part, whose steps are on the stack, by what is not there. */
static bool part_negative(struct walk *walk, uint32_t number, struct place_of place)
{
	const struct term *part = term_of(walk, number);

	if (!part->may_lack)
		return false;
	if (term_is_leaf(part))
		return !has_scalar(walk, place.first, place.anchor);
	if (part->kind == TERM_NOT)
		return not_holds(walk, part, place);
	if (part->kind == TERM_MAPPING)
		return negative(walk, number, place);
	for (uint32_t i = 0; i < part->count; i++)
		if (negative(walk, term_words(walk->terms, part)[i], place))
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
	return (struct group){parts + at, count};
}

static bool group_negative(struct walk *walk, const struct term *mapping, struct group group, struct place_of place)
{
	uint32_t node = term_of(walk, group.parts[0])->node;
	bool holds = true;

	if (node != mapping->node)
		walk->steps[walk->depth++] = key_of(walk, node);
	for (uint32_t i = 0; i < group.count && holds; i++)
		holds = part_negative(walk, group.parts[i], place);
	if (node != mapping->node)
		walk->depth--;
	return holds;
}

static bool negative(struct walk *walk, uint32_t number, struct place_of place)
{
	const struct term *mapping = term_of(walk, number);
	struct group group;

	if (!mapping->may_lack)
		return false;
	for (uint32_t at = 0; at < mapping->count; at += group.count) {
		group = next_group(walk, mapping, at);
		if (!group_negative(walk, mapping, group, place))
			return false;
	}
	return true;
}

/* Whether all parts of a group below one node are met by `value`, which is no array, at least one positively. */
static bool parts_positive(struct walk *walk, struct group group, const struct value *value)
{
	struct place_of here = {value, walk->depth};
	bool any = false;

	for (uint32_t i = 0; i < group.count; i++) {
		const struct term *part = term_of(walk, group.parts[i]);
		bool held = term_is_leaf(part) ? leaf_positive(walk, part, value)
					       : positive(walk, group.parts[i], value);

		any |= held;
		if (!held && !part_negative(walk, group.parts[i], here))
			return false;
	}
	return any;
}

/* Whether one value under the group's key meets all that it asks. */
static bool group_positive(struct walk *walk, struct group group, const struct value *value)
{
	if (!value)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (group_positive(walk, group, element))
				return true;
		return false;
	}
	return parts_positive(walk, group, value);
}

static bool choice_positive(struct walk *walk, const struct term *choice, const struct value *value)
{
	for (uint32_t i = 0; i < choice->count; i++)
		if (positive(walk, term_words(walk->terms, choice)[i], value))
			return true;
	return false;
}

/* A part at the mapping's own node: a sub-pattern of `$all`, or a choice. */
static bool same_node_positive(struct walk *walk, uint32_t number, const struct value *value)
{
	const struct term *part = term_of(walk, number);

	return part->kind == TERM_CHOICE ? choice_positive(walk, part, value) : positive(walk, number, value);
}

static bool mapping_positive(struct walk *walk, const struct term *mapping, const struct value *value)
{
	bool any = false;
	struct group group;

	for (uint32_t at = 0; at < mapping->count; at += group.count) {
		const struct term *first = term_of(walk, term_words(walk->terms, mapping)[at]);
		struct place_of place = {value, walk->depth};
		bool held = false;

		group = next_group(walk, mapping, at);
		if (first->kind == TERM_NOT) { /* they come last */
			if (!any || !not_holds(walk, first, place))
				return false;
			continue;
		}
		if (first->node == mapping->node)
			held = same_node_positive(walk, group.parts[0], value);
		else
			held = group_positive(walk, group, value_get(value, key_of(walk, first->node)));
		any |= held;
		if (!held && !group_negative(walk, mapping, group, place))
			return false;
	}
	return any;
}

static bool positive(struct walk *walk, uint32_t number, const struct value *value)
{
	const struct term *mapping = term_of(walk, number);

	if (!mapping->may_have)
		return false;
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (positive(walk, number, element))
				return true;
		return false;
	}
	return mapping_positive(walk, mapping, value);
}

bool elements_hold(const struct matcher *matcher, const struct matcher_scratch *scratch, uint32_t number)
{
	struct walk walk;

	walk.matcher = matcher;
	walk.terms = &matcher->terms;
	walk.depth = 0;
	return positive(&walk, number, scratch->root) ||
	       negative(&walk, number, (struct place_of){scratch->root, 0});
}
