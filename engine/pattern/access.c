/* access: by which exact values a pattern is found.
 *
 * Place: pattern, under the matcher, when it is built. Memory: the arena passed in. Thread: the builder's.
 *
 * A leaf of literals alone is an access set. A mapping needs all its parts, so each part's set will do: it takes
 * the one with the least cost. A `$or` needs a set of each branch. Cost is the share of events that are expected to
 * meet the set: a path for which the patterns name many different values is expected to have each of them seldom.
 * */
#include "pattern/access.h"

static const double NO_ACCESS = 1e30;

/* A walk over a pattern together with the survey's trie. */
struct walk {
	const struct access_survey *survey;
	struct trie *trie; /* where the chosen paths go; NULL while only the cost is asked */
	struct access_entries *entries;
	uint32_t rule;
};

static bool is_access(const struct leaf *leaf)
{
	return leaf->equals.count && leaf->count == 0 && !leaf->absent;
}

static void add_entries(struct access_entries *entries, const struct leaf *leaf, uint32_t node, uint32_t rule)
{
	for (uint32_t i = 0; i < leaf->equals.count; i++) {
		ARENA_GROW(entries->arena, entries->entries, entries->count, entries->capacity);
		entries->entries[entries->count++] = (struct exact_entry){&leaf->equals.values[i], node, rule};
	}
}

/* Puts every leaf that could be an access set into the survey. */
static void survey_mapping(struct access_survey *survey, struct access_entries *entries, const struct mapping *mapping,
	uint32_t node, uint32_t rule)
{
	for (uint32_t i = 0; i < mapping->member_count; i++) {
		const struct member *member = &mapping->members[i];
		uint32_t child = trie_insert(&survey->trie, node, member->key);

		if (member->leaf && is_access(member->leaf))
			add_entries(entries, member->leaf, child, rule);
		if (member->object)
			survey_mapping(survey, entries, member->object, child, rule);
	}
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			survey_mapping(survey, entries, mapping->ors[i].branches[j], node, rule);
	for (uint32_t i = 0; i < mapping->all_count; i++)
		survey_mapping(survey, entries, mapping->alls[i], node, rule);
}

void access_survey_init(struct access_survey *survey, struct arena *arena, const struct pattern *const *patterns,
	uint32_t count)
{
	struct access_entries entries = {.arena = arena};
	struct exact exact;

	*survey = (struct access_survey){.arena = arena};
	trie_init(&survey->trie);
	for (uint32_t i = 0; i < count; i++)
		survey_mapping(survey, &entries, patterns[i]->source, TRIE_ROOT, i);
	trie_seal(&survey->trie);
	survey->values = ARENA_ARRAY(arena, uint32_t, survey->trie.node_count);
	exact_init(&exact, entries.entries, entries.count);
	for (uint32_t i = 0; i <= exact.mask; i++)
		if (exact.slots[i].value)
			survey->values[exact.slots[i].node]++;
	exact_finish(&exact);
}

void access_survey_finish(struct access_survey *survey)
{
	trie_finish(&survey->trie);
}

static double cost_of_leaf(const struct walk *walk, const struct leaf *leaf, uint32_t node)
{
	if (!is_access(leaf))
		return NO_ACCESS;
	return (double)leaf->equals.count / (walk->survey->values[node] + 1.0);
}

static double cost_of_mapping(const struct walk *walk, const struct mapping *mapping, uint32_t node);

static double cost_of_member(const struct walk *walk, const struct member *member, uint32_t node)
{
	uint32_t child = trie_find(&walk->survey->trie, node, member->key);
	double cost = NO_ACCESS, other;

	if (member->leaf)
		cost = cost_of_leaf(walk, member->leaf, child);
	if (member->object) {
		other = cost_of_mapping(walk, member->object, child);
		cost = other < cost ? other : cost;
	}
	return cost;
}

static double cost_of_choice(const struct walk *walk, const struct choice *choice, uint32_t node)
{
	double cost = 0;

	for (uint32_t i = 0; i < choice->count; i++)
		cost += cost_of_mapping(walk, choice->branches[i], node);
	return cost < NO_ACCESS ? cost : NO_ACCESS;
}

/* The part of a mapping by which it is found: an index into its members, then its `$or`s, then its `$all`s. */
struct best {
	uint32_t part;
	double cost;
};

static void consider(struct best *best, uint32_t part, double cost)
{
	if (cost < best->cost)
		*best = (struct best){part, cost};
}

static struct best best_part(const struct walk *walk, const struct mapping *mapping, uint32_t node)
{
	struct best best = {.cost = NO_ACCESS};
	uint32_t part = 0;

	for (uint32_t i = 0; i < mapping->member_count; i++)
		consider(&best, part++, cost_of_member(walk, &mapping->members[i], node));
	for (uint32_t i = 0; i < mapping->or_count; i++)
		consider(&best, part++, cost_of_choice(walk, &mapping->ors[i], node));
	for (uint32_t i = 0; i < mapping->all_count; i++)
		consider(&best, part++, cost_of_mapping(walk, mapping->alls[i], node));
	return best;
}

static double cost_of_mapping(const struct walk *walk, const struct mapping *mapping, uint32_t node)
{
	return best_part(walk, mapping, node).cost;
}

/* Adds the mapping's access set. `from` is its node in the survey, `to` in the trie that is built. */
static void emit(struct walk *walk, const struct mapping *mapping, uint32_t from, uint32_t to)
{
	uint32_t part = best_part(walk, mapping, from).part;

	if (part < mapping->member_count) {
		const struct member *member = &mapping->members[part];
		uint32_t below = trie_find(&walk->survey->trie, from, member->key);
		double by_leaf = member->leaf ? cost_of_leaf(walk, member->leaf, below) : NO_ACCESS;

		to = trie_insert(walk->trie, to, member->key);
		if (by_leaf < NO_ACCESS && (!member->object || by_leaf <= cost_of_mapping(walk, member->object, below)))
			add_entries(walk->entries, member->leaf, to, walk->rule);
		else
			emit(walk, member->object, below, to);
		return;
	}
	part -= mapping->member_count;
	if (part < mapping->or_count) {
		for (uint32_t i = 0; i < mapping->ors[part].count; i++)
			emit(walk, mapping->ors[part].branches[i], from, to);
		return;
	}
	emit(walk, mapping->alls[part - mapping->or_count], from, to);
}

bool access_add(const struct access_survey *survey, const struct pattern *pattern, uint32_t rule, struct trie *trie,
	struct access_entries *entries)
{
	struct walk walk = {survey, trie, entries, rule};

	if (cost_of_mapping(&walk, pattern->root, TRIE_ROOT) >= NO_ACCESS)
		return false;
	emit(&walk, pattern->root, TRIE_ROOT, TRIE_ROOT);
	return true;
}
