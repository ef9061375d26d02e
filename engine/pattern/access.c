/* access: by which keys a rule is found.
 *
 * Place: pattern, while a matcher is built, after the survey. Memory: the entries' lists. Thread: the builder's.
 *
 * A leaf has keys if its alternatives have. A mapping needs all its parts, so the keys of one will do: those with the
 * least cost. A choice needs keys of each branch. Negations and absences have none. If no part has keys, but some
 * branches of a choice, the rule stands under these, and once more without a key, with what is left of the choice: so
 * an absence that many rules allow is one test for all.
 *
 * The part that a key proves is not tested again. A range is no key by itself: any scalar at its node leads to it,
 * and the range is tested first, where ranges of many rules make a fan (lists.h). Entries are not multiplied out: a
 * rule of many tests, or of some tests under many keys, is tested as one term, which is evaluated once an event; and
 * rules that have many keys in common, because these are the keys of the same part, stand in a list of that part, to
 * which each of the keys leads.
 *
 * Invariant: if a rule holds of an event, all tests of one of its entries hold, and the event meets the entry's key if
 * it has one. */
#include "pattern/access.h"
#include "pattern/operators.h"
#include <stdlib.h>

enum { TESTS_UNDER_MANY_KEYS = 4, MANY_KEYS = 4, SHARED_KEYS_LEAST = 8, SHARED_RULES_LEAST = 8 };
static const float RANGE_COST = 1, NARROW = 0.1f; /* share of a range below which it counts as any other such */

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

static bool is_range(const struct terms *terms, uint32_t number)
{
	const struct term *term = &terms->items[number];

	return term->kind == TERM_CONDITION && terms->conditions[term->first].operator->key == KEY_RANGE;
}

/* Adds the entry for its key; that of a range for any scalar at its node, with the range as a test. */
static void add_under_key(struct access_entries *entries, const struct terms *terms, struct access_entry entry)
{
	uint32_t number = entry.key & ~(uint32_t)KEY_CONDITION, first;

	if (!(entry.key & (KEY_VALUE | KEY_NODE)) && is_range(terms, number)) {
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

static void add_under_keys(struct rule_access *access, struct access_entry entry)
{
	for (uint32_t i = 0; i < access->keys.count; i++) {
		entry.key = access->keys.items[i];
		add_under_key(access->entries, access->terms, entry);
	}
}

static bool has_keys(const struct survey *survey, uint32_t term)
{
	return survey->costs[term] < SURVEY_NO_KEY;
}

/* What a part of a rule costs as its key. Ranges stand in fans (lists.h) below any key, so they are keys only where
 * there is no other; and of two narrow ones, not the one that seems to hold more seldom but the one whose field more
 * rules have ranges of, since both are searched for at once, if only the rules stand in one list. In a choice they are
 * keys as others are: no fan looks for what stands in it. */
static float cost_of(const struct rule_access *access, uint32_t part)
{
	float cost = access->survey->costs[part], share = access->survey->shares[part];

	if (!is_range(access->terms, part))
		return cost;
	return RANGE_COST + cost + (share < NARROW ? NARROW - share : 0);
}

/* The number of the cheapest part that has keys; UINT32_MAX: none. */
static uint32_t best_part(const struct rule_access *access, const struct words *parts)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < parts->count; i++)
		if (has_keys(access->survey, parts->items[i]) &&
			(best == UINT32_MAX || cost_of(access, parts->items[i]) < cost_of(access, parts->items[best])))
			best = i;
	return best;
}

/* Of a part of which some alternatives have keys and others none: in how many rules such another stands; else 0. */
static uint32_t rules_without_keys(const struct rule_access *access, uint32_t part)
{
	const struct term *term = &access->terms->items[part];
	uint32_t with = 0, rules = 0;

	if (term->kind != TERM_ANY && term->kind != TERM_CHOICE)
		return 0;
	for (uint32_t i = 0; i < term->count; i++) {
		uint32_t branch = term_words(access->terms, term)[i];

		if (has_keys(access->survey, branch))
			with++;
		else if (access->survey->rules[branch] > rules)
			rules = access->survey->rules[branch];
	}
	return with ? rules : 0;
}

/* The number of the part of this kind that has most in common with other rules; UINT32_MAX: none. */
static uint32_t divided_part(const struct rule_access *access, const struct words *parts)
{
	uint32_t best = UINT32_MAX, most = 0;

	for (uint32_t i = 0; i < parts->count; i++) {
		uint32_t rules = rules_without_keys(access, parts->items[i]);

		if (rules > most) {
			most = rules;
			best = i;
		}
	}
	return best;
}

/* Adds the keys of a part's alternatives that have some. Returns what is left of it, as a term. */
static uint32_t divide(struct rule_access *access, struct terms *terms, uint32_t number)
{
	const struct term term = terms->items[number];
	struct words rest = {NULL, 0, 0};
	uint32_t left;

	for (uint32_t i = 0; i < term.count; i++) {
		uint32_t branch = term_words(terms, &term)[i];

		if (has_keys(access->survey, branch))
			add_keys(access, branch);
		else
			words_add(&rest, branch);
	}
	left = rest.count == 1 ? rest.items[0] : terms_add(terms, term.kind, term.node, rest.items, rest.count);
	free(rest.items);
	return left;
}

/* Adds an entry that no key leads to, with all parts as tests. */
static void add_always(struct access_entries *entries, struct terms *terms, const struct access_rule *rule)
{
	struct access_entry entry = {.rule = rule->number};

	add_tests(entries, terms, rule, UINT32_MAX, 0, &entry);
	words_add(&entries->always, entries->count);
	add_entry(entries, &entry);
}

/* A rule that has no keys, unless some alternatives of a part have: then it stands under these, and for the others
 * where no key leads to. Returns in how many lists. */
static uint32_t add_without_keys(struct rule_access *access, struct terms *terms, const struct access_rule *rule)
{
	struct access_entries *entries = access->entries;
	struct access_entry entry = {.rule = rule->number};
	uint32_t part = divided_part(access, &entries->parts), whole, left;

	if (part != UINT32_MAX) {
		whole = entries->parts.items[part];
		left = divide(access, terms, whole);
		drop_twins(&access->keys);
		add_tests(entries, terms, rule, access->proves ? part : UINT32_MAX, access->keys.count, &entry);
		add_under_keys(access, entry);
		entries->parts.items[part] = left;
	}
	add_always(entries, terms, rule);
	return access->keys.count + 1;
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
	best = best_part(&access, parts);
	if (best == UINT32_MAX) {
		count = add_without_keys(&access, terms, rule);
		free(access.keys.items);
		return count;
	}
	add_keys(&access, parts->items[best]);
	drop_twins(&access.keys);
	count = access.keys.count;
	add_tests(entries, terms, rule, access.proves ? best : UINT32_MAX, count, &entry);
	if (count >= SHARED_KEYS_LEAST && survey->rules[parts->items[best]] >= SHARED_RULES_LEAST) {
		entry.key = parts->items[best];
		add_entry(entries, &entry);
		share_keys(entries, terms, &access.keys, entry.key);
		count = 1;
	} else {
		add_under_keys(&access, entry);
	}
	free(access.keys.items);
	return count;
}
