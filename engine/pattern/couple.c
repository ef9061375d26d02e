/* couple: makes a `$or` share the array elements that its siblings choose.
 *
 * Place: pattern, between parsing and evaluation. Memory: the pattern's arena. Thread: any.
 *
 * In a pattern that names `items` beside a `$or` and within it, both speak of the same element of `items`, as they
 * do in EventBridge, which multiplies the `$or` out. Here only what shares a key is moved into the branches:
 *
 *     { items: A, x: C, $or: [ { items: B }, D ] }  becomes  { x: C, $or: [ { items: A and B }, { items: A } and D ] }
 *
 * so that afterwards parts of a mapping share no key, their arrays are different ones, and each part can be
 * evaluated by itself. Conditions are shared, only mappings are made anew. Sub-patterns of `$all` and `$not` choose
 * for themselves.
 *
 * Invariants of what comes out
 *   1. No key of a member stands in a branch beside it, and no key stands in two `$or`s of a mapping.
 *   2. may_have, may_lack and leaves are set; no mapping has more than PATTERN_COMBINATIONS_MOST leaves. */
#include "pattern/couple.h"

struct coupling {
	struct arena *arena;
	uint32_t combinations, comparisons;
	bool exceeded;
};

static struct mapping *couple(struct coupling *coupling, struct mapping *source);

static bool same_key(struct coupling *coupling, struct slice a, struct slice b)
{
	if (++coupling->comparisons > COUPLE_COMPARISONS_MOST)
		coupling->exceeded = true;
	return slice_equal(a, b);
}

/* Whether `key` stands in the mapping or in the branches of its `$or`s. */
static bool names(struct coupling *coupling, const struct mapping *mapping, struct slice key)
{
	for (uint32_t i = 0; i < mapping->member_count; i++)
		if (same_key(coupling, mapping->members[i].key, key))
			return true;
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count && !coupling->exceeded; j++)
			if (names(coupling, mapping->ors[i].branches[j], key))
				return true;
	return false;
}

static bool choice_names(struct coupling *coupling, const struct choice *choice, struct slice key)
{
	for (uint32_t i = 0; i < choice->count && !coupling->exceeded; i++)
		if (names(coupling, choice->branches[i], key))
			return true;
	return false;
}

/* Whether some key of the mapping stands in the choice. */
static bool share_keys(struct coupling *coupling, const struct mapping *mapping, const struct choice *choice)
{
	for (uint32_t i = 0; i < mapping->member_count && !coupling->exceeded; i++)
		if (choice_names(coupling, choice, mapping->members[i].key))
			return true;
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			if (share_keys(coupling, mapping->ors[i].branches[j], choice))
				return true;
	return false;
}

static bool choices_share_keys(struct coupling *coupling, const struct choice *a, const struct choice *b)
{
	for (uint32_t i = 0; i < a->count && !coupling->exceeded; i++)
		if (share_keys(coupling, a->branches[i], b))
			return true;
	return false;
}

static struct mapping *merge(struct coupling *coupling, const struct mapping *a, const struct mapping *b);

static void add_leaf(struct member *member, const struct leaf **more, const struct leaf *leaf)
{
	if (!leaf || leaf == member->leaf)
		return;
	for (uint32_t i = 0; i < member->more_count; i++)
		if (more[i] == leaf)
			return;
	if (member->leaf)
		more[member->more_count++] = leaf;
	else
		member->leaf = leaf;
}

/* All that `a` and `b` ask of the value at their key. */
static struct member merge_members(struct coupling *coupling, const struct member *a, const struct member *b)
{
	const struct leaf **more = ARENA_ARRAY(coupling->arena, const struct leaf *, a->more_count + b->more_count + 1);
	struct member both = {
		.key = a->key, .leaf = a->leaf, .more = more, .object = a->object ? a->object : b->object};

	if (a->object && b->object && a->object != b->object)
		both.object = merge(coupling, a->object, b->object);
	for (uint32_t i = 0; i < a->more_count; i++)
		add_leaf(&both, more, a->more[i]);
	add_leaf(&both, more, b->leaf);
	for (uint32_t i = 0; i < b->more_count; i++)
		add_leaf(&both, more, b->more[i]);
	return both;
}

static void add_member(struct coupling *coupling, struct mapping *mapping, const struct member *member)
{
	for (uint32_t i = 0; i < mapping->member_count; i++) {
		if (same_key(coupling, mapping->members[i].key, member->key)) {
			mapping->members[i] = merge_members(coupling, &mapping->members[i], member);
			return;
		}
	}
	mapping->members[mapping->member_count++] = *member;
}

/* A list of pointers of both. */
static struct mapping **join(struct coupling *coupling, struct mapping **a, uint32_t a_count,
	struct mapping **b, uint32_t b_count)
{
	struct mapping **both;

