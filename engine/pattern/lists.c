/* lists: the rules behind each key.
 *
 * Place: pattern, while a matcher is built, after access. Memory: the words; a number a term. Thread: the builder's.
 *
 * The tests of all rules of a list are ordered by how many of its rules have them, times how often they fail; rules are
 * sorted by their tests in this order; what neighbours have in common at the front stands above them once: a trie of
 * sets (Savnik 2013; as the trees of Han, Pei and Yin 2000 for frequent items).
 *
 * Rules that want different values, or ranges, of one field at the same point of the forest make a fan, which is
 * searched.
 *
 * Invariants
 *   1. What a list's key proves is not among its tests, unless the rule is tested as one term (access.h).
 *   2. Rules of equal tests stand beside each other, ascending. */
#include "pattern/lists.h"
#include "pattern/lower.h"
#include "pattern/operators.h"
#include <assert.h>
#include <stdlib.h>

static const float RANGE_SHARE = 0.3f; /* one for all that may stand in a fan, so that they stand together */

void lists_init(struct lists_builder *lists, const struct survey *survey, const struct terms *terms,
	const struct bounds *bounds, const struct list_rule *rules, struct access_entries *entries,
	struct words *words)
{
	*lists = (struct lists_builder){survey, terms, bounds, rules, entries, NULL, words, 0};
	lists->counts = memory_zalloc((size_t)terms->count + 2ull * terms->trie.node_count, sizeof(*lists->counts));
	words_add(words, 0); /* so that no list stands at LIST_NONE */
}

void lists_finish(struct lists_builder *lists)
{
	free(lists->counts);
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

static int compare_entries(const void *a, const void *b, void *context)
{
	const struct access_entry *first = a, *second = b;
	const uint32_t *first_tests = tests_of(context, first), *second_tests = tests_of(context, second);
	uint32_t common = first->count < second->count ? first->count : second->count;

	for (uint32_t i = 0; i < common; i++) {
		int order = compare_tests(&first_tests[i], &second_tests[i], context);

		if (order)
			return order;
	}
	if (first->count != second->count)
		return compare_numbers(first->count, second->count);
	return compare_numbers(first->rule, second->rule);
}

static void put_rule(struct lists_builder *lists, const struct access_entry *entry)
{
	const struct list_rule *rule = &lists->rules[entry->rule];
	uint32_t word = LIST_RULE | entry->rule;

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
	uint32_t common = 0;

	while (from + common < entries->count && from + common < last->count && common < LIST_TESTS_MOST &&
		tests_of(lists, entries)[from + common] == tests_of(lists, last)[from + common])
		common++;
	return common;
}

static void put_entries(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t from);

/* Rules that have test number `from` in common. Returns how many they are. */
static uint32_t same_test(const struct lists_builder *lists, const struct access_entry *entries, uint32_t count,
	uint32_t from)
{
	uint32_t end = 1;

	while (end < count && tests_of(lists, &entries[end])[from] == tests_of(lists, entries)[from])
		end++;
	return end;
}

/* Rules whose test number `from` has the same place. Returns how many they are, and how many different tests. */
static uint32_t same_place(const struct lists_builder *lists, const struct access_entry *entries, uint32_t count,
	uint32_t from, uint32_t *ret_values)
{
	uint32_t place = place_of(lists, tests_of(lists, entries)[from]), end = 0;

	*ret_values = 0;
	while (end < count && place_of(lists, tests_of(lists, &entries[end])[from]) == place) {
		++*ret_values;
		end += same_test(lists, entries + end, count - end, from);
	}
	return end;
}

/* Words behind that at `head`. A block of more than 2^26 of them, some 20 million rules with tests in common, cannot be
 * written: better no matcher than one that answers wrongly. */
static uint32_t length_from(const struct lists_builder *lists, uint32_t head)
{
	uint32_t length = lists->words->count - head - 1;

	assert(length <= LIST_WORDS);
	return length;
}

/* What a fan is searched by: numbers of values, or a tree of intervals. `keys` leads to room for them. */
static void put_keys(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t from,
	uint32_t values, uint32_t keys)
{
	const struct terms *terms = lists->terms;
	struct interval *intervals = memory_zalloc(values, sizeof(*intervals));
	bool ranges = is_range(lists, tests_of(lists, entries)[from]);
	uint32_t *words = lists->words->items + keys, number = 0;

	for (uint32_t at = 0; at < count; at += same_test(lists, entries + at, count - at, from), number++) {
		const struct term *term = &terms->items[tests_of(lists, &entries[at])[from]];

		if (!ranges) {
			words[number] = term->first;
			continue;
		}
		intervals[number] = (struct interval){
			bounds_range(lists->bounds, term->node, &terms->conditions[term->first]), 0, number};
	}
	if (ranges) {
		ranges_make_tree(intervals, values);
		memcpy(words, intervals, values * sizeof(*intervals));
	}
	free(intervals);
}

/* A fan over entries of one place, which have `values` different tests there. */
static void put_fan(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t from,
	uint32_t values)
{
	uint32_t first = tests_of(lists, entries)[from], head = lists->words->count, end;
	bool ranges = is_range(lists, first);
	uint32_t terms = head + 3 + values * (ranges ? LIST_INTERVAL_WORDS : 1), begins = terms + values;
	struct words *words = lists->words;

	words_reserve(words, begins + values - head);
	words->count = begins + values;
	words->items[head + 1] = lists->terms->items[first].node | (ranges ? LIST_RANGES : 0);
	words->items[head + 2] = values;
	put_keys(lists, entries, count, from, values, head + 3);
	for (uint32_t at = 0; at < count; at = end) {
		end = at + same_test(lists, entries + at, count - at, from);
		words->items[terms++] = tests_of(lists, &entries[at])[from];
		words->items[begins++] = words->count - head;
		put_entries(lists, entries + at, end - at, from + 1);
	}
	words->items[head] = length_from(lists, head);
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
	uint32_t at = 0, end, values;

	for (; at < count && entries[at].count == from; at++)
		put_rule(lists, &entries[at]);
	for (; at < count; at = end) {
		end = at + same_place(lists, entries + at, count - at, from, &values);
		if (values >= LIST_FAN_LEAST) {
			put_fan(lists, entries + at, end - at, from, values);
			continue;
		}
		end = at + same_test(lists, entries + at, count - at, from);
		put_tests(lists, entries + at, end - at, from);
	}
}

static void count_tests(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t sign)
{
	for (uint32_t i = 0; count > 1 && i < count; i++)
		for (uint32_t j = 0; j < entries[i].count; j++)
			lists->counts[place_of(lists, tests_of(lists, &entries[i])[j])] += sign;
}

uint32_t lists_add(struct lists_builder *lists, struct access_entry *entries, uint32_t count)
{
	uint32_t place = lists->words->count;

	count_tests(lists, entries, count, 1);
	for (uint32_t i = 0; i < count; i++)
		if (entries[i].count > 1)
			qsort_r(tests_of(lists, &entries[i]), entries[i].count, sizeof(uint32_t), compare_tests,
				lists);
	if (count > 1)
		qsort_r(entries, count, sizeof(*entries), compare_entries, lists);
	words_add(lists->words, lists->lists++);
	words_add(lists->words, 0);
	put_entries(lists, entries, count, 0);
	lists->words->items[place + 1] = lists->words->count - place - LIST_HEAD_WORDS;
	count_tests(lists, entries, count, UINT32_MAX); /* takes away what was added */
	return place;
}
