/* structured: CloudEvents that stand whole in a record's value, as JSON or MessagePack. */
#include "check.h"
#include "records.h"
#include <stdio.h>

#define HEAD "{\"type\":\"t\",\"source\":\"/s\",\"id\":\"1\",\"time\":\"2026-11-23T10:00:00Z\",\"specversion\":\"1.0\""

TEST(an_event_has_its_attributes_first_whatever_the_order_of_the_record)
{
	struct decoded decoded = decode(cloudevents(),
		a_record("{\"data\":{\"a\":[1,{\"b\":2}]},\"region\":\"emea\",\"subject\":\"acct-42\",\"id\":\"e-77\","
			 "\"specversion\":\"1.0\",\"time\":\"2026-11-23T11:00:00+01:00\",\"tier\":3,"
			 "\"source\":\"/product\",\"trial\":false,\"type\":\"usage.weekly\"}"));

	expect_tree(decoded,
		"{\"type\":\"usage.weekly\",\"source\":\"/product\",\"id\":\"e-77\",\"subject\":\"acct-42\","
		"\"time\":\"2026-11-23T11:00:00+01:00\",\"region\":\"emea\",\"specversion\":\"1.0\",\"tier\":3,"
		"\"trial\":false,\"data\":{\"a\":[1,{\"b\":2}]}}");
	expect_slice(decoded.event.type, "usage.weekly");
	expect_slice(decoded.event.source, "/product");
	expect_slice(decoded.event.id, "e-77");
	expect_slice(decoded.event.subject, "acct-42");
	expect_int(decoded.event.time_ms, 1795428000000);
	expect_false(decoded.event.time_made_up);
	expect_false(decoded.event.id_made_up);
}

TEST(an_event_knows_where_it_stood)
{
	struct decoded decoded = decode_with("");

	expect_slice(decoded.event.topic, "interactions");
	expect_int(decoded.event.partition, 3);
	expect_int(decoded.event.offset, 1841);
	expect_int(decoded.event.timestamp_ms, 1795428000000);
}

TEST(without_a_time_the_record_s_time_stands_in_and_is_seen_by_patterns)
{
	struct decoded decoded = decode(cloudevents(),
		a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":[1,2]}"));

	expect_tree(decoded, HEAD ",\"data\":[1,2]}");
	expect_true(decoded.event.time_made_up);
	expect_int(decoded.event.time_ms, 1795428000000);
}

TEST(an_event_needs_no_data)
{
	expect_tree(decode_with(""), HEAD "}");
}

TEST(data_may_be_any_json)
{
	expect_tree(decode_with(",\"data\":null"), HEAD ",\"data\":null}");
	expect_tree(decode_with(",\"data\":\"text\",\"ext\":true"), HEAD ",\"ext\":true,\"data\":\"text\"}");
	expect_tree(decode_with(",\"data\":[[]],\"a\":1,\"b\":2"), HEAD ",\"a\":1,\"b\":2,\"data\":[[]]}");
}

TEST(an_attribute_that_is_null_is_missing)
{
	expect_tree(
		decode_with(",\"subject\":null,\"dataschema\":null,\"datacontenttype\":null,\"ext\":null"), HEAD "}");
	expect_fault(decode(cloudevents(),
			     a_record("{\"specversion\":\"1.0\",\"id\":null,\"source\":\"/s\",\"type\":\"t\"}")),
		EVENT_INVALID_EVENT, "attribute \"id\" is missing");
}

TEST(data_base64_becomes_bytes)
{
	struct decoded decoded = decode_with(",\"data_base64\":\"AP8=\",\"ext\":1");
	const struct value *data = value_get(decoded.event.root, SLICE("data"));

	expect_int(data->kind, VALUE_BYTES);
	expect_int(data->size, 2);
	expect_int(memcmp(data->text, "\0\xff", 2), 0);
	expect_tree(decode_with(",\"data_base64\":null,\"data\":1"), HEAD ",\"data\":1}");
}

