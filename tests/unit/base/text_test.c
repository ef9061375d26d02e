/* The two pieces of printf that the hot path needs. */
#include "base/text.h"
#include "check.h"

TEST(whole_numbers_are_written_to_the_edges_of_their_range)
{
	char digits[TEXT_DECIMAL_BYTES];

	expect_slice(text_decimal(0, digits), "0");
	expect_slice(text_decimal(-7, digits), "-7");
	expect_slice(text_decimal(INT64_MAX, digits), "9223372036854775807");
	expect_slice(text_decimal(INT64_MIN, digits), "-9223372036854775808");
}

TEST(parts_are_joined_and_empty_ones_add_nothing)
{
	struct arena arena;

	arena_init(&arena, 0);
	expect_slice(TEXT_JOIN(&arena, SLICE("a"), ((struct slice){NULL, 0}), SLICE("bc")), "abc");
	expect_slice(TEXT_JOIN(&arena, ((struct slice){NULL, 0})), "");
	arena_finish(&arena);
}