	both = ARENA_ARRAY(coupling->arena, struct mapping *, a_count + b_count);
	if (a_count)
		memcpy(both, a, a_count * sizeof(*both));
	if (b_count)
		memcpy(both + a_count, b, b_count * sizeof(*both));
	return both;
}

/* A mapping that asks what both ask. */
static struct mapping *merge(struct coupling *coupling, const struct mapping *a, const struct mapping *b)
{
	struct mapping *both = ARENA_NEW(coupling->arena, struct mapping);

	coupling->combinations += a->member_count + a->or_count + b->member_count + b->or_count;
	if (coupling->combinations > PATTERN_COMBINATIONS_MOST)
		coupling->exceeded = true;
	if (coupling->exceeded)
		return both;
	both->members = ARENA_ARRAY(coupling->arena, struct member, a->member_count + b->member_count);
	for (uint32_t i = 0; i < a->member_count; i++)
		both->members[both->member_count++] = a->members[i];
	for (uint32_t i = 0; i < b->member_count; i++)
		add_member(coupling, both, &b->members[i]);
	both->ors = ARENA_ARRAY(coupling->arena, struct choice, a->or_count + b->or_count);
	for (uint32_t i = 0; i < a->or_count; i++)
		both->ors[both->or_count++] = a->ors[i];
	for (uint32_t i = 0; i < b->or_count; i++)
		both->ors[both->or_count++] = b->ors[i];
	both->alls = join(coupling, a->alls, a->all_count, b->alls, b->all_count);
	both->all_count = a->all_count + b->all_count;
	both->nots = join(coupling, a->nots, a->not_count, b->nots, b->not_count);
	both->not_count = a->not_count + b->not_count;
	return both;
}

/* Moves what shares a key with choice number `at` from `mapping` to `taken`. Whether there was anything. */
static bool take_sharing(struct coupling *coupling, struct mapping *mapping, uint32_t at, struct mapping *taken)
{
	const struct choice choice = mapping->ors[at];
	uint32_t members = 0, ors = 0;

	*taken = (struct mapping){.members = ARENA_ARRAY(coupling->arena, struct member, mapping->member_count),
		.ors = ARENA_ARRAY(coupling->arena, struct choice, mapping->or_count)};
	for (uint32_t i = 0; i < mapping->member_count; i++) {
		if (choice_names(coupling, &choice, mapping->members[i].key))
			taken->members[taken->member_count++] = mapping->members[i];
		else
			mapping->members[members++] = mapping->members[i];
	}
	for (uint32_t i = 0; i < mapping->or_count; i++) {
		if (i != at && choices_share_keys(coupling, &mapping->ors[i], &choice))
			taken->ors[taken->or_count++] = mapping->ors[i];
		else
			mapping->ors[ors++] = mapping->ors[i];
	}
	mapping->member_count = members;
	mapping->or_count = ors;
	return taken->member_count + taken->or_count > 0;
}

static struct mapping *copy(struct coupling *coupling, const struct mapping *source)
{
	static const struct mapping nothing;
	struct mapping *mapping = merge(coupling, source, &nothing);

	for (uint32_t i = 0; i < mapping->or_count; i++) {
		struct choice *choice = &mapping->ors[i];
		struct mapping **branches = ARENA_ARRAY(coupling->arena, struct mapping *, choice->count);

		memcpy(branches, choice->branches, choice->count * sizeof(*branches));
		choice->branches = branches;
	}
	return mapping;
}

/* Moves into each `$or` what shares a key with it. */
static void move_inside(struct coupling *coupling, struct mapping *mapping)
{
	struct mapping taken;
	uint32_t at = 0;

	while (at < mapping->or_count && !coupling->exceeded) {
		struct choice choice = mapping->ors[at];

		if (!take_sharing(coupling, mapping, at, &taken)) {
			at++;
			continue;
		}
		for (uint32_t i = 0; i < choice.count; i++)
			choice.branches[i] = merge(coupling, choice.branches[i], &taken);
		at = 0; /* the choice names more keys than before */
	}
}

static bool needs_moving(struct coupling *coupling, const struct mapping *mapping)
{
	for (uint32_t i = 0; i < mapping->or_count; i++) {
		for (uint32_t j = 0; j < mapping->member_count; j++)
			if (choice_names(coupling, &mapping->ors[i], mapping->members[j].key))
				return true;
		for (uint32_t j = 0; j < i; j++)
			if (choices_share_keys(coupling, &mapping->ors[j], &mapping->ors[i]))
				return true;
	}
	return false;
}

/* Whether `below` holds a mapping that couple() replaces. */
static bool changes(struct coupling *coupling, struct mapping *below)
{
	return couple(coupling, below) != below;
}

