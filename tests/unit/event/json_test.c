/* json: what of JSON is read, how, and what is refused. */
#include "event/json.h"
#include "base/buffer.h"
#include "check.h"
#include "records.h"

static const struct value *read_text(const char *text)
{
	const struct value *root = NULL;
	struct json_fault fault = {.reason = ""};
	uint32_t duplicate_keys;

	ck_assert_msg(json_read(test_arena(), slice_of(text), 64, &root, &duplicate_keys, &fault), "%s: %s", text,
		fault.reason);
	return root;
}

static struct json_fault refusal(struct slice text)
{
	const struct value *root;
	struct json_fault fault = {.reason = NULL};
	uint32_t duplicate_keys;

	expect_false(json_read(test_arena(), text, 64, &root, &duplicate_keys, &fault));
	return fault;
}

#define expect_refused(literal, where, why)                                                                            \
	do {                                                                                                           \
		struct json_fault fault_ = refusal(SLICE(literal));                                                    \
		expect_int(fault_.at, where);                                                                          \
		expect_text(fault_.reason, why);                                                                       \
	} while (0)

/* Where the parser says that it is wrong; how it says so is its own. */
#define expect_refused_at(literal, where)                                                                              \
	do {                                                                                                           \
		struct json_fault fault_ = refusal(SLICE(literal));                                                    \
		expect_int(fault_.at, where);                                                                          \
		expect_true(fault_.reason[0]);                                                                         \
		expect_false(fault_.too_deep);                                                                         \
	} while (0)

TEST(every_kind_of_value_is_read_in_document_order)
{
	const char *text = "{\"a\":[1,-2,3.5,{\"b\":null}],\"c\":{\"d\":true,\"e\":false},\"f\":\"x\\ny\"}";

	expect_text(tree_text(read_text(text)), text);
}

TEST(skip_leads_over_all_that_is_inside)
{
	const struct value *root = read_text("[[],{},[[1],2],3]");

	expect_int(root->skip, 8);
	expect_int(root->size, 4);
	expect_int(root[1].skip, 1);
	expect_int(root[3].skip, 4);
	expect_int(root[7].integer, 3);
}

TEST(of_a_key_that_stands_twice_the_last_one_wins_and_it_is_counted)
{
	const struct value *root;
	struct json_fault fault;
	uint32_t duplicate_keys;
	struct slice text = SLICE("{\"a\":{\"x\":1,\"x\":[2,3]},\"b\":4,\"a\":{\"y\":1,\"y\":2},\"c\":5}");

	expect_true(json_read(test_arena(), text, 64, &root, &duplicate_keys, &fault));
	expect_text(tree_text(root), "{\"b\":4,\"a\":{\"y\":2},\"c\":5}");
	expect_int(duplicate_keys, 3);
}

TEST(a_key_that_stands_twice_is_found_among_few_and_among_many_members)
{
	const struct value *root;
	struct json_fault fault;
	uint32_t duplicate_keys;

	for (unsigned members = 1; members < 100; members++) {
		for (unsigned twin = 0; twin < members; twin += 7) {
			struct buffer text = {NULL, 0, 0};

			for (unsigned i = 0; i < members; i++)
				buffer_printf(&text, "%c\"%.*s%u\":[%u]", i ? ',' : '{', (int)(i % 3), "kk", i, i);
			buffer_printf(&text, ",\"\":0,\"%.*s%u\":true,\"\":1}", (int)(twin % 3), "kk", twin);
			expect_true(json_read(test_arena(), buffer_slice(&text), 64, &root, &duplicate_keys, &fault));
			expect_int(duplicate_keys, 2);
			expect_int(root->size, members + 1);
			expect_int((root + root->skip - 2)->kind, VALUE_TRUE);
			expect_int((root + root->skip - 1)->integer, 1);
			buffer_finish(&text);
		}
	}
}

TEST(many_keys_made_to_look_alike_cost_no_more_than_their_bytes)
{
	struct buffer text = {NULL, 0, 0};
	const struct value *root;
	struct json_fault fault;
	uint32_t duplicate_keys;

	buffer_byte(&text, '{');
	for (unsigned i = 0; i < 300000; i++) /* same length, same first, middle and last letter */
		buffer_printf(&text, "%s\"k%04uk%05uk\":0", i ? "," : "", i % 7919, i);
	buffer_byte(&text, '}');
	expect_true(json_read(test_arena(), buffer_slice(&text), 64, &root, &duplicate_keys, &fault));
	buffer_finish(&text);
	expect_int(duplicate_keys, 0);
	expect_int(root->size, 300000);
}

TEST(minus_zero_is_the_integer_zero)
{
	const struct value *root = read_text("-0");

	expect_int(root->kind, VALUE_INTEGER);
	expect_int(root->integer, 0);
}

