/* Many rules of one form stand in one list, in fans (lists.h) and boxes (boxes.h): each is found as the evaluator says,
 * whether an event has one number in a field, none or many. */
#include "base/buffer.h"
#include "check.h"
#include "pattern/matcher.h"
#include "patterns.h"
#include "random.h"

enum { RULES = 600, EVENTS = 300, NUMBERS = 40, ELEMENTS_MOST = 14 };

struct rules {
	struct arena arena;
	const struct pattern *patterns[RULES];
	struct matcher *matcher;
	struct matcher_scratch *scratch;
};

static void put_range(struct buffer *buffer, struct random *random, const char *field)
{
	uint32_t low = random_below(random, NUMBERS), high = low + random_below(random, NUMBERS / 4);
	const char *above = random_below(random, 2) ? ">" : ">=", *below = random_below(random, 2) ? "<" : "<=";

	if (random_below(random, 4) == 0)
		buffer_printf(buffer, "'%s': [{'numeric': ['%s', %u]}]", field, above, low);
	else if (random_below(random, 4) == 0)
		buffer_printf(buffer, "'%s': [{'numeric': ['%s', %u]}]", field, below, high);
	else
		buffer_printf(buffer, "'%s': [{'numeric': ['%s', %u, '%s', %u]}]", field, above, low, below, high + 1);
}

static void two_ranges(struct buffer *buffer, struct random *random)
{
	put_range(buffer, random, "a");
	buffer_printf(buffer, ", ");
	put_range(buffer, random, "b");
}

static void ranges_and_more(struct buffer *buffer, struct random *random)
{
	two_ranges(buffer, random);
	switch (random_below(random, 4)) {
	case 0:
		buffer_printf(buffer, ", 'c': [%u]", random_below(random, 3));
		break;
	case 1:
		buffer_printf(buffer, ", ");
		put_range(buffer, random, "c");
		break;
	case 2:
		buffer_printf(buffer, ", 'c': [{'exists': false}]");
		break;
	default:
		break;
	}
}

static void ranges_of_one_element(struct buffer *buffer, struct random *random)
{
	buffer_printf(buffer, "'items': {");
	ranges_and_more(buffer, random);
	buffer_printf(buffer, "}");
}

static void ranges_of_many_fields(struct buffer *buffer, struct random *random)
{
	uint32_t fields = 0, left = 2 + random_below(random, 4);

	for (char name = 'a'; name <= 'e' && left > 0; name++) {
		if (random_below(random, (uint32_t)('f' - name)) >= left)
			continue;
		buffer_printf(buffer, fields++ ? ", " : "");
		put_range(buffer, random, (const char[]){name, 0});
		left--;
	}
}

static void ranges_in_or(struct buffer *buffer, struct random *random)
{
	buffer_printf(buffer, "'$or': [{");
	two_ranges(buffer, random);
	buffer_printf(buffer, "}, {");
	put_range(buffer, random, "a");
	buffer_printf(buffer, ", 'c': [{'anything-but': %u}]}]", random_below(random, 3));
}

/* Some values, or all but some. */
static void values(struct buffer *buffer, struct random *random)
{
	static const char *const forms[] = {"'a': [%u], 'b': [%u]", "'a': [%u, %u], 'c': [1]",
		"'a': [{'anything-but': [%u, %u]}]", "'c': [1], 'b': [%u, {'numeric': ['>', %u]}, {'exists': false}]",
		"'c': [1], 'a': [{'anything-but': [%u]}, {'prefix': '%u'}]"};
	const char *form = forms[random_below(random, sizeof(forms) / sizeof(forms[0]))];

	buffer_printf(buffer, form, random_below(random, NUMBERS), random_below(random, NUMBERS));
}

/* The same ten values in many rules, each with a test of its own. */
static void common_values(struct buffer *buffer, struct random *random)
{
	buffer_printf(buffer, "'a': [0, 1, 2, 3, 4, 5, 6, 7, 8, {'numeric': ['>', 36]}], 'b': [{'anything-but': %u}]",
		random_below(random, NUMBERS));
}

/* Some exclusions are those of many rules, some their own. */
static void exclusions(struct buffer *buffer, struct random *random)
{
	static const char *const forms[] = {"'a': [{'anything-but': [3, 4, %u]}]",
		"'a': [{'anything-but': {'prefix': ['1', '2', '%u']}}], 'b': [{'anything-but': [1, 2, %u]}]",
		"'$not': {'$or': [{'b': [5]}, {'c': [{'exists': false}]}, {'a': [%u], 'b': [%u]}]}",
		"'a': [%u, {'exists': true}], '$not': {'b': [6, 7, %u]}",
		"'items': {'a': [{'anything-but': [3, 4, %u]}], '$not': {'b': [6, 7, %u]}}",
		"'$not': {'items': {'$or': [{'a': [8, 9]}, {'b': [%u]}, {'c': [1], 'b': [%u]}]}}"};
	const char *form = forms[random_below(random, sizeof(forms) / sizeof(forms[0]))];

	buffer_printf(buffer, form, random_below(random, NUMBERS), random_below(random, NUMBERS));
}

