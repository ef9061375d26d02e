/* msgpack: what of MessagePack is read, how, and what is refused. */
#include "event/msgpack.h"
#include "check.h"
#include "records.h"

static const struct msgpack_limits limits = {16, 10000};

static const struct value *read_hex(const char *hex)
{
	const struct value *root = NULL;
	struct msgpack_fault fault = {.reason = ""};
	uint32_t duplicate_keys;

	ck_assert_msg(msgpack_read(test_arena(), bytes_of(hex), &limits, &root, &duplicate_keys, &fault), "%s: %s", hex,
		fault.reason);
	expect_int(duplicate_keys, 0);
	return root;
}

static struct msgpack_fault refusal(struct slice bytes)
{
	const struct value *root;
	struct msgpack_fault fault = {.reason = NULL};
	uint32_t duplicate_keys;

	expect_false(msgpack_read(test_arena(), bytes, &limits, &root, &duplicate_keys, &fault));
	return fault;
}

#define expect_refused(hex, where, why)                                                                                \
	do {                                                                                                           \
		struct msgpack_fault fault_ = refusal(bytes_of(hex));                                                  \
		expect_int(fault_.at, where);                                                                          \
		expect_text(fault_.reason, why);                                                                       \
		expect_false(fault_.too_deep);                                                                         \
	} while (0)

TEST(every_kind_of_value_is_read_in_document_order)
{
	expect_text(
		tree_text(read_hex("84 a1 61 93 01 ff cb 3f f8 00 00 00 00 00 00 a1 62 c0 a1 63 82 a1 64 c3 a1 65 c2 "
				   "a1 66 a2 c3 a9")),
		"{\"a\":[1,-1,1.5],\"b\":null,\"c\":{\"d\":true,\"e\":false},\"f\":\"\xc3\xa9\"}");
	expect_text(tree_text(read_hex("80")), "{}");
	expect_text(tree_text(read_hex("90")), "[]");
}

TEST(whole_numbers_of_every_width_are_integers)
{
	expect_int(read_hex("cc ff")->integer, 255);
	expect_int(read_hex("cd ff ff")->integer, 65535);
	expect_int(read_hex("d0 80")->integer, -128);
	expect_int(read_hex("d1 80 00")->integer, -32768);
	expect_int(read_hex("d2 80 00 00 00")->integer, INT32_MIN);
	expect_true(read_hex("d3 80 00 00 00 00 00 00 00")->integer == INT64_MIN);
	expect_true(read_hex("cf 7f ff ff ff ff ff ff ff")->integer == INT64_MAX);
}

TEST(uint64_beyond_int64_keeps_its_digits)
{
	const struct value *root = read_hex("cf ff ff ff ff ff ff ff ff");

	expect_int(root->kind, VALUE_DECIMAL);
	expect_slice(value_text(root), "18446744073709551615");
}

TEST(float32_is_widened)
{
	expect_true(read_hex("ca 3e 80 00 00")->real == 0.25);
}

TEST(bin_is_bytes_and_str_is_a_string)
{
	expect_int(read_hex("c4 02 00 ff")->kind, VALUE_BYTES);
	expect_int(read_hex("c4 02 00 ff")->size, 2);
	expect_int(read_hex("d9 02 61 62")->kind, VALUE_STRING);
}

TEST(of_a_key_that_stands_twice_the_last_one_wins_and_it_is_counted)
{
	const struct value *root;
	struct msgpack_fault fault;
	uint32_t duplicate_keys;

	expect_true(msgpack_read(test_arena(), bytes_of("93 82 a1 61 01 a1 61 92 02 03 04 81 a1 61 05"), &limits, &root,
		&duplicate_keys, &fault));
	expect_int(duplicate_keys, 1);
	expect_text(tree_text(root), "[{\"a\":[2,3]},4,{\"a\":5}]");
}

