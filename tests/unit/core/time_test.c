/* Late, skewed, before live_from. */
#include "account/task_state.h"
#include "check.h"
#include "engines.h"

static const char owner[] = "{\"csm\":\"dana\"}";

TEST(an_event_older_than_late_behind_the_newest_changes_facts_only)
{
	struct engine engine = an_engine(1, NULL);
	struct record record;

	does(&engine, "o", "owner", owner);
	engine.clock_ms -= engine.plan->late_ms;
	record = a_record(&engine, EVENTS, "e", "t", "1");
	engine.clock_ms += engine.plan->late_ms;
	engine_begin(&engine);
	engine_take(&engine, EVENTS, record);
	engine_end(&engine);
	expect_text(told(&engine, false), "opened a r1; routed s");
	engine_abort(&engine);
	engine.clock_ms -= engine.plan->late_ms + 1;
	record = a_record(&engine, EVENTS, "e", "t", "1");
	engine.clock_ms += engine.plan->late_ms + 1;
	engine_begin(&engine);
	engine_take(&engine, EVENTS, record);
	engine_end(&engine);
	expect_text(told(&engine, false), "late -");
	engine_abort(&engine);
	engine_finish(&engine);
}

TEST(an_event_more_than_five_minutes_ahead_is_taken_as_of_now_and_flagged)
{
	struct engine engine = an_engine(1, NULL);
	struct record record;

	does(&engine, "o", "owner", owner);
	for (int ahead_ms = 300000; ahead_ms <= 300001; ahead_ms++) {
		engine.clock_ms += ahead_ms;
		record = a_record(&engine, EVENTS, "e", "t", "1");
		engine.clock_ms -= ahead_ms;
		engine_begin(&engine);
		engine_take(&engine, EVENTS, record);
		engine_end(&engine);
		expect_int(strstr(output_of(&engine, OUTPUT_RECEIPT, 0)->value.data, "\"flags\":[\"skewed\"]") != NULL,
			ahead_ms == 300001);
		expect_int(strstr(output_of(&engine, OUTPUT_RECEIPT, 0)->value.data,
				   "\"time\":\"1970-01-11T00:00:00Z\",\"topic\"") != NULL,
			ahead_ms == 300001);
		engine_abort(&engine);
	}
	engine_finish(&engine);
}

TEST(what_happened_before_live_from_makes_memory_but_no_tasks)
{
	struct engine engine = an_engine(1, NULL);
	int64_t next[CORE_TOPICS_MOST] = {0};

	partition_start_new(engine.partition, DAYS(11), next);
	expect_text(does(&engine, "o", "owner", owner), "");
	expect_text(does(&engine, "e", "t", "1"), "history s");
	does(&engine, "m1", "m", "1");
	does(&engine, "m2", "m", "1");
	engine.clock_ms = DAYS(11);
	expect_text(does(&engine, "m3", "m", "1"), "opened a r1; routed many");
	expect_true(strstr(output_of(&engine, OUTPUT_TASK, 0)->value.data, "\"person\":\"dana\"") != NULL);
	engine_finish(&engine);
}
