/* lists: the rules behind each key.
 *
 * Place: pattern, while a matcher is built, after access. Memory: the words; a number a term. Thread: the builder's.
 *
 * The tests of all rules of a list are ordered by how many of its rules have them, times how often they fail; rules are
 * sorted by their tests in this order; what neighbours have in common at the front stands above them once: a trie of
 * sets (Savnik 2013; as the trees of Han, Pei and Yin 2000 for frequent items).
 *
 * Invariants
 *   1. Words of a list name only terms that are not proved by its key.
 *   2. Rules of equal tests stand beside each other, ascending. */
#include "pattern/lists.h"
#include "pattern/lower.h"
#include <stdlib.h>

void lists_init(struct lists_builder *lists, const struct survey *survey, const struct terms *terms,
	const struct list_rule *rules, struct access_entries *entries, struct words *words)
{
	*lists = (struct lists_builder){survey, terms, rules, entries, NULL, words, 0};
	lists->counts = memory_zalloc(terms->count + 1ull, sizeof(*lists->counts));
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

/* How many rules of the list a failure of the test is expected to leave behind. */
static float worth(const struct lists_builder *lists, uint32_t test)
{
	const struct term *term = &lists->terms->items[test];
	uint32_t known = term->kind == TERM_LOOSE ? term->first : test;

	return (float)lists->counts[test] * (1.01f - lists->survey->shares[known]);
}

static int compare_tests(const void *a, const void *b, void *context)
{
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
	float first_worth, second_worth;

	if (first == second)
		return 0;
	first_worth = worth(context, first);
	second_worth = worth(context, second);
	if (first_worth != second_worth)
		return first_worth > second_worth ? -1 : 1;
	return first < second ? -1 : 1;
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
		return first->count < second->count ? -1 : 1;
	return (first->rule > second->rule) - (first->rule < second->rule);
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

/* Writes sorted entries whose tests before number `from` stand above them. Depth: tests of a rule at most. */
static void put_entries(struct lists_builder *lists, const struct access_entry *entries, uint32_t count, uint32_t from)
{
	uint32_t at = 0, end;

	for (; at < count && entries[at].count == from; at++)
		put_rule(lists, &entries[at]);
	for (; at < count; at = end) {
		uint32_t common, head = lists->words->count;

		for (end = at + 1; end < count; end++)
			if (tests_of(lists, &entries[end])[from] != tests_of(lists, &entries[at])[from])
				break;
		common = common_tests(lists, entries + at, end - at, from);
		words_add(lists->words, 0);
		words_append(lists->words, tests_of(lists, &entries[at]) + from, common);
		put_entries(lists, entries + at, end - at, from + common);
		lists->words->items[head] = common << LIST_TESTS_SHIFT | (lists->words->count - head - 1);
	}
}

uint32_t lists_add(struct lists_builder *lists, struct access_entry *entries, uint32_t count)
{
	uint32_t place = lists->words->count;

	for (uint32_t i = 0; count > 1 && i < count; i++)
		for (uint32_t j = 0; j < entries[i].count; j++)
			lists->counts[tests_of(lists, &entries[i])[j]]++;
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
	for (uint32_t i = 0; count > 1 && i < count; i++)
		for (uint32_t j = 0; j < entries[i].count; j++)
			lists->counts[tests_of(lists, &entries[i])[j]] = 0;
	return place;
}
