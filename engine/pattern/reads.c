/* reads: what a pattern reads of an event, for checks and hints: its paths, and the strings it accepts.
 *
 * Place: pattern, for the map. Memory: the arena passed in. Thread: any. */
#include "base/hash.h"
#include "pattern/ast.h"

/* Puts every leaf at its place in the document. */
static void collect(const struct mapping *mapping, const struct leaf **leaves)
{
	for (uint32_t i = 0; i < mapping->member_count; i++) {
		if (mapping->members[i].leaf)
			leaves[mapping->members[i].leaf->order] = mapping->members[i].leaf;
		else
			collect(mapping->members[i].object, leaves);
	}
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			collect(mapping->ors[i].branches[j], leaves);
	for (uint32_t i = 0; i < mapping->all_count; i++)
		collect(mapping->alls[i], leaves);
	for (uint32_t i = 0; i < mapping->not_count; i++)
		collect(mapping->nots[i], leaves);
}

uint32_t pattern_paths(const struct pattern *pattern, struct arena *arena, struct slice **ret_paths)
{
	const struct leaf **leaves = ARENA_ARRAY(arena, const struct leaf *, pattern->leaves);
	struct slice *paths = ARENA_ARRAY(arena, struct slice, pattern->leaves), *seen;
	uint32_t count = 0, mask = 1;

	while (mask < pattern->leaves * 2)
		mask *= 2;
	seen = ARENA_ARRAY(arena, struct slice, mask--);
	collect(pattern->source, leaves);
	for (uint32_t i = 0; i < pattern->leaves; i++) {
		uint32_t at = (uint32_t)hash64(leaves[i]->path, 0) & mask;

		while (seen[at].data && !slice_equal(seen[at], leaves[i]->path))
			at = (at + 1) & mask;
		if (!seen[at].data)
			paths[count++] = seen[at] = leaves[i]->path;
	}
	*ret_paths = paths;
	return count;
}

static bool accepts_strings_alone(const struct leaf *leaf)
{
	if (leaf->absent || leaf->count || leaf->equals.count == 0)
		return false;
	for (uint32_t i = 0; i < leaf->equals.count; i++)
		if (leaf->equals.values[i].kind != VALUE_STRING)
			return false;
	return true;
}

/* Keeps the smaller of two sets; an empty one means that nothing is known. */
static void keep_smaller(struct literals *kept, struct literals other)
{
	if (other.count && (kept->count == 0 || other.count < kept->count))
		*kept = other;
}

static struct literals unite(struct arena *arena, struct literals a, struct literals b)
{
	struct value *values = ARENA_ARRAY(arena, struct value, a.count + b.count);

	if (a.count)
		memcpy(values, a.values, a.count * sizeof(*values));
	memcpy(values + a.count, b.values, b.count * sizeof(*values));
	return literals_make(values, a.count + b.count);
}

static struct literals held_to(const struct mapping *mapping, struct path path, struct arena *arena);

static struct literals choice_held_to(const struct choice *choice, struct path path, struct arena *arena)
{
	struct literals all = {0};

	for (uint32_t i = 0; i < choice->count; i++) {
		struct literals some = held_to(choice->branches[i], path, arena);

		if (some.count == 0)
			return some;
		all = unite(arena, all, some);
	}
	return all;
}

/* The strings of which one stands at the path whenever the mapping holds; none if that cannot be said. */
static struct literals held_to(const struct mapping *mapping, struct path path, struct arena *arena)
{
	struct literals kept = {0};

	for (uint32_t i = 0; i < mapping->member_count; i++) {
		const struct member *member = &mapping->members[i];

		if (!slice_equal(member->key, path.steps[0]))
			continue;
		if (path.count > 1 && member->object)
			keep_smaller(
				&kept, held_to(member->object, (struct path){path.steps + 1, path.count - 1}, arena));
		if (path.count > 1 || !member->leaf)
			continue;
		if (accepts_strings_alone(member->leaf))
			keep_smaller(&kept, member->leaf->equals);
		for (uint32_t j = 0; j < member->more_count; j++)
			if (accepts_strings_alone(member->more[j]))
				keep_smaller(&kept, member->more[j]->equals);
	}
	for (uint32_t i = 0; i < mapping->or_count; i++)
		keep_smaller(&kept, choice_held_to(&mapping->ors[i], path, arena));
	for (uint32_t i = 0; i < mapping->all_count; i++)
		keep_smaller(&kept, held_to(mapping->alls[i], path, arena));
	return kept;
}

bool pattern_literals(const struct pattern *pattern, const struct path *path, struct arena *arena,
	struct slice **ret_literals, uint32_t *ret_count)
{
	struct literals literals = held_to(pattern->root, *path, arena);

	if (literals.count == 0)
		return false;
	*ret_literals = ARENA_ARRAY(arena, struct slice, literals.count);
	*ret_count = literals.count;
	for (uint32_t i = 0; i < literals.count; i++)
		(*ret_literals)[i] = value_text(&literals.values[i]);
	return true;
}
