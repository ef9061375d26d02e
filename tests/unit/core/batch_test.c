/* A batch: what commits, what an abort leaves, what is passed over. */
#include "check.h"
#include "engines.h"

static const char owner[] = "{\"csm\":\"dana\"}";

TEST(a_batch_tells_tasks_and_receipts_then_state_progress_and_journal)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "o", "owner", owner);
	does(&engine, "e", "t", "1");
	expect_text(told(&engine, true), "opened a r1; routed s; state a; state seatwire/progress; journal");
	expect_int(partition_counts(engine.partition).tasks, 1);
	expect_int(partition_counts(engine.partition).events, 2);
	expect_int(partition_counts(engine.partition).accounts, 1);
	engine_finish(&engine);
}

TEST(an_event_that_no_pattern_matches_leaves_progress_alone)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "e", "unknown", "1");
	expect_text(told(&engine, true), "state seatwire/progress; journal");
	expect_int(partition_progress(engine.partition)->next_offset[EVENTS], 1);
	engine_finish(&engine);
}

TEST(a_new_partition_writes_down_where_it_starts_and_then_nothing_without_work)
{
	struct engine engine = an_engine(1, NULL);

	engine_begin(&engine);
	expect_true(engine_end(&engine));
	engine_commit(&engine);
	engine_begin(&engine);
	expect_false(engine_end(&engine));
	engine_abort(&engine);
	expect_int(partition_progress(engine.partition)->batch, 1);
	engine_finish(&engine);
}

TEST(an_aborted_batch_leaves_what_is_remembered_as_it_was_and_is_done_again_to_the_byte)
{
	struct engine engine = an_engine(1, NULL);
	struct slice before, first = {NULL, 0}, again;
	struct record one, two;

	does(&engine, "o", "owner", owner);
	does(&engine, "e", "t", "1");
	before = remembered(&engine);
	one = a_record(&engine, EVENTS, "e2", "t", "1");
	two = a_record(&engine, EVENTS, "s", "sized", "{\"size\":[1,2]}");
	for (int i = 0; i < 3; i++) {
		engine_begin(&engine);
		engine_take(&engine, EVENTS, one);
		engine_take(&engine, EVENTS, two);
		expect_true(engine_end(&engine));
		again = arena_copy(engines_arena(), output_of(&engine, OUTPUT_STATE, 0)->value);
		if (i)
			expect_true(slice_equal(first, again));
		first = again;
		expect_text(told(&engine, false), "updated a r2; folded s");
		expect_true(slice_equal(before, remembered(&engine)));
		if (i < 2)
			engine_abort(&engine);
		expect_int(partition_progress(engine.partition)->next_offset[EVENTS], 2);
	}
	engine_commit(&engine);
	expect_int(partition_progress(engine.partition)->next_offset[EVENTS], 4);
	expect_false(slice_equal(before, remembered(&engine)));
	engine_finish(&engine);
}

TEST(outputs_are_whole_after_the_commit)
{
	struct engine engine = an_engine(1, NULL);
	const struct output *state;

	does(&engine, "o", "owner", owner);
	does(&engine, "e", "t", "1");
	does(&engine, "e2", "t", "1");
	state = output_of(&engine, OUTPUT_STATE, 0);
	expect_slice(state->key, "a");
	expect_slice(output_of(&engine, OUTPUT_TASK, 0)->topic, "tasks.review");
	expect_int(remembered(&engine).size, 1 + state->value.size);
	expect_int(memcmp(remembered(&engine).data + 1, state->value.data, state->value.size), 0);
	engine_finish(&engine);
}

TEST(a_record_below_the_next_offset_is_passed_over)
{
	struct engine engine = an_engine(1, NULL);
	struct record record;

	does(&engine, "o", "owner", owner);
	record = a_record(&engine, EVENTS, "e", "t", "1");
	engine_begin(&engine);
	engine_take(&engine, EVENTS, record);
	engine_take(&engine, EVENTS, record);
	engine_end(&engine);
	expect_text(told(&engine, false), "opened a r1; routed s");
	engine_commit(&engine);
	engine_begin(&engine);
	engine_take(&engine, EVENTS, record);
	expect_false(engine_end(&engine));
	engine_abort(&engine);
	expect_int(partition_counts(engine.partition).events, 2);
	engine_finish(&engine);
}

TEST(the_same_event_at_another_place_is_a_duplicate_and_changes_nothing)
{
	struct engine engine = an_engine(1, NULL);
	struct slice before;

	does(&engine, "o", "owner", owner);
	does(&engine, "e", "t", "1");
	before = remembered(&engine);
	expect_text(does(&engine, "e", "t", "1"), "duplicate -");
	expect_true(slice_equal(before, remembered(&engine)));
	engine.clock_ms += engine.plan->dedupe_ms + 1;
	expect_text(does(&engine, "e", "t", "1"), "updated a r2; folded s");
	engine_finish(&engine);
}

TEST(two_partitions_share_a_list_of_outputs)
{
	struct engine engine = an_engine(2, NULL);
	struct partition *other = partition_create(&engine.setup, 1);
	struct record record = a_record(&engine, EVENTS, "o", "owner", owner), misplaced;
	int64_t next[CORE_TOPICS_MOST] = {0};
	uint32_t state = 0;

	partition_start_new(other, INT64_MIN, next);
	misplaced = record;
	misplaced.partition = 1;
	engine_begin(&engine);
	partition_begin(other, engine.plan, engine.clock_ms, &engine.outputs);
	engine_take(&engine, EVENTS, record);
	partition_take(other, EVENTS, &misplaced, NULL, NULL);
	expect_true(engine_end(&engine));
	expect_true(partition_end(other, NULL));
	for (uint32_t i = 0; i < engine.outputs.count; i++)
		if (engine.outputs.items[i].kind == OUTPUT_STATE &&
			slice_equal(engine.outputs.items[i].key, PROGRESS_KEY))
			expect_int(engine.outputs.items[i].partition, state++);
	expect_int(state, 2);
	partition_commit(other);
	engine_abort(&engine);
	expect_int(partition_progress(other)->next_offset[EVENTS], 1);
	expect_int(partition_progress(engine.partition)->next_offset[EVENTS], 0);
	partition_destroy(other);
	engine_finish(&engine);
}

TEST(a_batch_that_is_open_when_its_partition_goes_is_aborted)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "o", "owner", owner);
	engine_begin(&engine);
	engine_take(&engine, EVENTS, a_record(&engine, EVENTS, "e", "t", "1"));
	engine_finish(&engine);
}
