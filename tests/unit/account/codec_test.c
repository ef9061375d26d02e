/* What the state topic holds of an account: to bytes, and back, and what is refused. */
#include "account/codec.h"
#include "account/facts.h"
#include "accounts.h"
#include "check.h"

static struct arena arena;

enum { NOON_MS = 43200000 };

static void expect_round_trip(const struct plan *plan, const struct account *account)
{
	struct slice value = encoded(&arena, plan, account, 5), again;
	struct account *back = codec_decode(&arena, plan, account->key, value);
	uint64_t revision;
	int64_t deadline_ms;

	expect_int(codec_inspect(value, &arena, &revision, &deadline_ms), CODEC_OK);
	expect_int(revision, 5);
	expect_true(back != NULL);
	expect_int(back->revision, 5);
	expect_int(back->weight >= value.size, true);
	again = encoded(&arena, plan, back, 5);
	expect_true(slice_equal(value, again));
}

TEST(all_that_is_remembered_comes_back_byte_for_byte)
{
	struct plan *plan = a_plan("signed");

	expect_round_trip(plan, a_full_account(&arena, plan, NOON_MS));
	expect_round_trip(plan, account_make(&arena, plan, SLICE("empty")));
	plan_unref(plan);
}

TEST(times_from_the_year_1_to_the_year_9999_come_back)
{
	static const int64_t times_ms[] = {-62135596800000, -1, 0, 253402300799999};
	struct plan *plan = a_plan("signed");

	for (size_t i = 0; i < sizeof(times_ms) / sizeof(times_ms[0]); i++) {
		struct account *account = a_full_account(&arena, plan, times_ms[i]), *back;

		account->facts[fact_index(plan, "arr")].time_ms = -62135596800000;
		account->seen[1].clock_ms = 253402300799999;
		expect_round_trip(plan, account);
		back = codec_decode(&arena, plan, account->key, encoded(&arena, plan, account, 1));
		expect_int(back->newest_ms, times_ms[i]);
		expect_int(back->facts[fact_index(plan, "arr")].time_ms, -62135596800000);
		expect_int(back->seen[1].clock_ms, 253402300799999);
	}
	plan_unref(plan);
}

/* An account that remembers `value` as arr, after it went to bytes and back; as JSON. */
static const char *remembered(struct plan *plan, const struct value *value)
{
	struct account *account = account_make(&arena, plan, SLICE("a")), *back;
	struct fact_state *arr = &account->facts[fact_index(plan, "arr")];
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);
	const char *text;

	expect_true(facts_note_last(arr, value, 10, &arena));
	account->newest_ms = 10;
	expect_round_trip(plan, account);
	back = codec_decode(&arena, plan, account->key, encoded(&arena, plan, account, 1));
	expect_true(back != NULL);
	json_value(&out, back->facts[fact_index(plan, "arr")].value);
	text = arena_copy(&arena, buffer_slice(&buffer)).data;
	buffer_finish(&buffer);
	return text;
}

static const struct value *decimal(const char *digits)
{
	struct value *value = ARENA_NEW(&arena, struct value);

	*value = (struct value){.kind = VALUE_DECIMAL, .skip = 1, .size = (uint32_t)strlen(digits), .text = digits};
	return value;
}

TEST(whole_numbers_of_any_size_keep_their_digits)
{
	static const char *const numbers[] = {"9223372036854775808", "18446744073709551615", "18446744073709551616",
		"-9223372036854775809", "99999999999999999999", "10000000000000000000000000000000000000001"};
	struct plan *plan = a_plan("signed");

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		expect_text(remembered(plan, decimal(numbers[i])), numbers[i]);
	plan_unref(plan);
}

TEST(a_tree_of_every_kind_comes_back)
{
	static const struct slice none;
	struct plan *plan = a_plan("signed");
	struct value_builder builder;

	builder_init(&builder, &arena);
	builder_begin(&builder, none, VALUE_OBJECT);
	builder_string(&builder, SLICE("text"), SLICE("\0\"\xc3\xa4"));
	builder_integer(&builder, SLICE("least"), INT64_MIN);
	builder_real(&builder, SLICE("real"), 300.0);
	builder_bool(&builder, SLICE(""), true);
	builder_null(&builder, SLICE("nothing"));
	builder_begin(&builder, SLICE("list"), VALUE_ARRAY);
	builder_bool(&builder, none, false);
	builder_tree(&builder, none, decimal("18446744073709551616"));
	builder_end(&builder);
	builder_end(&builder);
	expect_text(remembered(plan, builder_root(&builder)),
		"{\"text\":\"\\u0000\\\"\xc3\xa4\",\"least\":-9223372036854775808,\"real\":300.0,\"\":true,\"nothing\":"
		"null,"
		"\"list\":[false,18446744073709551616]}");
	plan_unref(plan);
}

TEST(a_value_as_deep_as_an_event_may_be_comes_back)
{
	struct plan *plan = a_plan("signed");
	struct value *nested = ARENA_ARRAY(&arena, struct value, EVENT_DEPTH_MOST);

	for (uint32_t i = 0; i < EVENT_DEPTH_MOST; i++)
		nested[i] = (struct value){
			.kind = VALUE_ARRAY, .skip = EVENT_DEPTH_MOST - i, .size = i + 1 < EVENT_DEPTH_MOST};
	expect_int(strlen(remembered(plan, nested)), 2 * EVENT_DEPTH_MOST);
	plan_unref(plan);
}

