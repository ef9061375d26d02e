/* A batch that is full: the record in hand waits for the next one, and the journal tells what the batch did. */
#include "account/task_state.h"
#include "base/time_text.h"
#include "check.h"
#include "engines.h"

enum { PILE = 10005 }; /* timers: a few more than run before the records of one batch */

static struct record an_event_for(struct engine *engine, int account)
{
	char time[TIME_TEXT_BYTES];
	struct slice key = arena_printf(engines_arena(), "account-%d", account);

	return a_raw_record(engine, EVENTS, key,
		arena_printf(engines_arena(),
			"{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"%.*s\","
			"\"time\":\"%.*s\",\"data\":1}",
			account, SLICE_PRINT(key), SLICE_PRINT(time_format(engine->clock_ms, time))));
}

/* Each account has a task that lapses at day 18; the clock is at day 30. */
static struct engine an_engine_with_a_pile_of_timers(void)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "o", "owner", "{\"csm\":\"dana\"}");
	engine_begin(&engine);
	for (int i = 0; i < PILE; i++)
		engine_take(&engine, EVENTS, an_event_for(&engine, i));
	engine_end(&engine);
	engine_commit(&engine);
	expect_int(partition_next_deadline(engine.partition), DAYS(18));
	engine.clock_ms = DAYS(30);
	return engine;
}

/* A batch in which `record` is the only one and, if it waits, its topic is not at its end. Whether it was taken. */
static bool takes(struct engine *engine, const struct record *record)
{
	static const uint32_t none[CORE_TOPICS_MOST];
	bool taken;

	engine_begin(engine);
	taken = partition_take(engine->partition, EVENTS, record, none, engine->at_end);
	engine->at_end[EVENTS] = taken;
	expect_true(engine_end(engine));
	engine_commit(engine);
	engine->at_end[EVENTS] = true;
	return taken;
}

TEST(a_record_waits_while_more_timers_are_due_before_it_than_one_batch_runs)
{
	struct engine engine = an_engine_with_a_pile_of_timers();
	struct record record = an_event_for(&engine, PILE);
	int64_t arrival_ms = engine.clock_ms;

	expect_false(takes(&engine, &record));
	expect_int(partition_counts(engine.partition).timers, PILE); /* before the record, and at the end */
	expect_int(partition_progress(engine.partition)->next_offset[EVENTS], PILE + 1);
	expect_true(strstr(output_of(&engine, OUTPUT_JOURNAL, 0)->value.data,
			    arena_printf(engines_arena(), "\"held_up\":[\"events\",%lld]", (long long)arrival_ms)
				    .data) != NULL);
	expect_true(takes(&engine, &record));
	expect_int(partition_counts(engine.partition).timers, PILE);
	expect_true(strstr(output_of(&engine, OUTPUT_JOURNAL, 0)->value.data, "held_up") == NULL);
	engine_finish(&engine);
}

TEST(what_arrived_makes_the_same_timers_due_when_the_batch_is_done_again)
{
	struct engine engine = an_engine_with_a_pile_of_timers(), again = an_engine_with_a_pile_of_timers();
	struct record record = an_event_for(&engine, PILE);
	static const uint32_t none[CORE_TOPICS_MOST];

	expect_false(takes(&engine, &record));
	engine_begin(&again);
	again.at_end[EVENTS] = false;
	expect_false(partition_arrive(again.partition, EVENTS, record.timestamp_ms, none, again.at_end));
	engine_end(&again);
	engine_commit(&again);
	expect_true(slice_equal(remembered(&again), remembered(&engine)));
	expect_true(slice_equal(
		output_of(&again, OUTPUT_JOURNAL, 0)->value, output_of(&engine, OUTPUT_JOURNAL, 0)->value));
	engine_finish(&engine);
	engine_finish(&again);
}

TEST(a_record_waits_when_the_journal_entry_has_no_room_for_its_run)
{
	struct engine engine = an_engine(1, NULL);
	static const uint32_t none[CORE_TOPICS_MOST];
	struct record record;
	uint32_t topic = EVENTS, taken = 0;

	engine_begin(&engine);
	for (;; taken++, topic = topic == EVENTS ? TASK_EVENTS : EVENTS) {
		record = a_raw_record(&engine, topic, SLICE("a"), SLICE("no event"));
		if (!partition_take(engine.partition, topic, &record, none, engine.at_end))
			break;
	}
	engine.at_end[topic] = false;
	expect_true(engine_end(&engine));
	expect_true(taken > 5000);
	expect_true(output_of(&engine, OUTPUT_JOURNAL, 0)->value.size < 900 * 1000);
	expect_true(strstr(output_of(&engine, OUTPUT_JOURNAL, 0)->value.data, "held_up") == NULL);
	engine_commit(&engine);
	expect_int(partition_counts(engine.partition).events, taken);
	engine_begin(&engine);
	expect_true(partition_take(engine.partition, topic, &record, none, NULL));
	engine_end(&engine);
	engine_commit(&engine);
	engine_finish(&engine);
}