TEST(whole_numbers_beyond_int64_keep_their_digits)
{
	expect_int(read_text("9223372036854775807")->kind, VALUE_INTEGER);
	expect_int(read_text("-9223372036854775808")->integer, INT64_MIN);
	expect_int(read_text("9223372036854775808")->kind, VALUE_DECIMAL);
	expect_slice(value_text(read_text("9223372036854775808")), "9223372036854775808");
	expect_slice(value_text(read_text("18446744073709551615")), "18446744073709551615");
	expect_slice(value_text(read_text("[18446744073709551616]") + 1), "18446744073709551616");
	expect_slice(value_text(read_text("-9223372036854775809")), "-9223372036854775809");
	expect_true(value_number(read_text("100000000000000000000")) == 1e20);
}

TEST(numbers_beyond_a_double_are_refused)
{
	expect_refused("1e999", 0, "the number is beyond what a double holds");
	expect_refused("[1,{\"a\":-1e999}]", 8, "the number is beyond what a double holds");
	expect_false(refusal(repeated("9", 310)).reason == NULL);
	expect_int(read_text(arena_copy(test_arena(), repeated("9", 308)).data)->kind, VALUE_DECIMAL);
	expect_refused_at("NaN", 0);
}

TEST(numbers_below_a_double_are_zero)
{
	expect_true(read_text("1e-999")->real == 0);
}

TEST(u0000_is_taken_in_a_string)
{
	const struct value *root = read_text("\"a\\u0000b\"");

	expect_int(root->size, 3);
	expect_int(memcmp(root->text, "a\0b", 3), 0);
}

TEST(lone_surrogates_and_invalid_utf8_are_refused)
{
	expect_true(refusal(SLICE("\"\\ud800\"")).at > 0);
	expect_true(refusal(SLICE("\"\\ud800\\u0041\"")).at > 0);
	expect_true(refusal(SLICE("\"\\udc00x\"")).at > 0);
	expect_refused_at("[\"a\xff\"]", 3);
	expect_refused_at("[\"\xed\xa0\x80\"]", 2);
	expect_refused_at("[\"\xc0\xaf\"]", 2);
}

TEST(a_byte_order_mark_and_trailing_bytes_are_refused)
{
	expect_refused_at("\xef\xbb\xbf{}", 0);
	expect_refused_at("{} x", 3);
	expect_refused_at("{}\0", 2);
	expect_refused_at("{}{}", 2);
}

TEST(a_text_of_nothing_is_refused)
{
	expect_refused("", 0, "there is no text");
	expect_refused_at(" \n", 0);
}

TEST(the_depth_that_is_allowed_is_read_and_one_more_is_refused_where_it_begins)
{
	struct slice brackets = repeated("[", 64), closing = repeated("]", 64);
	struct slice most = arena_printf(test_arena(), "%.*s%.*s", SLICE_PRINT(brackets), SLICE_PRINT(closing));
	struct slice more = arena_printf(test_arena(), "[%.*s]", SLICE_PRINT(most));
	struct json_fault fault = refusal(more);

	expect_int(read_text(most.data)->skip, 64);
	expect_true(fault.too_deep);
	expect_int(fault.at, 64);
	expect_text(fault.reason, "arrays and objects are nested too deep");
}

TEST(a_million_brackets_are_too_deep)
{
	expect_true(refusal(repeated("[", 1000000)).too_deep);
	expect_true(refusal(repeated("{\"a\":", 1000000)).too_deep);
}

TEST(brackets_side_by_side_and_in_strings_are_not_deep)
{
	struct slice text = arena_printf(test_arena(), "[%.*s{}]", SLICE_PRINT(repeated("[[]],\"[\\\"[{\",", 100)));

	expect_int(read_text(text.data)->size, 201);
}

TEST(a_long_text_is_read_as_a_short_one)
{
	struct slice text = arena_printf(test_arena(), "[%.*s0]", SLICE_PRINT(repeated("1,{\"a\":[2]},", 50000)));

	expect_int(read_text(text.data)->size, 100001);
	expect_int(read_text(text.data)->skip, 200002);
}

TEST(the_tree_needs_no_more_nodes_than_values_whatever_stands_in_strings)
{
	struct arena arena;
	const struct value *root;
	struct json_fault fault;
	uint32_t duplicate_keys;
	struct slice text = arena_printf(test_arena(), "\"%.*s\"", SLICE_PRINT(repeated(",", 1000000)));

	arena_init(&arena, 0);
	expect_true(json_read(&arena, text, 64, &root, &duplicate_keys, &fault));
	expect_true(arena.used_bytes < text.size + 4096);
	arena_finish(&arena);
}
