/* What is no event, what belongs to another partition, what was read unread. */
#include "check.h"
#include "engines.h"

static const char owner[] = "{\"csm\":\"dana\"}";

/* An account of partition 1 of 2. */
static struct slice misplaced_value(struct engine *engine)
{
	struct record record = a_record(engine, EVENTS, "e", "t", "1");
	char *at = strstr(record.value.data, "\"subject\":\"a\"");

	memcpy(at, "\"subject\":\"d\"", 13);
	return record.value;
}

TEST(a_misplaced_record_is_forwarded_with_its_first_place_and_leaves_a_receipt)
{
	struct engine engine = an_engine(2, NULL);
	struct slice value = misplaced_value(&engine);
	const struct header headers[] = {
		{SLICE("seatwire-origin"), SLICE("forged/1/2/3")}, {SLICE("trace"), SLICE("t1")}};
	struct record record = a_raw_record(&engine, EVENTS, SLICE("other"), value);
	const struct output *output;

	record.headers = headers;
	record.header_count = 2;
	engine_begin(&engine);
	engine_take(&engine, EVENTS, record);
	engine_end(&engine);
	expect_text(told(&engine, false), "rekey d; misplaced -");
	output = output_of(&engine, OUTPUT_REKEY, 0);
	expect_int(output->partition, -1);
	expect_true(slice_equal(output->value, value));
	expect_text(header_of(output, "seatwire-origin"), "events/0/1/864000000");
	expect_text(header_of(output, "trace"), "t1");
	engine_commit(&engine);
	expect_slice(remembered(&engine), "");
	engine_finish(&engine);
}

TEST(a_record_of_the_rekey_topic_is_read_as_where_it_came_from_and_not_forwarded_again)
{
	struct engine engine = an_engine(2, NULL);
	const struct header header = {SLICE("seatwire-origin"), SLICE("events/1/77/5000")};
	struct record record = a_raw_record(&engine, REKEY, SLICE("d"), misplaced_value(&engine));

	record.headers = &header;
	record.header_count = 1;
	engine_begin(&engine);
	engine_take(&engine, REKEY, record);
	engine_end(&engine);
	expect_text(told(&engine, false), "cross drift/seat_without_person/csm; opened d r1; routed s");
	expect_true(strstr(output_of(&engine, OUTPUT_TASK, 0)->value.data,
			    "\"topic\":\"events\",\"partition\":1,\"offset\":77}") != NULL);
	expect_text(header_of(output_of(&engine, OUTPUT_TASK, 0), "seatwire-source"), "app.rekey/0/0/1");
	engine_abort(&engine);
	engine_finish(&engine);
}

TEST(a_record_of_the_rekey_topic_without_a_place_is_a_dead_letter)
{
	static const char *const origins[] = {"", "events", "unknown/1/2/3", "events/x/2/3"};

	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		struct engine engine = an_engine(2, NULL);
		const struct header header = {SLICE("seatwire-origin"), slice_of(origins[i])};
		struct record record = a_raw_record(&engine, REKEY, SLICE("d"), misplaced_value(&engine));

		record.headers = &header;
		record.header_count = i ? 1 : 0;
		engine_begin(&engine);
		engine_take(&engine, REKEY, record);
		engine_end(&engine);
		expect_text(told(&engine, false), "dead invalid_event");
		engine_abort(&engine);
		engine_finish(&engine);
	}
}

TEST(a_dead_letter_keeps_key_value_and_headers_and_tells_reason_and_place)
{
	struct engine engine = an_engine(1, NULL);
	const struct header header = {SLICE("trace"), SLICE("t1")};
	struct record record = a_raw_record(&engine, EVENTS, SLICE("k\0k"), SLICE("{\"a\":"));
	const struct output *output;

	record.headers = &header;
	record.header_count = 1;
	engine_begin(&engine);
	engine_take(&engine, EVENTS, record);
	engine_end(&engine);
	output = output_of(&engine, OUTPUT_DEAD_LETTER, 0);
	expect_true(slice_equal(output->key, SLICE("k\0k")));
	expect_slice(output->value, "{\"a\":");
	expect_int(output->partition, -1);
	expect_text(header_of(output, "reason"), "invalid_json");
	expect_text(header_of(output, "topic"), "events");
	expect_text(header_of(output, "partition"), "0");
	expect_text(header_of(output, "offset"), "0");
	expect_text(header_of(output, "trace"), "t1");
	engine_commit(&engine);
	expect_int(partition_counts(engine.partition).dead_letters, 1);
	engine_finish(&engine);
}

