/* The matcher's answers: which ids, in which order, from one scratch to the next event. */
#include "pattern/matcher.h"
#include "check.h"
#include "patterns.h"
#include <stdio.h>
#include <stdlib.h>

enum { PATTERNS_MOST = 64 };

/* The ids that match the event, "0 2 5". */
static const char *matching(const char *const *patterns, uint32_t count, const char *event)
{
	static char text[1024];
	const struct pattern *parsed[PATTERNS_MOST];
	struct matcher *matcher;
	struct matcher_scratch *scratch;
	struct arena arena;
	const uint32_t *ids;
	uint32_t found;
	size_t size = 0;

	arena_init(&arena, 0);
	for (uint32_t i = 0; i < count; i++)
		parsed[i] = pattern_of(&arena, patterns[i]);
	matcher = matcher_create(parsed, count);
	scratch = matcher_scratch_create(matcher);
	found = matcher_match(matcher, scratch, tree_of(&arena, event), &ids);
	text[0] = 0;
	for (uint32_t i = 0; i < found; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%u", i ? " " : "", ids[i]);
	matcher_scratch_destroy(scratch);
	matcher_destroy(matcher);
	arena_finish(&arena);
	return text;
}

TEST(ids_ascend_whatever_leads_to_them)
{
	static const char *const patterns[] = {"{'z': [{'exists': false}]}", "{'b': [1]}", "{'a': [{'prefix': 'x'}]}",
		"{'a': ['xy'], 'b': [1, 2]}", "{'$not': {'a': ['xy']}}", "{'$or': [{'a': ['xy']}, {'b': [1]}]}",
		"{'b': [2]}"};

	expect_text(matching(patterns, 7, "{'b': 1, 'a': 'xy'}"), "0 1 2 3 5");
	expect_text(matching(patterns, 7, "{'b': [2, 2, 1], 'a': ['xy', 'xy']}"), "0 1 2 3 5 6");
	expect_text(matching(patterns, 7, "{}"), "0 4");
	expect_text(matching(patterns, 7, "[]"), "0 4");
	expect_text(matching(patterns, 7, "5"), "0 4");
}

TEST(equal_patterns_all_answer)
{
	static const char *const patterns[] = {"{'a': [1], 'b': ['x', 'y']}", "{'c': [1]}",
		"{'b': ['y', 'x'], 'a': [1.0]}", "{'a': [1], 'b': ['x', 'y']}"};

	expect_text(matching(patterns, 4, "{'a': 1, 'b': 'y'}"), "0 2 3");
}

TEST(a_piece_of_a_wildcard_is_found_where_its_rarest_part_stands_for_the_second_time)
{
	static const char *const patterns[] = {"{'a': [{'wildcard': '*aaaaab*c*'}]}"};

	expect_text(matching(patterns, 1, "{'a': '.aaaaab.c'}"), "0");
	expect_text(matching(patterns, 1, "{'a': '.aaab.aaaaab.c'}"), "0");
	expect_text(matching(patterns, 1, "{'a': '.aaab.aaab.aaaaab.c'}"), "0");
	expect_text(matching(patterns, 1, "{'a': ['.aaab.aaab', 'aaab']}"), "");
	expect_text(matching(patterns, 1, "{'a': ['.aaab', '.aaaaabc']}"), "0");
}

/* Kelvin's sign has three bytes and folds to one: no character loses more. Texts of one to twelve of them, and a byte
 * more at either side, so that what is folded of a long text is cut in all places. */
TEST(a_beginning_or_end_without_regard_to_case_is_found_in_texts_however_long)
{
	static const char *const patterns[] = {"{'a': [{'prefix': {'equals-ignore-case': 'kkk'}}]}",
		"{'a': [{'suffix': {'equals-ignore-case': 'KKK'}}]}", "{'a': [{'equals-ignore-case': 'kkk'}]}"};

	for (int count = 1; count <= 12; count++) {
		const char *sides = count < 3 ? "" : count == 3 ? "0 1 2" : "0 1";
		char *signs = nested(count, "\xe2\x84\xaa", "", ""), event[200];

		snprintf(event, sizeof(event), "{'a': '%s'}", signs);
		expect_text(matching(patterns, 3, event), sides);
		snprintf(event, sizeof(event), "{'a': '%sz'}", signs);
		expect_text(matching(patterns, 3, event), count < 3 ? "" : "0");
		snprintf(event, sizeof(event), "{'a': '\xc3\x84%s'}", signs);
		expect_text(matching(patterns, 3, event), count < 3 ? "" : "1");
		free(signs);
	}
}

TEST(beginnings_and_ends_of_many_lengths_are_found_in_one_text)
{
	static const char *const patterns[] = {"{'a': [{'prefix': ''}]}", "{'a': [{'prefix': 'a'}]}",
		"{'a': [{'prefix': 'abc'}]}", "{'a': [{'prefix': 'abd'}]}", "{'a': [{'suffix': 'de'}]}",
		"{'a': [{'suffix': 'e'}]}", "{'a': [{'suffix': 'xbcde'}]}", "{'a': [{'suffix': 'abcde'}]}",
		"{'a': [{'suffix': ''}]}", "{'a': [{'prefix': 'abcdef'}]}"};

	expect_text(matching(patterns, 10, "{'a': 'abcde'}"), "0 1 2 4 5 7 8");
	expect_text(matching(patterns, 10, "{'a': 'e'}"), "0 5 8");
	expect_text(matching(patterns, 10, "{'a': ''}"), "0 8");
}

TEST(no_patterns_match_nothing)
{
	expect_text(matching(NULL, 0, "{'a': 1}"), "");
}

TEST(a_pattern_is_found_by_values_of_every_type)
{
	static const char *const patterns[] = {"{'a': [null]}", "{'a': [true]}", "{'a': [false]}", "{'a': ['']}",
		"{'a': [0]}", "{'a': [18446744073709551616]}", "{'a': [1.5]}"};

	expect_text(matching(patterns, 7, "{'a': null}"), "0");
	expect_text(matching(patterns, 7, "{'a': true}"), "1");
	expect_text(matching(patterns, 7, "{'a': false}"), "2");
	expect_text(matching(patterns, 7, "{'a': ''}"), "3");
	expect_text(matching(patterns, 7, "{'a': -0.0}"), "4");
	expect_text(matching(patterns, 7, "{'a': 1.8446744073709551616e19}"), "5");
	expect_text(matching(patterns, 7, "{'a': [1.5, null]}"), "0 6");
}

TEST(many_matches_are_sorted_too)
{
	static char texts[PATTERNS_MOST][32], expected[1024];
	const char *patterns[PATTERNS_MOST];
	size_t size = 0;

	for (uint32_t i = 0; i < PATTERNS_MOST; i++) {
		/* Found in the order of the event's members, which is another than that of the ids. */
		snprintf(texts[i], sizeof(texts[i]), "{'%c': [%u]}", "abc"[i % 3], i);
		patterns[i] = texts[i];
		size += (size_t)snprintf(expected + size, sizeof(expected) - size, "%s%u", i ? " " : "", i);
	}
	char event[1024] = "{'c': [", *at = event + strlen(event);

	for (int key = 2; key >= 0; key--) {
		for (int i = PATTERNS_MOST - 1; i >= 0; i--)
			at += snprintf(at, 8, "%d%s", i, i ? "," : "");
		at += snprintf(at, 16, key ? "], '%c': [" : "]}", key ? "abc"[key - 1] : ' ');
	}
	expect_text(matching(patterns, PATTERNS_MOST, event), expected);
}

TEST(one_scratch_serves_one_event_after_the_other)
{
	struct arena arena;
	const uint32_t *ids;

	arena_init(&arena, 0);
	const struct pattern *patterns[] = {pattern_of(&arena, "{'a': [1]}"), pattern_of(&arena, "{'a': [2]}")};
	struct matcher *matcher = matcher_create(patterns, 2);
	struct matcher_scratch *scratch = matcher_scratch_create(matcher);
	const struct value *one = tree_of(&arena, "{'a': 1}"), *two = tree_of(&arena, "{'a': 2}");

	for (int i = 0; i < 3; i++) {
		expect_int(matcher_match(matcher, scratch, one, &ids), 1);
		expect_int(ids[0], 0);
		expect_int(matcher_match(matcher, scratch, two, &ids), 1);
		expect_int(ids[0], 1);
	}
	expect_true(matcher_bytes(matcher) > 0);
	matcher_scratch_destroy(scratch);
	matcher_destroy(matcher);
	arena_finish(&arena);
}
