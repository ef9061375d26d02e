/* yaml: what is refused, with its place and how to mend it. */
#include "base/buffer.h"
#include "base/yaml.h"
#include "trees.h"

/* All findings of a refused text, "line:column CODE sentence" each, joined by "; ". */
static struct slice refusals(struct arena *arena, struct slice text, const struct yaml_limits *limits)
{
	struct slice all = {0};
	struct yaml_file file;
	struct diag diag;

	diag_init(&diag, arena);
	expect_false(yaml_read(arena, SLICE("map.yaml"), text, limits, &diag, &file));
	expect_true(diag.errors > 0);
	for (uint32_t i = 0; i < diag.count && i < 20; i++) {
		const struct finding *finding = &diag.findings[i];

		expect_slice(finding->place.file, "map.yaml");
		expect_true(finding->hint.size > 0);
		all = arena_printf(arena, "%.*s%s%u:%u %s %.*s", SLICE_PRINT(all), i ? "; " : "", finding->place.line,
			finding->place.column, finding->code, SLICE_PRINT(finding->sentence));
		if (finding->other.line)
			all = arena_printf(
				arena, "%.*s (%u:%u)", SLICE_PRINT(all), finding->other.line, finding->other.column);
	}
	return all;
}

static void expect_refused(struct slice text, const char *expected)
{
	struct arena arena;

	arena_init(&arena, 0);
	expect_slice(refusals(&arena, text, NULL), expected);
	arena_finish(&arena);
}

TEST(anchors_aliases_and_merge_keys_are_refused_all_in_one_run)
{
	expect_refused(SLICE("base: &b { a: 1 }\nother:\n  <<: *b\n  c: *b\n"),
		"1:7 SW101 anchors are not supported (&b); 3:3 SW101 merge keys are not supported; "
		"3:7 SW101 aliases are not supported (*b); 4:6 SW101 aliases are not supported (*b)");
	expect_refused(SLICE("- &a x\n- &b [y]\n"),
		"1:3 SW101 anchors are not supported (&a); 2:3 SW101 anchors are not supported (&b)");
	expect_refused(SLICE("*a : 1\n"), "1:1 SW101 aliases are not supported (*a)");
	expect_refused(SLICE("mask: *.log\n"), "1:8 SW100 a text cannot start with & or *");
}

