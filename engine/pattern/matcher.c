/* matcher: many patterns against one event, by an index of exact values in front of the plain evaluator.
 *
 * Place: pattern, its exit; plan and core use it. Memory: its own; the patterns are the caller's. Thread: a matcher
 * is immutable, a scratch belongs to one thread.
 *
 * Built: equal patterns become one rule; each rule gets an access set (access.c), its values go into one table
 * (exact.c), their paths into a trie (trie.c); rules without an access set go on the list of those always tried.
 * Matched: one pass over the event along the trie; each scalar at an indexed path is looked up once; the rules
 * found are tried, each once; ids are sorted.
 *
 * Invariants
 *   1. If a rule holds of an event, the rule is on the always-list or in the list of a value of that event.
 *   2. seen[rule] == epoch means that the rule was tried for the present event.
 *   3. Matching allocates nothing. */
#include "pattern/matcher.h"
#include "pattern/access.h"
#include "pattern/canonical.h"
#include <stdlib.h>

/* Equal patterns. */
struct rule {
	const struct pattern *pattern;
	uint32_t first, count; /* of `ids` */
};

struct matcher {
	struct rule *rules;
	uint32_t *ids; /* by rule */
	uint32_t rule_count, id_count;
	uint32_t *always; /* rules that no value leads to */
	uint32_t always_count;
	struct trie trie;
	struct exact exact;
	bool *indexed; /* by node of the trie: whether values are looked up there */
};

struct matcher_scratch {
	uint32_t *seen; /* by rule */
	uint32_t epoch;
	uint32_t *ids;
	uint32_t count;
};

/* Which patterns are equal. */
struct twins {
	struct arena arena;
	const struct pattern *const *patterns;
	uint32_t *rule_of; /* by pattern */
	uint32_t *slots;   /* index of a rule's first pattern + 1, open addressing by hash */
	uint32_t mask;
};

static bool equal(struct arena *arena, const struct pattern *a, const struct pattern *b)
{
	bool same;

	if (a == b)
		return true;
	if (a->hash != b->hash || a->leaves != b->leaves)
		return false;
	same = slice_equal(canonical_bytes(a->source, arena), canonical_bytes(b->source, arena));
	arena_reset(arena);
	return same;
}

/* Gives each pattern the number of its rule; rules are numbered by their first pattern. */
static uint32_t number_rules(struct twins *twins, uint32_t count)
{
	uint32_t rules = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = (uint32_t)twins->patterns[i]->hash & twins->mask;

		while (twins->slots[at] &&
			!equal(&twins->arena, twins->patterns[twins->slots[at] - 1], twins->patterns[i]))
			at = (at + 1) & twins->mask;
		if (!twins->slots[at]) {
			twins->slots[at] = i + 1;
			twins->rule_of[i] = rules++;
		} else {
			twins->rule_of[i] = twins->rule_of[twins->slots[at] - 1];
		}
	}
	return rules;
}

static void make_rules(struct matcher *matcher, const struct pattern *const *patterns, uint32_t count)
{
	struct twins twins = {.patterns = patterns, .mask = 1};

	arena_init(&twins.arena, 0);
	while (twins.mask < count * 2ull)
		twins.mask = twins.mask * 2 + 1;
	twins.slots = memory_zalloc(twins.mask + 1ull, sizeof(*twins.slots));
	twins.rule_of = memory_alloc((count + 1ull) * sizeof(*twins.rule_of));
	matcher->rule_count = number_rules(&twins, count);
	matcher->id_count = count;
	matcher->rules = memory_zalloc(matcher->rule_count + 1ull, sizeof(*matcher->rules));
	matcher->ids = memory_alloc((count + 1ull) * sizeof(*matcher->ids));
	for (uint32_t i = 0; i < count; i++)
		matcher->rules[twins.rule_of[i]].count++;
	for (uint32_t i = 0, at = 0; i < matcher->rule_count; i++) {
		matcher->rules[i].first = at;
		at += matcher->rules[i].count;
		matcher->rules[i].count = 0;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct rule *rule = &matcher->rules[twins.rule_of[i]];

		rule->pattern = patterns[i];
		matcher->ids[rule->first + rule->count++] = i;
	}
	free(twins.rule_of);
	free(twins.slots);
	arena_finish(&twins.arena);
}

static void make_index(struct matcher *matcher, struct arena *arena)
{
	const struct pattern **patterns = ARENA_ARRAY(arena, const struct pattern *, matcher->rule_count);
	struct access_entries entries = {.arena = arena};
	struct access_survey survey;

	for (uint32_t i = 0; i < matcher->rule_count; i++)
		patterns[i] = matcher->rules[i].pattern;
	access_survey_init(&survey, arena, patterns, matcher->rule_count);
	trie_init(&matcher->trie);
	matcher->always = memory_alloc((matcher->rule_count + 1ull) * sizeof(*matcher->always));
	for (uint32_t i = 0; i < matcher->rule_count; i++)
		if (!access_add(&survey, patterns[i], i, &matcher->trie, &entries))
			matcher->always[matcher->always_count++] = i;
	access_survey_finish(&survey);
	trie_seal(&matcher->trie);
	exact_init(&matcher->exact, entries.entries, entries.count);
	matcher->indexed = memory_zalloc(matcher->trie.node_count, sizeof(*matcher->indexed));
	for (uint32_t i = 0; i < entries.count; i++)
		matcher->indexed[entries.entries[i].node] = true;
}