TEST(a_count_beyond_the_bytes_is_refused_before_memory_is_taken)
{
	struct arena arena;
	const struct value *root;
	struct msgpack_fault fault;
	uint32_t duplicate_keys;

	arena_init(&arena, 0);
	expect_false(msgpack_read(&arena, bytes_of("dd ff ff ff ff"), &limits, &root, &duplicate_keys, &fault));
	expect_int(arena.used_bytes, 0);
	expect_refused("dd ff ff ff ff", 0, "an array or map promises more than the bytes hold");
	expect_refused("91 df 00 00 00 02 a1 61 01", 1, "an array or map promises more than the bytes hold");
	expect_refused("de 00 01 a0", 0, "an array or map promises more than the bytes hold");
	arena_finish(&arena);
}

TEST(headers_inside_each_other_are_too_deep_at_the_limit)
{
	struct slice most = bytes_of("91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 90");
	struct slice more = bytes_of("91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 90");
	const struct value *root;
	struct msgpack_fault fault;
	uint32_t duplicate_keys;

	expect_true(msgpack_read(test_arena(), most, &limits, &root, &duplicate_keys, &fault));
	expect_int(root->skip, 16);
	fault = refusal(more);
	expect_true(fault.too_deep);
	expect_int(fault.at, 16);
	expect_true(refusal(repeated("\x91", 100000)).too_deep);
}

TEST(more_values_than_the_limit_are_refused)
{
	struct slice ones = repeated("\x01", 9999), most, more;

	most = arena_printf(test_arena(), "\xdc\x27\x0f%.*s", SLICE_PRINT(ones));
	more = arena_printf(test_arena(), "\xdc\x27\x10%.*s\x01", SLICE_PRINT(ones));
	expect_int(most.size, 10002);
	const struct value *root;
	struct msgpack_fault fault;
	uint32_t duplicate_keys;

	expect_true(msgpack_read(test_arena(), most, &limits, &root, &duplicate_keys, &fault));
	expect_text(refusal(more).reason, "there are too many values");
}

TEST(ext_types_and_timestamps_are_refused)
{
	static const char why[] = "ext types and timestamps are not taken";

	expect_refused("d4 01 00", 0, why);
	expect_refused("d6 ff 00 00 00 00", 0, why);
	expect_refused("c7 00 01", 0, why);
	expect_refused("92 01 c9 00 00 00 00 01", 2, why);
	expect_refused("c1", 0, "0xc1 begins no value");
}

TEST(a_key_that_is_no_string_is_refused)
{
	expect_refused("81 01 02", 1, "the key of a map is no string");
	expect_refused("81 c4 01 61 02", 1, "the key of a map is no string");
	expect_refused("81 90 02", 1, "the key of a map is no string");
}

TEST(invalid_utf8_in_a_string_or_key_is_refused)
{
	expect_refused("91 a1 ff", 1, "a string is not UTF-8");
	expect_refused("81 a2 c3 28 01", 1, "a string is not UTF-8");
	expect_refused("a3 ed a0 80", 0, "a string is not UTF-8");
}

TEST(nan_and_infinities_are_refused)
{
	expect_refused("ca 7f c0 00 00", 0, "NaN and infinities are not taken");
	expect_refused("cb 7f f0 00 00 00 00 00 00", 0, "NaN and infinities are not taken");
	expect_refused("cb ff f0 00 00 00 00 00 00", 0, "NaN and infinities are not taken");
}

TEST(bytes_behind_the_value_are_refused)
{
	expect_refused("c0 c0", 1, "bytes follow the value");
	expect_refused("91 01 00", 2, "bytes follow the value");
}

TEST(bytes_that_end_early_are_refused_wherever_they_end)
{
	struct slice whole = bytes_of("82 a1 61 92 cd 01 00 cb 3f f8 00 00 00 00 00 00 a2 62 63 c5 00 02 01 02");
	const struct value *root;
	struct msgpack_fault fault;
	uint32_t duplicate_keys;

	expect_true(msgpack_read(test_arena(), whole, &limits, &root, &duplicate_keys, &fault));
	for (size_t size = 0; size < whole.size; size++)
		expect_true(refusal((struct slice){whole.data, size}).reason != NULL);
}