TEST(an_alias_bomb_is_refused)
{
	struct arena arena;
	struct buffer text = {0};

	arena_init(&arena, 0);
	buffer_append(&text, SLICE("a0: &a0 [x, x]\n"));
	for (int i = 1; i < 30; i++)
		buffer_printf(&text, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
	expect_true(slice_starts(refusals(&arena, buffer_slice(&text), NULL),
		SLICE("1:5 SW101 anchors are not supported (&a0); 2:5 SW101 anchors are not supported (&a1); "
		      "2:10 SW101 aliases are not supported (*a0)")));
	buffer_finish(&text);
	arena_finish(&arena);
}

TEST(a_quoted_merge_sign_is_a_key_like_others)
{
	struct arena arena;
	struct yaml_file file;
	struct diag diag;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	expect_true(yaml_read(&arena, SLICE("m"), SLICE("'<<': 1\n"), NULL, &diag, &file));
	arena_finish(&arena);
}

TEST(tags_are_refused)
{
	expect_refused(SLICE("a: !!str 1\n"), "1:4 SW101 tags are not supported");
	expect_refused(SLICE("a: ! 1\n"), "1:4 SW101 tags are not supported");
	expect_refused(SLICE("a: ! '1'\n"), "1:4 SW101 tags are not supported");
	expect_refused(SLICE("!own { a: 1 }\n"), "1:1 SW101 tags are not supported");
	expect_refused(
		SLICE("- !!seq [ ]\n- !!null\n"), "1:3 SW101 tags are not supported; 2:3 SW101 tags are not supported");
	expect_refused(SLICE("a: !e!x 1\n"), "1:4 SW100 tags are not supported");
}

TEST(directives_and_further_documents_are_refused)
{
	expect_refused(SLICE("# x\n%YAML 1.2\n---\na: 1\n"), "2:1 SW100 directives are not supported");
	expect_refused(SLICE("a: 1\n---\nb: 2\n"), "2:1 SW101 something follows the end of the document");
	expect_refused(SLICE("---\na: 1\n...\n%TAG ! x\n---\n"), "3:4 SW101 something follows the end of the document");
	expect_refused(SLICE("---\na: 1\n... b\n"), "3:4 SW101 something follows the end of the document");
	expect_refused(SLICE("--- a\n--- \n"), "2:1 SW101 something follows the end of the document");
}

TEST(a_key_that_stands_twice_is_shown_with_both_places)
{
	expect_refused(SLICE("csm: 1\nae: 2\n\"csm\": 3\n"), "3:1 SW102 the key \"csm\" is defined twice (1:1)");
	expect_refused(SLICE("seats:\n  { a: 1, b: { x: 1, x: 2 }, a: 2, a: 3 }\n"),
		"2:22 SW102 the key \"x\" is defined twice (2:16); 2:30 SW102 the key \"a\" is defined twice (2:5); "
		"2:36 SW102 the key \"a\" is defined twice (2:5)");
	expect_refused(SLICE("- {a: 1, a: 1}\n- b: 1\n  c: {d: 1, d: 2}\n  b: 2\n"),
		"1:10 SW102 the key \"a\" is defined twice (1:4); 3:13 SW102 the key \"d\" is defined twice (3:7); "
		"4:3 SW102 the key \"b\" is defined twice (2:3)");
}

/* The tree that is left of a refused text, as JSON, "lossy" before it if something of the text is missing; "none". */
static void expect_left(const char *yaml, const char *expected)
{
	struct buffer shown = {0};
	struct json_out out = json_out(&shown);
	struct yaml_file file;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	expect_false(yaml_read(&arena, SLICE("map.yaml"), slice_of(yaml), NULL, &diag, &file));
	if (!file.is_whole)
		buffer_append(&shown, file.root ? SLICE("lossy ") : SLICE("none"));
	if (file.root)
		json_value(&out, file.root);
	expect_slice(buffer_slice(&shown), expected);
	buffer_finish(&shown);
	arena_finish(&arena);
}

TEST(what_is_left_of_a_refused_file_shows_its_other_faults)
{
	expect_left("a: 1\nb: {c: 1, c: [2]}\na: 3\n", "{\"a\":1,\"b\":{\"c\":1,\"c\":[2]},\"a\":3}");
	expect_left("a: &x 1\nb: !!str 2\n", "{\"a\":1,\"b\":2}");
	expect_left("a: &x 1\nb: *x\n", "lossy {\"a\":1,\"b\":null}");
	expect_left("b: {<<: {c: 1}}\n", "lossy {\"b\":{\"<<\":{\"c\":1}}}");
	expect_left("a: 1\na: [2\n", "none");
	expect_left("--- a\n--- b\n", "none");
}

TEST(keys_that_are_no_words_are_refused)
{
	expect_refused(SLICE("? [a, b]\n: 1\n"), "1:3 SW101 a key must be a word, not a mapping or a list");
	expect_refused(SLICE("{a: 1}: 2\n"), "1:1 SW101 a key must be a word, not a mapping or a list");
	expect_refused(SLICE("a: {: 1}\n"), "1:5 SW100 a key is missing");
	expect_refused(SLICE("? # none\n: 1\n"), "1:2 SW101 a key is missing");
	expect_refused(SLICE(": 1\n"), "1:1 SW100 a key is expected here");
	expect_refused(SLICE("{{ name }}\n"), "1:2 SW101 a key must be a word, not a mapping or a list");
}

TEST(a_number_beyond_the_range_of_doubles_is_refused)
{
	expect_refused(SLICE("a: 1e999\nb: -1e999\n"), "1:4 SW101 the number is beyond the range of numbers; 2:4 SW101 "
						       "the number is beyond the range of numbers");
}

TEST(what_is_not_utf8_is_refused)
{
	expect_refused(SLICE("a: caf\xe9\n"), "1:7 SW100 not UTF-8");
	expect_refused(SLICE("a: 1\nb: \xc3"), "2:4 SW100 not UTF-8");
	expect_refused(SLICE("a: \xed\xa0\x80\n"), "1:4 SW100 not UTF-8");
	expect_refused(SLICE("\xff\xfe"
			     "a\0:\0"),
		"1:1 SW100 the file is UTF-16");
	expect_refused(SLICE("\xfe\xff\0a\0:"), "1:1 SW100 the file is UTF-16");
	expect_refused(SLICE("a\0:\0 \0001\0"), "1:2 SW100 a NUL byte");
}

TEST(characters_that_editors_do_not_show_are_refused)
{
	expect_refused(SLICE("\xef\xbb\xbf"
			     "a: 1\n"),
		"1:1 SW100 a byte-order mark (BOM)");
	expect_refused(SLICE("a: \xef\xbb\xbf"
			     "1\n"),
		"1:4 SW100 a byte-order mark (BOM)");
	expect_refused(SLICE("a: 1\0\n"), "1:5 SW100 a NUL byte");
	expect_refused(SLICE("a: \"\033[2J\"\n"), "1:5 SW100 a control character");
	expect_refused(SLICE("a: 1\x7f\n"), "1:5 SW100 a control character");
	expect_refused(SLICE("a: 1\rb: 2\n"), "1:5 SW100 a carriage return (CR) without a line feed after it");
	expect_refused(SLICE("a: \xef\xbf\xbe\n"), "1:4 SW100 a character that is none (U+FFFE, U+FFFF)");
	expect_refused(SLICE("a: x\xe2\x80\xa8"
			     "b: 1\n"),
		"1:5 SW100 a line break that is neither LF nor CR LF (U+0085, U+2028 or U+2029)");
	expect_refused(SLICE("a: x\xc2\x85"
			     "b: 1\n"),
		"1:5 SW100 a line break that is neither LF nor CR LF (U+0085, U+2028 or U+2029)");
}

TEST(tabs_do_not_indent)
{
	expect_refused(SLICE("a:\n\tb: 1\n"), "2:1 SW100 a tab cannot indent");
	expect_refused(SLICE("a: [\n\tb\n  ]\n"), "2:2 SW100 the line is not indented enough");
	expect_refused(SLICE("a: |\n\tb\n"), "2:1 SW100 a tab cannot indent (in what starts at line 1)");
	expect_refused(SLICE("a: \"b\n\tc\"\n"), "2:2 SW100 the line is not indented enough");
}

TEST(mistakes_of_writing_are_told_with_how_to_mend_them)
{
	expect_refused(SLICE("a: b: c\n"), "1:5 SW100 a `:` cannot stand here");
	expect_refused(SLICE("a: [1, 2\nb: 3\n"), "2:1 SW100 the line is not indented enough");
	expect_refused(SLICE("a: {b: 1\n"),
		"2:1 SW100 the mapping in braces goes on without a comma or `}` (in what starts at line 1)");
	expect_refused(SLICE("a: 'it's'\n"), "1:8 SW100 a key is expected here");
	expect_refused(SLICE("a: \"b\n"),
		"2:1 SW100 a quoted text is not closed at the end of the file (in what starts at line 1)");
	expect_refused(SLICE("a: \"\\d\"\n"), "1:5 SW100 no such escape in double quotes");
	expect_refused(SLICE("a: @b\n"), "1:4 SW100 a text cannot start with @ or a backtick");
	expect_refused(SLICE("a: %b\n"), "1:4 SW100 a text cannot start with %");
	expect_refused(SLICE("a: 1\n b: 2\n"), "2:3 SW100 a `:` cannot stand here");
	expect_refused(SLICE("a:\n  b: 1\n c: 2\n"), "3:2 SW100 a key is expected here (in what starts at line 1)");
	expect_refused(SLICE("a: - b\n"), "1:4 SW100 a `-` list cannot start here");
	expect_refused(SLICE("a: [1,, 2]\n"), "1:7 SW100 nothing stands before the comma");
	expect_refused(SLICE("a: ]\n"), "1:4 SW100 a bracket is closed that was not opened");
	expect_refused(SLICE("a: [-]\n"), "1:5 SW101 a lone - is no value");
	expect_refused(SLICE("a: [?b]\n"), "1:5 SW100 a text in brackets or braces cannot start with ?");
	expect_refused(SLICE("a: \"b\"# c\n"), "1:7 SW100 a comment needs a blank before its #");
	expect_refused(SLICE("a:\n|\n  b\n"), "2:1 SW100 the line is not indented enough");
	expect_refused(SLICE("|\n# b\n"), "2:1 SW100 the line is not indented enough");
	expect_refused(SLICE("a\nb: 1\n"), "2:2 SW100 a `:` cannot stand here");
	expect_refused(SLICE("a: >\n   \n  b\n"),
		"3:3 SW100 a text block starts with a blank line that is wider than its text");
}

/* `count` times `part`. */
static struct slice repeat(struct buffer *buffer, const char *part, uint32_t count)
{
	buffer_reset(buffer);
	for (uint32_t i = 0; i < count; i++)
		buffer_append(buffer, slice_of(part));
	return buffer_slice(buffer);
}

TEST(depth_is_stopped_at_32_levels_before_it_costs_time)
{
	static const struct {
		const char *part, *expected;
	} cases[] = {
		{"[", "1:33 SW103 more than 32 levels"},
		{"[\n", "33:1 SW103 more than 32 levels"},
		{"{a: ", "1:129 SW103 more than 32 levels"},
		{"- ", "1:65 SW103 more than 32 levels"},
		{"[[],", "1:126 SW103 more than 32 levels"},
	};
	struct buffer text = {0};
	struct arena arena;

	arena_init(&arena, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t start_ms = spent_ms();

		expect_slice(refusals(&arena, repeat(&text, cases[i].part, 100000), NULL), cases[i].expected);
		expect_true(spent_ms() - start_ms < 1000);
	}
	buffer_finish(&text);
	arena_finish(&arena);
}

TEST(no_4_mib_of_one_line_take_longer_than_others)
{
	static const char *const parts[] = {
		"1,", "a: b, ", "a,", "\"x\",", "? ", ": ", "[],", "!a b,", "&a b,", "*a,", "#", "-", "'"};
	struct buffer text = {0};
	struct arena arena;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		int64_t start_ms = spent_ms();
		struct yaml_file file;
		struct diag diag;

		arena_init(&arena, 0);
		diag_init(&diag, &arena);
		repeat(&text, parts[i], 4000000 / (uint32_t)strlen(parts[i]));
		text.data[0] = '[';
		yaml_read(&arena, SLICE("map.yaml"), buffer_slice(&text), NULL, &diag, &file);
		ck_assert_msg(spent_ms() - start_ms < 5000, "%s takes too long", parts[i]);
		arena_finish(&arena);
	}
	buffer_finish(&text);
}