TEST(a_dead_letter_without_a_key_stays_in_its_partition_and_one_without_a_value_has_none)
{
	struct engine engine = an_engine(3, NULL);
	const struct output *output;

	engine_begin(&engine);
	engine_take(&engine, EVENTS, a_raw_record(&engine, EVENTS, (struct slice){NULL, 0}, (struct slice){NULL, 0}));
	engine_end(&engine);
	output = output_of(&engine, OUTPUT_DEAD_LETTER, 0);
	expect_int(output->partition, 0);
	expect_true(output->value.data == NULL);
	expect_text(header_of(output, "reason"), "empty");
	engine_abort(&engine);
	engine_finish(&engine);
}

TEST(an_event_without_a_usable_account_is_a_dead_letter)
{
	static const char *const subjects[] = {"", "drift/x", "seatwire/progress", "a\\u0000b"};
	struct engine engine = an_engine(1, NULL);
	char large[300];

	memset(large, 'x', sizeof(large));
	large[257] = 0;
	for (size_t i = 0; i <= sizeof(subjects) / sizeof(subjects[0]); i++) {
		const char *subject = i < sizeof(subjects) / sizeof(subjects[0]) ? subjects[i] : large;

		engine_begin(&engine);
		engine_take(&engine, EVENTS,
			a_raw_record(&engine, EVENTS, SLICE("a"),
				arena_printf(engines_arena(),
					"{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/"
					"s\",\"type\":\"t\",\"subject\":\"%s\"}",
					subject)));
		engine_end(&engine);
		expect_true(strcmp(told(&engine, false), "dead no_account") == 0 ||
			    strcmp(told(&engine, false), "dead invalid_event") == 0);
		engine_abort(&engine);
		engine.next[EVENTS] = 0;
	}
	engine_finish(&engine);
}

TEST(a_refused_record_goes_to_the_dead_letters_unread_and_the_journal_says_why)
{
	struct engine engine = an_engine(1, NULL);
	struct record record = a_record(&engine, EVENTS, "e", "t", "1");

	engine_begin(&engine);
	partition_refuse(engine.partition, EVENTS, &record, EVENT_POISON, SLICE("it crashed"), NULL, NULL);
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "o", "owner", owner));
	engine_end(&engine);
	expect_text(told(&engine, false), "dead poison");
	expect_text(header_of(output_of(&engine, OUTPUT_DEAD_LETTER, 0), "detail"), "it crashed");
	expect_true(strstr(output_of(&engine, OUTPUT_JOURNAL, 0)->value.data,
			    "\"refused\":[[\"events\",0,\"poison\",\"it crashed\"]]") != NULL);
	engine_commit(&engine);
	expect_int(partition_progress(engine.partition)->next_offset[EVENTS], 2);
	engine_finish(&engine);
}

TEST(drift_of_the_cross_topic_becomes_the_stewards_task_and_anything_else_there_a_dead_letter)
{
	struct engine engine = an_engine(1, NULL);
	const struct output *report;
	struct record record;

	expect_text(does(&engine, "e", "t", "1"), "cross drift/seat_without_person/csm; opened a r1; routed s");
	report = output_of(&engine, OUTPUT_CROSS, 0);
	record = a_raw_record(
		&engine, CROSS, arena_copy(engines_arena(), report->key), arena_copy(engines_arena(), report->value));
	engine_begin(&engine);
	engine_take(&engine, CROSS, record);
	engine_take(&engine, CROSS, a_raw_record(&engine, CROSS, SLICE("a"), record.value));
	engine_take(&engine, CROSS, a_raw_record(&engine, CROSS, record.key, SLICE("{}")));
	engine_take(&engine, CROSS, a_record(&engine, CROSS, "x", "t", "1"));
	engine_end(&engine);
	expect_text(told(&engine, false),
		"opened drift/seat_without_person/csm r1; dead no_account; dead invalid_event; dead no_account");
	engine_commit(&engine);
	engine_finish(&engine);
}

TEST(the_journal_tells_clock_ends_and_runs)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "o", "owner", owner);
	engine.at_end[CROSS] = false;
	engine.next[EVENTS] = 9; /* what lies between was never readable */
	engine_begin(&engine);
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "e", "t", "1"));
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "e2", "t", "1"));
	engine_take(&engine, TASK_EVENTS, a_record(&engine, TASK_EVENTS, "w", "seatwire.task.completed", "{}"));
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "e3", "t", "1"));
	engine_end(&engine);
	expect_true(
		strstr(output_of(&engine, OUTPUT_JOURNAL, 0)->value.data,
			"\"data\":{\"partition\":0,\"batch\":2,\"clock\":864000000,\"ends\":[\"events\","
			"\"task-events\",\"app.rekey\"],\"runs\":[[\"events\",9,10],[\"task-events\",0,0],[\"events\","
			"11,11]],\"why\":") != NULL);
	engine_abort(&engine);
	engine_finish(&engine);
}
