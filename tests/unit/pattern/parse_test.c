/* What is refused, and with which words. */
#include "check.h"
#include "event/json.h"
#include "patterns.h"
#include <stdio.h>
#include <stdlib.h>

TEST(what_is_no_mapping_or_an_empty_one_is_refused)
{
	expect_text(codes("[]"), "SW120");
	expect_text(codes("{}"), "SW120");
	expect_text(codes("'x'"), "SW120");
	expect_text(codes("{'a': {}}"), "SW120");
	expect_text(codes("{'$or': [{'a': [1]}, 5]}"), "SW120");
}

TEST(empty_lists_are_refused)
{
	expect_text(codes("{'a': []}"), "SW121");
	expect_text(codes("{'a': [{'anything-but': []}]}"), "SW121");
	expect_text(codes("{'a': [{'anything-but': {'prefix': []}}]}"), "SW121");
}

TEST(an_unknown_operator_is_refused_with_the_one_that_may_be_meant)
{
	expect_text(fault("{'data': {'plan': [{'prefx': 'a'}]}}"),
		"data.plan: unknown operator \"prefx\" [did you mean \"prefix\"?]");
	expect_text(codes("{'a': [{'anything-but': {'cidr': '1.2.3.4/5'}}]}"), "SW122");
	expect_text(codes("{'a': [{'$or': 'a'}]}"), "SW122");
}

TEST(wrong_operands_are_refused)
{
	static const char *const operators[] = {"{'prefix': 1}", "{'prefix': null}", "{'prefix': {'suffix': 'x'}}",
		"{'prefix': ['x']}", "{'suffix': {}}", "{'equals-ignore-case': 5}",
		"{'equals-ignore-case': {'equals-ignore-case': 'x'}}", "{'wildcard': 5}", "{'wildcard': 'a**b'}",
		"{'wildcard': 'a\\\\b'}", "{'wildcard': 'a\\\\'}", "{'exists': 'true'}", "{'exists': []}",
		"{'cidr': '1.2.3.4'}", "{'cidr': '1.2.3.4/33'}", "{'cidr': '::/129'}", "{'cidr': '1.2.3/8'}",
		"{'cidr': '1.2.3.4/'}", "{'cidr': '1.2.3.4/-1'}", "{'cidr': '1.2.3.4/08'}", "{'cidr': 5}",
		"{'numeric': 5}", "{'numeric': []}", "{'numeric': ['>']}", "{'numeric': ['>', '5']}",
		"{'numeric': ['!', 5]}", "{'numeric': ['=', 5, '<', 6]}", "{'numeric': ['<', 6, '=', 5]}",
		"{'numeric': ['<', 5, '<=', 6]}", "{'numeric': ['>', 5, '>', 6]}", "{'numeric': [5, '>']}",
		"{'numeric': ['>', 1, '<', 2, '<', 3]}", "{'anything-but': {'prefix': ''}}", "{'anything-but': [[1]]}",
		"{'anything-but': [{'prefix': 'x'}]}", "{'anything-but': {'wildcard': 5}}"};
	char pattern[256];

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		snprintf(pattern, sizeof(pattern), "{'a': [%s]}", operators[i]);
		ck_assert_msg(strcmp(codes(pattern), "SW123") == 0, "%s: %s", pattern, codes(pattern));
	}
}

TEST(an_operator_outside_a_list_is_refused)
{
	expect_text(fault("{'plan': {'prefix': 'ent'}}"),
		"plan: the operator prefix stands outside a list [write [ { prefix: ... } ]; if it is a field of the"
		" event, give it a list: prefix: [ ... ]]");
	expect_text(codes("{'a': {'numeric': ['>', 5]}}"), "SW124");
	expect_text(codes("{'a': {'anything-but': {'prefix': 'x'}}}"), "SW124");
	expect_text(codes("{'a': {'prefix': {'equals-ignore-case': 'x'}}}"), "SW124");
	expect_text(codes("{'a': {'exists': true}}"), "SW124");
}

TEST(a_field_may_be_called_as_an_operator_if_it_has_a_list)
{
	expect_true(holds("{'a': {'prefix': ['x']}}", "{'a': {'prefix': 'x'}}"));
	expect_true(holds("{'a': {'prefix': 'x', 'b': [1]}}", "{'a': {'prefix': 'x', 'b': 1}}"));
	expect_true(holds("{'exists': true}", "{'exists': true}"));
}

TEST(what_is_no_alternative_is_refused)
{
	expect_text(codes("{'a': [[1]]}"), "SW125");
	expect_text(codes("{'a': [{}]}"), "SW125");
	expect_text(codes("{'a': [{'prefix': 'x', 'suffix': 'y'}]}"), "SW125");
	expect_text(codes("{'a': [{'anything-but': {}}]}"), "SW125");
}

TEST(wrong_uses_of_dollar_words_are_refused)
{
	expect_text(codes("{'$or': []}"), "SW126");
	expect_text(codes("{'$or': {'a': [1]}}"), "SW126");
	expect_text(codes("{'$all': [1]}"), "SW120");
	expect_text(codes("{'$not': [{'a': [1]}]}"), "SW126");
	expect_text(fault("{'$and': [{'a': [1]}]}"), "the pattern: unknown word \"$and\" [did you mean \"$all\"?]");
	expect_text(codes("{'$nto': {'a': [1]}}"), "SW126");
	expect_true(holds("{'$schema': ['x']}", "{'$schema': 'x'}"));
}

