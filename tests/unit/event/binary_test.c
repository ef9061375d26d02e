/* binary: CloudEvents in Kafka's binary mode. */
#include "check.h"
#include "records.h"

/* Type t, id 1, source /s, without time. */
static struct record binary_record(struct slice value)
{
	struct record record = a_record_of(value);

	record = with_header(record, "ce_specversion", "1.0");
	record = with_header(record, "ce_type", "t");
	record = with_header(record, "ce_source", "/s");
	return with_header(record, "ce_id", "1");
}

static struct record of_type(struct slice value, const char *content_type)
{
	return with_header(binary_record(value), "content-type", content_type);
}

static const struct value *data_of(struct decoded decoded)
{
	expect_text(decoded.detail, "");
	return value_get(decoded.event.root, SLICE("data"));
}

TEST(headers_become_attributes_and_the_value_data)
{
	struct record record = of_type(SLICE("{\"a\":[1,2]}"), "application/json");

	record = with_header(record, "ce_time", "2026-11-23T09:00:00Z");
	record = with_header(record, "ce_region", "emea");
	record = with_header(record, "trace", "not ours");
	expect_tree(decode(cloudevents(), with_header(record, "ce_subject", "acct-42")),
		"{\"type\":\"t\",\"source\":\"/s\",\"id\":\"1\","
		"\"subject\":\"acct-42\",\"time\":\"2026-11-23T09:00:00Z\","
		"\"specversion\":\"1.0\",\"region\":\"emea\",\"datacontenttype\":\"application/json\","
		"\"data\":{\"a\":[1,2]}}");
}

TEST(of_several_headers_of_a_name_the_last_one_counts)
{
	struct record record = with_header(binary_record(SLICE("x")), "ce_id", "2");

	expect_slice(decode(cloudevents(), with_header(record, "ce_id", "3")).event.id, "3");
}

TEST(percent_signs_stay_as_they_are)
{
	expect_slice(decode(cloudevents(), with_header(binary_record(SLICE("x")), "ce_subject", "a%20b")).event.subject,
		"a%20b");
}

TEST(the_content_type_says_how_the_value_is_read)
{
	expect_int(data_of(decode(cloudevents(), of_type(SLICE("1"), "application/json")))->kind, VALUE_INTEGER);
	expect_int(data_of(decode(cloudevents(), of_type(SLICE("1"), "application/vnd.acme+json; v=1")))->kind,
		VALUE_INTEGER);
	expect_int(data_of(decode(cloudevents(), of_type(SLICE("1"), "TEXT/JSON")))->kind, VALUE_INTEGER);
	expect_int(data_of(decode(cloudevents(), of_type(SLICE("1"), "text/plain")))->kind, VALUE_STRING);
	expect_int(data_of(decode(cloudevents(), of_type(bytes_of("93 01 02 03"), "application/msgpack")))->size, 3);
	expect_int(data_of(decode(cloudevents(), of_type(bytes_of("93 01 02 03"), "application/x-msgpack")))->size, 3);
	expect_int(data_of(decode(cloudevents(), of_type(bytes_of("c4 01 ff"), "application/msgpack")))->kind,
		VALUE_BYTES);
	expect_int(data_of(decode(cloudevents(), of_type(bytes_of("89 50 4e 47"), "image/png")))->kind, VALUE_BYTES);
}

TEST(without_a_content_type_an_object_is_json_and_all_else_text)
{
	expect_int(data_of(decode(cloudevents(), binary_record(SLICE(" {\"a\":1}"))))->kind, VALUE_OBJECT);
	expect_int(data_of(decode(cloudevents(), binary_record(SLICE("[INFO] started"))))->kind, VALUE_STRING);
	expect_int(data_of(decode(cloudevents(), binary_record(bytes_of("ff 00"))))->kind, VALUE_BYTES);
}

TEST(a_record_without_value_is_an_event_without_data)
{
	struct decoded decoded = decode(cloudevents(), of_type((struct slice){NULL, 0}, "application/json"));

	expect_tree(decoded, "{\"type\":\"t\",\"source\":\"/s\",\"id\":\"1\",\"time\":\"2026-11-23T10:00:00Z\","
			     "\"specversion\":\"1.0\",\"datacontenttype\":\"application/json\"}");
	expect_true(decoded.event.time_made_up);
}

