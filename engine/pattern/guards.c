/* guards: weaker tests above many that exclude nearly the same.
 *
 * Place: pattern, while a matcher is built, between access and lists. Memory: gone when it returns. Thread: the
 * builder's.
 *
 * A negation is no key: nearly all events meet it. But where ten thousand rules want a segment that is anything but
 * `internal` and one more, each other ones, an event of the segment `internal` fails all of them, one after the other.
 * What all of them exclude is a test by itself, which follows from each of theirs:
 *
 *     not (A or B)  implies  not A
 *
 * It is one term for all, so it stands above them in their list (arrange.c) and is asked once. The guard of a test
 * excludes what other tests under the same key exclude most often, and is worth its word if many have the same.
 *
 * Invariant: if the tests of an entry hold, its guards do. */
#include "pattern/guards.h"
#include "base/hash.h"
#include "pattern/operators.h"
#include <stdlib.h>

enum { GUARD_LEAST = 32 /* tests */, GUARDS_MOST = 2 /* for a rule */ };

/* A test by what it excludes. */
struct denial {
	uint32_t test;
	enum term_kind kind; /* BUT: of values; CONDITION: of conditions; else of a NOT what stands in it */
	uint32_t node;       /* of what is excluded */
	uint32_t not_node;
	uint16_t marks;      /* loose (terms.h) at these; 0: not loose */
	uint32_t count;      /* excluded */
	const uint32_t *words;
	const struct condition *conditions;
};

static bool is_choice(enum term_kind kind)
{
	return kind == TERM_SOME || kind == TERM_ANY || kind == TERM_CHOICE;
}

/* What a NOT excludes, if that is one of several. */
static void read_not(const struct terms *terms, const struct term *not, struct denial *denial)
{
	const struct term *inside = &terms->items[not->first];

	while (inside->kind == TERM_MAPPING && inside->count == 1)
		inside = &terms->items[*term_words(terms, inside)];
	denial->not_node = not->node;
	denial->kind = inside->kind;
	denial->node = inside->node;
	if (is_choice(inside->kind)) {
		denial->count = inside->count;
		denial->words = term_words(terms, inside);
	}
}

/* Points into the terms until one is added. `count`: 0 if the test is no denial of several. */
static struct denial denial_of(const struct terms *terms, uint32_t test)
{
	const struct term *term = &terms->items[test];
	struct denial denial = {.test = test};

	if (term->kind == TERM_LOOSE) {
		denial.marks = (uint16_t)term->node;
		term = &terms->items[term->first];
	}
	denial.kind = term->kind;
	denial.node = term->node;
	if (term->kind == TERM_BUT) {
		denial.count = term->count;
		denial.words = term_words(terms, term);
	} else if (term->kind == TERM_NOT) {
		read_not(terms, term, &denial);
	} else if (term->kind == TERM_CONDITION &&
		   terms->conditions[term->first].operator->holds == anything_but_holds) {
		denial.count = terms->conditions[term->first].but.count;
		denial.conditions = terms->conditions[term->first].but.conditions;
	}
	if (denial.count < 2)
		denial.count = 0;
	return denial;
}

/* A number for what is excluded; that others may have it too costs time, never an answer. */
static uint64_t excluded(const struct denial *denial, uint32_t at, struct buffer *text)
{
	const struct condition *condition = &denial->conditions[at];

	if (denial->kind != TERM_CONDITION) {
		const uint32_t words[] = {denial->kind, denial->node, denial->words[at]};

		return hash64((struct slice){(const char *)words, sizeof(words)}, 0);
	}
	buffer_reset(text);
	buffer_append(text, slice_of(condition->operator->name));
	buffer_byte(text, ' ');
	condition->operator->write(condition, text);
	return hash64(buffer_slice(text), denial->node);
}

/* Numbers, ascending, each as often as it was added. */
struct tally {
	uint64_t *items;
	uint32_t count, capacity;
};

static void tally_add(struct tally *tally, uint64_t number)
{
	if (tally->count == tally->capacity) {
		tally->capacity = tally->capacity * 2 + 256;
		tally->items = memory_realloc(tally->items, tally->capacity * sizeof(*tally->items));
	}
	tally->items[tally->count++] = number;
}

static int compare_tallied(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

	return (first > second) - (first < second);
}

static void tally_sort(struct tally *tally)
{
	if (tally->count > 1)
		qsort(tally->items, tally->count, sizeof(*tally->items), compare_tallied);
}

