/* plain: JSON that is no CloudEvent, and the mapping that makes it one. */
#include "check.h"
#include "records.h"

static struct event_input tickets(void)
{
	return plain_json("ticket.{data.state}", "{data.id}", "{data.updated_at}", "{data.caller}");
}

TEST(the_mapping_gives_the_attributes_and_the_json_stands_under_data)
{
	struct decoded decoded = decode(tickets(), a_record("{\"id\":77,\"state\":\"opened\",\"updated_at\":\"2026-11-"
							    "23T11:00:00+01:00\",\"caller\":\"c-9\"}"));

	expect_tree(decoded,
		"{\"type\":\"ticket.opened\",\"source\":\"interactions\",\"id\":\"77\",\"subject\":\"c-9\","
		"\"time\":\"2026-11-23T11:00:00+01:00\",\"data\":{\"id\":77,\"state\":\"opened\","
		"\"updated_at\":\"2026-11-23T11:00:00+01:00\",\"caller\":\"c-9\"}}");
	expect_int(decoded.event.time_ms, 1795428000000);
	expect_false(decoded.event.id_made_up);
	expect_false(decoded.event.time_made_up);
}

TEST(scalars_of_every_kind_fill_a_template)
{
	struct event_input input = plain_json("{data.a}/{data.b}/{data.c}/{data.d}/{data.e}", NULL, NULL, NULL);

	expect_slice(decode(input, a_record("{\"a\":-12,\"b\":true,\"c\":0.1,\"d\":18446744073709551615,\"e\":1e21}"))
			     .event.type,
		"-12/true/0.1/18446744073709551615/1e+21");
}

TEST(what_the_event_lacks_is_made_up)
{
	struct decoded decoded = decode(tickets(), a_record("{\"state\":\"opened\",\"id\":null,\"caller\":{}}"));

	expect_tree(decoded,
		"{\"type\":\"ticket.opened\",\"source\":\"interactions\",\"id\":\"interactions/3/1841\","
		"\"time\":\"2026-11-23T10:00:00Z\",\"data\":{\"state\":\"opened\",\"id\":null,\"caller\":{}}}");
	expect_true(decoded.event.id_made_up);
	expect_true(decoded.event.time_made_up);
	expect_int(decoded.event.time_ms, 1795428000000);
	expect_slice(decoded.event.subject, "");
}

TEST(a_type_that_the_event_lacks_is_refused)
{
	expect_fault(decode(tickets(), a_record("{\"id\":1}")), EVENT_INVALID_EVENT,
		"the mapping of \"type\" needs \"data.state\", which is missing or no scalar");
	expect_fault(decode(tickets(), a_record("{\"state\":{\"a\":1}}")), EVENT_INVALID_EVENT,
		"the mapping of \"type\" needs \"data.state\", which is missing or no scalar");
	expect_fault(decode(plain_json("{data.a}", NULL, NULL, NULL), a_record("{\"a\":\"\"}")), EVENT_INVALID_EVENT,
		"attribute \"type\" is empty");
}

TEST(a_time_may_be_text_a_date_or_a_number_of_ms)
{
	struct event_input input = plain_json("t", NULL, "{data.at}", NULL);

	expect_int(decode(input, a_record("{\"at\":1795428000000}")).event.time_ms, 1795428000000);
	expect_int(decode(input, a_record("{\"at\":\"1795428000000\"}")).event.time_ms, 1795428000000);
	expect_int(decode(input, a_record("{\"at\":-1}")).event.time_ms, -1);
	expect_int(decode(input, a_record("{\"at\":\"2026-11-23\"}")).event.time_ms, 1795392000000);
	expect_tree(decode(input, a_record("{\"at\":1795428000250}")),
		"{\"type\":\"t\",\"source\":\"interactions\",\"id\":\"interactions/3/1841\","
		"\"time\":\"2026-11-23T10:00:00.250Z\","
		"\"data\":{\"at\":1795428000250}}");
}

TEST(a_time_that_is_neither_is_refused)
{
	struct event_input input = plain_json("t", NULL, "{data.at}", NULL);

	expect_fault(decode(input, a_record("{\"at\":\"29/2/2016 01:16\"}")), EVENT_INVALID_EVENT,
		"the mapping of \"time\" gives \"29/2/2016 01:16\", which is no RFC 3339 time and no number of ms");
	expect_int(decode(input, a_record("{\"at\":99999999999999999}")).fault, EVENT_INVALID_EVENT);
	expect_int(decode(input, a_record("{\"at\":253402300800000}")).fault, EVENT_INVALID_EVENT);
	expect_int(decode(input, a_record("{\"at\":true}")).fault, EVENT_INVALID_EVENT);
}

TEST(u0000_is_refused_in_what_names_the_event)
{
	expect_fault(decode(tickets(), a_record("{\"state\":\"a\\u0000\"}")), EVENT_INVALID_EVENT,
		"attribute \"type\" holds U+0000");
	expect_fault(decode(tickets(), a_record("{\"state\":\"a\",\"id\":\"\\u0000\"}")), EVENT_INVALID_EVENT,
		"attribute \"id\" holds U+0000");
	expect_fault(decode(tickets(), a_record("{\"state\":\"a\",\"caller\":\"\\u0000\"}")), EVENT_INVALID_EVENT,
		"attribute \"subject\" holds U+0000");
}

TEST(any_json_may_be_an_event)
{
	struct event_input input = plain_json("line.read", NULL, NULL, "{data}");

	expect_slice(decode(input, a_record("\"acct-42\"")).event.subject, "acct-42");
	expect_slice(decode(input, a_record("[[],\"first\",\"second\"]")).event.subject, "first");
}

TEST(plain_json_keeps_the_limits_and_the_types_of_its_input)
{
	expect_int(decode(tickets(), a_record("{")).fault, EVENT_INVALID_JSON);
	expect_int(decode(tickets(), a_record("")).fault, EVENT_EMPTY);
	expect_int(decode(tickets(), a_record_of(repeated("[", 65))).fault, EVENT_TOO_DEEP);
	expect_int(
		decode(plain_json("seatwire.{data}", NULL, NULL, NULL), a_record("1")).fault, EVENT_TYPE_NOT_ALLOWED);
}

TEST(plain_json_has_no_modes)
{
	struct record record =
		with_header(a_record("{\"state\":\"a\"}"), "content-type", "application/cloudevents-batch+json");

	expect_slice(decode(tickets(), with_header(record, "ce_specversion", "1.0")).event.type, "ticket.a");
}