TEST(data_that_is_not_what_its_type_says_is_refused)
{
	struct decoded decoded = decode(cloudevents(), of_type(SLICE("{\"a\":}"), "application/json"));

	expect_int(decoded.fault, EVENT_INVALID_JSON);
	expect_true(slice_starts(slice_of(decoded.detail), SLICE("data, byte 5: ")));
	expect_fault(decode(cloudevents(), of_type(bytes_of("92 01"), "application/msgpack")), EVENT_INVALID_MSGPACK,
		"data, byte 0: an array or map promises more than the bytes hold");
	expect_fault(decode(cloudevents(), of_type(bytes_of("91 c4 01 ff"), "application/msgpack")),
		EVENT_INVALID_MSGPACK, "data holds bin, which only the whole of it may be");
	expect_int(decode(cloudevents(), of_type(repeated("[", 65), "application/json")).fault, EVENT_TOO_DEEP);
}

TEST(attributes_keep_the_rules_of_every_mode)
{
	struct record record = binary_record(SLICE("x"));

	expect_fault(decode(cloudevents(), with_header(record, "ce_id", "")), EVENT_INVALID_EVENT,
		"attribute \"id\" is empty");
	expect_fault(decode(cloudevents(), with_header(record, "ce_id", NULL)), EVENT_INVALID_EVENT,
		"attribute \"id\" is missing");
	expect_fault(decode(cloudevents(), with_header(record, "ce_specversion", "0.3")), EVENT_INVALID_EVENT,
		"attribute \"specversion\" is \"0.3\", not \"1.0\"");
	expect_fault(decode(cloudevents(), with_header(record, "ce_time", "noon")), EVENT_INVALID_EVENT,
		"attribute \"time\" is no RFC 3339 time such as 2026-11-23T10:00:00Z");
	expect_fault(decode(cloudevents(), with_header(record, "ce_Region", "emea")), EVENT_INVALID_EVENT,
		"attribute \"Region\" has a name of other characters than a-z and 0-9");
	expect_fault(decode(cloudevents(), with_header(record, "ce_", "emea")), EVENT_INVALID_EVENT,
		"attribute \"\" has no name");
	expect_fault(decode(cloudevents(), with_header(record, "ce_data", "emea")), EVENT_INVALID_EVENT,
		"attribute \"data\" has the name of the event's data");
	expect_fault(decode(cloudevents(), with_header(record, "content-type", "json")), EVENT_INVALID_EVENT,
		"attribute \"datacontenttype\" is no media type such as application/json");
}

TEST(a_header_that_is_not_utf8_is_refused_as_an_attribute_and_ignored_elsewhere)
{
	struct record record = binary_record(SLICE("x"));

	expect_fault(decode(cloudevents(), with_header(record, "ce_subject", "\xff\xfe")), EVENT_INVALID_EVENT,
		"header \"ce_subject\" is not UTF-8");
	expect_int(decode(cloudevents(), with_header(record, "tr\xff", "\xff\xfe")).fault, EVENT_OK);
}

TEST(a_structured_content_type_wins_over_ce_headers)
{
	struct record record = of_type(SLICE("{\"specversion\":\"1.0\",\"id\":\"9\",\"source\":\"/s\",\"type\":\"t\"}"),
		"application/cloudevents+json");

	expect_slice(decode(cloudevents(), record).event.id, "9");
}

TEST(thousands_of_headers_cost_no_more_than_their_bytes)
{
	struct record record = binary_record(SLICE("x"));
	struct header *headers = ARENA_ARRAY(test_arena(), struct header, 300000);

	memcpy(headers, record.headers, record.header_count * sizeof(*headers));
	for (uint32_t i = record.header_count; i < 300000; i++)
		headers[i] = (struct header){arena_printf(test_arena(), "ce_k%06uk", i), SLICE("v")};
	record.headers = headers;
	record.header_count = 300000;
	expect_int(decode(cloudevents(), record).event.root->size, 300000 + 2); /* time, data */
}
