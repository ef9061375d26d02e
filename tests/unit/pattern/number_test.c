/* The order of numbers of all kinds. */
#include "pattern/number.h"
#include "check.h"
#include "patterns.h"

TEST(numbers_of_all_kinds_stand_in_one_order)
{
	/* Ascending, neighbours different. */
	static const char *const ascending[] = {"-1e300", "-100000000000000000000", "-18446744073709551616.0",
		"-18446744073709551615", "-9223372036854775809", "-9223372036854775808", "-9223372036854775807",
		"-9007199254740993", "-9007199254740992.0", "-1.5", "-1", "-4.9e-324", "0", "4.9e-324", "0.1", "1",
		"1.5", "2", "9007199254740992.0", "9007199254740993", "9223372036854774784.0", "9223372036854775807",
		"9223372036854775808", "9223372036854777856.0", "18446744073709551615", "18446744073709551616.0",
		"18446744073709551617", "100000000000000000001", "1.7e308"};
	uint32_t count = sizeof(ascending) / sizeof(ascending[0]);
	struct arena arena;

	arena_init(&arena, 0);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t j = 0; j < count; j++) {
			int order = number_compare(tree_of(&arena, ascending[i]), tree_of(&arena, ascending[j]));

			ck_assert_msg((order > 0) - (order < 0) == (i > j) - (i < j), "%s and %s", ascending[i],
				ascending[j]);
		}
	}
	arena_finish(&arena);
}

TEST(equal_numbers_of_different_kinds_have_equal_hashes)
{
	static const char *const pairs[][2] = {{"300", "300.0"}, {"0", "-0.0"},
		{"-9223372036854775808", "-9.223372036854775808e18"},
		{"18446744073709551616", "1.8446744073709551616e19"}};
	struct arena arena;

	arena_init(&arena, 0);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct value *a = tree_of(&arena, pairs[i][0]), *b = tree_of(&arena, pairs[i][1]);

		expect_int(number_compare(a, b), 0);
		expect_true(number_hash(a, 7) == number_hash(b, 7));
	}
	arena_finish(&arena);
}