TEST(all_faults_are_reported_in_one_run)
{
	expect_text(
		codes("{'a': [], 'b': {'c': [{'prefix': 1}, [2]]}, '$or': [{'d': {}}]}"), "SW121 SW123 SW125 SW120");
}

TEST(patterns_have_a_greatest_depth)
{
	char *right = nested(PATTERN_DEPTH_MOST - 1, "{'a': ", "{'a': [1]}", "}");
	char *wrong = nested(PATTERN_DEPTH_MOST, "{'a': ", "{'a': [1]}", "}");
	char *nots = nested(PATTERN_DEPTH_MOST, "{'$not': ", "{'a': [1]}", "}");

	expect_text(codes(right), "");
	expect_text(codes(wrong), "SW127");
	expect_text(codes(nots), "SW127");
	free(right);
	free(wrong);
	free(nots);
}

/* A pattern with one leaf of `count` alternatives. */
static char *with_alternatives(int count)
{
	char *list = nested(count - 1, "1,", "1", ""), *text = memory_alloc(strlen(list) + 16);

	snprintf(text, strlen(list) + 16, "{'a': [%s]}", list);
	free(list);
	return text;
}

TEST(patterns_have_a_greatest_number_of_conditions)
{
	char *right = with_alternatives(PATTERN_CONDITIONS_MOST),
	     *wrong = with_alternatives(PATTERN_CONDITIONS_MOST + 1);

	expect_text(codes(right), "");
	expect_text(codes(wrong), "SW128");
	free(right);
	free(wrong);
}

TEST(ors_combine_up_to_a_bound)
{
	/* Each `$or` that names the field beside it doubles what is below; one that names others does not. */
	char *wrong = nested(14, "{'$or': [{'a': {'x': [1]}}, {'a': {'y': [1]}}], 'a': ", "{'z': [1]}", "}");
	char *right = nested(14, "{'$or': [{'b': {'x': [1]}}, {'c': {'y': [1]}}], 'a': ", "{'z': [1]}", "}");

	expect_text(codes(wrong), "SW129");
	expect_text(codes(right), "");
	free(wrong);
	free(right);
}

TEST(what_places_share_after_combining_counts_at_each_of_them)
{
	/* Two of three branches take the field as it is, with all that is below. */
	char *wrong = nested(11, "{'$or': [{'a': [1]}, {'b': [1]}, {'c': [1]}], 'a': ", "{'z': [1]}", "}");
	char *right = nested(6, "{'$or': [{'a': [1]}, {'b': [1]}, {'c': [1]}], 'a': ", "{'z': [1]}", "}");

	expect_text(codes(wrong), "SW129");
	expect_text(codes(right), "");
	free(wrong);
	free(right);
}

TEST(nots_inside_two_others_have_a_greatest_number)
{
	char *right = nested(PATTERN_NOTS_MOST - 1, "{'$not': {'a': [1]}}, ", "{'$not': {'a': [1]}}", "");
	char *text = memory_alloc(strlen(right) + 128);

	sprintf(text, "{'$not': {'x': {'$not': {'$all': [%s]}}}}", right);
	expect_text(codes(text), "");
	sprintf(text, "{'$not': {'x': {'$not': {'$all': [{'$not': {'a': [1]}}, %s]}}}}", right);
	expect_text(fault(text), "x: more than 64 $nots that stand inside two others "
				 "[write $all: [ P ] for $not: { $not: P }]");
	sprintf(text, "{'$not': {'$all': [{'$not': {'a': [1]}}, %s]}}", right);
	expect_text(codes(text), "");
	free(right);
	free(text);
}

static struct place place_of_test(const void *context, const struct value *node)
{
	return (struct place){SLICE("map.yaml"), (uint32_t)(node - (const struct value *)context), 7};
}

TEST(a_finding_has_the_place_of_what_is_wrong)
{
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	const struct value *tree = tree_of(&arena, "{'a': [1, {'prefx': 2}]}");
	struct pattern_source source = {place_of_test, tree};

	expect_true(pattern_parse(&arena, tree, &source, &diag) == NULL);
	expect_int(diag.findings[0].place.line, 4);
	expect_int(diag.findings[0].place.column, 7);
	arena_finish(&arena);
}

TEST(a_pattern_outlives_the_tree_that_it_was_read_from)
{
	struct arena kept, gone;
	struct diag diag;
	const struct pattern *pattern;

	arena_init(&kept, 0);
	arena_init(&gone, 0);
	diag_init(&diag, &kept);
	pattern = pattern_parse(
		&kept, tree_of(&gone, "{'a': ['x', {'prefix': 'y'}, 18446744073709551616]}"), NULL, &diag);
	arena_finish(&gone);
	expect_true(pattern_holds(pattern, tree_of(&kept, "{'a': 'yes'}")));
	expect_true(pattern_holds(pattern, tree_of(&kept, "{'a': 18446744073709551616}")));
	arena_finish(&kept);
}
