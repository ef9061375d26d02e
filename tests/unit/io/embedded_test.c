/* embedded_test: the embedded log delivers records and keeps the promises of a transaction. */
#include "base/hash.h"
#include "check.h"
#include "embedded_logs.h"
#include <sys/wait.h>
#include <unistd.h>

TEST(appended_records_are_delivered_in_order_and_once)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	append(&fixture, 1, SLICE("l"), SLICE("b"));
	append(&fixture, 0, SLICE("k"), SLICE("c"));
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/0 k=a|0/0/1 k=c|0/1/0 l=b|");
	fixture.log->ops->release(fixture.log);
	expect_int(poll_now(&fixture).count, 0);
	append(&fixture, 0, SLICE("k"), SLICE("d"));
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/2 k=d|");
	end_fixture(&fixture);
}

TEST(held_records_stay_until_released)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	expect_int(poll_now(&fixture).count, 1);
	append(&fixture, 0, SLICE("k"), SLICE("b"));
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/0 k=a|0/0/1 k=b|");
	end_fixture(&fixture);
}

TEST(bytes_of_every_kind_come_back_as_they_were)
{
	const struct header headers[] = {{SLICE("text"), SLICE("caf\xc3\xa9 \"q\"")},
		{SLICE("bytes"), SLICE("\xff\0\x01")}, {SLICE("empty"), SLICE("")}, {SLICE("none"), {0}}};
	struct record record = {.topic = SLICE("in"),
		.partition = 2,
		.timestamp_ms = 1795428000123,
		.key = SLICE("12"),
		.value = SLICE("\x82\0\xff"),
		.headers = headers,
		.header_count = 4};
	const struct record *read;
	struct fixture fixture;
	struct slice error, value;

	begin_log(&fixture);
	expect_true(embedded_append(fixture.file, &record, 1, &error));
	record = (struct record){.topic = SLICE("in"), .partition = 2, .key = {0}, .value = SLICE("")};
	expect_true(embedded_append(fixture.file, &record, 1, &error));
	record.value = (struct slice){0};
	expect_true(embedded_append(fixture.file, &record, 1, &error));
	read = poll_now(&fixture).records;
	expect_int(read[0].timestamp_ms, 1795428000123);
	expect_slice(read[0].key, "12");
	expect_true(slice_equal(read[0].value, SLICE("\x82\0\xff")));
	expect_int(read[0].header_count, 4);
	expect_true(record_header(&read[0], SLICE("text"), &value) && slice_equal(value, SLICE("caf\xc3\xa9 \"q\"")));
	expect_true(record_header(&read[0], SLICE("bytes"), &value) && slice_equal(value, SLICE("\xff\0\x01")));
	expect_true(record_header(&read[0], SLICE("empty"), &value) && value.data && value.size == 0);
	expect_true(read[0].headers[3].value.data == NULL);
	expect_true(read[1].key.data == NULL && read[1].value.data && read[1].value.size == 0);
	expect_true(read[2].value.data == NULL);
	end_fixture(&fixture);
}

TEST(a_poll_takes_no_more_records_or_bytes_than_it_may)
{
	struct fixture fixture;

	begin_log(&fixture);
	for (int i = 0; i < 5; i++)
		append(&fixture, 0, SLICE("k"), SLICE("0123456789"));
	expect_int(poll_up_to(&fixture, 2, 1000).count, 2);
	expect_int(poll_up_to(&fixture, 100, 15).count, 4);
	expect_int(poll_up_to(&fixture, 100, 15).count, 5);
	end_fixture(&fixture);
}

TEST(a_committed_transaction_shows_outputs_state_and_offsets_together)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 1, SLICE("k"), SLICE("a"));
	poll_now(&fixture);
	expect_int(committed(&fixture, 1), -1);
	expect_int(fixture.log->ops->begin(fixture.log), LOG_OK);
	produce(&fixture, OUTPUT_STATE, 1, "k", "state 1");
	produce(&fixture, OUTPUT_REKEY, 1, "k", "forwarded");
	expect_state(&fixture, 1, "");
	expect_int(commit(&fixture, 1, 1), LOG_OK);
	fixture.log->ops->release(fixture.log);
	expect_int(committed(&fixture, 1), 1);
	expect_state(&fixture, 1, "k=state 1|");
	expect_slice(shown(&fixture, poll_now(&fixture)), "1/1/0 k=forwarded|");
	end_fixture(&fixture);
}

TEST(an_aborted_transaction_leaves_nothing_and_can_be_done_again)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	expect_int(poll_now(&fixture).count, 1);
	expect_int(fixture.log->ops->begin(fixture.log), LOG_OK);
	produce(&fixture, OUTPUT_STATE, 0, "k", "wrong");
	expect_int(fixture.log->ops->abort(fixture.log), LOG_OK);
	expect_state(&fixture, 0, "");
	expect_int(committed(&fixture, 0), -1);
	expect_int(fixture.log->ops->begin(fixture.log), LOG_OK);
	produce(&fixture, OUTPUT_STATE, 0, "k", "right");
	expect_int(commit(&fixture, 0, 1), LOG_OK);
	expect_state(&fixture, 0, "k=right|");
	end_fixture(&fixture);
}

