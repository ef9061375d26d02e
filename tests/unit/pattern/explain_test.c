/* Why a pattern held: the conditions that met, in the order of the pattern. */
#include "base/json_out.h"
#include "check.h"
#include "patterns.h"

/* "path operator value; ..." of the first `most` conditions, or "no". */
static const char *why_first(uint32_t most, const char *pattern, const char *event)
{
	static char text[512];
	struct pattern_match matches[16];
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);
	struct arena arena;
	uint32_t count;
	bool held;

	arena_init(&arena, 0);
	count = pattern_explain(pattern_of(&arena, pattern), tree_of(&arena, event), &arena, matches, most, &held);
	if (!held)
		buffer_append(&buffer, SLICE("no"));
	for (uint32_t i = 0; i < count; i++) {
		out.comma = false;
		buffer_printf(&buffer, "%s%.*s %s", i ? "; " : "", SLICE_PRINT(matches[i].path), matches[i].operator);
		if (matches[i].value) {
			buffer_byte(&buffer, ' ');
			json_value(&out, matches[i].value);
		}
	}
	expect_true(buffer.size < sizeof(text));
	if (buffer.size)
		memcpy(text, buffer.data, buffer.size);
	text[buffer.size] = 0;
	buffer_finish(&buffer);
	arena_finish(&arena);
	return text;
}

static const char *why(const char *pattern, const char *event)
{
	return why_first(16, pattern, event);
}

TEST(conditions_are_listed_in_the_order_of_the_pattern)
{
	expect_text(why("{'$or': [{'data': {'n': [{'numeric': ['<', 0]}]}}], 'type': ['x'],"
			" 'data': {'m': [{'exists': true}]}}",
			"{'type': 'x', 'data': {'m': [1, 2], 'n': -41}}"),
		"data.n numeric -41; type equals \"x\"; data.m exists 1");
}

TEST(what_held_only_in_a_branch_that_failed_is_not_listed)
{
	expect_text(why("{'$or': [{'a': [1], 'b': [2]}, {'a': [{'anything-but': 5}]}]}", "{'a': 1, 'b': 3}"),
		"a anything-but 1");
	expect_text(why("{'a': {'x': [1], 'y': [2]}}", "{'a': [{'x': 1, 'y': 1}, {'x': [3, 1], 'y': 2}]}"),
		"a.x equals 1; a.y equals 2");
}

TEST(an_absence_is_listed_without_a_value)
{
	expect_text(why("{'a': [1], 'b': [{'exists': false}]}", "{'a': 1}"), "a equals 1; b exists");
}

TEST(conditions_below_not_are_not_listed)
{
	expect_text(why("{'a': [1], '$not': {'b': [1]}}", "{'a': 1}"), "a equals 1");
	expect_text(why("{'$not': {'b': [1]}}", "{'b': 2}"), "");
	expect_text(why("{'$not': {'$not': {'b': [1]}}}", "{'b': 1}"), "");
}

TEST(all_lists_the_conditions_of_each_pattern)
{
	expect_text(why("{'$all': [{'t': ['a']}, {'t': [{'suffix': 'b'}]}]}", "{'t': ['xb', 'a']}"),
		"t equals \"a\"; t suffix \"xb\"");
}

TEST(no_more_conditions_are_listed_than_asked_for)
{
	expect_text(why_first(1, "{'a': [1], 'b': [2]}", "{'a': 1, 'b': 2}"), "a equals 1");
	expect_text(why_first(0, "{'a': [1], 'b': [2]}", "{'a': 1, 'b': 2}"), "");
}

TEST(nothing_is_listed_of_a_pattern_that_does_not_hold)
{
	expect_text(why("{'a': [1], 'b': [2]}", "{'a': 1, 'b': 3}"), "no");
}