TEST(data_base64_beside_data_or_not_base64_is_refused)
{
	static const char why[] = "\"data_base64\" is no base64 text";

	expect_fault(decode_with(",\"data_base64\":\"AP8=\",\"data\":1"), EVENT_INVALID_EVENT,
		"both \"data\" and \"data_base64\" are there");
	expect_fault(decode_with(",\"data_base64\":\"AP8\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"data_base64\":\"AP9=\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"data_base64\":\"A===\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"data_base64\":\"A-8=\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"data_base64\":12"), EVENT_INVALID_EVENT, why);
}

TEST(a_required_attribute_that_is_missing_is_named)
{
	expect_fault(decode(cloudevents(), a_record("{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}")),
		EVENT_INVALID_EVENT, "attribute \"specversion\" is missing");
	expect_fault(decode(cloudevents(), a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}")),
		EVENT_INVALID_EVENT, "attribute \"source\" is missing");
	expect_fault(decode(cloudevents(), a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"}")),
		EVENT_INVALID_EVENT, "attribute \"type\" is missing");
	expect_fault(
		decode(cloudevents(), a_record("{}")), EVENT_INVALID_EVENT, "attribute \"specversion\" is missing");
}

TEST(attributes_that_are_empty_or_of_another_kind_are_refused)
{
	expect_fault(decode_with(",\"id\":\"\""), EVENT_INVALID_EVENT, "attribute \"id\" is empty");
	expect_fault(decode_with(",\"source\":\"\""), EVENT_INVALID_EVENT, "attribute \"source\" is empty");
	expect_fault(decode_with(",\"subject\":\"\""), EVENT_INVALID_EVENT, "attribute \"subject\" is empty");
	expect_fault(decode_with(",\"dataschema\":\"\""), EVENT_INVALID_EVENT, "attribute \"dataschema\" is empty");
	expect_fault(decode_with(",\"id\":25"), EVENT_INVALID_EVENT, "attribute \"id\" is no string");
	expect_fault(decode_with(",\"type\":{\"a\":\"b\"}"), EVENT_INVALID_EVENT, "attribute \"type\" is no string");
	expect_fault(decode_with(",\"specversion\":\"0.3\""), EVENT_INVALID_EVENT,
		"attribute \"specversion\" is \"0.3\", not \"1.0\"");
	expect_fault(
		decode_with(",\"specversion\":1.0"), EVENT_INVALID_EVENT, "attribute \"specversion\" is no string");
	expect_fault(decode_with(",\"datacontenttype\":\"json\""), EVENT_INVALID_EVENT,
		"attribute \"datacontenttype\" is no media type such as application/json");
}

TEST(u0000_is_refused_in_what_names_an_event_and_taken_elsewhere)
{
	expect_fault(decode_with(",\"id\":\"a\\u0000\""), EVENT_INVALID_EVENT, "attribute \"id\" holds U+0000");
	expect_fault(decode_with(",\"source\":\"\\u0000\""), EVENT_INVALID_EVENT, "attribute \"source\" holds U+0000");
	expect_fault(decode_with(",\"type\":\"a\\u0000b\""), EVENT_INVALID_EVENT, "attribute \"type\" holds U+0000");
	expect_fault(
		decode_with(",\"subject\":\"\\u0000\""), EVENT_INVALID_EVENT, "attribute \"subject\" holds U+0000");
	expect_tree(decode_with(",\"ext\":\"\\u0000\",\"data\":\"\\u0000\""),
		HEAD ",\"ext\":\"\\u0000\",\"data\":\"\\u0000\"}");
}

TEST(a_time_that_is_no_date_time_is_refused)
{
	static const char why[] = "attribute \"time\" is no RFC 3339 time such as 2026-11-23T10:00:00Z";

	expect_fault(decode_with(",\"time\":\"lunchtime\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"time\":\"2026-11-23\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"time\":\"2026-11-23T10:00:00\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"time\":\"\""), EVENT_INVALID_EVENT, why);
	expect_fault(decode_with(",\"time\":1795428000000"), EVENT_INVALID_EVENT, "attribute \"time\" is no string");
}

TEST(times_in_the_far_past_and_future_are_times)
{
	expect_int(decode_with(",\"time\":\"0001-01-01T00:00:00Z\"").event.time_ms, -62135596800000);
	expect_int(decode_with(",\"time\":\"9999-12-31T23:59:59.999Z\"").event.time_ms, 253402300799999);
}