TEST(many_directives_cost_no_time)
{
	struct buffer text = {0};
	struct arena arena;
	int64_t start_ms = spent_ms();

	arena_init(&arena, 0);
	buffer_append(&text, SLICE("a: 1\n...\n"));
	for (int i = 0; i < 200000; i++)
		buffer_printf(&text, "%%TAG !a%d! x\n", i);
	expect_slice(
		refusals(&arena, buffer_slice(&text), NULL), "2:4 SW101 something follows the end of the document");
	expect_true(spent_ms() - start_ms < 1000);
	buffer_finish(&text);
	arena_finish(&arena);
}

TEST(size_and_count_are_limited)
{
	static const struct yaml_limits limits = {.file_bytes = 20, .nodes = 4};
	struct buffer text = {0};
	struct arena arena;

	arena_init(&arena, 0);
	expect_slice(refusals(&arena, SLICE("[1, 2, 3, 4]"), &limits), "1:11 SW103 more than 4 values");
	expect_slice(refusals(&arena, SLICE("aaaaaaaaaaaaaaaaaaaaa"), &limits),
		"0:0 SW103 the file has 21 bytes, more than 20");
	expect_slice(refusals(&arena, repeat(&text, "\n", 4 * 1024 * 1024 + 1), NULL),
		"0:0 SW103 the file has 4194305 bytes, more than 4194304");
	buffer_finish(&text);
	arena_finish(&arena);
}