static bool parts_change(struct coupling *coupling, const struct mapping *mapping)
{
	bool change = false;

	for (uint32_t i = 0; i < mapping->member_count; i++)
		change |= mapping->members[i].object && changes(coupling, mapping->members[i].object);
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			change |= changes(coupling, mapping->ors[i].branches[j]);
	for (uint32_t i = 0; i < mapping->all_count; i++)
		change |= changes(coupling, mapping->alls[i]);
	for (uint32_t i = 0; i < mapping->not_count; i++)
		change |= changes(coupling, mapping->nots[i]);
	return change;
}

static void replace_parts(struct mapping *mapping)
{
	for (uint32_t i = 0; i < mapping->member_count; i++)
		if (mapping->members[i].object)
			mapping->members[i].object = mapping->members[i].object->coupled;
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			mapping->ors[i].branches[j] = mapping->ors[i].branches[j]->coupled;
	for (uint32_t i = 0; i < mapping->all_count; i++)
		mapping->alls[i] = mapping->alls[i]->coupled;
	for (uint32_t i = 0; i < mapping->not_count; i++)
		mapping->nots[i] = mapping->nots[i]->coupled;
}

static bool leaf_may_have(const struct leaf *leaf)
{
	return leaf->equals.count + leaf->count > 0;
}

static void note_member(struct mapping *mapping, struct member *member)
{
	member->may_lack = !member->object || member->object->may_lack;
	mapping->may_have |= member->object && member->object->may_have;
	if (member->leaf) {
		member->may_lack &= member->leaf->absent;
		mapping->may_have |= leaf_may_have(member->leaf);
	}
	for (uint32_t i = 0; i < member->more_count; i++) {
		member->may_lack &= member->more[i]->absent;
		mapping->may_have |= leaf_may_have(member->more[i]);
	}
	mapping->may_lack &= member->may_lack;
}

static void note_what_may_be(struct mapping *mapping)
{
	mapping->may_have = false;
	mapping->may_lack = true;
	for (uint32_t i = 0; i < mapping->member_count; i++)
		note_member(mapping, &mapping->members[i]);
	for (uint32_t i = 0; i < mapping->or_count; i++) {
		struct choice *choice = &mapping->ors[i];

		choice->may_lack = false;
		for (uint32_t j = 0; j < choice->count; j++) {
			mapping->may_have |= choice->branches[j]->may_have;
			choice->may_lack |= choice->branches[j]->may_lack;
		}
		mapping->may_lack &= choice->may_lack;
	}
	for (uint32_t i = 0; i < mapping->all_count; i++) {
		mapping->may_have |= mapping->alls[i]->may_have;
		mapping->may_lack &= mapping->alls[i]->may_lack;
	}
}

/* Places share the mappings that they hold, so there may be far more leaves than were made; all else that is done with
 * the pattern takes one after the other. */
static void count_leaves(struct coupling *coupling, struct mapping *mapping)
{
	uint64_t leaves = 0;

	for (uint32_t i = 0; i < mapping->member_count; i++) {
		const struct member *member = &mapping->members[i];

		leaves += (member->leaf != NULL) + member->more_count + (member->object ? member->object->leaves : 0);
	}
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			leaves += mapping->ors[i].branches[j]->leaves;
	for (uint32_t i = 0; i < mapping->all_count; i++)
		leaves += mapping->alls[i]->leaves;
	for (uint32_t i = 0; i < mapping->not_count; i++)
		leaves += mapping->nots[i]->leaves;
	coupling->exceeded |= leaves > PATTERN_COMBINATIONS_MOST;
	mapping->leaves = leaves > PATTERN_COMBINATIONS_MOST ? PATTERN_COMBINATIONS_MOST : (uint32_t)leaves;
}

static struct mapping *couple(struct coupling *coupling, struct mapping *source)
{
	struct mapping *mapping = source;

	if (source->coupled)
		return source->coupled;
	source->coupled = source; /* until it is known better; nothing below leads back here */
	if (needs_moving(coupling, source)) {
		mapping = copy(coupling, source);
		move_inside(coupling, mapping);
	}
	if (coupling->exceeded)
		return source;
	if (parts_change(coupling, mapping)) {
		if (mapping == source)
			mapping = copy(coupling, source);
		replace_parts(mapping);
	}
	note_what_may_be(mapping);
	count_leaves(coupling, mapping);
	mapping->coupled = mapping;
	return source->coupled = mapping;
}

const struct mapping *couple_mapping(struct arena *arena, struct mapping *source, bool *ret_combines)
{
	struct coupling coupling = {.arena = arena};
	const struct mapping *mapping = couple(&coupling, source);

	*ret_combines = coupling.comparisons <= COUPLE_COMPARISONS_MOST;
	return coupling.exceeded ? NULL : mapping;
}