/* Alternatives of which some have no key, so that rules are found by the others or without. */
static void divided(struct buffer *buffer, struct random *random)
{
	static const char *const forms[] = {"'a': [{'exists': false}, %u]",
		"'c': [{'exists': false}, %u, {'prefix': '%u'}]",
		"'$or': [{'c': [{'exists': false}]}, {'b': [%u], 'a': [%u]}]",
		"'$or': [{'$not': {'a': [%u]}}, {'b': [{'exists': false}]}, {'a': [{'numeric': ['>', %u]}]}]",
		"'items': {'c': [{'exists': false}, %u]}, '$not': {'a': [%u]}",
		"'items': {'$or': [{'c': [{'exists': false}]}, {'a': [%u]}], 'b': [{'exists': false}, %u]}"};
	const char *form = forms[random_below(random, sizeof(forms) / sizeof(forms[0]))];

	buffer_printf(buffer, form, random_below(random, NUMBERS), random_below(random, NUMBERS));
}

static void put_field(struct buffer *buffer, struct random *random, const char *name)
{
	uint32_t elements = random_below(random, 3) ? 1 : random_below(random, ELEMENTS_MOST);

	buffer_printf(buffer, "'%s': [", name);
	for (uint32_t i = 0; i < elements; i++)
		buffer_printf(buffer, random_below(random, 8) ? "%s%u" : "%s'%u'", i ? ", " : "",
			random_below(random, NUMBERS + 2));
	buffer_printf(buffer, "]");
}

static void put_fields(struct buffer *buffer, struct random *random)
{
	put_field(buffer, random, "a");
	buffer_printf(buffer, ", ");
	put_field(buffer, random, "b");
	if (random_below(random, 2))
		buffer_printf(buffer, ", 'c': %u", random_below(random, 3));
	for (char name = 'd'; name <= 'e'; name++) {
		buffer_printf(buffer, ", ");
		put_field(buffer, random, (const char[]){name, 0});
	}
}

static const struct value *event_of(struct rules *rules, struct buffer *buffer, struct random *random)
{
	buffer_reset(buffer);
	buffer_printf(buffer, "{");
	put_fields(buffer, random);
	buffer_printf(buffer, ", 'items': [");
	for (uint32_t i = random_below(random, 4); i > 0; i--) {
		buffer_printf(buffer, "{");
		put_fields(buffer, random);
		buffer_printf(buffer, "}%s", i > 1 ? ", " : "");
	}
	buffer_printf(buffer, "]}");
	buffer_byte(buffer, 0);
	return tree_of(&rules->arena, buffer->data);
}

static void fill(struct rules *rules, void (*form)(struct buffer *buffer, struct random *random), struct buffer *buffer,
	struct random *random)
{
	arena_init(&rules->arena, 0);
	for (uint32_t i = 0; i < RULES; i++) {
		buffer_reset(buffer);
		buffer_printf(buffer, "{");
		form(buffer, random);
		buffer_printf(buffer, "}");
		buffer_byte(buffer, 0);
		rules->patterns[i] = pattern_of(&rules->arena, buffer->data);
	}
	rules->matcher = matcher_create(rules->patterns, RULES);
	rules->scratch = matcher_scratch_create(rules->matcher);
}

static void agree(void (*form)(struct buffer *buffer, struct random *random))
{
	struct random random = {20261125};
	struct buffer buffer = {0};
	struct rules rules;
	uint32_t held = 0;

	fill(&rules, form, &buffer, &random);
	for (uint32_t i = 0; i < EVENTS; i++) {
		const struct value *event = event_of(&rules, &buffer, &random);
		const uint32_t *ids;
		uint32_t count = matcher_match(rules.matcher, rules.scratch, event, &ids), at = 0;

		for (uint32_t k = 0; k < RULES; k++)
			if (pattern_holds(rules.patterns[k], event))
				ck_assert_msg(at < count && ids[at++] == k, "rule %u of event %u is missed", k, i);
		expect_int(at, count);
		held += count;
	}
	expect_true(held > EVENTS); /* or the test would say little */
	matcher_scratch_destroy(rules.scratch);
	matcher_destroy(rules.matcher);
	arena_finish(&rules.arena);
	buffer_finish(&buffer);
}

TEST(of_many_rules_of_two_ranges_those_around_an_event_are_found)
{
	agree(two_ranges);
}

TEST(rules_of_two_ranges_and_more_are_found)
{
	agree(ranges_and_more);
}

TEST(ranges_that_one_element_must_meet_are_found)
{
	agree(ranges_of_one_element);
}

TEST(rules_of_ranges_of_up_to_five_fields_are_found)
{
	agree(ranges_of_many_fields);
}

TEST(what_many_rules_exclude_is_excluded_for_each_of_them_alone)
{
	agree(exclusions);
}

TEST(rules_of_which_some_alternatives_have_no_key_are_found)
{
	agree(divided);
}

TEST(ranges_in_alternatives_are_found)
{
	agree(ranges_in_or);
}

TEST(values_are_found_among_many_elements)
{
	agree(values);
}

TEST(rules_that_share_all_their_keys_are_found_by_each_of_them)
{
	agree(common_values);
}
