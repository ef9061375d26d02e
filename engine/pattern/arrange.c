/* arrange: the order in which the rules of a list stand, and the tests of each.
 *
 * Place: pattern, while a matcher is built, between access and lists. Memory: two numbers a term or node. Thread: the
 * builder's.
 *
 * The tests of all rules of a list are ordered by how many of its rules have them, times how often they fail; rules are
 * sorted by their tests in this order, so that those with the same first tests are neighbours. All tests for a value at
 * one node, and all for a range there, are at one place: they count as one and stand together. Several ranges of a
 * rule are searched for at once (boxes.h): so they stand behind the first of them, and rules with ranges of the same
 * nodes beside each other.
 *
 * Invariant: rules of equal tests stand beside each other, ascending. */
#include "pattern/arrange.h"
#include "pattern/boxes.h"
#include "pattern/operators.h"
#include <stdlib.h>

enum { TOGETHER_LEAST = 32 }; /* rules with another range of a node: below that testing it beats searching for it */
static const float GUARD_SHARE = 0.3f;

void arrange_init(struct arrangement *arrangement, const struct survey *survey, const struct terms *terms,
	const struct words *tests)
{
	uint32_t nodes = terms->trie.node_count;

	*arrangement = (struct arrangement){survey, terms, tests,
		memory_zalloc((size_t)terms->count + 2ull * nodes, sizeof(uint32_t)),
		memory_zalloc(nodes, sizeof(uint32_t))};
}

void arrange_finish(struct arrangement *arrangement)
{
	free(arrangement->counts);
	free(arrangement->ranges);
}

uint32_t *arrange_tests_of(const struct arrangement *arrangement, const struct access_entry *entry)
{
	return arrangement->tests->items + entry->first;
}

bool arrange_is_range(const struct arrangement *arrangement, uint32_t test)
{
	const struct term *term = &arrangement->terms->items[test];

	return term->kind == TERM_CONDITION &&
	       arrangement->terms->conditions[term->first].operator->key == KEY_RANGE;
}

/* What is counted as one: all tests for one value at a node, or for one range; or a term. */
static uint32_t place_of(const struct arrangement *arrangement, uint32_t test)
{
	const struct term *term = &arrangement->terms->items[test];

	if (term->kind == TERM_ONE)
		return arrangement->terms->count + term->node;
	if (arrange_is_range(arrangement, test))
		return arrangement->terms->count + arrangement->terms->trie.node_count + term->node;
	return test;
}

/* The share of events that is expected to pass the test; of a range, of all that may stand in a fan with it. */
static float share_of(const struct arrangement *arrangement, uint32_t test)
{
	const struct term *term = &arrangement->terms->items[test];
	const struct survey *survey = arrangement->survey;

	if (arrange_is_range(arrangement, test))
		return survey->ranges[term->node];
	if (term->kind == TERM_LOOSE)
		test = term->first;
	return test < survey->terms ? survey->shares[test] : GUARD_SHARE;
}

/* How many rules of the list a failure of the test is expected to leave behind. */
static float worth(const struct arrangement *arrangement, uint32_t test)
{
	return (float)arrangement->counts[place_of(arrangement, test)] * (1.01f - share_of(arrangement, test));
}

static int compare_tests(const void *a, const void *b, void *context)
{
	const struct arrangement *arrangement = context;
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
	uint32_t first_place = place_of(arrangement, first), second_place = place_of(arrangement, second);
	float first_worth, second_worth;

	if (first_place == second_place) /* in a fan by the numbers of the values or conditions */
		return words_compare(
			&arrangement->terms->items[first].first, &arrangement->terms->items[second].first);
	first_worth = worth(arrangement, first);
	second_worth = worth(arrangement, second);
	if (first_worth != second_worth)
		return first_worth > second_worth ? -1 : 1;
	return words_compare(&first_place, &second_place);
}

