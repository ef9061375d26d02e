/* json_out: what is written as JSON. */
#include "base/json_out.h"
#include "trees.h"
#include <float.h>

static void expect_string(struct slice text, const char *expected)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	json_string(&out, text);
	expect_slice(buffer_slice(&buffer), expected);
	buffer_finish(&buffer);
}

static void expect_real(double real, const char *expected)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	json_real(&out, real);
	expect_slice(buffer_slice(&buffer), expected);
	buffer_finish(&buffer);
}

static void expect_integer(int64_t integer, const char *expected)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	json_integer(&out, integer);
	expect_slice(buffer_slice(&buffer), expected);
	buffer_finish(&buffer);
}

static void expect_bytes(struct slice bytes, const char *expected)
{
	struct value value = {.kind = VALUE_BYTES, .skip = 1, .text = bytes.data, .size = (uint32_t)bytes.size};

	expect_json(&value, expected);
}

TEST(a_document_is_written_in_the_order_of_the_calls)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	json_begin_object(&out);
	json_member_string(&out, "type", SLICE("seatwire.task.opened"));
	json_member_integer(&out, "revision", 1);
	json_key(&out, "evidence");
	json_begin_array(&out);
	json_begin_object(&out);
	json_end_object(&out);
	json_begin_array(&out);
	json_end_array(&out);
	json_bool(&out, false);
	json_null(&out);
	json_end_array(&out);
	json_key_slice(&out, SLICE("a\"b"));
	json_raw(&out, SLICE("[1, 2]"));
	json_key(&out, "due");
	json_time(&out, 1795428000000);
	json_end_object(&out);
	expect_slice(buffer_slice(&buffer),
		"{\"type\":\"seatwire.task.opened\",\"revision\":1,\"evidence\":[{},[],false,"
		"null],\"a\\\"b\":[1, 2],\"due\":\"2026-11-23T10:00:00Z\"}");
	buffer_finish(&buffer);
}

TEST(only_what_json_forbids_is_escaped)
{
	expect_string(SLICE(""), "\"\"");
	expect_string((struct slice){0}, "\"\"");
	expect_string(SLICE("\"\\/\b\f\n\r\t"), "\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
	expect_string((struct slice){"a\0b\x1f\x7f", 5}, "\"a\\u0000b\\u001f\x7f\"");
	expect_string(SLICE("caf\xc3\xa9 \xf0\x9f\x98\x80"), "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"");
}

TEST(an_integer_of_any_size_is_written_whole)
{
	expect_integer(0, "0");
	expect_integer(-1, "-1");
	expect_integer(INT64_MAX, "9223372036854775807");
	expect_integer(INT64_MIN, "-9223372036854775808");
}

TEST(a_real_is_written_as_the_shortest_text_that_reads_back)
{
	expect_real(300, "300.0");
	expect_real(0, "0.0");
	expect_real(-0.0, "-0.0");
	expect_real(0.1, "0.1");
	expect_real(0.1 + 0.2, "0.30000000000000004");
	expect_real(1.0 / 3, "0.3333333333333333");
	expect_real(-12.5, "-12.5");
	expect_real(1e20, "1e+20");
	expect_real(1e14, "100000000000000.0");
	expect_real(123456789012345680, "1.2345678901234568e+17");
	expect_real(DBL_MAX, "1.7976931348623157e+308");
	expect_real(DBL_MIN, "2.2250738585072014e-308");
	expect_real(5e-324, "4.94065645841247e-324");
}

TEST(bytes_become_base64_with_padding)
{
	expect_bytes(SLICE(""), "\"\"");
	expect_bytes(SLICE("f"), "\"Zg==\"");
	expect_bytes(SLICE("fo"), "\"Zm8=\"");
	expect_bytes(SLICE("foo"), "\"Zm9v\"");
	expect_bytes(SLICE("foobar"), "\"Zm9vYmFy\"");
	expect_bytes(SLICE("\xfb\xff\xfe"), "\"+//+\"");
}

TEST(a_tree_is_written_with_all_its_kinds)
{
	struct arena arena;

	arena_init(&arena, 0);
	expect_json(tree_of(&arena, "{a: [true, false, null, 1, 1.5, 99999999999999999999, x], b: {c: {}, d: []}}"),
		"{\"a\":[true,false,null,1,1.5,99999999999999999999,\"x\"],\"b\":{\"c\":{},\"d\":[]}}");
	arena_finish(&arena);
}
