/* json_agreement: our reader and yyjson agree on texts made at random. The seeds are fixed; a text on which they do not
 * agree is shown. */
#include "json_oracle.h"
#include "base/buffer.h"
#include "check.h"
#include "records.h"

/* xorshift64 (G. Marsaglia, 2003). */
static uint32_t below(uint64_t *chance, uint32_t most)
{
	*chance ^= *chance << 13;
	*chance ^= *chance >> 7;
	*chance ^= *chance << 17;
	return (uint32_t)(*chance >> 32) % most;
}

static const char *any_of(uint64_t *chance, const char *const *texts, uint32_t count)
{
	return texts[below(chance, count)];
}

#define ANY_OF(chance, texts) any_of(chance, texts, sizeof(texts) / sizeof((texts)[0]))

static void put_string(struct buffer *text, uint64_t *chance)
{
	static const char *const pieces[] = {"a", "b", "id", "plain words of some length", "\\n", "\\\"", "\\\\", "\\/",
		"\\u0041", "\\u00e9", "\\u20AC", "\\uD83D\\uDE00", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
		"\x7f", "0123456789abcde", "0123456789abcdef", "\\u0000"};
	static const char *const bad[] = {"\\x", "\\u12g4", "\\ud800", "\\udc00", "\\ud800\\u0041", "\xff", "\xc0\xaf",
		"\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\n", "\x1f", "\\", "\\u", "\""};

	buffer_byte(text, '"');
	for (uint32_t left = below(chance, 5); left > 0; left--)
		buffer_append(text, slice_of(ANY_OF(chance, pieces)));
	if (below(chance, 200) == 0)
		buffer_append(text, slice_of(ANY_OF(chance, bad)));
	buffer_byte(text, '"');
}

static void put_digits(struct buffer *text, uint64_t *chance, uint32_t most)
{
	for (uint32_t left = below(chance, most) + 1; left > 0; left--)
		buffer_byte(text, (char)('0' + below(chance, 10)));
}

static void put_number(struct buffer *text, uint64_t *chance)
{
	uint32_t shape = below(chance, 8);

	if (below(chance, 3) == 0)
		buffer_byte(text, '-');
	if (below(chance, 4) == 0) {
		buffer_byte(text, '0');
	} else {
		buffer_byte(text, (char)('1' + below(chance, 9)));
		put_digits(text, chance, shape == 7 ? 400 : 20);
	}
	if (shape & 1) {
		buffer_byte(text, '.');
		put_digits(text, chance, shape == 5 ? 40 : 17);
	}
	if (shape & 2)
		buffer_printf(text, "%c%s%u", below(chance, 2) ? 'e' : 'E', below(chance, 2) ? "-" : "",
			below(chance, shape & 4 ? 340 : 30));
}

static void put_value(struct buffer *text, uint64_t *chance, uint32_t depth)
{
	static const char *const words[] = {"true", "false", "null", "{}", "[]", "0", "-0", "9223372036854775808",
		"18446744073709551616", "-9223372036854775809", "1e400", "nul", "NaN", "01", "1.", ".5", "-", "+1",
		"1e"};
	static const char *const blanks[] = {"", "", "", "", " ", "\n\t", "  \r\n", "\v"};
	uint32_t shape = below(chance, depth ? 8 : 5), left = below(chance, 6);

	if (shape == 0)
		buffer_append(text, slice_of(words[below(chance, below(chance, 60) ? 9 : 19)]));
	else if (shape < 3)
		put_string(text, chance);
	else if (shape < 5)
		put_number(text, chance);
	else
		buffer_byte(text, shape == 5 ? '[' : '{');
	for (; shape >= 5 && left > 0; left--) {
		if (shape > 5) {
			put_string(text, chance);
			buffer_byte(text, ':');
		}
		buffer_append(text, slice_of(blanks[below(chance, below(chance, 100) ? 7 : 8)]));
		put_value(text, chance, depth - 1);
		if (left > 1)
			buffer_byte(text, ',');
	}
	if (shape >= 5)
		buffer_byte(text, shape == 5 ? ']' : '}');
}

