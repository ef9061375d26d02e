/* access: by which keys a rule is found.
 *
 * Place: pattern, while a matcher is built, after the survey. Memory: the entries' lists. Thread: the builder's.
 *
 * A leaf has keys if its alternatives have. A mapping needs all its parts, so the keys of one will do: those with the
 * least cost. A choice needs keys of each branch. Negations and absences have none. The part that a key proves is not
 * tested again. A range is no key by itself: any scalar at its node leads to it, and the range is tested first, where
 * ranges of many rules make a fan (lists.h). Entries are not multiplied out: a rule of many tests, or of some tests
 * under many keys, is tested as one term, which is evaluated once an event; and rules that have many keys in common,
 * because these are the keys of the same part, stand in a list of that part, to which each of the keys leads.
 *
 * Invariant: if a rule holds of an event, all tests of one of its entries hold, and the event meets the entry's key if
 * it has one. */
#include "pattern/access.h"
#include "pattern/operators.h"
#include <stdlib.h>

enum { TESTS_UNDER_MANY_KEYS = 4, MANY_KEYS = 4, SHARED_KEYS_LEAST = 8, SHARED_RULES_LEAST = 8 };

void access_init(struct access_entries *entries, const struct terms *terms)
{
	*entries = (struct access_entries){.shared = memory_zalloc(terms->count + 1ull, sizeof(*entries->shared))};
}

void access_finish(struct access_entries *entries)
{
	free(entries->items);
	free(entries->tests.items);
	free(entries->always.items);
	free(entries->parts.items);
	free(entries->shared);
}

/* Choosing for one rule. */
struct rule_access {
	struct access_entries *entries;
	const struct survey *survey;
	const struct terms *terms;
	struct words keys;
	bool proves; /* each key alone proves the part that it was chosen from */
};

/* Appends the parts of a mapping, those of mappings in it in their place. */
static void flatten(const struct terms *terms, uint32_t number, struct words *parts)
{
	const struct term *term = &terms->items[number];

	if (term->kind != TERM_MAPPING) {
		words_add(parts, number);
		return;
	}
	for (uint32_t i = 0; i < term->count; i++)
		flatten(terms, term_words(terms, term)[i], parts);
}

static void add_keys(struct rule_access *access, uint32_t number);

static void add_condition_key(struct rule_access *access, uint32_t number, const struct term *term)
{
	if (access->terms->conditions[term->first].operator->key == KEY_PRESENT) {
		words_add(&access->keys, KEY_NODE | term->node);
		access->proves = false;
	} else {
		words_add(&access->keys, KEY_CONDITION | number);
	}
}

/* Adds the keys of the part of a mapping that costs least. */
static void add_keys_of_mapping(struct rule_access *access, const struct term *term)
{
	const uint32_t *parts = term_words(access->terms, term);
	uint32_t best = 0;

	for (uint32_t i = 1; i < term->count; i++)
		if (access->survey->costs[parts[i]] < access->survey->costs[parts[best]])
			best = i;
	if (term->count > 1)
		access->proves = false;
	add_keys(access, parts[best]);
}

static void add_keys(struct rule_access *access, uint32_t number)
{
	const struct term *term = &access->terms->items[number];
	const uint32_t *words = term_words(access->terms, term);

	switch (term->kind) {
	case TERM_ONE:
		words_add(&access->keys, KEY_VALUE | term->first);
		break;
	case TERM_SOME:
		for (uint32_t i = 0; i < term->count; i++)
			words_add(&access->keys, KEY_VALUE | words[i]);
		break;
	case TERM_PRESENT:
		words_add(&access->keys, KEY_NODE | term->node);
		break;
	case TERM_BUT:
		words_add(&access->keys, KEY_NODE | term->node);
		access->proves = false;
		break;
	case TERM_CONDITION:
		add_condition_key(access, number, term);
		break;
	case TERM_MAPPING:
		add_keys_of_mapping(access, term);
		break;
	default:
		for (uint32_t i = 0; i < term->count; i++)
			add_keys(access, words[i]);
		break;
	}
}

static void drop_twins(struct words *keys)
{
	uint32_t kept = 0;

	if (keys->count > 1)
		qsort(keys->items, keys->count, sizeof(*keys->items), words_compare);
	for (uint32_t i = 0; i < keys->count; i++)
		if (i == 0 || keys->items[i] != keys->items[kept - 1])
			keys->items[kept++] = keys->items[i];
	keys->count = kept;
}