TEST(a_changed_byte_at_any_place_and_any_cut_is_noticed)
{
	struct plan *plan = a_plan("signed");
	struct slice value = encoded(&arena, plan, a_full_account(&arena, plan, NOON_MS), 5);
	uint64_t revision;
	int64_t deadline_ms;

	for (size_t at = 0; at < value.size; at++) {
		struct slice copy = arena_copy(&arena, value);

		((char *)copy.data)[at] ^= 1;
		expect_int(codec_inspect(copy, &arena, &revision, &deadline_ms), CODEC_CORRUPT);
		((char *)copy.data)[at] ^= (char)0x81;
		expect_int(codec_inspect(copy, &arena, &revision, &deadline_ms), CODEC_CORRUPT);
		expect_int(
			codec_inspect((struct slice){value.data, at}, &arena, &revision, &deadline_ms), CODEC_CORRUPT);
	}
	plan_unref(plan);
}

/* The checksum may be right and the shape wrong, when it is a program that errs. */
TEST(no_bytes_make_the_decoder_read_beyond_them_whatever_their_checksum)
{
	struct plan *plan = a_plan("signed");
	struct slice value = encoded(&arena, plan, a_full_account(&arena, plan, NOON_MS), 5);
	struct arena scratch;
	struct buffer text = {0};

	arena_init(&scratch, 0);
	for (size_t at = 0; at + 10 < value.size; at++) {
		for (int change = 0; change < 256; change += 3) {
			struct slice changed = arena_copy(&scratch, value);
			struct json_out out = json_out(&text);
			uint64_t revision;
			int64_t deadline_ms;

			((char *)changed.data)[at] = (char)change;
			changed = with_checksum(&scratch, changed);
			codec_inspect(changed, &scratch, &revision, &deadline_ms);
			codec_decode(&scratch, plan, SLICE("a"), changed);
			codec_describe(SLICE("a"), changed, &scratch, &out);
			buffer_reset(&text);
			arena_reset(&scratch);
		}
	}
	buffer_finish(&text);
	arena_finish(&scratch);
	plan_unref(plan);
}

TEST(a_newer_version_is_told_from_damage)
{
	struct plan *plan = a_plan("signed");
	struct slice value = encoded(&arena, plan, a_full_account(&arena, plan, NOON_MS), 5);
	uint64_t revision;
	int64_t deadline_ms;

	((char *)value.data)[1] = CODEC_VERSION + 1;
	expect_int(codec_inspect(with_checksum(&arena, value), &arena, &revision, &deadline_ms), CODEC_NEWER);
	((char *)value.data)[1] = 0;
	expect_int(codec_inspect(with_checksum(&arena, value), &arena, &revision, &deadline_ms), CODEC_CORRUPT);
	plan_unref(plan);
}

TEST(a_fact_with_another_pattern_is_forgotten_and_the_others_stay)
{
	struct plan *before = a_plan("signed"), *after = a_plan("renewed");
	struct account *account = a_full_account(&arena, before, NOON_MS);
	struct account *back = codec_decode(&arena, after, account->key, encoded(&arena, before, account, 1));

	expect_false(back->facts[fact_index(after, "arr")].known);
	expect_true(back->facts[fact_index(after, "csm")].known);
	expect_int(back->facts[fact_index(after, "tickets")].count, 2);
	expect_int(account_signal(back, signal_index(after, "many"))->window_count, 2);
	expect_int(back->task_count, 2);
	plan_unref(before);
	plan_unref(after);
}

TEST(what_the_map_no_longer_names_is_left_behind)
{
	struct plan *before = a_plan("signed");
	struct account *account = a_full_account(&arena, before, NOON_MS), *back;
	struct plan *after = ARENA_NEW(&arena, struct plan);

	back = codec_decode(&arena, after, account->key, encoded(&arena, before, account, 1));
	expect_int(back->task_count, 2);
	expect_int(back->seen_count, 2);
	expect_true(encoded(&arena, after, back, 2).size < encoded(&arena, before, account, 2).size);
	plan_unref(before);
}

TEST(the_earliest_deadline_is_found_without_a_plan)
{
	struct plan *plan = a_plan("signed");
	struct account *account = a_full_account(&arena, plan, NOON_MS);
	uint64_t revision;
	int64_t deadline_ms;

	expect_int(codec_inspect(encoded(&arena, plan, account, 1), &arena, &revision, &deadline_ms), CODEC_OK);
	expect_int(deadline_ms, NOON_MS + 1030 + 7 * (int64_t)DAY_MS);
	account->task_count = 0;
	codec_inspect(encoded(&arena, plan, account, 1), &arena, &revision, &deadline_ms);
	expect_int(deadline_ms, INT64_MAX);
	plan_unref(plan);
}

TEST(a_person_can_read_what_is_remembered)
{
	struct plan *plan = a_plan("signed");
	struct account *account = a_full_account(&arena, plan, NOON_MS);
	struct slice value = encoded(&arena, plan, account, 5);
	struct buffer text = {0};
	struct json_out out = json_out(&text);

	expect_true(codec_describe(account->key, value, &arena, &out));
	buffer_append(&text, (struct slice){"", 1});
	expect_true(strstr(text.data, "{\"account\":\"acct-42\",\"revision\":5,\"hash\":\"") == text.data);
	expect_true(strstr(text.data, "\"newest\":\"1970-01-01T12:00:00Z\"") != NULL);
	expect_true(strstr(text.data, "\"arr\":\"large\"") != NULL);
	expect_true(strstr(text.data, "\"seen\":2") != NULL);
	expect_true(strstr(text.data, "\"task\":\"0123456789abcdef0123456789abcdef\",\"revision\":7") != NULL);
	buffer_finish(&text);
	plan_unref(plan);
}
