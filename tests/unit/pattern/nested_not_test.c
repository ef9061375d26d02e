/* Nested `$not`s: what they mean, and that they do not ask the same again and again. */
#include "check.h"
#include "pattern/matcher.h"
#include "pattern/operators.h"
#include "patterns.h"
#include <stdio.h>
#include <stdlib.h>

enum { NOTS_MOST = PATTERN_DEPTH_MOST - 1 };

/* Beside each `$not`: met by a value of `a`, or by the absence of `b`. */
#define EITHER "'$or': [{'a': [{'prefix': 'x'}]}, {'b': [{'exists': false}]}]"

TEST(a_not_inside_two_others_speaks_of_each_element_for_itself)
{
	const char *pattern = "{'items': {'a': [1], '$not': {'a': [1], '$not': {'a': [1], '$not': {'b': [1]}}}}}";

	expect_true(holds(pattern, "{'items': [{'a': 1, 'b': 1}, {'a': 1, 'b': 2}]}"));
	expect_true(holds(pattern, "{'items': [{'a': 1, 'b': 2}, {'a': 1, 'b': 1}]}"));
	expect_false(holds(pattern, "{'items': [{'a': 1, 'b': 1}, {'a': 1, 'b': 1}]}"));
	expect_false(holds(pattern, "{'items': [{'a': 1, 'b': 1}, {'a': 2, 'b': 2}]}"));
}

TEST(two_nots_inside_two_others_answer_each_for_itself)
{
	const char *pattern = "{'k': {'$not': {'$not': {'$all': [{'$not': {'b': [1]}}, {'$not': {'c': [1]}}]}}}}";

	expect_true(holds(pattern, "{'k': [{'b': 2}, {'c': 2}]}"));
	expect_false(holds(pattern, "{'k': [{'b': 1}, {'c': 2}]}"));
	expect_false(holds(pattern, "{'k': [{'b': 2}, {'c': 1}]}"));
}

TEST(an_even_number_of_nots_says_what_none_says)
{
	char *even = nested(NOTS_MOST - 1, "{'$not': ", "{'a': [1]}", "}");
	char *odd = nested(NOTS_MOST, "{'$not': ", "{'a': [1]}", "}");

	expect_true(holds(even, "{'a': [2, 1]}"));
	expect_false(holds(even, "{'a': [2, 3]}"));
	expect_false(holds(odd, "{'a': [2, 1]}"));
	expect_true(holds(odd, "{'a': [2, 3]}"));
	free(even);
	free(odd);
}

static uint64_t asked;

static bool counted_holds(const struct condition *condition, const struct value *scalar)
{
	asked++;
	return text_prefix_holds(condition, scalar);
}

/* Makes the mapping's conditions, which are prefixes, count how often they are asked. Returns how many there are. */
static uint64_t count_asked(const struct mapping *mapping)
{
	static struct operator counted;
	uint64_t count = 0;

	counted = *operators_find(SLICE("prefix"));
	counted.holds = counted_holds;
	for (uint32_t i = 0; i < mapping->member_count; i++) {
		const struct leaf *leaf = mapping->members[i].leaf;

		for (uint32_t j = 0; leaf && j < leaf->count; j++, count++)
			((struct condition *)leaf->conditions)[j].operator = &counted;
		if (mapping->members[i].object)
			count += count_asked(mapping->members[i].object);
	}
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			count += count_asked(mapping->ors[i].branches[j]);
	for (uint32_t i = 0; i < mapping->not_count; i++)
		count += count_asked(mapping->nots[i]);
	return count;
}

static uint64_t asked_by_matcher(const struct pattern *pattern, const struct value *event, bool *ret_matched)
{
	struct matcher *matcher = matcher_create(&pattern, 1);
	struct matcher_scratch *scratch = matcher_scratch_create(matcher);
	const uint32_t *ids;

	asked = 0;
	*ret_matched = matcher_match(matcher, scratch, event, &ids) == 1;
	matcher_scratch_destroy(scratch);
	matcher_destroy(matcher);
	return asked;
}

/* Evaluator and matcher each ask the pattern's conditions at most once for each condition and value of the event. */
static void expect_few_asked(const char *text, const char *event)
{
	const struct pattern *pattern;
	const struct value *root;
	uint64_t evaluated, matched, most;
	struct arena arena;
	bool held, found;

	arena_init(&arena, 0);
	pattern = pattern_of(&arena, text);
	root = tree_of(&arena, event);
	most = count_asked(pattern->source) * root->skip;
	matched = asked_by_matcher(pattern, root, &found);
	asked = 0;
	held = pattern_holds(pattern, root);
	evaluated = asked;
	expect_int(found, held);
	ck_assert_msg(evaluated <= most && matched <= most, "%s over %s: asked %llu and %llu times, at most %llu", text,
		event, (unsigned long long)evaluated, (unsigned long long)matched, (unsigned long long)most);
	arena_finish(&arena);
}

/* `$not`s inside each other at every depth, over events without arrays and with them. */
TEST(nots_beside_the_same_or_ask_a_condition_no_more_than_once_for_each_value)
{
	static const char *const events[] = {"{'a': 'x'}", "{'a': 'y'}", "{'a': 'y', 'b': 1}", "{'a': ['y', 'y', 'x']}",
		"[{'a': 'x'}, {'a': 'x'}, {'a': 'x'}]", "[{'a': 'y'}, {'a': 'y'}, {'a': 'y'}, {'a': 'y'}]",
		"[{'a': 'y', 'b': 1}, {'a': 'x', 'b': 1}, {'a': 'y'}, {'a': 'x'}]",
		"[[{'a': ['y', 'x'], 'b': 1}, {'b': 1}], [{'a': ['y', 'y', 'y']}, {'a': 'y'}]]"};

	for (int nots = 1; nots <= NOTS_MOST; nots++) {
		char *pattern = nested(nots, "{" EITHER ", '$not': ", "{'a': [{'prefix': 'z'}]}", "}");

		for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
			expect_few_asked(pattern, events[i]);
		free(pattern);
	}
}

/* Each `$not` under another key, each key with an array: every element is chosen anew. */
TEST(nots_under_keys_ask_a_condition_no_more_than_once_for_each_value)
{
	static const char *const heads[] = {"{" EITHER ", '$not': {'k': ", "{'k': {" EITHER ", '$not': ",
		"{" EITHER ", '$not': {" EITHER ", '$not': {'k': {" EITHER ", 'k': "};
	static const char *const tails[] = {"}}", "}}", "}}}}"};

	for (int form = 0; form < 3; form++) {
		int levels_most = NOTS_MOST / (int)strlen(tails[form]);

		for (int levels = 1; levels <= levels_most; levels++) {
			char *pattern = nested(levels, heads[form], "{'a': [{'prefix': 'z'}]}", tails[form]);
			char *narrow = nested(levels, "{'a': 'y', 'k': [0, ", "{'a': 'y'}", "]}");
			char *wide = nested(levels, "{'a': ['y', 'y'], 'k': [{'a': 'y', 'k': [{'a': 'x'}, {'b': 1}]}, ",
				"{'a': 'y'}", "]}");

			expect_few_asked(pattern, narrow);
			expect_few_asked(pattern, wide);
			free(pattern);
			free(narrow);
			free(wide);
		}
	}
}