/* Changes a byte, cuts the text, or doubles a part of it. */
static void spoil(struct buffer *text, uint64_t *chance)
{
	static const char bytes[] = "{}[],:\"\\ 0-.eE\n\xc3\x80tfn/";
	struct slice all = buffer_slice(text);
	uint32_t at = below(chance, (uint32_t)all.size);
	struct slice part = arena_copy(test_arena(), (struct slice){all.data + at, all.size - at});

	switch (below(chance, 4)) {
	case 0:
		text->data[at] = bytes[below(chance, sizeof(bytes))];
		break;
	case 1:
		text->size = at;
		break;
	case 2:
		buffer_append(text, part);
		break;
	default:
		text->data[at] ^= (char)(1u << below(chance, 8));
	}
}

static void expect_agreement(struct slice text)
{
	ck_assert_msg(oracle_agrees(test_arena(), text), "yyjson reads this otherwise: %.*s", SLICE_PRINT(text));
}

TEST(texts_made_at_random_are_read_as_yyjson_reads_them)
{
	uint64_t chance = 20261125;

	for (uint32_t round = 0; round < 20000; round++) {
		struct buffer text = {NULL, 0, 0};

		put_value(&text, &chance, 4);
		expect_agreement(buffer_slice(&text));
		for (uint32_t spoils = below(&chance, 3); spoils > 0 && text.size > 0; spoils--) {
			spoil(&text, &chance);
			expect_agreement(buffer_slice(&text));
		}
		buffer_finish(&text);
		arena_reset(test_arena());
	}
}

TEST(numbers_made_at_random_are_the_doubles_that_yyjson_finds)
{
	uint64_t chance = 1119;

	for (uint32_t round = 0; round < 200000; round++) {
		struct buffer text = {NULL, 0, 0};

		if (round % 2)
			put_number(&text, &chance);
		else /* as much as is computed here: what is cut off is small and hardly ever nothing */
			buffer_printf(&text, "%u%09u%09ue-%u", 1 + below(&chance, 9), below(&chance, 1000000000),
				below(&chance, 1000000000), 20 + below(&chance, 8));
		expect_agreement(buffer_slice(&text));
		buffer_finish(&text);
		if (round % 1000 == 0)
			arena_reset(test_arena());
	}
}

TEST(numbers_halfway_between_two_doubles_go_to_the_even_one)
{
	static const char *const texts[] = {"9007199254740993.0", "9007199254740995.0", "-9007199254740993.0e0",
		"1125899906842624.125", "1125899906842624.375", "9007199254740992999e-3", "900719925474099300e-2",
		"0.500000000000000166533453693773481063544750213623046875", "900719925474099301e-2",
		"8.98846567431158e307", "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308",
		"5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308",
		"18446744073709551615e27", "18446744073709551615e-27", "1e-27", "1e27", "1e28", "1e-28", "0e5", "-0.0",
		"0.000e-999"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_agreement(slice_of(texts[i]));
}

TEST(a_text_is_read_alike_however_long_its_strings_are_and_where_it_ends)
{
	for (size_t size = 0; size < 40; size++) {
		struct slice plain = repeated("x", size);
		struct slice text = arena_printf(test_arena(), "{\"%.*s\":\"%.*s\\t\xc3\xa9%.*s\"}", SLICE_PRINT(plain),
			SLICE_PRINT(plain), SLICE_PRINT(plain));

		for (size_t cut = 0; cut <= text.size; cut++) {
			char *exact = memory_alloc(cut); /* so that a sanitizer sees a look behind the end */

			memcpy(exact, text.data, cut);
			expect_agreement((struct slice){exact, cut});
			free(exact);
		}
	}
}
