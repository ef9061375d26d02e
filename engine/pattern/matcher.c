/* matcher: building the index, and what threads bring to it.
 *
 * Place: pattern, its exit; plan and core use it. match.c does the matching. Memory: its own. Thread: a builder belongs
 * to one thread, a matcher is immutable, a scratch belongs to one thread.
 *
 *     patterns ── lower ──> terms ── survey, access ──> keys and tests ── lists ──> words
 *                                                         └──> exact, texts, pieces, networks
 *
 * Invariants: README.md of this folder. */
#include "pattern/matcher.h"
#include "pattern/access.h"
#include "pattern/guards.h"
#include "pattern/index.h"
#include "pattern/lists.h"
#include "pattern/lower.h"
#include "pattern/operators.h"
#include <assert.h>
#include <stdlib.h>

struct matcher_builder {
	struct matcher *matcher;
	struct lowering lowering;
	struct list_rule *rules;
	uint32_t count, capacity;
};

struct matcher_builder *matcher_begin(void)
{
	struct matcher_builder *builder = memory_zalloc(1, sizeof(*builder));

	builder->matcher = memory_zalloc(1, sizeof(*builder->matcher));
	terms_init(&builder->matcher->terms);
	lower_init(&builder->lowering, &builder->matcher->terms);
	return builder;
}

uint32_t matcher_add(struct matcher_builder *builder, const struct pattern *pattern)
{
	struct list_rule rule = {0};

	assert(builder->count < MATCHER_PATTERNS_MOST);
	rule.term = lower_pattern(&builder->lowering, pattern, &rule.elements);
	if (builder->count == builder->capacity) {
		builder->capacity = builder->capacity * 2 + 16;
		builder->rules = memory_realloc(builder->rules, builder->capacity * sizeof(*builder->rules));
	}
	builder->rules[builder->count] = rule;
	return builder->count++;
}

static int compare_keys(const void *a, const void *b)
{
	const struct access_entry *first = a, *second = b;

	if (first->key != second->key)
		return first->key < second->key ? -1 : 1;
	return (first->rule > second->rule) - (first->rule < second->rule);
}

/* Entries without a key go first: returns how many. */
static uint32_t order_entries(struct access_entries *entries)
{
	uint32_t always = entries->always.count;

	for (uint32_t i = 0; i < always; i++) {
		struct access_entry *from = &entries->items[entries->always.items[i]], swapped = entries->items[i];

		entries->items[i] = *from;
		*from = swapped;
	}
	if (entries->count > always)
		qsort(entries->items + always, entries->count - always, sizeof(*entries->items), compare_keys);
	return always;
}

/* Has the list found by its key, which is no other list. */
static void add_key(struct matcher *matcher, uint32_t key, uint32_t list)
{
	const struct condition *condition;
	const struct term *term;
	struct text_item text = {.list = list};

	if (key & KEY_VALUE) {
		matcher->value_lists[key & ~KEY_VALUE] = list;
		return;
	}
	if (key & KEY_NODE) {
		matcher->node_lists[key & ~(uint32_t)KEY_NODE] = list;
		return;
	}
	term = &matcher->terms.items[key & ~(uint32_t)KEY_CONDITION];
	condition = &matcher->terms.conditions[term->first];
	switch (condition->operator->key) {
	case KEY_NETWORK:
		networks_add(&matcher->networks, term->node, condition, list);
		break;
	case KEY_PIECES:
		pieces_add(&matcher->pieces, term->node, condition, list);
		break;
	default:
		text.node = term->node;
		text.side = (uint8_t)condition->operator->key;
		text.fold = condition->text.fold;
		text.text = condition->text.operand;
		texts_add(&matcher->texts, &text);
		break;
	}
}

/* How many entries from number `at` on have its key. */
static uint32_t same_key(const struct access_entries *entries, uint32_t at)
{
	uint32_t end = at + 1;

	while (end < entries->count && entries->items[end].key == entries->items[at].key)
		end++;
	return end - at;
}

static void add_guards(struct access_entries *entries, uint32_t always, struct terms *terms)
{
	guards_add(entries, entries->items, always, terms);
	for (uint32_t i = always, count; i < entries->count; i += count) {
		count = same_key(entries, i);
		guards_add(entries, entries->items + i, count, terms);
	}
}

static void make_lists(struct matcher_builder *builder, const struct survey *survey, struct access_entries *entries,
	uint32_t always)
{
	struct matcher *matcher = builder->matcher;
	struct lists_builder lists;

	matcher->value_lists = memory_zalloc(matcher->terms.exact.count + 1ull, sizeof(*matcher->value_lists));
	matcher->node_lists = memory_zalloc(matcher->terms.trie.node_count, sizeof(*matcher->node_lists));
	lists_init(&lists, survey, &matcher->terms, &matcher->bounds, builder->rules, &entries->tests,
		&matcher->words);
	if (always)
		matcher->always = lists_add(&lists, entries->items, always);
	for (uint32_t i = always, same; i < entries->count; i += same) {
		uint32_t key = entries->items[i].key, list;

		same = same_key(entries, i);
		list = lists_add(&lists, entries->items + i, same);
		if (key < KEY_CONDITION)
			lists.places[key] = list;
		else
			add_key(matcher, key, list);
	}
	matcher->list_count = lists.lists;
	lists_finish(&lists);
	matcher->words.items =
		memory_realloc(matcher->words.items, matcher->words.count * sizeof(*matcher->words.items));
}

