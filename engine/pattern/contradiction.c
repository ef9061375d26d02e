/* contradiction: why a pattern can never be true, as far as its structure says so path by path.
 *
 * Place: pattern, for the map's check. Memory: the arena passed in. Thread: any.
 *
 * What is reported is certain. Since any field may hold an array, two sub-patterns of `$all` that want different
 * values of it contradict each other only where CloudEvents has one string: in its own attributes. */
#include "base/buffer.h"
#include "pattern/operators.h"

/* The mappings that must hold at one place: one with members, and the sub-patterns of its `$all`. */
struct conjuncts {
	const struct mapping **mappings;
	uint32_t count, capacity;
	struct arena *arena;
};

static struct slice why_never(const struct mapping *mapping, bool at_root, struct arena *arena);

static bool leaf_accepts(const struct leaf *leaf, const struct value *scalar)
{
	if (literals_have(&leaf->equals, scalar))
		return true;
	for (uint32_t i = 0; i < leaf->count; i++)
		if (condition_holds(&leaf->conditions[i], scalar))
			return true;
	return false;
}

static bool lacks_only(const struct leaf *leaf)
{
	return leaf->absent && leaf->equals.count + leaf->count == 0;
}

static bool leaf_never(const struct leaf *leaf)
{
	if (leaf->absent || leaf->equals.count)
		return false;
	for (uint32_t i = 0; i < leaf->count; i++)
		if (!leaf->conditions[i].operator->never || !leaf->conditions[i].operator->never(&leaf->conditions[i]))
			return false;
	return true;
}

static bool is_numeric(const struct condition *condition)
{
	return condition->operator->holds == numeric_holds;
}

static bool is_plain_prefix(const struct condition *condition)
{
	return condition->operator->holds == text_prefix_holds && !condition->text.fold;
}

static bool wants_string(const struct condition *condition)
{
	bool (*holds)(const struct condition *, const struct value *) = condition->operator->holds;

	return holds == text_prefix_holds || holds == text_suffix_holds || holds == text_equal_holds ||
	       holds == wildcard_holds || holds == cidr_holds;
}

/* Whether no scalar meets both. */
static bool conditions_disjoint(const struct condition *a, const struct condition *b)
{
	if (is_numeric(a) && is_numeric(b))
		return numeric_disjoint(a, b);
	if (is_plain_prefix(a) && is_plain_prefix(b))
		return !slice_starts(a->text.operand, b->text.operand) &&
		       !slice_starts(b->text.operand, a->text.operand);
	return (is_numeric(a) && wants_string(b)) || (is_numeric(b) && wants_string(a));
}

static bool some_accepted(const struct literals *literals, const struct leaf *leaf)
{
	for (uint32_t i = 0; i < literals->count; i++)
		if (leaf_accepts(leaf, &literals->values[i]))
			return true;
	return false;
}

/* Whether no value, and no absence, meets both leaves. */
static bool leaves_disjoint(const struct leaf *a, const struct leaf *b)
{
	if ((a->absent && b->absent) || some_accepted(&a->equals, b) || some_accepted(&b->equals, a))
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		for (uint32_t j = 0; j < b->count; j++)
			if (!conditions_disjoint(&a->conditions[i], &b->conditions[j]))
				return false;
	return true;
}

/* Whether no value that one of the leaves names meets all the others. */
static bool literals_exhausted(const struct leaf *const *leaves, uint32_t count, uint32_t at)
{
	const struct leaf *leaf = leaves[at];

	if (leaf->absent || leaf->count)
		return false;
	for (uint32_t i = 0; i < leaf->equals.count; i++) {
		uint32_t accepting = 0;

		for (uint32_t j = 0; j < count; j++)
			accepting += leaf_accepts(leaves[j], &leaf->equals.values[i]);
		if (accepting == count)
			return false;
	}
	return true;
}

