/* What checks learn of a pattern: its hash, its paths, the strings it accepts. */
#include "check.h"
#include "patterns.h"

static uint64_t hash_of(const char *pattern)
{
	struct arena arena;
	uint64_t hash;

	arena_init(&arena, 0);
	hash = pattern_hash(pattern_of(&arena, pattern));
	arena_finish(&arena);
	return hash;
}

TEST(equal_meanings_have_equal_hashes)
{
	static const char *const pairs[][2] = {
		{"{'a': [1, 2], 'b': ['x']}", "{'b': 'x', 'a': [2.0, 1, 2]}"},
		{"{'a': [{'prefix': 'x'}, {'suffix': 'y'}]}", "{'a': [{'suffix': 'y'}, {'prefix': 'x'}]}"},
		{"{'$or': [{'a': [1]}, {'b': [2]}]}", "{'$or': [{'b': [2]}, {'a': [1]}]}"},
		{"{'$all': [{'a': [1]}, {'b': [2]}]}", "{'$all': [{'b': [2]}, {'a': [1]}]}"},
		{"{'a': [{'numeric': ['>', 0, '<', 5]}]}", "{'a': [{'numeric': ['<', 5.0, '>', 0]}]}"},
		{"{'a': [{'anything-but': ['x', 'y']}]}", "{'a': [{'anything-but': ['y', 'x', 'y']}]}"},
		{"{'a': [{'anything-but': {'prefix': ['x', 'y']}}]}",
			"{'a': [{'anything-but': {'prefix': ['y', 'x']}}]}"},
		{"{'a': [{'equals-ignore-case': 'AB'}]}", "{'a': [{'equals-ignore-case': 'ab'}]}"},
		{"{'a': [{'cidr': '10.0.0.9/24'}]}", "{'a': [{'cidr': '10.0.0.0/24'}]}"},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		ck_assert_msg(hash_of(pairs[i][0]) == hash_of(pairs[i][1]), "%s and %s", pairs[i][0], pairs[i][1]);
}

TEST(different_meanings_have_different_hashes)
{
	static const char *const patterns[] = {"{'a': ['1']}", "{'a': [1]}", "{'a': [true]}", "{'a': [null]}",
		"{'a': ['']}", "{'b': [1]}", "{'a': {'b': [1]}}", "{'a.b': [1]}", "{'a': [{'prefix': '1'}]}",
		"{'a': [{'suffix': '1'}]}", "{'a': [{'prefix': {'equals-ignore-case': '1'}}]}",
		"{'a': [{'equals-ignore-case': '1'}]}", "{'a': [{'wildcard': '1'}]}", "{'a': [{'wildcard': '1*'}]}",
		"{'a': [{'wildcard': '1\\\\*'}]}", "{'a': [{'exists': true}]}", "{'a': [{'exists': false}]}",
		"{'a': [{'anything-but': 1}]}", "{'a': [{'anything-but': '1'}]}", "{'a': [{'numeric': ['=', 1]}]}",
		"{'a': [{'numeric': ['>', 1]}]}", "{'a': [{'numeric': ['>=', 1]}]}", "{'a': [1.5]}",
		"{'a': [18446744073709551616]}", "{'$not': {'a': [1]}}", "{'$or': [{'a': [1]}, {'b': [1]}]}",
		"{'$all': [{'a': [1]}, {'b': [1]}]}", "{'a': [1], 'b': [1]}", "{'a': ['b', 'c']}", "{'a': ['bc']}",
		"{'a': [{'cidr': '10.0.0.0/24'}]}", "{'a': [{'cidr': '10.0.0.0/25'}]}"};
	size_t count = sizeof(patterns) / sizeof(patterns[0]);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(
				hash_of(patterns[i]) != hash_of(patterns[j]), "%s and %s", patterns[i], patterns[j]);
}

TEST(the_hash_is_the_same_on_every_machine)
{
	/* Stored with account state: a change resets what was remembered by patterns. */
	uint64_t hash = hash_of("{'type': ['a', {'prefix': 'b'}], 'data': {'n': [{'numeric': ['>', 1.5]}]}}");

	ck_assert_msg(hash == 0x84b77e71c90b1946, "%llx", (unsigned long long)hash);
}

TEST(paths_are_listed_in_the_order_of_the_document_each_once)
{
	struct arena arena;
	struct slice *paths;

	arena_init(&arena, 0);
	expect_int(pattern_paths(
			   pattern_of(&arena,
				   "{'$or': [{'b': {'c': [1]}}, {'a': [1]}], 'a': [2], '$not': {'d': [1]}, 'e': [1]}"),
			   &arena, &paths),
		4);
	expect_slice(paths[0], "b.c");
	expect_slice(paths[1], "a");
	expect_slice(paths[2], "d");
	expect_slice(paths[3], "e");
	arena_finish(&arena);
}

/* "a b" or "-" */
static const char *types_of(const char *pattern)
{
	static char text[256];
	struct arena arena;
	struct path path;
	struct slice *literals;
	uint32_t count;
	size_t size = 0;

	arena_init(&arena, 0);
	expect_true(path_parse(&arena, SLICE("data.type"), &path));
	text[0] = '-';
	text[1] = 0;
	if (pattern_literals(pattern_of(&arena, pattern), &path, &arena, &literals, &count)) {
		for (uint32_t i = 0; i < count; i++) {
			if (i)
				text[size++] = ' ';
			memcpy(text + size, literals[i].data, literals[i].size);
			size += literals[i].size;
		}
		text[size] = 0;
	}
	arena_finish(&arena);
	return text;
}

TEST(literals_are_those_that_a_pattern_holds_a_path_to)
{
	expect_text(types_of("{'data': {'type': ['b', 'a', 'b']}, 'x': [1]}"), "a b");
	expect_text(types_of("{'$or': [{'data': {'type': ['a']}}, {'data': {'type': ['c', 'a']}}]}"), "a c");
	expect_text(types_of("{'$all': [{'data': {'type': ['a', 'b']}}, {'x': [1]}]}"), "a b");
	expect_text(types_of("{'data': {'type': ['a', 'b']}, '$or': [{'data': {'type': ['a']}}, {'data': {'type': "
			     "['b']}}]}"),
		"a b");
}

TEST(literals_are_unknown_where_a_pattern_accepts_others)
{
	expect_text(types_of("{'x': [1]}"), "-");
	expect_text(types_of("{'data': {'type': ['a', {'prefix': 'b'}]}}"), "-");
	expect_text(types_of("{'data': {'type': ['a', {'exists': false}]}}"), "-");
	expect_text(types_of("{'data': {'type': ['a', 5]}}"), "-");
	expect_text(types_of("{'$or': [{'data': {'type': ['a']}}, {'x': [1]}]}"), "-");
	expect_text(types_of("{'$not': {'data': {'type': ['a']}}}"), "-");
	expect_text(types_of("{'data': {'type': {'x': ['a']}}}"), "-");
}
