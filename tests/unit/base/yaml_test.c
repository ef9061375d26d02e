/* yaml: what is read, as what, and where it stands. */
#include "base/yaml.h"
#include "trees.h"

struct reading {
	struct arena arena;
	struct diag diag;
	struct yaml_file file;
};

static void read_text(struct reading *reading, struct slice text)
{
	arena_init(&reading->arena, 0);
	diag_init(&reading->diag, &reading->arena);
	expect_true(yaml_read(&reading->arena, SLICE("map.yaml"), text, NULL, &reading->diag, &reading->file));
}

static void expect_read(const char *yaml, const char *json)
{
	struct reading reading;

	read_text(&reading, slice_of(yaml));
	expect_json(reading.file.root, json);
	arena_finish(&reading.arena);
}

TEST(only_null_and_nothing_are_null)
{
	expect_read("", "null");
	expect_read("# a comment\n", "null");
	expect_read("--- # a comment\n...\n", "null");
	expect_read("[null, ~, Null, NULL, '', \"null\"]", "[null,\"~\",\"Null\",\"NULL\",\"\",\"null\"]");
	expect_read(
		"a:\nb: # nothing\nc: null\nd:\n  - \n  -\n", "{\"a\":null,\"b\":null,\"c\":null,\"d\":[null,null]}");
	expect_read("{a, b: }", "{\"a\":null,\"b\":null}");
}

TEST(only_true_and_false_are_truth_values)
{
	expect_read("[true, false]", "[true,false]");
	expect_read("[True, FALSE, yes, no, on, off, y, n, NO]",
		"[\"True\",\"FALSE\",\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\",\"NO\"]");
}

TEST(decimal_integers_are_integers_and_all_others_are_text)
{
	expect_read("[0, 12, -30, +10, 007, -0]", "[0,12,-30,10,7,0]");
	expect_read("[0x10, 0o17, 1_000, 12:30:00, 1:30, '12', \"12\", 1 000, 12d]",
		"[\"0x10\",\"0o17\",\"1_000\",\"12:30:00\",\"1:30\",\"12\",\"12\",\"1 000\",\"12d\"]");
}

TEST(an_integer_beyond_64_bits_keeps_its_digits)
{
	expect_read("[9223372036854775807, -9223372036854775808]", "[9223372036854775807,-9223372036854775808]");
	expect_read("[9223372036854775808, +009223372036854775808, -9223372036854775809, "
		    "-00123456789012345678901234567890]",
		"[9223372036854775808,9223372036854775808,-9223372036854775809,-123456789012345678901234567890]");
}

TEST(decimal_floats_are_floats_and_all_others_are_text)
{
	expect_read("[1.5, -2.50, +.5, 5., 1e3, 12E-2, 1.e+2]", "[1.5,-2.5,0.5,5.0,1000.0,0.12,100.0]");
	expect_read("[.inf, -.inf, .nan, ., e3, 1e, 1e+, 1.2.3, 1.5e1.5, 0x1p3, inf, nan]",
		"[\".inf\",\"-.inf\",\".nan\",\".\",\"e3\",\"1e\",\"1e+\",\"1.2.3\",\"1.5e1.5\",\"0x1p3\",\"inf\","
		"\"nan\"]");
}

TEST(dates_and_durations_are_text)
{
	expect_read("[2026-10-01, 2027-12-25T10:00:00Z, 14d, Mon-Fri 09:00-18:00, 10.0.0.0/24]",
		"[\"2026-10-01\",\"2027-12-25T10:00:00Z\",\"14d\",\"Mon-Fri 09:00-18:00\",\"10.0.0.0/24\"]");
}

TEST(keys_are_always_text)
{
	expect_read("{1: a, true: b, null: c, 1.50: d, \"\": e, no: f}",
		"{\"1\":\"a\",\"true\":\"b\",\"null\":\"c\",\"1.50\":\"d\",\"\":\"e\",\"no\":\"f\"}");
}

TEST(block_and_quoted_texts_are_text)
{
	expect_read("a: |\n  12\n  true\nb: >-\n  one\n  two\nc: \"x\\ty\\u00e9\\U0001F600\"\nd: 'it''s'\ne: |\n  last",
		"{\"a\":\"12\\ntrue\\n\",\"b\":\"one "
		"two\",\"c\":\"x\\ty\xc3\xa9\xf0\x9f\x98\x80\",\"d\":\"it's\",\"e\":\"last\\n\"}");
	expect_read("a: \"zero \\0 inside\"", "{\"a\":\"zero \\u0000 inside\"}");
}

