/* origin: records that the engine forwarded keep their first place. */
#include "check.h"
#include "records.h"

static struct record forwarded(const char *value, const char *origin)
{
	struct record record = a_record(value);

	record.topic = SLICE("post-sale.rekey");
	record.partition = 0;
	record.offset = 5;
	return with_header(record, "seatwire-origin", origin);
}

static struct event_input internal(struct event_input input)
{
	input.internal = true;
	return input;
}

TEST(a_forwarded_record_has_the_place_and_the_time_of_its_first)
{
	struct decoded decoded = decode(internal(plain_json("t", "{data.id}", "{data.at}", NULL)),
		forwarded("{}", "tickets/7/12345678901/1795431600000"));

	expect_slice(decoded.event.topic, "tickets");
	expect_int(decoded.event.partition, 7);
	expect_int(decoded.event.offset, 12345678901);
	expect_int(decoded.event.timestamp_ms, 1795431600000);
	expect_tree(decoded, "{\"type\":\"t\",\"source\":\"tickets\",\"id\":\"tickets/7/12345678901\","
			     "\"time\":\"2026-11-23T11:00:00Z\",\"data\":{}}");
	expect_true(decoded.event.id_made_up);
}

TEST(the_header_means_nothing_where_others_write)
{
	struct decoded decoded = decode(plain_json("t", NULL, NULL, NULL), forwarded("{}", "tickets/7/1/2"));

	expect_slice(decoded.event.topic, "post-sale.rekey");
	expect_slice(decoded.event.id, "post-sale.rekey/0/5");
}

TEST(an_internal_record_without_a_good_origin_is_refused)
{
	static const char *const bad[] = {"", "tickets", "/1/2/3", "tickets/1/2", "tickets/1/2/", "tickets/1/2/3/",
		"tickets/1/2/3/4", "tickets/-1/2/3", "tickets/2147483648/2/3", "tickets/1/-2/3",
		"tickets/1/9223372036854775808/3", "tickets//2/3", "tickets/1/2/-", "tickets/1/2/3x",
		"tickets/1/2/9223372036854775808"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_fault(decode(internal(cloudevents()), forwarded("{}", bad[i])), EVENT_INVALID_EVENT,
			"header \"seatwire-origin\" is missing or malformed");
	expect_fault(decode(internal(cloudevents()), a_record("{}")), EVENT_INVALID_EVENT,
		"header \"seatwire-origin\" is missing or malformed");
}

TEST(an_origin_is_read_as_it_was_written)
{
	struct event_origin origin = {SLICE("a.b-c_d"), INT32_MAX, INT64_MAX, INT64_MIN}, read;
	struct slice text = event_origin_text(test_arena(), &origin);
	struct record record = with_header(a_record("x"), "seatwire-origin", text.data);

	expect_slice(text, "a.b-c_d/2147483647/9223372036854775807/-9223372036854775808");
	expect_true(event_origin(&record, &read));
	expect_slice(read.topic, "a.b-c_d");
	expect_int(read.partition, INT32_MAX);
	expect_int(read.offset, INT64_MAX);
	expect_int(read.timestamp_ms, INT64_MIN);
}