TEST(extensions_have_names_of_a_z_and_0_9_and_simple_values)
{
	static const char name[] = "has a name of other characters than a-z and 0-9";
	static const char kinds[] = "it may be a string, a boolean or a whole number of 32 bits";
	char detail[160];

#define expect_extension_fault(member, attribute, why, more)                                                           \
	do {                                                                                                           \
		snprintf(detail, sizeof(detail), "attribute \"%s\" %s%s", attribute, why, more);                       \
		expect_fault(decode_with("," member), EVENT_INVALID_EVENT, detail);                                    \
	} while (0)
	expect_extension_fault("\"MyExtension\":\"x\"", "MyExtension", name, "");
	expect_extension_fault("\"my.extension\":\"x\"", "my.extension", name, "");
	expect_extension_fault("\"\":\"x\"", "", "has no name", "");
	expect_extension_fault("\"ext\":1.5", "ext", "is a fraction; ", kinds);
	expect_extension_fault("\"ext\":2147483648", "ext", "is a whole number of more than 32 bits; ", kinds);
	expect_extension_fault(
		"\"ext\":99999999999999999999", "ext", "is a whole number of more than 32 bits; ", kinds);
	expect_extension_fault("\"ext\":[]", "ext", "is an array; ", kinds);
	expect_extension_fault("\"ext\":{}", "ext", "is an object; ", kinds);
	expect_tree(decode_with(",\"ext\":-2147483648,\"a1\":\"\""), HEAD ",\"ext\":-2147483648,\"a1\":\"\"}");
}

TEST(a_name_in_a_detail_is_short_and_steers_no_terminal)
{
	expect_fault(decode_with(",\"\\u001b[2J\":1"), EVENT_INVALID_EVENT,
		"attribute \"\xef\xbf\xbd[2J\" has a name of other characters than a-z and 0-9");
	expect_fault(decode_with(",\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa9-more\":1"),
		EVENT_INVALID_EVENT,
		"attribute \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" has a name of other "
		"characters than a-z and 0-9");
}

TEST(many_extensions_are_kept_in_order)
{
	struct slice more = SLICE("");
	struct decoded decoded;

	for (int i = 0; i < 100; i++)
		more = arena_printf(test_arena(), "%.*s,\"ext%d\":%d", SLICE_PRINT(more), i, i);
	decoded = decode_with(arena_printf(test_arena(), "%.*s,\"data\":{\"last\":1}", SLICE_PRINT(more)).data);
	expect_int(decoded.event.root->size, 106);
	expect_tree(decoded, arena_printf(test_arena(), HEAD "%.*s,\"data\":{\"last\":1}}", SLICE_PRINT(more)).data);
}

TEST(of_an_attribute_that_stands_twice_the_last_one_counts)
{
	struct decoded decoded = decode_with(",\"data\":{\"a\":1,\"a\":2},\"id\":\"2\"");

	expect_slice(decoded.event.id, "2");
	expect_int(decoded.event.duplicate_keys, 2);
}

TEST(a_body_that_is_no_object_is_refused)
{
	expect_fault(decode(cloudevents(), a_record(" [{\"specversion\":\"1.0\"}]")), EVENT_INVALID_EVENT,
		"the body is an array: batch mode is not taken, one event a record is");
	expect_fault(decode(cloudevents(), a_record("\"text\"")), EVENT_INVALID_EVENT, "the body is no object");
	expect_fault(decode(cloudevents(), a_record_of(bytes_of("c3"))), EVENT_INVALID_EVENT, "the body is no object");
}

TEST(broken_json_is_invalid_json_and_the_detail_says_where)
{
	struct decoded decoded = decode(cloudevents(), a_record("{\"id\":?}"));

	expect_int(decoded.fault, EVENT_INVALID_JSON);
	expect_true(slice_starts(slice_of(decoded.detail), SLICE("byte 6: ")));
	expect_int(decode(cloudevents(), a_record("nonsense")).fault, EVENT_INVALID_JSON);
	expect_int(decode(cloudevents(), a_record("\xef\xbb\xbf{}")).fault, EVENT_INVALID_JSON);
	expect_int(decode(cloudevents(), a_record("{} {}")).fault, EVENT_INVALID_JSON);
	expect_fault(decode_with(",\"data\":1e999"), EVENT_INVALID_JSON,
		"byte 92: the number is beyond what a double holds");
}