TEST(a_flow_map_is_read_as_people_write_it)
{
	expect_read("# yaml-language-server: $schema=x.json\n"
		    "seatwire: 1   # format version\n"
		    "seats:\n"
		    "  csm:  { function: customer_success, reports_to: head_of_cs }\n"
		    "signals:\n"
		    "  usage_drop: { when: { type: [usage.weekly], data: { pct: [ { numeric: [\"<=\", -30] } ] } }, "
		    "quiet: 14d }\n"
		    "flows:\n"
		    "- { signal: usage_drop, outcome: retention,\n"
		    "    action: review, due: 3d }\n",
		"{\"seatwire\":1,\"seats\":{\"csm\":{\"function\":\"customer_success\",\"reports_to\":\"head_of_cs\"}},"
		"\"signals\":{\"usage_drop\":{\"when\":{\"type\":[\"usage.weekly\"],\"data\":{\"pct\":[{\"numeric\":["
		"\"<=\",-30]}]}},"
		"\"quiet\":\"14d\"}},\"flows\":[{\"signal\":\"usage_drop\",\"outcome\":\"retention\",\"action\":"
		"\"review\","
		"\"due\":\"3d\"}]}");
}

TEST(lines_may_end_as_windows_ends_them)
{
	expect_read("a: 1\r\nb: |\r\n  x\r\n  y\r\nc: [1,\r\n  2]\r\n", "{\"a\":1,\"b\":\"x\\ny\\n\",\"c\":[1,2]}");
}

TEST(thirty_two_levels_are_read)
{
	char text[65];

	memset(text, '[', 32);
	memset(text + 32, ']', 32);
	text[64] = 0;
	expect_read(text, text);
}

static void expect_place(struct place place, uint32_t line, uint32_t column)
{
	expect_slice(place.file, "map.yaml");
	expect_int(place.line, line);
	expect_int(place.column, column);
}

TEST(every_value_and_key_has_its_place_in_bytes)
{
	struct reading reading;
	const struct value *root, *second, *list;

	read_text(&reading, SLICE("# caf\xc3\xa9\r\nfirst: 1\r\n\xc3\xa9\xc3\xa9: \"\xf0\x9f\x98\x80\" # x\r\n"
				  "list: [ {a: \xc3\xa9, b: 2} ]\r\nnone:\r\n"));
	root = reading.file.root;
	expect_place(yaml_place(&reading.file, root), 2, 1);
	expect_place(yaml_key_place(&reading.file, root + 1), 2, 1);
	expect_place(yaml_place(&reading.file, root + 1), 2, 8);
	second = value_get(root, SLICE("\xc3\xa9\xc3\xa9"));
	expect_place(yaml_key_place(&reading.file, second), 3, 1);
	expect_place(yaml_place(&reading.file, second), 3, 7);
	list = value_get(root, SLICE("list"));
	expect_place(yaml_place(&reading.file, list), 4, 7);
	expect_place(yaml_place(&reading.file, list + 1), 4, 9);
	expect_int(yaml_key_place(&reading.file, list + 1).line, 0);
	expect_place(yaml_key_place(&reading.file, value_get(list + 1, SLICE("b"))), 4, 17);
	expect_place(yaml_place(&reading.file, value_get(list + 1, SLICE("b"))), 4, 20);
	expect_place(yaml_place(&reading.file, value_get(root, SLICE("none"))), 5, 6);
	arena_finish(&reading.arena);
}

TEST(lines_are_given_without_their_ends)
{
	struct reading reading;

	read_text(&reading, SLICE("a: 1\r\n\nb: 2\nc: 3"));
	expect_slice(yaml_line(&reading.file, 0), "");
	expect_slice(yaml_line(&reading.file, 1), "a: 1");
	expect_slice(yaml_line(&reading.file, 2), "");
	expect_slice(yaml_line(&reading.file, 3), "b: 2");
	expect_slice(yaml_line(&reading.file, 4), "c: 3");
	expect_slice(yaml_line(&reading.file, 5), "");
	expect_slice(reading.file.text, "a: 1\r\n\nb: 2\nc: 3");
	arena_finish(&reading.arena);
}

TEST(the_text_read_may_be_temporary)
{
	struct reading reading;
	char text[] = "key: value";

	read_text(&reading, slice_of(text));
	memset(text, 'x', sizeof(text));
	expect_json(reading.file.root, "{\"key\":\"value\"}");
	arena_finish(&reading.arena);
}