/* The place of the first number that is not less. */
static uint32_t tally_search(const struct tally *tally, uint64_t number)
{
	uint32_t low = 0, high = tally->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (tally->items[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How often the number was added. */
static uint32_t tally_count(const struct tally *tally, uint64_t number)
{
	return tally_search(tally, number + 1) - tally_search(tally, number);
}

struct guards {
	struct access_entries *entries;
	struct terms *terms;
	struct words tests;  /* different ones that are denials, ascending */
	struct words guards; /* of each; or itself */
	struct tally parts;  /* what they exclude */
	struct tally wholes; /* by test: what of this is common */
	struct words kept;   /* room: what a guard excludes */
	struct buffer text;
};

static void gather_tests(struct guards *guards, const struct access_entry *items, uint32_t count)
{
	struct words *tests = &guards->tests;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < items[i].count; j++) {
			uint32_t test = guards->entries->tests.items[items[i].first + j];

			if (denial_of(guards->terms, test).count)
				words_add(tests, test);
		}
	words_sort(tests->items, tests->count, &guards->kept);
	for (uint32_t i = 0; i < tests->count; i++)
		if (i == 0 || tests->items[i] != tests->items[kept - 1])
			tests->items[kept++] = tests->items[i];
	tests->count = kept;
}

/* How often others exclude the same. */
static uint32_t count_of(struct guards *guards, const struct denial *denial, uint32_t at)
{
	return tally_count(&guards->parts, excluded(denial, at, &guards->text));
}

/* Puts the places of what is excluded most often, or half as often, into `kept`; returns a number for it, 0 if that is
 * all of the test or too seldom. */
static uint64_t common_part(struct guards *guards, const struct denial *denial)
{
	uint32_t most = 0;
	uint64_t sum = 0;

	for (uint32_t i = 0; i < denial->count; i++) {
		uint32_t count = count_of(guards, denial, i);

		most = count > most ? count : most;
	}
	guards->kept.count = 0;
	for (uint32_t i = 0; i < denial->count; i++) {
		if (count_of(guards, denial, i) < most - most / 2)
			continue;
		words_add(&guards->kept, i);
		sum += excluded(denial, i, &guards->text);
	}
	return guards->kept.count == denial->count || most < GUARD_LEAST ? 0 : sum;
}

/* A test that excludes the places in `kept`. */
static uint32_t make_condition(struct guards *guards, const struct denial *denial)
{
	struct condition but = guards->terms->conditions[guards->terms->items[denial->test].first];
	struct condition *conditions = ARENA_ARRAY(&guards->terms->building, struct condition, guards->kept.count);
	uint32_t number;

	for (uint32_t i = 0; i < guards->kept.count; i++)
		conditions[i] = denial->conditions[guards->kept.items[i]];
	but.but.conditions = conditions;
	but.but.count = guards->kept.count;
	number = terms_condition(guards->terms, &but);
	return terms_add(guards->terms, TERM_CONDITION, denial->node, &number, 1);
}

static uint32_t make_guard(struct guards *guards, const struct denial *denial)
{
	struct words *kept = &guards->kept;
	enum term_kind kind = denial->kind;
	uint32_t guard;

	if (kind == TERM_CONDITION)
		return make_condition(guards, denial);
	for (uint32_t i = 0; i < kept->count; i++)
		kept->items[i] = denial->words[kept->items[i]];
	if (kind == TERM_SOME && kept->count == 1)
		kind = TERM_ONE;
	guard = terms_add(guards->terms, kind, denial->node, kept->items, kept->count);
	if (kind != TERM_BUT)
		guard = terms_add(guards->terms, TERM_NOT, denial->not_node, &guard, 1);
	return denial->marks ? terms_add(guards->terms, TERM_LOOSE, denial->marks, &guard, 1) : guard;
}

/* Finds a guard for each of the tests. */
static void find_guards(struct guards *guards)
{
	for (uint32_t i = 0; i < guards->tests.count; i++) {
		struct denial denial = denial_of(guards->terms, guards->tests.items[i]);

		for (uint32_t k = 0; k < denial.count; k++)
			tally_add(&guards->parts, excluded(&denial, k, &guards->text));
	}
	tally_sort(&guards->parts);
	for (uint32_t i = 0; i < guards->tests.count; i++) {
		struct denial denial = denial_of(guards->terms, guards->tests.items[i]);

		tally_add(&guards->wholes, common_part(guards, &denial));
	}
	tally_sort(&guards->wholes);
	for (uint32_t i = 0; i < guards->tests.count; i++) {
		struct denial denial = denial_of(guards->terms, guards->tests.items[i]);
		uint64_t whole = common_part(guards, &denial);
		bool serves = whole && tally_count(&guards->wholes, whole) >= GUARD_LEAST;

		words_add(&guards->guards, serves ? make_guard(guards, &denial) : denial.test);
	}
}

/* Appends the entry's tests anew, and their guards. */
static void guard_entry(struct guards *guards, struct access_entry *entry)
{
	struct words *tests = &guards->entries->tests;
	uint32_t added[GUARDS_MOST], count = 0, first;

	for (uint32_t i = 0; i < entry->count && count < GUARDS_MOST; i++) {
		uint32_t test = tests->items[entry->first + i];
		uint32_t at = words_search(guards->tests.items, guards->tests.count, test);

		if (at < guards->tests.count && guards->tests.items[at] == test && guards->guards.items[at] != test)
			added[count++] = guards->guards.items[at];
	}
	if (count == 0)
		return;
	words_reserve(tests, entry->count);
	first = words_append(tests, tests->items + entry->first, entry->count);
	words_append(tests, added, count);
	entry->first = first;
	entry->count += count;
}

void guards_add(struct access_entries *entries, struct access_entry *items, uint32_t count, struct terms *terms)
{
	struct guards guards = {.entries = entries, .terms = terms};

	if (count < GUARD_LEAST)
		return;
	gather_tests(&guards, items, count);
	if (guards.tests.count >= GUARD_LEAST) {
		find_guards(&guards);
		for (uint32_t i = 0; i < count; i++)
			guard_entry(&guards, &items[i]);
	}
	free(guards.tests.items);
	free(guards.guards.items);
	free(guards.parts.items);
	free(guards.wholes.items);
	free(guards.kept.items);
	buffer_finish(&guards.text);
}