/* Puts the tests in order, and further ranges behind the first one. */
static void order_tests(struct arrangement *arrangement, const struct access_entry *entry)
{
	uint32_t *tests = arrange_tests_of(arrangement, entry), first = 0, sides = 1;

	if (entry->count < 2)
		return;
	qsort_r(tests, entry->count, sizeof(*tests), compare_tests, arrangement);
	while (first < entry->count && !arrange_is_range(arrangement, tests[first]))
		first++;
	for (uint32_t i = first + 1; i < entry->count && sides < BOXES_SIDES_MOST; i++) {
		uint32_t range = tests[i];

		if (!arrange_is_range(arrangement, range))
			continue;
		memmove(tests + first + sides + 1, tests + first + sides, (i - first - sides) * sizeof(*tests));
		tests[first + sides++] = range;
		arrangement->ranges[arrangement->terms->items[range].node]++;
	}
}

uint32_t arrange_together(const struct arrangement *arrangement, const struct access_entry *entry, uint32_t at)
{
	const uint32_t *tests = arrange_tests_of(arrangement, entry) + at;
	uint32_t most = entry->count - at, count = 1;

	if (!arrange_is_range(arrangement, tests[0]))
		return 1;
	if (most > BOXES_SIDES_MOST)
		most = BOXES_SIDES_MOST;
	while (count < most && arrange_is_range(arrangement, tests[count]) &&
		arrangement->ranges[arrangement->terms->items[tests[count]].node] >= TOGETHER_LEAST)
		count++;
	return count;
}

/* Compares the places of tests number `at` and of those that are looked for at once with them. */
static int compare_places(const struct arrangement *arrangement, const struct access_entry *first,
	const struct access_entry *second, uint32_t at)
{
	uint32_t counts[2] = {arrange_together(arrangement, first, at), arrange_together(arrangement, second, at)};
	int order = 0;

	for (uint32_t i = 0; order == 0 && i < counts[0] && i < counts[1]; i++) {
		uint32_t places[2] = {place_of(arrangement, arrange_tests_of(arrangement, first)[at + i]),
			place_of(arrangement, arrange_tests_of(arrangement, second)[at + i])};

		order = words_compare(&places[0], &places[1]);
	}
	return order ? order : words_compare(&counts[0], &counts[1]);
}

bool arrange_same_places(const struct arrangement *arrangement, const struct access_entry *first,
	const struct access_entry *second, uint32_t at)
{
	return compare_places(arrangement, first, second, at) == 0;
}

/* Compares tests number `at`. */
static int compare_at(struct arrangement *arrangement, const struct access_entry *first,
	const struct access_entry *second, uint32_t at)
{
	uint32_t tests[2] = {arrange_tests_of(arrangement, first)[at], arrange_tests_of(arrangement, second)[at]};
	int order = 0;

	if (place_of(arrangement, tests[0]) == place_of(arrangement, tests[1]))
		order = compare_places(arrangement, first, second, at);
	return order ? order : compare_tests(&tests[0], &tests[1], arrangement);
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
		return words_compare(&first->count, &second->count);
	return words_compare(&first->rule, &second->rule);
}

/* Adds `sign` for each rule to the counts of its tests' places. */
static void count_tests(struct arrangement *arrangement, const struct access_entry *entries, uint32_t count,
	uint32_t sign)
{
	for (uint32_t i = 0; count > 1 && i < count; i++)
		for (uint32_t j = 0; j < entries[i].count; j++)
			arrangement->counts[place_of(arrangement, arrange_tests_of(arrangement, &entries[i])[j])] +=
				sign;
}

void arrange_entries(struct arrangement *arrangement, struct access_entry *entries, uint32_t count)
{
	count_tests(arrangement, entries, count, 1);
	for (uint32_t i = 0; i < count; i++)
		order_tests(arrangement, &entries[i]);
	if (count > 1)
		qsort_r(entries, count, sizeof(*entries), compare_entries, arrangement);
}

void arrange_forget(struct arrangement *arrangement, const struct access_entry *entries, uint32_t count)
{
	count_tests(arrangement, entries, count, UINT32_MAX);
	for (uint32_t i = 0; i < count; i++) {
		const uint32_t *tests = arrange_tests_of(arrangement, &entries[i]);

		for (uint32_t j = 0; j < entries[i].count; j++)
			if (arrange_is_range(arrangement, tests[j]))
				arrangement->ranges[arrangement->terms->items[tests[j]].node] = 0;
	}
}