/* Why one value cannot meet all of the leaves. */
static struct slice why_leaves_clash(const struct leaf *const *leaves, uint32_t count, struct arena *arena)
{
	for (uint32_t i = 0; i < count; i++) {
		if (leaf_never(leaves[i]))
			return arena_printf(arena, "%.*s: no value is in such a range", SLICE_PRINT(leaves[i]->path));
		if (count > 1 && literals_exhausted(leaves, count, i))
			return arena_printf(arena, "%.*s: no value is accepted by all of its conditions",
				SLICE_PRINT(leaves[i]->path));
		for (uint32_t j = 0; j < i; j++)
			if (leaves_disjoint(leaves[i], leaves[j]))
				return arena_printf(arena, "%.*s: its conditions exclude each other",
					SLICE_PRINT(leaves[i]->path));
	}
	return (struct slice){0};
}

static uint32_t add_leaves(const struct member *member, const struct leaf **leaves)
{
	uint32_t count = 0;

	if (member->leaf)
		leaves[count++] = member->leaf;
	for (uint32_t i = 0; i < member->more_count; i++)
		leaves[count++] = member->more[i];
	return count;
}

static struct slice why_member_never(const struct member *member, struct arena *arena)
{
	const struct leaf **leaves = ARENA_ARRAY(arena, const struct leaf *, member->more_count + 1);
	uint32_t count = add_leaves(member, leaves);
	struct slice why = why_leaves_clash(leaves, count, arena);

	if (why.size || !member->object)
		return why;
	for (uint32_t i = 0; i < count; i++)
		if (!leaves[i]->absent && !member->object->may_lack)
			return arena_printf(arena, "%.*s: a value and a mapping at once", SLICE_PRINT(leaves[i]->path));
	return why_never(member->object, false, arena);
}

static struct slice why_choice_never(const struct choice *choice, struct arena *arena)
{
	struct slice why = {0};

	for (uint32_t i = 0; i < choice->count; i++) {
		why = why_never(choice->branches[i], false, arena);
		if (why.size == 0)
			return why;
	}
	return why;
}

static void add_conjuncts(struct conjuncts *conjuncts, const struct mapping *mapping)
{
	ARENA_GROW(conjuncts->arena, conjuncts->mappings, conjuncts->count, conjuncts->capacity);
	conjuncts->mappings[conjuncts->count++] = mapping;
	for (uint32_t i = 0; i < mapping->all_count; i++)
		add_conjuncts(conjuncts, mapping->alls[i]);
}

static const struct member *member_at(const struct mapping *mapping, struct slice key)
{
	for (uint32_t i = 0; i < mapping->member_count; i++)
		if (slice_equal(mapping->members[i].key, key))
			return &mapping->members[i];
	return NULL;
}

/* Whether the member can choose an element: then what it wants absent is absent of that one alone. */
static bool may_choose(const struct member *member)
{
	bool may = (member->object && member->object->may_have) || (member->leaf && !lacks_only(member->leaf));

	for (uint32_t i = 0; i < member->more_count; i++)
		may |= !lacks_only(member->more[i]);
	return may;
}

/* Whether `b`, beside `a`, wants a value where `a` wants none. Below its own place an absence counts only if nothing
 * beside it could choose an element that lacks what another has. */
static struct slice why_absence_clashes(const struct mapping *a, const struct mapping *b, struct arena *arena)
{
	for (uint32_t i = 0; i < a->member_count; i++) {
		const struct member *lacking = &a->members[i], *wanting = member_at(b, lacking->key);
		struct slice why;

		if (!wanting || may_choose(lacking))
			continue;
		if (lacking->leaf && wanting->leaf && !wanting->leaf->absent)
			return arena_printf(
				arena, "%.*s: absent and present at once", SLICE_PRINT(lacking->leaf->path));
		if (!lacking->object || !wanting->object)
			continue;
		why = why_absence_clashes(lacking->object, wanting->object, arena);
		if (why.size)
			return why;
	}
	return (struct slice){0};
}

static bool conditions_equal(const struct condition *a, const struct condition *b)
{
	struct buffer first = {0}, second = {0};
	bool equal;

	if (a->operator != b->operator)
		return false;
	a->operator->write(a, &first);
	b->operator->write(b, &second);
	equal = slice_equal(buffer_slice(&first), buffer_slice(&second));
	buffer_finish(&first);
	buffer_finish(&second);
	return equal;
}