TEST(a_record_without_value_is_empty)
{
	expect_fault(
		decode(cloudevents(), a_record_of((struct slice){NULL, 0})), EVENT_EMPTY, "the record has no value");
	expect_fault(decode(cloudevents(), a_record("")), EVENT_EMPTY, "the record has no value");
	expect_fault(decode(cloudevents(), with_header(a_record(""), "content-type", "application/cloudevents+json")),
		EVENT_EMPTY, "the record has no value");
}

TEST(a_value_beyond_the_limit_is_too_large_before_it_is_read)
{
	struct event_limits limits = {.event_bytes = 100, .depth = 64};
	struct slice blanks = repeated(" ", 101);

	expect_fault(decode_within(cloudevents(), limits, a_record_of(blanks)), EVENT_TOO_LARGE,
		"101 bytes are more than 100");
	expect_int(decode_within(cloudevents(), limits, a_record_of((struct slice){blanks.data, 100})).fault,
		EVENT_INVALID_JSON);
	expect_fault(decode(cloudevents(), a_record_of(repeated("x", 10u << 20))), EVENT_TOO_LARGE,
		"10485760 bytes are more than 1048576");
}

TEST(a_value_beyond_the_depth_is_too_deep)
{
	struct event_limits limits = {.event_bytes = EVENT_BYTES_DEFAULT, .depth = 3};
	struct record deep =
		a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":[[[]]]}");

	expect_fault(decode_within(cloudevents(), limits, deep), EVENT_TOO_DEEP,
		"byte 64: arrays and objects are nested too deep");
	limits.depth = 4;
	expect_int(decode_within(cloudevents(), limits, deep).fault, EVENT_OK);
	expect_int(decode(cloudevents(), a_record_of(repeated("[", 1000000))).fault, EVENT_TOO_DEEP);
}

/* {"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-11-23T10:00:00Z", more} in MessagePack. */
static struct decoded decode_msgpack(const char *count, const char *more)
{
	struct slice hex = arena_printf(test_arena(),
		"%s ab 73 70 65 63 76 65 72 73 69 6f 6e a3 31 2e 30 a2 69 64 a1 31 a6 73 6f 75 72 63 65 a2 2f 73 "
		"a4 74 79 70 65 a1 74 a4 74 69 6d 65 b4 32 30 32 36 2d 31 31 2d 32 33 54 31 30 3a 30 30 3a 30 30 5a %s",
		count, more);

	return decode(cloudevents(), a_record_of(bytes_of(hex.data)));
}

TEST(a_body_that_begins_no_text_is_messagepack)
{
	expect_tree(decode_msgpack("85", ""), HEAD "}");
	expect_tree(decode_msgpack("de 00 06", "a4 64 61 74 61 81 a1 61 92 01 c0"), HEAD ",\"data\":{\"a\":[1,null]}}");
}

TEST(in_messagepack_data_may_be_bin)
{
	const struct value *data =
		value_get(decode_msgpack("86", "a4 64 61 74 61 c4 02 00 ff").event.root, SLICE("data"));

	expect_int(data->kind, VALUE_BYTES);
	expect_int(data->size, 2);
}

TEST(in_messagepack_bin_is_refused_anywhere_else)
{
	static const char why[] = "\"a\" is bin, which only the event's data may be";

	expect_fault(decode_msgpack("86", "a1 61 c4 01 00"), EVENT_INVALID_MSGPACK, why);
	expect_fault(decode_msgpack("86", "a4 64 61 74 61 81 a1 61 c4 01 00"), EVENT_INVALID_MSGPACK, why);
	expect_fault(decode_msgpack("86", "a4 64 61 74 61 81 a4 64 61 74 61 c4 01 00"), EVENT_INVALID_MSGPACK,
		"\"data\" is bin, which only the event's data may be");
	expect_fault(decode(cloudevents(), a_record_of(bytes_of("c4 01 00"))), EVENT_INVALID_MSGPACK,
		"\"\" is bin, which only the event's data may be");
}