TEST(the_line_of_a_finding_is_shown_unless_it_is_very_long)
{
	struct buffer text = {0};
	struct yaml_file file;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	expect_false(yaml_read(&arena, SLICE("m"), SLICE("a: 1\nb: *c\r\n"), NULL, &diag, &file));
	expect_slice(diag.findings[0].line_text, "b: *c");
	expect_slice(file.name, "m");
	expect_slice(yaml_line(&file, 1), "a: 1");
	repeat(&text, "*a ", 500);
	expect_false(yaml_read(&arena, SLICE("m"), buffer_slice(&text), NULL, &diag, &file));
	expect_slice(diag.findings[1].line_text, "");
	buffer_finish(&text);
	arena_finish(&arena);
}

TEST(a_long_key_is_cut_between_characters_in_a_message)
{
	struct buffer text = {0};
	struct arena arena;
	struct slice refused;

	arena_init(&arena, 0);
	for (int i = 0; i < 2; i++) {
		buffer_byte(&text, 'a');
		for (int j = 0; j < 60; j++)
			buffer_append(&text, SLICE("\xc3\xa9"));
		buffer_append(&text, SLICE(": 1\n"));
	}
	refused = refusals(&arena, buffer_slice(&text), NULL);
	expect_int(refused.size, strlen("2:1 SW102 the key \"\" is defined twice (1:1)") + 59);
	buffer_finish(&text);
	arena_finish(&arena);
}