static void make_uses(struct matcher *matcher, const struct words *shared)
{
	const struct terms *terms = &matcher->terms;
	uint32_t nodes = terms->trie.node_count;

	matcher->uses = memory_zalloc(nodes, sizeof(*matcher->uses));
	for (uint32_t i = 0; i < terms->count; i++)
		if (term_is_leaf(&terms->items[i]))
			matcher->uses[terms->items[i].node] |= USE_LEAF;
	for (uint32_t i = 0; i < terms->exact.count; i++)
		matcher->uses[terms->exact.nodes[i]] |= USE_EXACT;
	for (uint32_t i = 0; i < nodes; i++)
		if (matcher->node_lists[i] != LIST_NONE)
			matcher->uses[i] |= USE_PRESENT;
	for (uint32_t i = 0; i < shared->count; i++)
		if (shared->items[i])
			matcher->uses[i] |= USE_SHARED;
	for (uint32_t i = 0; i < matcher->texts.count; i++)
		matcher->uses[matcher->texts.items[i].node] |= USE_TEXTS;
	for (uint32_t i = 0; i < matcher->pieces.count; i++)
		matcher->uses[matcher->pieces.items[i].node] |= USE_PIECES;
	for (uint32_t i = 0; i < matcher->networks.count; i++)
		matcher->uses[matcher->networks.items[i].node] |= USE_NETWORKS;
}

static void add_access(struct access_entries *entries, const struct survey *survey, struct terms *terms,
	uint32_t number, struct list_rule *rule)
{
	struct access_rule access = {number, rule->term, 0};

	if (rule->elements != LOWER_NONE)
		access.marks = terms->items[rule->elements].shared;
	rule->again = access_add(entries, survey, terms, &access) > 1;
}

struct matcher *matcher_seal(struct matcher_builder *builder)
{
	struct matcher *matcher = builder->matcher;
	uint32_t nodes = matcher->terms.trie.node_count, *uses, always;
	struct access_entries entries;
	struct survey survey;

	uses = memory_zalloc(matcher->terms.count + 1ull, sizeof(*uses));
	for (uint32_t i = 0; i < builder->count; i++)
		uses[builder->rules[i].term]++;
	bounds_init(&matcher->bounds, &matcher->terms);
	survey_init(&survey, &matcher->terms, &matcher->bounds, uses);
	access_init(&entries, &matcher->terms);
	for (uint32_t i = 0; i < builder->count; i++)
		add_access(&entries, &survey, &matcher->terms, i, &builder->rules[i]);
	always = order_entries(&entries);
	add_guards(&entries, always, &matcher->terms);
	terms_seal(&matcher->terms);
	make_lists(builder, &survey, &entries, always);
	pieces_seal(&matcher->pieces, &matcher->texts, nodes, matcher->terms.exact.seed);
	texts_seal(&matcher->texts, nodes, matcher->terms.exact.seed);
	networks_seal(&matcher->networks, nodes);
	make_uses(matcher, &builder->lowering.shared);
	matcher->rule_count = builder->count;
	survey_finish(&survey);
	access_finish(&entries);
	lower_finish(&builder->lowering);
	free(builder->rules);
	free(builder);
	return matcher;
}

struct matcher *matcher_create(const struct pattern *const *patterns, uint32_t count)
{
	struct matcher_builder *builder = matcher_begin();

	for (uint32_t i = 0; i < count; i++)
		matcher_add(builder, patterns[i]);
	return matcher_seal(builder);
}

void matcher_destroy(struct matcher *matcher)
{
	if (!matcher)
		return;
	free(matcher->uses);
	free(matcher->words.items);
	free(matcher->value_lists);
	free(matcher->node_lists);
	terms_finish(&matcher->terms);
	texts_finish(&matcher->texts);
	pieces_finish(&matcher->pieces);
	bounds_finish(&matcher->bounds);
	networks_finish(&matcher->networks);
	free(matcher);
}

size_t matcher_bytes(const struct matcher *matcher)
{
	return sizeof(*matcher) + terms_bytes(&matcher->terms) + texts_bytes(&matcher->texts) +
	       pieces_bytes(&matcher->pieces) + bounds_bytes(&matcher->bounds) +
	       networks_bytes(&matcher->networks) +
	       (matcher->words.count + matcher->terms.exact.count + matcher->terms.trie.node_count) * sizeof(uint32_t) +
	       matcher->terms.trie.node_count;
}
