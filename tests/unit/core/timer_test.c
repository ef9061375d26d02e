/* When timers run: only when every topic has passed their deadline, before the record that passed it, in order,
 * once. */
#include "account/task_state.h"
#include "check.h"
#include "engines.h"

static const char owner[] = "{\"csm\":\"dana\"}";

/* A task of account a that lapses at day 18. */
static struct engine an_engine_with_a_task(void)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "o", "owner", owner);
	does(&engine, "e", "t", "1");
	expect_int(partition_next_deadline(engine.partition), DAYS(18));
	return engine;
}

TEST(a_timer_runs_at_its_deadline_when_all_topics_are_at_their_end_and_not_before)
{
	struct engine engine = an_engine_with_a_task();

	expect_text(waits(&engine, DAYS(8) - 1), "");
	expect_text(waits(&engine, 1), "expired a r2; expired s");
	expect_text(told(&engine, true), "expired a r2; expired s; state a; state seatwire/progress; journal");
	expect_text(waits(&engine, DAYS(30)), "");
	expect_int(partition_next_deadline(engine.partition), INT64_MAX);
	expect_int(partition_counts(engine.partition).timers, 1);
	engine_finish(&engine);
}

TEST(a_timer_waits_for_a_topic_that_has_not_passed_its_deadline)
{
	struct engine engine = an_engine_with_a_task();

	engine.at_end[TASK_EVENTS] = false;
	expect_text(waits(&engine, DAYS(20)), "");
	engine.at_end[TASK_EVENTS] = true;
	expect_text(waits(&engine, 0), "expired a r2; expired s");
	engine_finish(&engine);
}

TEST(a_record_from_after_the_deadline_lets_the_timer_run_before_it)
{
	struct engine engine = an_engine_with_a_task();

	engine.clock_ms = DAYS(18) + 1;
	expect_text(does(&engine, "e2", "t", "1"), "expired a r2; expired s; opened a r1; routed s");
	engine_finish(&engine);
}

TEST(a_record_from_the_deadline_itself_comes_before_the_timer)
{
	struct engine engine = an_engine_with_a_task();

	engine.clock_ms = DAYS(18);
	expect_text(does(&engine, "e2", "t", "1"), "updated a r2; folded s; expired a r3; expired s");
	engine_finish(&engine);
}

TEST(an_unread_record_from_before_the_deadline_keeps_the_task_from_lapsing)
{
	struct engine engine = an_engine_with_a_task();
	struct record completed = a_record(&engine, TASK_EVENTS, "w", "seatwire.task.completed",
		arena_printf(engines_arena(), "{\"task\":\"%.32s\"}",
			strstr(output_of(&engine, OUTPUT_TASK, 0)->value.data, "\"task\":\"") + 8)
			.data);
	struct record later;
	uint32_t remaining[CORE_TOPICS_MOST] = {0};

	engine.clock_ms = DAYS(30);
	later = a_record(&engine, EVENTS, "e2", "t", "1");
	remaining[TASK_EVENTS] = 1;
	engine_begin(&engine);
	partition_take(engine.partition, EVENTS, &later, remaining, engine.at_end);
	expect_text(told(&engine, false), "updated a r2; folded s");
	remaining[TASK_EVENTS] = 0;
	partition_take(engine.partition, TASK_EVENTS, &completed, remaining, engine.at_end);
	engine_end(&engine);
	expect_text(told(&engine, false), "updated a r2; folded s; completed a r3");
	engine_commit(&engine);
	engine_finish(&engine);
}

TEST(timers_run_in_the_order_of_deadline_then_account)
{
	static const char *const subjects[] = {"c", "b", "a"};
	struct engine engine = an_engine(1, NULL);

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 3; i++) {
			struct record record = a_record(&engine, EVENTS, "e", round ? "m" : "t", "1");

			strstr(record.value.data, "\"subject\":\"")[11] = *subjects[i];
			engine_begin(&engine);
			engine_take(&engine, EVENTS, record);
			engine_end(&engine);
			engine_commit(&engine);
		}
		engine.clock_ms += round ? 0 : 1;
	}
	expect_text(
		waits(&engine, DAYS(10)), "expired a r2; expired s; expired b r2; expired s; expired c r2; expired s");
	engine_finish(&engine);
}

TEST(a_timer_that_runs_late_says_so)
{
	struct engine engine = an_engine_with_a_task();

	waits(&engine, DAYS(8) + 60 * 1000);
	expect_true(strstr(output_of(&engine, OUTPUT_RECEIPT, 0)->value.data, "\"flags\"") == NULL);
	engine_finish(&engine);
	engine = an_engine_with_a_task();
	waits(&engine, DAYS(8) + 60 * 1000 + 1);
	expect_true(strstr(output_of(&engine, OUTPUT_RECEIPT, 0)->value.data, "\"flags\":[\"late\"]") != NULL);
	engine_finish(&engine);
}

TEST(a_timer_whose_batch_fails_runs_again_and_only_once)
{
	struct engine engine = an_engine_with_a_task();

	engine.clock_ms = DAYS(40);
	for (int i = 0; i < 3; i++) {
		engine_begin(&engine);
		expect_true(engine_end(&engine));
		expect_text(told(&engine, false), "expired a r2; expired s");
		engine_abort(&engine);
		expect_int(partition_next_deadline(engine.partition), DAYS(18));
	}
	expect_text(waits(&engine, 0), "expired a r2; expired s");
	expect_text(waits(&engine, 0), "");
	engine_finish(&engine);
}

TEST(a_failed_batch_leaves_no_deadline_behind)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "o", "owner", owner);
	engine_begin(&engine);
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "e", "t", "1"));
	engine_end(&engine);
	expect_int(partition_next_deadline(engine.partition), DAYS(18));
	engine_abort(&engine);
	expect_int(partition_next_deadline(engine.partition), INT64_MAX);
	engine_finish(&engine);
}

TEST(a_deadline_that_was_outlived_is_passed_over_once_and_begins_no_batch)
{
	struct engine engine = an_engine_with_a_task();
	const char *id = strstr(output_of(&engine, OUTPUT_TASK, 0)->value.data, "\"task\":\"") + 8;
	struct record completed = a_record(&engine, TASK_EVENTS, "w", "seatwire.task.completed",
		arena_printf(engines_arena(), "{\"task\":\"%.32s\"}", id).data);

	engine_begin(&engine);
	engine_take(&engine, TASK_EVENTS, completed);
	engine_end(&engine);
	engine_commit(&engine);
	expect_text(waits(&engine, DAYS(20)), "");
	expect_int(partition_next_deadline(engine.partition), INT64_MAX);
	engine_finish(&engine);
}

TEST(more_timers_than_a_batch_takes_run_in_the_next_one)
{
	struct engine engine = an_engine(1, NULL);

	engine_begin(&engine);
	for (int i = 0; i < 10001; i++) {
		struct record record = a_record(&engine, EVENTS, "e", "t", "1");

		record.value = arena_printf(engines_arena(),
			"{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"%d\"}",
			i);
		engine_take(&engine, EVENTS, record);
	}
	engine_end(&engine);
	engine_commit(&engine);
	waits(&engine, DAYS(30));
	expect_int(partition_counts(engine.partition).timers, 10000);
	expect_text(waits(&engine, 0), "expired 9999 r2; expired s");
	engine_finish(&engine);
}
