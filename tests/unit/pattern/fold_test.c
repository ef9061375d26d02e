/* Simple case folding. */
#include "pattern/fold.h"
#include "check.h"

TEST(folding_maps_what_unicode_maps_and_nothing_else)
{
	static const struct {
		uint32_t point, folded;
	} points[] = {{'A', 'a'}, {'Z', 'z'}, {'a', 'a'}, {'@', '@'}, {'[', '['}, {0xC4, 0xE4}, {0xD7, 0xD7},
		{0xDF, 0xDF}, {0xB5, 0x3BC}, {0x130, 0x130}, {0x131, 0x131}, {0x178, 0xFF}, {0x17F, 's'},
		{0x1C5, 0x1C6}, {0x3C2, 0x3C3}, {0x1E9E, 0xDF}, {0x1F88, 0x1F80}, {0x212A, 'k'}, {0x2160, 0x2170},
		{0xAB70, 0x13A0}, {0x13A0, 0x13A0}, {0x10400, 0x10428}, {0x1E900, 0x1E922}, {0x10FFFF, 0x10FFFF}};

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		ck_assert_msg(fold_point(points[i].point) == points[i].folded, "U+%04X: U+%04X", points[i].point,
			fold_point(points[i].point));
}

TEST(folding_twice_is_folding_once)
{
	for (uint32_t point = 0; point < 0x110000; point++)
		ck_assert_msg(fold_point(fold_point(point)) == fold_point(point), "U+%04X", point);
}

TEST(bytes_that_are_no_utf8_stay_what_they_are)
{
	struct arena arena;
	struct slice folded;

	arena_init(&arena, 0);
	folded = fold_copy(&arena, SLICE("A\xff" "B\xc3" "C\xe2\x84"));
	expect_slice(folded, "a\xff" "b\xc3" "c\xe2\x84");
	expect_true(fold_equal(SLICE("a\xff" "B\xc3" "c\xe2\x84"), folded));
	expect_false(fold_equal(SLICE("a\xfe" "B\xc3" "c\xe2\x84"), folded));
	arena_finish(&arena);
}

TEST(text_may_grow_when_it_is_folded)
{
	struct arena arena;

	arena_init(&arena, 0);
	/* U+023A has two bytes, its folding U+2C65 three. */
	expect_slice(fold_copy(&arena, SLICE("\xc8\xba\xc8\xba\xc8\xba\xc8\xba\xc8\xba")),
		"\xe2\xb1\xa5\xe2\xb1\xa5\xe2\xb1\xa5\xe2\xb1\xa5\xe2\xb1\xa5");
	arena_finish(&arena);
}