struct matcher *matcher_create(const struct pattern *const *patterns, uint32_t count)
{
	struct matcher *matcher = memory_zalloc(1, sizeof(*matcher));
	struct arena arena;

	arena_init(&arena, 0);
	make_rules(matcher, patterns, count);
	make_index(matcher, &arena);
	arena_finish(&arena);
	return matcher;
}

void matcher_destroy(struct matcher *matcher)
{
	if (!matcher)
		return;
	free(matcher->rules);
	free(matcher->ids);
	free(matcher->always);
	free(matcher->indexed);
	trie_finish(&matcher->trie);
	exact_finish(&matcher->exact);
	free(matcher);
}

size_t matcher_bytes(const struct matcher *matcher)
{
	return sizeof(*matcher) + matcher->rule_count * (sizeof(*matcher->rules) + sizeof(*matcher->always)) +
	       matcher->id_count * sizeof(*matcher->ids) + matcher->trie.node_count * sizeof(*matcher->indexed) +
	       trie_bytes(&matcher->trie) + exact_bytes(&matcher->exact);
}

struct matcher_scratch *matcher_scratch_create(const struct matcher *matcher)
{
	struct matcher_scratch *scratch = memory_zalloc(1, sizeof(*scratch));

	scratch->seen = memory_zalloc(matcher->rule_count + 1ull, sizeof(*scratch->seen));
	scratch->ids = memory_alloc((matcher->id_count + 1ull) * sizeof(*scratch->ids));
	return scratch;
}

void matcher_scratch_destroy(struct matcher_scratch *scratch)
{
	if (!scratch)
		return;
	free(scratch->seen);
	free(scratch->ids);
	free(scratch);
}

/* One event on its way. */
struct pass {
	const struct matcher *matcher;
	struct matcher_scratch *scratch;
	const struct value *root;
};

static void try_rule(struct pass *pass, uint32_t number)
{
	const struct rule *rule = &pass->matcher->rules[number];

	if (!pattern_holds(rule->pattern, pass->root))
		return;
	for (uint32_t i = 0; i < rule->count; i++)
		pass->scratch->ids[pass->scratch->count++] = pass->matcher->ids[rule->first + i];
}

static void look_up(struct pass *pass, uint32_t node, const struct value *scalar)
{
	const uint32_t *rules;
	uint32_t count = exact_find(&pass->matcher->exact, node, scalar, &rules);

	for (uint32_t i = 0; i < count; i++) {
		if (pass->scratch->seen[rules[i]] == pass->scratch->epoch)
			continue;
		pass->scratch->seen[rules[i]] = pass->scratch->epoch;
		try_rule(pass, rules[i]);
	}
}

/* Walks `value`, which stands at `node`. Recursion: as deep as the event. */
static void visit(struct pass *pass, uint32_t node, const struct value *value)
{
	const struct trie *trie = &pass->matcher->trie;

	if (value_is_scalar(value)) {
		if (pass->matcher->indexed[node])
			look_up(pass, node, value);
	} else if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			visit(pass, node, element);
	} else if (trie_has_children(trie, node)) {
		value_each (member, value) {
			uint32_t child = trie_find(trie, node, value_key(member));

			if (child != TRIE_ROOT)
				visit(pass, child, member);
		}
	}
}

static void sift_down(uint32_t *ids, uint32_t at, uint32_t count)
{
	uint32_t id = ids[at];

	for (uint32_t child; (child = at * 2 + 1) < count; at = child) {
		if (child + 1 < count && ids[child + 1] > ids[child])
			child++;
		if (ids[child] <= id)
			break;
		ids[at] = ids[child];
	}
	ids[at] = id;
}

/* Heap sort: in place, and no worse than n log n. */
static void sort_many(uint32_t *ids, uint32_t count)
{
	for (uint32_t i = count / 2; i-- > 0;)
		sift_down(ids, i, count);
	for (uint32_t end = count; end-- > 1;) {
		uint32_t last = ids[end];

		ids[end] = ids[0];
		ids[0] = last;
		sift_down(ids, 0, end);
	}
}

static void sort(uint32_t *ids, uint32_t count)
{
	if (count > 32) {
		sort_many(ids, count);
		return;
	}
	for (uint32_t i = 1; i < count; i++) {
		uint32_t id = ids[i], at = i;

		for (; at > 0 && ids[at - 1] > id; at--)
			ids[at] = ids[at - 1];
		ids[at] = id;
	}
}

uint32_t matcher_match(const struct matcher *matcher, struct matcher_scratch *scratch, const struct value *root,
	const uint32_t **ret_ids)
{
	struct pass pass = {matcher, scratch, root};

	scratch->count = 0;
	if (++scratch->epoch == 0) { /* after 2^32 events */
		memset(scratch->seen, 0, matcher->rule_count * sizeof(*scratch->seen));
		scratch->epoch = 1;
	}
	if (matcher->trie.node_count > 1)
		visit(&pass, TRIE_ROOT, root);
	for (uint32_t i = 0; i < matcher->always_count; i++)
		try_rule(&pass, matcher->always[i]);
	sort(scratch->ids, scratch->count);
	*ret_ids = scratch->ids;
	return scratch->count;
}
