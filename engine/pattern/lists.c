/* lists: the rules behind each key.
 *
 * Place: pattern, while a matcher is built, after access. Memory: the words; a number a term. Thread: the builder's.
 *
 * The tests of all rules of a list are ordered by how many of its rules have them, times how often they fail; rules are
 * sorted by their tests in this order; what neighbours have in common at the front stands above them once: a trie of
 * sets (Savnik 2013; as the trees of Han, Pei and Yin 2000 for frequent items).
 *
 * Rules that want different values, or ranges, of one field at the same point of the forest make a fan, which is
 * searched. Of two ranges both are searched for at once: so a rule's first two stand beside each other, and rules of
 * the same two fields too.
 *
 * Invariants
 *   1. What a list's key proves is not among its tests, unless the rule is tested as one term (access.h).
 *   2. Rules of equal tests stand beside each other, ascending. */
#include "pattern/lists.h"
#include "pattern/lower.h"
#include "pattern/operators.h"
#include <assert.h>
#include <stdlib.h>

enum {
	PAIRS_LEAST = 32, /* below that testing a second range is cheaper than searching for both */
	/* Of more than so many rules with tests in common the rest begins another block: a rule takes at most 16 words
	 * for each of its 25 tests, so that no block comes to LIST_WORDS. */
	BLOCK_RULES_MOST = 1 << 17,
};
static const float RANGE_SHARE = 0.3f; /* one for all that may stand in a fan, so that they stand together */

void lists_init(struct lists_builder *lists, const struct survey *survey, const struct terms *terms,
	const struct bounds *bounds, const struct list_rule *rules, struct access_entries *entries,
	struct words *words)
{
	*lists = (struct lists_builder){survey, terms, bounds, rules, entries, NULL, NULL, NULL, words, 0};
	lists->counts = memory_zalloc((size_t)terms->count + 2ull * terms->trie.node_count, sizeof(*lists->counts));
	lists->pairs = memory_zalloc(terms->trie.node_count, sizeof(*lists->pairs));
	lists->places = memory_zalloc(terms->count + 1ull, sizeof(*lists->places));
	words_add(words, 0); /* so that no list stands at LIST_NONE */
}

void lists_finish(struct lists_builder *lists)
{
	free(lists->counts);
	free(lists->pairs);
	free(lists->places);
}

static uint32_t *tests_of(const struct lists_builder *lists, const struct access_entry *entry)
{
	return lists->entries->tests.items + entry->first;
}

static bool is_range(const struct lists_builder *lists, uint32_t test)
{
	const struct term *term = &lists->terms->items[test];

	return term->kind == TERM_CONDITION && lists->terms->conditions[term->first].operator->key == KEY_RANGE;
}

/* What is counted as one when tests are ordered: all tests for one value at a node, or for one range, which make a fan;
 * or a term. */
static uint32_t place_of(const struct lists_builder *lists, uint32_t test)
{
	const struct term *term = &lists->terms->items[test];

	if (term->kind == TERM_ONE)
		return lists->terms->count + term->node;
	if (is_range(lists, test))
		return lists->terms->count + lists->terms->trie.node_count + term->node;
	return test;
}