/* Whether each alternative of `narrow` stands in `wide`. */
static bool leaf_implies(const struct leaf *narrow, const struct leaf *wide)
{
	if (narrow->absent || wide->absent)
		return false;
	for (uint32_t i = 0; i < narrow->equals.count; i++)
		if (!leaf_accepts(wide, &narrow->equals.values[i]))
			return false;
	for (uint32_t i = 0; i < narrow->count; i++) {
		uint32_t j = 0;

		while (j < wide->count && !conditions_equal(&narrow->conditions[i], &wide->conditions[j]))
			j++;
		if (j == wide->count)
			return false;
	}
	return true;
}

/* Whether `wide` holds wherever `narrow` does, for mappings of members alone that ask for values alone. */
static bool implies(const struct mapping *narrow, const struct mapping *wide)
{
	if (wide->or_count + wide->all_count + wide->not_count)
		return false;
	for (uint32_t i = 0; i < wide->member_count; i++) {
		const struct member *wanted = &wide->members[i], *given = member_at(narrow, wanted->key);

		if (!given || wanted->more_count)
			return false;
		if (wanted->leaf && !(given->leaf && leaf_implies(given->leaf, wanted->leaf)))
			return false;
		if (wanted->object && !(given->object && implies(given->object, wanted->object)))
			return false;
	}
	return true;
}

/* Why two mappings cannot hold at the same place. */
static struct slice why_pair_clashes(const struct mapping *a, const struct mapping *b, struct arena *arena)
{
	struct slice why = why_absence_clashes(a, b, arena);

	for (uint32_t i = 0; why.size == 0 && i < b->not_count; i++)
		if (implies(a, b->nots[i]))
			why = arena_printf(arena, "$not excludes what the rest asks for");
	return why;
}

/* CloudEvents attributes are single values: what is asked of one in several places is asked of the same value. */
static struct slice why_attributes_clash(const struct conjuncts *conjuncts, struct arena *arena)
{
	static const char *const attributes[] = {
		"id", "source", "specversion", "type", "datacontenttype", "dataschema", "subject", "time"};
	struct slice why = {0};

	for (size_t i = 0; why.size == 0 && i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const struct leaf **leaves = NULL;
		uint32_t count = 0, capacity = 0;

		for (uint32_t j = 0; j < conjuncts->count; j++) {
			const struct member *member = member_at(conjuncts->mappings[j], slice_of(attributes[i]));

			if (!member || !member->leaf)
				continue;
			ARENA_GROW(arena, leaves, count, capacity);
			leaves[count++] = member->leaf;
		}
		why = why_leaves_clash(leaves, count, arena);
	}
	return why;
}

/* Why the mapping can never hold; empty if it may. */
static struct slice why_never(const struct mapping *mapping, bool at_root, struct arena *arena)
{
	struct conjuncts conjuncts = {.arena = arena};
	struct slice why = {0};

	for (uint32_t i = 0; why.size == 0 && i < mapping->member_count; i++)
		why = why_member_never(&mapping->members[i], arena);
	for (uint32_t i = 0; why.size == 0 && i < mapping->or_count; i++)
		why = why_choice_never(&mapping->ors[i], arena);
	for (uint32_t i = 0; why.size == 0 && i < mapping->all_count; i++)
		why = why_never(mapping->alls[i], at_root, arena);
	add_conjuncts(&conjuncts, mapping);
	for (uint32_t i = 0; i < conjuncts.count; i++)
		for (uint32_t j = 0; why.size == 0 && j < conjuncts.count; j++)
			why = why_pair_clashes(conjuncts.mappings[i], conjuncts.mappings[j], arena);
	if (why.size == 0 && at_root)
		why = why_attributes_clash(&conjuncts, arena);
	return why;
}

struct slice pattern_contradiction(const struct pattern *pattern, struct arena *arena)
{
	return why_never(pattern->root, true, arena);
}
