/* lists: the rules behind each key.
 *
 * Place: pattern, while a matcher is built, after access. Memory: the words; a number a term. Thread: the builder's.
 *
 * The rules of a list are sorted by their tests (arrange.c); what neighbours have in common at the front stands above
 * them once: a trie of sets (Savnik 2013; as the trees of Han, Pei and Yin 2000 for frequent items). Rules that want
 * different values, or ranges, at the same point of this forest make a fan, which is searched.
 *
 * Invariant: what a list's key proves is not among its tests, unless the rule is tested as one term (access.h). */
#include "pattern/lists.h"
#include "pattern/lower.h"
#include <assert.h>
#include <stdlib.h>

/* Of more than so many rules with tests in common the rest begins another block: a rule takes at most 20 words for each
 * of its 25 tests, so that no block comes to LIST_WORDS. */
enum { BLOCK_RULES_MOST = 1 << 17 };

void lists_init(struct lists_builder *lists, const struct survey *survey, const struct terms *terms,
	const struct bounds *bounds, const struct list_rule *rules, const struct words *tests, struct words *words)
{
	*lists = (struct lists_builder){terms, bounds, rules, {0}, NULL, words, 0};
	arrange_init(&lists->arrangement, survey, terms, tests);
	lists->places = memory_zalloc(terms->count + 1ull, sizeof(*lists->places));
	words_add(words, 0); /* so that no list stands at LIST_NONE */
}

void lists_finish(struct lists_builder *lists)
{
	arrange_finish(&lists->arrangement);
	free(lists->places);
}

static uint32_t *tests_of(const struct lists_builder *lists, const struct access_entry *entry)
{
	return arrange_tests_of(&lists->arrangement, entry);
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
		if (!arrange_same_places(&lists->arrangement, entries, last, at - 1))
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

/* Rules that a fan may be made of. */
struct spread {
	uint32_t count;   /* rules */
	uint32_t tests;   /* of each that the fan stands for */
	uint32_t choices; /* different ones */
};

static struct spread spread_of(const struct lists_builder *lists, const struct access_entry *entries, uint32_t count,
	uint32_t from)
{
	struct spread spread = {0, arrange_together(&lists->arrangement, entries, from), 0};

	while (spread.count < count &&
		arrange_same_places(&lists->arrangement, entries, entries + spread.count, from)) {
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
	uint32_t before = 3 + spread->tests, tree = boxes_words(spread->choices, spread->tests);
	uint32_t head = reserve_fan(lists, before + spread->choices + tree), begins = head + before;
	struct box *boxes = boxes_of(lists, entries, spread, from);

	words->items[head + 1] = spread->tests | LIST_RANGES;
	words->items[head + 2] = spread->choices;
	for (uint32_t i = 0; i < spread->tests; i++)
		words->items[head + 3 + i] = node_of(lists, entries, from + i);
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
		if (arrange_is_range(&lists->arrangement, tests_of(lists, &entries[at])[from]))
			put_ranges(lists, entries + at, &spread, from);
		else
			put_values(lists, entries + at, &spread, from);
		at += spread.count;
	}
}

uint32_t lists_add(struct lists_builder *lists, struct access_entry *entries, uint32_t count)
{
	uint32_t place = lists->words->count;

	arrange_entries(&lists->arrangement, entries, count);
	words_add(lists->words, lists->lists++);
	words_add(lists->words, 0);
	put_entries(lists, entries, count, 0);
	lists->words->items[place + 1] = lists->words->count - place - LIST_HEAD_WORDS;
	arrange_forget(&lists->arrangement, entries, count);
	return place;
}
