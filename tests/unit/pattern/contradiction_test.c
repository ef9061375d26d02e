/* Patterns that can never be true, and those that only look so. */
#include "check.h"
#include "patterns.h"
#include <stdio.h>

/* Why the pattern can never be true, or "". */
static const char *never(const char *pattern)
{
	static char text[256];
	struct arena arena;
	struct slice why;

	arena_init(&arena, 0);
	why = pattern_contradiction(pattern_of(&arena, pattern), &arena);
	snprintf(text, sizeof(text), "%.*s", SLICE_PRINT(why));
	arena_finish(&arena);
	return text;
}

TEST(an_empty_range_is_a_contradiction)
{
	expect_text(never("{'data': {'n': [{'numeric': ['>', 5, '<', 3]}]}}"), "data.n: no value is in such a range");
	expect_text(never("{'n': [{'numeric': ['>', 5, '<=', 5]}]}"), "n: no value is in such a range");
	expect_text(never("{'n': [{'numeric': ['>=', 5, '<=', 5]}]}"), "");
	expect_text(never("{'n': [{'numeric': ['>', 5, '<', 6]}]}"), "");
	expect_text(never("{'n': [{'numeric': ['>', 5, '<', 3]}, 7]}"), "");
}

TEST(an_or_is_a_contradiction_if_every_branch_is)
{
	expect_text(never("{'$or': [{'n': [{'numeric': ['>', 5, '<', 3]}]}, {'m': [{'numeric': ['>', 2, '<', 1]}]}]}"),
		"m: no value is in such a range");
	expect_text(never("{'$or': [{'n': [{'numeric': ['>', 5, '<', 3]}]}, {'m': [1]}]}"), "");
}

TEST(a_field_in_or_and_beside_it_must_leave_a_value)
{
	expect_text(never("{'a': ['x'], '$or': [{'a': ['y']}, {'a': ['z']}]}"),
		"a: no value is accepted by all of its conditions");
	expect_text(never("{'a': ['x'], '$or': [{'a': ['y']}, {'a': [{'prefix': 'x'}]}]}"), "");
	expect_text(never("{'a': [{'numeric': ['<', 3]}], '$or': [{'a': [{'numeric': ['>', 5]}]}]}"),
		"a: its conditions exclude each other");
	expect_text(never("{'a': [{'prefix': 'x'}], '$or': [{'a': [{'prefix': 'y'}]}]}"),
		"a: its conditions exclude each other");
	expect_text(never("{'a': [{'prefix': 'x'}], '$or': [{'a': [{'prefix': 'xy'}]}]}"), "");
	expect_text(never("{'a': [{'exists': false}], '$or': [{'a': ['y']}]}"),
		"a: no value is accepted by all of its conditions");
	expect_text(never("{'a': ['x'], '$or': [{'a': {'b': [1]}}]}"), "a: a value and a mapping at once");
}

TEST(present_and_absent_at_once_is_a_contradiction)
{
	expect_text(never("{'$all': [{'a': {'b': [1]}}, {'a': {'b': [{'exists': false}]}}]}"),
		"a.b: absent and present at once");
	expect_text(never("{'a': [{'exists': true}], '$all': [{'a': [{'exists': false}]}]}"),
		"a: absent and present at once");
	expect_text(never("{'$all': [{'a': [1]}, {'b': [{'exists': false}]}]}"), "");
	/* One element of a is a text, another has b. */
	expect_text(never("{'a': {'b': [1]}, '$or': [{'a': [{'exists': false}], '$all': [{'a': ['x']}]}]}"), "");
	expect_text(never("{'a': ['x'], '$or': [{'a': {'b': [{'exists': false}]}, '$all': [{'a': {'b': [1]}}]}]}"), "");
	/* Some element has b; another, that has c, lacks it. */
	expect_text(never("{'$all': [{'a': {'b': [1]}}, {'a': {'c': [1], 'b': [{'exists': false}]}}]}"), "");
}

TEST(different_values_under_all_contradict_each_other_only_where_there_is_one_value)
{
	expect_text(never("{'$all': [{'type': ['a']}, {'type': ['b']}]}"),
		"type: no value is accepted by all of its conditions");
	expect_text(never("{'type': ['a', 'b'], '$all': [{'type': [{'prefix': 'b'}]}]}"), "");
	expect_text(never("{'type': ['a'], '$all': [{'$all': [{'type': [{'anything-but': 'a'}]}]}]}"),
		"type: no value is accepted by all of its conditions");
	expect_text(never("{'$all': [{'tags': ['a']}, {'tags': ['b']}]}"), "");
	expect_text(never("{'data': {'$all': [{'type': ['a']}, {'type': ['b']}]}}"), "");
}

TEST(a_not_that_excludes_what_stands_beside_it_is_a_contradiction)
{
	expect_text(never("{'a': ['x'], '$not': {'a': ['x', 'y']}}"), "$not excludes what the rest asks for");
	expect_text(never("{'$all': [{'a': {'b': [{'prefix': 'p'}]}, 'c': [1]},"
			  " {'$not': {'a': {'b': [{'prefix': 'p'}]}}}]}"),
		"$not excludes what the rest asks for");
	expect_text(never("{'a': ['x', 'y'], '$not': {'a': ['x']}}"), "");
	expect_text(never("{'a': ['x'], '$not': {'a': ['x'], 'b': [1]}}"), "");
	expect_text(
		never("{'a': {'b': [1], 'c': [{'exists': false}]}, '$not': {'a': {'c': [{'exists': false}]}}}"), "");
}
