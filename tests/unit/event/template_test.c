/* template: texts with fields of the event. */
#include "check.h"
#include "event/json.h"
#include "records.h"

static const char *fill(const char *text, const char *json)
{
	struct template template;
	struct slice filled, missing, why = SLICE("");
	const struct value *root;
	uint32_t duplicate_keys;
	struct json_fault fault;

	ck_assert_msg(template_parse(test_arena(), slice_of(text), &template, &why), "%.*s", SLICE_PRINT(why));
	expect_true(json_read(test_arena(), slice_of(json), 64, &root, &duplicate_keys, &fault));
	if (!template_fill(&template, root, test_arena(), &filled, &missing))
		return arena_printf(test_arena(), "missing %.*s", SLICE_PRINT(missing)).data;
	return arena_copy(test_arena(), filled).data;
}

static const char *refusal(const char *text)
{
	struct template template;
	struct slice why;

	expect_false(template_parse(test_arena(), slice_of(text), &template, &why));
	return arena_copy(test_arena(), why).data;
}

TEST(fields_are_filled_in_and_the_rest_stays)
{
	expect_text(fill("plain", "{}"), "plain");
	expect_text(fill("{data.a}", "{\"data\":{\"a\":\"x\"}}"), "x");
	expect_text(fill("a{data.a}b{data.b.c}", "{\"data\":{\"a\":1,\"b\":[{\"c\":\"y\"}]}}"), "a1by");
	expect_text(fill("{data.a}{data.a}", "{\"data\":{\"a\":false}}"), "falsefalse");
}

TEST(two_braces_stand_for_one)
{
	expect_text(fill("{{{data}}}", "{\"data\":7}"), "{7}");
	expect_text(fill("a{{b}}c", "{}"), "a{b}c");
	expect_text(fill("{{}}", "{}"), "{}");
}

TEST(a_field_that_is_missing_null_or_no_scalar_is_named)
{
	expect_text(fill("{data.a}{data.b.c}", "{\"data\":{\"a\":1}}"), "missing data.b.c");
	expect_text(fill("{data.a}", "{\"data\":{\"a\":null}}"), "missing data.a");
	expect_text(fill("{data.a}", "{\"data\":{\"a\":{\"b\":1}}}"), "missing data.a");
	expect_text(fill("{data.a}", "{\"data\":{\"a\":[]}}"), "missing data.a");
}

TEST(a_malformed_template_is_refused_with_a_sentence)
{
	expect_text(refusal(""), "the text is empty");
	expect_text(refusal("a{data.b"), "the \"{\" at byte 1 is not closed; write \"{{\" for a brace");
	expect_text(refusal("a}b"), "the \"}\" at byte 1 closes nothing; write \"}}\" for a brace");
	expect_text(refusal("{data.a}}"), "the \"}\" at byte 8 closes nothing; write \"}}\" for a brace");
	expect_text(refusal("{}"), "\"{}\" names no field; fields are written \"{data.name}\"");
	expect_text(refusal("{data..a}"), "\"{data..a}\" names no field; fields are written \"{data.name}\"");
	expect_text(refusal("{state}"), "\"{state}\" names no field; fields are written \"{data.name}\"");
}
