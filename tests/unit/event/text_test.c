/* base64, media_type, utf8_valid, record: the small readers. */
#include "check.h"
#include "event/base64.h"
#include "event/media_type.h"
#include "event/utf8_valid.h"
#include "records.h"

TEST(base64_is_read_as_rfc_4648_shows_it)
{
	static const char *const pairs[][2] = {{"", ""}, {"Zg==", "f"}, {"Zm8=", "fo"}, {"Zm9v", "foo"},
		{"Zm9vYg==", "foob"}, {"Zm9vYmE=", "fooba"}, {"Zm9vYmFy", "foobar"}};
	struct slice bytes;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		expect_true(base64_decode(test_arena(), slice_of(pairs[i][0]), &bytes));
		expect_slice(bytes, pairs[i][1]);
	}
	expect_true(base64_decode(test_arena(), SLICE("+/+/"), &bytes));
	expect_int(memcmp(bytes.data, "\xfb\xff\xbf", 3), 0);
}

TEST(what_is_no_base64_is_refused)
{
	static const char *const bad[] = {
		"Z", "Zg", "Zg=", "=", "====", "Z===", "Zg==Zg==", "Zm9v\n", "Zm 9", "_-_-", "Zh==", "Zm9="};
	struct slice bytes;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!base64_decode(test_arena(), slice_of(bad[i]), &bytes), "taken: %s", bad[i]);
}

TEST(the_essence_of_a_media_type_is_found)
{
	struct slice essence;

	expect_true(media_type_parse(SLICE("application/json"), &essence));
	expect_slice(essence, "application/json");
	expect_true(media_type_parse(SLICE(" text/plain ; charset=utf-8"), &essence));
	expect_slice(essence, "text/plain");
	expect_true(media_type_parse(SLICE("application/vnd.a+json;x"), &essence));
	expect_slice(essence, "application/vnd.a+json");
}

TEST(what_is_no_media_type_is_refused)
{
	static const char *const bad[] = {
		"", "json", "/json", "application/", "a b/c", "a/b c", "a/b,c", "a/\"b\"", "\xc3\xa9/b"};
	struct slice essence;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!media_type_parse(slice_of(bad[i]), &essence), "taken: %s", bad[i]);
}

TEST(utf8_is_what_rfc_3629_says)
{
	static const char *const good[] = {"", "a", "12345678\xc3\xa9", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
		"\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};
	static const char *const bad[] = {"\x80", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff",
		"1234567\xff", "12345678\xff"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(utf8_is_valid(slice_of(good[i])), "refused: %zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!utf8_is_valid(slice_of(bad[i])), "taken: %zu", i);
}

TEST(a_header_is_found_by_its_bytes)
{
	struct record record = with_header(with_header(a_record("x"), "a", "1"), "A", "2");
	struct slice value = SLICE("as it was");

	expect_true(record_header(&record, SLICE("a"), &value));
	expect_slice(value, "1");
	expect_true(record_header(&record, SLICE("A"), &value));
	expect_slice(value, "2");
	value = SLICE("as it was");
	expect_false(record_header(&record, SLICE("b"), &value));
	expect_slice(value, "as it was");
}