TEST(the_state_topic_keeps_the_newest_of_each_key_and_forgets_what_is_tombstoned)
{
	struct fixture fixture;

	begin_log(&fixture);
	fixture.log->ops->begin(fixture.log);
	produce(&fixture, OUTPUT_STATE, 0, "a", "1");
	produce(&fixture, OUTPUT_STATE, 0, "b", "1");
	produce(&fixture, OUTPUT_STATE, 0, "a", "2");
	expect_int(commit(&fixture, 0, 0), LOG_OK);
	fixture.log->ops->begin(fixture.log);
	produce(&fixture, OUTPUT_STATE, 0, "b", NULL);
	produce(&fixture, OUTPUT_STATE, 0, "c", "3");
	expect_int(commit(&fixture, 0, 0), LOG_OK);
	expect_state(&fixture, 0, "a=2|c=3|");
	expect_state(&fixture, 1, "");
	end_fixture(&fixture);
}

TEST(an_output_without_a_partition_goes_where_kafka_would_put_its_key)
{
	struct fixture fixture;
	int32_t partition = hash_partition(SLICE("acct-42"), PARTITIONS);

	begin_log(&fixture);
	fixture.log->ops->begin(fixture.log);
	produce(&fixture, OUTPUT_CROSS, -1, "acct-42", "x");
	expect_int(commit(&fixture, 0, 0), LOG_OK);
	expect_slice(
		shown(&fixture, poll_now(&fixture)), arena_printf(&fixture.arena, "2/%d/0 acct-42=x|", partition).data);
	end_fixture(&fixture);
}

TEST(reading_goes_on_at_the_committed_offset_when_the_log_is_opened_again)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	append(&fixture, 0, SLICE("k"), SLICE("b"));
	poll_now(&fixture);
	fixture.log->ops->begin(fixture.log);
	expect_int(commit(&fixture, 0, 1), LOG_OK);
	fixture.log->ops->close(fixture.log);
	embedded_close(fixture.file);
	open_file(&fixture);
	open_log(&fixture, 0, 1);
	expect_slice(shown(&fixture, poll_now(&fixture)), "0/0/1 k=b|");
	end_fixture(&fixture);
}

TEST(partitions_are_divided_among_the_workers)
{
	struct fixture fixture;

	begin_fixture(&fixture);
	make_topics(&fixture);
	open_log(&fixture, 0, 2);
	poll_now(&fixture);
	fixture.log->ops->close(fixture.log);
	open_log(&fixture, 1, 2);
	poll_now(&fixture);
	fixture.log->ops->close(fixture.log);
	open_log(&fixture, 5, 6);
	poll_now(&fixture);
	fixture.log->ops->close(fixture.log);
	fixture.log = NULL;
	expect_slice(buffer_slice(&fixture.seen), "assigned 0 2;revoked 0 2;assigned 1;revoked 1;assigned;revoked;");
	end_fixture(&fixture);
}

TEST(a_topic_is_at_its_end_when_all_of_it_was_delivered)
{
	const int32_t partitions[] = {0, 1};
	struct fixture fixture;
	uint64_t at_end[2];

	begin_log(&fixture);
	poll_now(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	expect_int(fixture.log->ops->ends(fixture.log, partitions, 2, at_end), LOG_OK);
	expect_int(at_end[0], 6);
	expect_int(at_end[1], 7);
	poll_now(&fixture);
	expect_int(fixture.log->ops->ends(fixture.log, partitions, 2, at_end), LOG_OK);
	expect_int(at_end[0], 7);
	end_fixture(&fixture);
}

TEST(a_paused_log_delivers_nothing_until_it_is_resumed)
{
	struct fixture fixture;

	begin_log(&fixture);
	append(&fixture, 0, SLICE("k"), SLICE("a"));
	fixture.log->ops->pause(fixture.log, true);
	expect_int(poll_now(&fixture).count, 0);
	fixture.log->ops->pause(fixture.log, false);
	expect_int(poll_now(&fixture).count, 1);
	end_fixture(&fixture);
}

TEST(a_waiting_poll_returns_when_another_process_appends)
{
	const struct log_poll_limits limits = {.wait_ms = 50000, .records = 10, .bytes = 1000};
	struct fixture fixture;
	struct log_batch batch;
	pid_t child;

	begin_log(&fixture);
	poll_now(&fixture);
	child = fork();
	if (child == 0) {
		const struct record record = {.topic = SLICE("in"), .key = SLICE("k"), .value = SLICE("late")};
		struct slice error;
		struct embedded *file = embedded_open(fixture.path, false, &fixture.arena, &error);

		_exit(file && embedded_append(file, &record, 1, &error) ? 0 : 1);
	}
	expect_int(fixture.log->ops->poll(fixture.log, &limits, &batch), LOG_OK);
	expect_slice(shown(&fixture, batch), "0/0/0 k=late|");
	waitpid(child, NULL, 0);
	end_fixture(&fixture);
}