/* How many rules of the list a failure of the test is expected to leave behind. */
static float worth(const struct lists_builder *lists, uint32_t test)
{
	const struct term *term = &lists->terms->items[test];
	uint32_t known = term->kind == TERM_LOOSE ? term->first : test;

	float share = is_range(lists, test) ? RANGE_SHARE : lists->survey->shares[known];

	return (float)lists->counts[place_of(lists, test)] * (1.01f - share);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare_tests(const void *a, const void *b, void *context)
{
	const struct lists_builder *lists = context;
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
	uint32_t first_place = place_of(lists, first), second_place = place_of(lists, second);
	float first_worth, second_worth;

	if (first_place == second_place) /* in a fan by the numbers of the values or conditions */
		return compare_numbers(lists->terms->items[first].first, lists->terms->items[second].first);
	first_worth = worth(lists, first);
	second_worth = worth(lists, second);
	if (first_worth != second_worth)
		return first_worth > second_worth ? -1 : 1;
	return compare_numbers(first_place, second_place);
}

/* The node of the range behind test number `at`, if that is a range too; TRIE_ROOT: none. */
static uint32_t second_node(const struct lists_builder *lists, const struct access_entry *entry, uint32_t at)
{
	const uint32_t *tests = tests_of(lists, entry);

	if (at + 1 >= entry->count || !is_range(lists, tests[at]) || !is_range(lists, tests[at + 1]))
		return TRIE_ROOT;
	return lists->terms->items[tests[at + 1]].node;
}

/* The same, if so many rules of the list have a second range of the node that both are searched for at once. */
static uint32_t partner_of(const struct lists_builder *lists, const struct access_entry *entry, uint32_t at)
{
	uint32_t node = second_node(lists, entry, at);

	return lists->pairs[node] >= PAIRS_LEAST ? node : TRIE_ROOT;
}

/* Compares tests number `at`: by their place, and that of their partner, then as tests. */
static int compare_at(struct lists_builder *lists, const struct access_entry *first,
	const struct access_entry *second, uint32_t at)
{
	uint32_t first_test = tests_of(lists, first)[at], second_test = tests_of(lists, second)[at];
	int order = 0;

	if (place_of(lists, first_test) == place_of(lists, second_test))
		order = compare_numbers(partner_of(lists, first, at), partner_of(lists, second, at));
	return order ? order : compare_tests(&first_test, &second_test, lists);
}

static int compare_entries(const void *a, const void *b, void *context)
{
	const struct access_entry *first = a, *second = b;
	uint32_t common = first->count < second->count ? first->count : second->count;

	for (uint32_t i = 0; i < common; i++) {
		int order = compare_at(context, first, second, i);

		if (order)
			return order;
	}
	if (first->count != second->count)
		return compare_numbers(first->count, second->count);
	return compare_numbers(first->rule, second->rule);
}

/* Puts the tests in order, and the second range behind the first; counts it. */
static void order_tests(struct lists_builder *lists, const struct access_entry *entry)
{
	uint32_t *tests = tests_of(lists, entry), first = 0, second;

	if (entry->count < 2)
		return;
	qsort_r(tests, entry->count, sizeof(*tests), compare_tests, lists);
	while (first < entry->count && !is_range(lists, tests[first]))
		first++;
	for (second = first + 1; second < entry->count && !is_range(lists, tests[second]);)
		second++;
	if (second < entry->count) {
		uint32_t range = tests[second];

		memmove(tests + first + 2, tests + first + 1, (second - first - 1) * sizeof(*tests));
		tests[first + 1] = range;
		lists->pairs[lists->terms->items[range].node]++;
	}
}

static void put_rule(struct lists_builder *lists, const struct access_entry *entry)
{
	const struct list_rule *rule;
	uint32_t word = LIST_RULE | entry->rule;

	if (entry->rule & ACCESS_LINK) {
		words_add(lists->words, 1); /* no tests, one word */
		words_add(lists->words, lists->places[entry->rule & ~ACCESS_LINK]);
		return;
	}
	rule = &lists->rules[entry->rule];
	if (rule->again)
		word |= LIST_AGAIN;
	if (rule->elements != LOWER_NONE)
		word |= LIST_ELEMENTS;
	words_add(lists->words, word);
	if (rule->elements != LOWER_NONE)
		words_add(lists->words, rule->elements);
}

/* How many tests from number `from` on the sorted entries have in common. */
static uint32_t common_tests(const struct lists_builder *lists, const struct access_entry *entries, uint32_t count,
	uint32_t from)
{
	const struct access_entry *last = &entries[count - 1];
	uint32_t at = from;

	while (at < entries->count && at < last->count && at - from < LIST_TESTS_MOST &&
		tests_of(lists, entries)[at] == tests_of(lists, last)[at]) {
		at++;
		if (partner_of(lists, entries, at - 1) != partner_of(lists, last, at - 1))
			break; /* those in between may have other tests here */
	}
	return at - from;
}

static void put_entries(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t from);

/* Rules that have `tests` tests from number `from` on in common. Returns how many they are. */
static uint32_t same_tests(const struct lists_builder *lists, const struct access_entry *entries, uint32_t count,
	uint32_t from, uint32_t tests)
{
	uint32_t end = 1;

	while (end < count && memcmp(tests_of(lists, &entries[end]) + from, tests_of(lists, entries) + from,
				      tests * sizeof(uint32_t)) == 0)
		end++;
	return end;
}

/* Rules that a fan may be made of: test number `from`, and its partner if there is one, have the same places. */
struct spread {
	uint32_t count;   /* rules */
	uint32_t tests;   /* of each that the fan stands for: 1 or 2 */
	uint32_t choices; /* different ones */
};

static struct spread spread_of(const struct lists_builder *lists, const struct access_entry *entries, uint32_t count,
	uint32_t from)
{
	uint32_t place = place_of(lists, tests_of(lists, entries)[from]), partner = partner_of(lists, entries, from);
	struct spread spread = {0, partner == TRIE_ROOT ? 1 : 2, 0};

	while (spread.count < count &&
		place_of(lists, tests_of(lists, &entries[spread.count])[from]) == place &&
		partner_of(lists, &entries[spread.count], from) == partner) {
		spread.choices++;
		spread.count +=
			same_tests(lists, entries + spread.count, count - spread.count, from, spread.tests);
	}
	return spread;
}

static uint32_t length_from(const struct lists_builder *lists, uint32_t head)
{
	uint32_t length = lists->words->count - head - 1;

	assert(length <= LIST_WORDS); /* BLOCK_RULES_MOST */
	return length;
}

/* Room for the words of a fan in front of those that it leads to; returns where its first is. */
static uint32_t reserve_fan(struct lists_builder *lists, uint32_t count)
{
	uint32_t head = lists->words->count;

	words_reserve(lists->words, count);
	lists->words->count += count;
	return head;
}

/* A fan over rules that want different values. */
static void put_values(struct lists_builder *lists, const struct access_entry *entries, const struct spread *spread,
	uint32_t from)
{
	struct words *words = lists->words;
	uint32_t head = reserve_fan(lists, 3 + 2 * spread->choices), keys = head + 3, begins = keys + spread->choices;

	words->items[head + 1] = lists->terms->items[tests_of(lists, entries)[from]].node;
	words->items[head + 2] = spread->choices;
	for (uint32_t at = 0, count; at < spread->count; at += count) {
		count = same_tests(lists, entries + at, spread->count - at, from, 1);
		words->items[keys++] = lists->terms->items[tests_of(lists, &entries[at])[from]].first;
		words->items[begins++] = words->count - head;
		put_entries(lists, entries + at, count, from + 1);
	}
	words->items[head] = length_from(lists, head);
}

static uint32_t node_of(const struct lists_builder *lists, const struct access_entry *entry, uint32_t test)
{
	return lists->terms->items[tests_of(lists, entry)[test]].node;
}

/* The box of each choice; `to`: its first rule. */
static struct box *boxes_of(const struct lists_builder *lists, const struct access_entry *entries,
	const struct spread *spread, uint32_t from)
{
	struct box *boxes = memory_zalloc(spread->choices, sizeof(*boxes)), *box = boxes;

	for (uint32_t at = 0; at < spread->count; box++) {
		for (uint32_t i = 0; i < spread->tests; i++) {
			const struct term *term = &lists->terms->items[tests_of(lists, &entries[at])[from + i]];

			box->sides[i] = bounds_range(
				lists->bounds, term->node, &lists->terms->conditions[term->first]);
		}
		box->to = at;
		at += same_tests(lists, entries + at, spread->count - at, from, spread->tests);
	}
	return boxes;
}

/* A fan over rules that want different ranges. */
static void put_ranges(struct lists_builder *lists, const struct access_entry *entries, const struct spread *spread,
	uint32_t from)
{
	struct words *words = lists->words;
	uint32_t head = reserve_fan(lists, 4 + spread->choices + boxes_words(spread->choices, spread->tests));
	uint32_t begins = head + 4;
	struct box *boxes = boxes_of(lists, entries, spread, from);

	words->items[head + 1] = node_of(lists, entries, from) | LIST_RANGES;
	words->items[head + 2] = spread->choices;
	words->items[head + 3] = spread->tests == 2 ? node_of(lists, entries, from + 1) : TRIE_ROOT;
	boxes_make(boxes, spread->choices, spread->tests, words->items + begins + spread->choices);
	for (uint32_t i = 0; i < spread->choices; i++) {
		uint32_t at = boxes[i].to;

		words->items[begins++] = words->count - head;
		put_entries(lists, entries + at,
			same_tests(lists, entries + at, spread->count - at, from, spread->tests),
			from + spread->tests);
	}
	words->items[head] = length_from(lists, head);
	free(boxes);
}

/* Tests that entries have in common, and what is below them. */
static void put_tests(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t from)
{
	uint32_t common = common_tests(lists, entries, count, from), head = lists->words->count;

	words_add(lists->words, 0);
	words_append(lists->words, tests_of(lists, entries) + from, common);
	put_entries(lists, entries, count, from + common);
	lists->words->items[head] = common << LIST_TESTS_SHIFT | length_from(lists, head);
}

/* Writes sorted entries whose tests before number `from` stand above them. Depth: tests of a rule at most. */
static void put_entries(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t from)
{
	uint32_t at = 0, same;

	for (; at < count && entries[at].count == from; at++)
		put_rule(lists, &entries[at]);
	while (at < count) {
		uint32_t most = count - at < BLOCK_RULES_MOST ? count - at : BLOCK_RULES_MOST;
		struct spread spread = spread_of(lists, entries + at, most, from);

		if (spread.choices < LIST_FAN_LEAST) {
			same = same_tests(lists, entries + at, most, from, 1);
			put_tests(lists, entries + at, same, from);
			at += same;
			continue;
		}
		if (is_range(lists, tests_of(lists, &entries[at])[from]))
			put_ranges(lists, entries + at, &spread, from);
		else
			put_values(lists, entries + at, &spread, from);
		at += spread.count;
	}
}

static void count_tests(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t sign)
{
	for (uint32_t i = 0; count > 1 && i < count; i++)
		for (uint32_t j = 0; j < entries[i].count; j++)
			lists->counts[place_of(lists, tests_of(lists, &entries[i])[j])] += sign;
}

static void forget_pairs(struct lists_builder *lists, const struct access_entry *entries, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < entries[i].count; j++)
			lists->pairs[second_node(lists, &entries[i], j)] = 0;
}

uint32_t lists_add(struct lists_builder *lists, struct access_entry *entries, uint32_t count)
{
	uint32_t place = lists->words->count;

	count_tests(lists, entries, count, 1);
	for (uint32_t i = 0; i < count; i++)
		order_tests(lists, &entries[i]);
	if (count > 1)
		qsort_r(entries, count, sizeof(*entries), compare_entries, lists);
	words_add(lists->words, lists->lists++);
	words_add(lists->words, 0);
	put_entries(lists, entries, count, 0);
	lists->words->items[place + 1] = lists->words->count - place - LIST_HEAD_WORDS;
	count_tests(lists, entries, count, UINT32_MAX); /* takes away what was added */
	forget_pairs(lists, entries, count);
	return place;
}