/* As a test, if the truth of the term may depend on the elements of arrays at nodes of these marks. */
static uint32_t loosen(struct terms *terms, uint32_t number, uint16_t marks)
{
	if (!marks || !terms->items[number].lacks)
		return number;
	return terms_add(terms, TERM_LOOSE, marks, &number, 1);
}

static void add_entry(struct access_entries *entries, const struct access_entry *entry)
{
	if (entries->count == entries->capacity) {
		entries->capacity = entries->capacity + entries->capacity / 2 + 64;
		entries->items = memory_realloc(entries->items, entries->capacity * sizeof(*entries->items));
	}
	entries->items[entries->count++] = *entry;
}

/* Appends the tests that are left beside the part number `proved` (or none: UINT32_MAX). */
static void add_tests(struct access_entries *entries, struct terms *terms, const struct access_rule *rule,
	uint32_t proved, uint32_t keys, struct access_entry *entry)
{
	const struct words *parts = &entries->parts;

	entry->first = entries->tests.count;
	for (uint32_t i = 0; i < parts->count; i++)
		if (i != proved)
			words_add(&entries->tests, loosen(terms, parts->items[i], rule->marks));
	entry->count = entries->tests.count - entry->first;
	if (entry->count > ACCESS_TESTS_MOST || (entry->count > TESTS_UNDER_MANY_KEYS && keys > MANY_KEYS)) {
		entries->tests.count = entry->first;
		words_add(&entries->tests, loosen(terms, rule->term, rule->marks));
		entry->count = 1;
	}
}

/* Adds the entry for its key; that of a range for any scalar at its node, with the range as a test. */
static void add_under_key(struct access_entries *entries, const struct terms *terms, struct access_entry entry)
{
	uint32_t number = entry.key & ~(uint32_t)KEY_CONDITION, first;
	bool condition = !(entry.key & (KEY_VALUE | KEY_NODE));

	if (condition && terms->conditions[terms->items[number].first].operator->key == KEY_RANGE) {
		first = words_append(&entries->tests, &number, 1);
		words_reserve(&entries->tests, entry.count);
		words_append(&entries->tests, entries->tests.items + entry.first, entry.count);
		entry.key = KEY_NODE | terms->items[number].node;
		entry.first = first;
		entry.count++;
	}
	add_entry(entries, &entry);
}

/* Has each of the keys lead to the list of `part`, once. */
static void share_keys(struct access_entries *entries, const struct terms *terms, const struct words *keys,
	uint32_t part)
{
	struct access_entry entry = {.rule = ACCESS_LINK | part};

	if (entries->shared[part])
		return;
	entries->shared[part] = true;
	for (uint32_t i = 0; i < keys->count; i++) {
		entry.key = keys->items[i];
		add_under_key(entries, terms, entry);
	}
}

/* The number of the cheapest part that has keys; UINT32_MAX: none. */
static uint32_t best_part(const struct survey *survey, const struct words *parts)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < parts->count; i++)
		if (survey->costs[parts->items[i]] < SURVEY_NO_KEY &&
			(best == UINT32_MAX || survey->costs[parts->items[i]] < survey->costs[parts->items[best]]))
			best = i;
	return best;
}

uint32_t access_add(struct access_entries *entries, const struct survey *survey, struct terms *terms,
	const struct access_rule *rule)
{
	struct rule_access access = {entries, survey, terms, {0}, true};
	struct access_entry entry = {.rule = rule->number};
	struct words *parts = &entries->parts;
	uint32_t best, count;

	parts->count = 0;
	flatten(terms, rule->term, parts);
	best = best_part(survey, parts);
	if (best != UINT32_MAX)
		add_keys(&access, parts->items[best]);
	drop_twins(&access.keys);
	count = access.keys.count;
	add_tests(entries, terms, rule, access.proves ? best : UINT32_MAX, count, &entry);
	if (count == 0) {
		words_add(&entries->always, entries->count);
		add_entry(entries, &entry);
	} else if (count >= SHARED_KEYS_LEAST && survey->rules[parts->items[best]] >= SHARED_RULES_LEAST) {
		entry.key = parts->items[best];
		add_entry(entries, &entry);
		share_keys(entries, terms, &access.keys, entry.key);
		count = 1;
	} else {
		for (uint32_t i = 0; i < count; i++) {
			entry.key = access.keys.items[i];
			add_under_key(entries, terms, entry);
		}
	}
	free(access.keys.items);
	return count;
}