TEST(in_messagepack_a_key_that_stands_twice_is_refused)
{
	expect_fault(decode_msgpack("86", "a4 64 61 74 61 82 a1 61 01 a1 61 02"), EVENT_INVALID_MSGPACK,
		"a key of a map stands twice");
}

TEST(broken_messagepack_is_invalid_msgpack_and_the_detail_says_where)
{
	expect_fault(decode(cloudevents(), a_record_of(bytes_of("dd ff ff ff ff"))), EVENT_INVALID_MSGPACK,
		"byte 0: an array or map promises more than the bytes hold");
	expect_fault(decode_msgpack("85", "00"), EVENT_INVALID_MSGPACK, "byte 65: bytes follow the value");
	expect_fault(decode_msgpack("86", "a4 74 69 6d 65 d6 ff 00 00 00 00"), EVENT_INVALID_MSGPACK,
		"byte 70: ext types and timestamps are not taken");
}

TEST(messagepack_deeper_than_16_is_too_deep)
{
	expect_int(decode_msgpack("86", "a4 64 61 74 61 91 91 91 91 91 91 91 91 91 91 91 91 91 91 90").fault, EVENT_OK);
	expect_int(decode_msgpack("86", "a4 64 61 74 61 91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 90").fault,
		EVENT_TOO_DEEP);
}

TEST(the_content_type_decides_over_the_first_byte)
{
	struct record json = a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}");

	expect_int(decode(cloudevents(), with_header(json, "content-type", "application/cloudevents+json")).fault,
		EVENT_OK);
	expect_int(
		decode(cloudevents(), with_header(json, "content-type", "Application/CloudEvents+JSON ; charset=utf-8"))
			.fault,
		EVENT_OK);
	expect_int(decode(cloudevents(), with_header(json, "content-type", "application/cloudevents")).fault, EVENT_OK);
	expect_int(decode(cloudevents(), with_header(json, "content-type", "application/json")).fault, EVENT_OK);
	expect_int(decode(cloudevents(), with_header(json, "content-type", "application/cloudevents+msgpack")).fault,
		EVENT_INVALID_MSGPACK);
}

TEST(batch_mode_and_other_event_formats_are_refused)
{
	expect_fault(decode(cloudevents(),
			     with_header(a_record("[]"), "content-type", "application/cloudevents-batch+json")),
		EVENT_INVALID_EVENT, "batch mode is not taken, one event a record is");
	expect_fault(
		decode(cloudevents(), with_header(a_record("<e/>"), "content-type", "application/cloudevents+xml")),
		EVENT_INVALID_EVENT,
		"content-type \"application/cloudevents+xml\": events are taken as +json and +msgpack");
}

TEST(seatwire_types_need_an_input_that_names_them)
{
	static const struct slice only[] = {{"seatwire.task.", 14}, {"deal.", 5}};
	struct event_input input = cloudevents();

	expect_fault(decode_with(",\"type\":\"seatwire.task.accepted\""), EVENT_TYPE_NOT_ALLOWED,
		"type \"seatwire.task.accepted\" is not taken from topic \"interactions\"; seatwire.* needs an input "
		"with "
		"`only`");
	expect_int(decode_with(",\"type\":\"seatwires.x\"").fault, EVENT_OK);
	input.only = only;
	input.only_count = 2;
	expect_int(decode(input, a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\","
					  "\"type\":\"seatwire.task.accepted\"}"))
			   .fault,
		EVENT_OK);
	expect_int(decode(input,
			   a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"deal.won\"}"))
			   .fault,
		EVENT_OK);
	expect_fault(
		decode(input, a_record("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"deal\"}")),
		EVENT_TYPE_NOT_ALLOWED, "type \"deal\" is not taken from topic \"interactions\"");
}

TEST(every_fault_has_the_name_of_its_dead_letters)
{
	static const char *const names[] = {"ok", "empty", "too_large", "too_deep", "invalid_json", "invalid_msgpack",
		"invalid_event", "type_not_allowed", "no_account", "account_too_large", "output_too_large", "poison"};

	for (int fault = EVENT_OK; fault <= EVENT_POISON; fault++)
		expect_text(event_fault_name((enum event_fault)fault), names[fault]);
}
