/* utf8: characters, and foreign bytes made fit to be shown. */
#include "base/utf8.h"
#include "check.h"

static void expect_character(struct slice text, size_t bytes, uint32_t point)
{
	uint32_t decoded = 0;

	expect_int(utf8_decode(text, 0, &decoded), bytes);
	expect_int(decoded, point);
}

TEST(a_character_of_each_length_is_decoded)
{
	expect_character(SLICE("a"), 1, 'a');
	expect_character((struct slice){"\0", 1}, 1, 0);
	expect_character(SLICE("\xc2\x80"), 2, 0x80);
	expect_character(SLICE("\xdf\xbf"), 2, 0x7ff);
	expect_character(SLICE("\xe0\xa0\x80"), 3, 0x800);
	expect_character(SLICE("\xed\x9f\xbf"), 3, 0xd7ff);
	expect_character(SLICE("\xee\x80\x80"), 3, 0xe000);
	expect_character(SLICE("\xef\xbf\xbf"), 3, 0xffff);
	expect_character(SLICE("\xf0\x90\x80\x80"), 4, 0x10000);
	expect_character(SLICE("\xf4\x8f\xbf\xbf"), 4, 0x10ffff);
}

TEST(what_is_no_character_is_refused)
{
	expect_character(SLICE(""), 0, 0);
	expect_character(SLICE("\x80"), 0, 0);
	expect_character(SLICE("\xc0\x80"), 0, 0);
	expect_character(SLICE("\xc1\xbf"), 0, 0);
	expect_character(SLICE("\xe0\x9f\xbf"), 0, 0);
	expect_character(SLICE("\xed\xa0\x80"), 0, 0);
	expect_character(SLICE("\xed\xbf\xbf"), 0, 0);
	expect_character(SLICE("\xf0\x8f\xbf\xbf"), 0, 0);
	expect_character(SLICE("\xf4\x90\x80\x80"), 0, 0);
	expect_character(SLICE("\xf8\x88\x80\x80\x80"), 0, 0);
	expect_character(SLICE("\xe2\x82"), 0, 0);
	expect_character(SLICE("\xe2\x82z"), 0, 0);
	expect_character(SLICE("\xff"), 0, 0);
}

TEST(what_is_shown_cannot_steer_a_terminal)
{
	struct buffer buffer = {0};

	utf8_append_shown(&buffer, SLICE("a\033[2Jb\tc\r\xc2\x9b"
					 "d\x7f\xff"
					 "e\xe2\x80\xae"));
	expect_slice(buffer_slice(&buffer), "a\xef\xbf\xbd[2Jb\tc\xef\xbf\xbd\xef\xbf\xbd"
					    "d\xef\xbf\xbd\xef\xbf\xbd"
					    "e\xef\xbf\xbd");
	buffer_finish(&buffer);
}
