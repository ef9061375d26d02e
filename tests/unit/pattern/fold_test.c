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

/* Capitals and what is near to them, with `other` at a place among them; folded, or not. */
static struct slice text_with(struct arena *arena, int size, int at, const char *other, bool folded)
{
	const char *others = folded ? "abz@[yz`{" : "ABZ@[yz`{";
	char *text = arena_alloc(arena, (size_t)size + strlen(other) + 1);
	size_t bytes = 0;

	for (int i = 0; i < size; i++) {
		text[bytes++] = others[i % 9];
		if (i == at) {
			memcpy(text + bytes, other, strlen(other));
			bytes += strlen(other);
		}
	}
	return (struct slice){text, bytes};
}

TEST(a_text_is_folded_alike_whatever_stands_where_in_it)
{
	static const char *const others[][2] = {{"", ""}, {"K", "k"}, {"\xc3\x84", "\xc3\xa4"}, {"\xe2\x84\xaa", "k"},
		{"\xf0\x90\x90\x80", "\xf0\x90\x90\xa8"}, {"\xf4\x90\x80\x80", "\xf4\x90\x80\x80"}};
	struct arena arena;

	arena_init(&arena, 0);
	for (int size = 1; size < 30; size++) {
		for (int i = 0; i < size * 6; i++) {
			struct slice text = text_with(&arena, size, i / 6, others[i % 6][0], false);
			struct slice folded = text_with(&arena, size, i / 6, others[i % 6][1], true);

			expect_true(slice_equal(fold_copy(&arena, text), folded));
			expect_true(fold_equal(text, folded) && fold_starts(text, folded) && fold_ends(text, folded));
		}
	}
	arena_finish(&arena);
}

TEST(texts_that_differ_in_one_character_are_not_equal_without_regard_to_case)
{
	char text[] = "ABCDEFGHIJKLMNOPQRSTUVW";
	struct slice whole = {text, sizeof(text) - 1}, folded;
	struct arena arena;

	arena_init(&arena, 0);
	folded = fold_copy(&arena, whole);
	for (size_t i = 0; i < whole.size; i++) {
		text[i] ^= 0x40;
		expect_false(fold_equal(whole, folded));
		expect_false(fold_starts(whole, folded));
		expect_false(fold_ends(whole, folded));
		text[i] ^= 0x40;
	}
	expect_true(fold_equal(whole, folded));
	expect_false(fold_equal(whole, (struct slice){folded.data, folded.size - 1}));
	expect_false(fold_starts((struct slice){text, whole.size - 1}, folded));
	expect_false(fold_ends((struct slice){text + 1, whole.size - 1}, folded));
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
