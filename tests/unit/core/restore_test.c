/* The state topic: what comes back of it, and what is refused. */
#include "account/task_state.h"
#include "base/hash.h"
#include "check.h"
#include "engines.h"

static const char owner[] = "{\"csm\":\"dana\"}";

struct states {
	struct slice keys[64], values[64];
	uint32_t count;
};

/* Keeps what the last batch wrote to the state topic. */
static void keep(struct states *states, struct engine *engine)
{
	for (uint32_t i = 0; i < engine->outputs.count; i++) {
		const struct output *output = &engine->outputs.items[i];

		if (output->kind != OUTPUT_STATE)
			continue;
		states->keys[states->count] = arena_copy(engines_arena(), output->key);
		states->values[states->count++] =
			output->value.data ? arena_copy(engines_arena(), output->value) : output->value;
	}
}

static struct engine restored(const struct states *states)
{
	struct engine engine = an_engine(1, NULL);

	for (uint32_t i = 0; i < states->count; i++)
		expect_int(partition_restore(engine.partition, states->keys[i], states->values[i]), RESTORE_OK);
	return engine;
}

static struct engine an_engine_with_history(struct states *states)
{
	struct engine engine = an_engine(1, NULL);

	does(&engine, "o", "owner", owner);
	keep(states, &engine);
	does(&engine, "e", "t", "1");
	keep(states, &engine);
	engine.clock_ms += 1000;
	does(&engine, "s", "sized", "{\"size\":{\"deep\":[1,18446744073709551616]}}");
	keep(states, &engine);
	return engine;
}

TEST(a_restored_partition_remembers_the_same_and_goes_on_the_same)
{
	struct states states = {0};
	struct engine engine = an_engine_with_history(&states), again = restored(&states);
	struct slice expected;

	expect_true(slice_equal(remembered(&engine), remembered(&again)));
	expect_int(memcmp(partition_progress(engine.partition), partition_progress(again.partition),
			   sizeof(struct progress)),
		0);
	expect_int(partition_next_deadline(again.partition), DAYS(18));
	again.clock_ms = engine.clock_ms;
	memcpy(again.next, engine.next, sizeof(engine.next));
	expect_text(does(&engine, "e2", "t", "1"), "updated a r2; folded s");
	expected = arena_copy(engines_arena(), output_of(&engine, OUTPUT_TASK, 0)->value);
	does(&again, "e2", "t", "1");
	expect_true(slice_equal(output_of(&again, OUTPUT_TASK, 0)->value, expected));
	expect_true(slice_equal(remembered(&engine), remembered(&again)));
	expect_text(waits(&again, DAYS(9)), "expired a r3; expired s");
	engine_finish(&engine);
	engine_finish(&again);
}

TEST(a_compacted_topic_gives_the_same)
{
	struct states states = {0}, compacted = {0};
	struct engine engine = an_engine_with_history(&states), again;

	for (uint32_t i = 0; i < states.count; i++) {
		uint32_t newer = i + 1;

		while (newer < states.count && !slice_equal(states.keys[newer], states.keys[i]))
			newer++;
		if (newer < states.count)
			continue;
		compacted.keys[compacted.count] = states.keys[i];
		compacted.values[compacted.count++] = states.values[i];
	}
	expect_int(compacted.count, 2);
	again = restored(&compacted);
	expect_true(slice_equal(remembered(&engine), remembered(&again)));
	engine_finish(&engine);
	engine_finish(&again);
}

TEST(a_tombstone_forgets_an_account_with_its_timers)
{
	struct states states = {0};
	struct engine engine = an_engine_with_history(&states), again = restored(&states);

	expect_int(partition_restore(again.partition, SLICE("a"), (struct slice){NULL, 0}), RESTORE_OK);
	expect_slice(remembered(&again), "");
	again.clock_ms = engine.clock_ms;
	expect_text(waits(&again, DAYS(30)), "");
	engine_finish(&engine);
	engine_finish(&again);
}

TEST(a_revision_that_does_not_rise_is_refused)
{
	struct states states = {0};
	struct engine engine = an_engine_with_history(&states), again = restored(&states);

	expect_int(partition_restore(again.partition, states.keys[0], states.values[0]), RESTORE_CORRUPT);
	expect_int(partition_restore(again.partition, states.keys[4], states.values[4]), RESTORE_CORRUPT);
	engine_finish(&engine);
	engine_finish(&again);
}

TEST(a_damaged_record_is_refused_and_one_of_a_newer_version_is_told_apart)
{
	struct states states = {0};
	struct engine engine = an_engine_with_history(&states);

	for (uint32_t i = 0; i < 2; i++) {
		for (size_t at = 0; at < states.values[i].size; at++) {
			struct engine again = an_engine(1, NULL);
			struct slice damaged = arena_copy(engines_arena(), states.values[i]);

			((char *)damaged.data)[at] ^= 4;
			expect_int(partition_restore(again.partition, states.keys[i], damaged), RESTORE_CORRUPT);
			expect_int(partition_restore(again.partition, states.keys[i], (struct slice){damaged.data, at}),
				RESTORE_CORRUPT);
			engine_finish(&again);
		}
	}
	for (uint32_t i = 0; i < 2; i++) {
		struct engine again = an_engine(1, NULL);
		struct slice newer = arena_copy(engines_arena(), states.values[i]);
		uint64_t checksum;

		((char *)newer.data)[1] = 2;
		checksum = hash64((struct slice){newer.data, newer.size - 10}, 0);
		memcpy((char *)newer.data + newer.size - 8, &checksum, sizeof(checksum));
		expect_int(partition_restore(again.partition, states.keys[i], newer), RESTORE_NEWER);
		engine_finish(&again);
	}
	engine_finish(&engine);
}

TEST(progress_comes_back_by_the_names_of_topics)
{
	struct states states = {0};
	struct engine engine = an_engine_with_history(&states);
	static const struct event_input swapped[] = {
		{.topic = {"new", 3}}, {.topic = {"task-events", 11}}, {.topic = {"events", 6}}};
	struct core_setup setup = engine.setup;
	struct partition *other;

	setup.inputs = swapped;
	setup.input_count = 3;
	other = partition_create(&setup, 0);
	expect_int(partition_restore(other, states.keys[5], states.values[5]), RESTORE_OK);
	expect_true(partition_progress(other)->exists);
	expect_int(partition_progress(other)->batch, 3);
	expect_int(partition_progress(other)->clock_ms, DAYS(10) + 1000);
	expect_int(partition_progress(other)->next_offset[0], -1);
	expect_int(partition_progress(other)->next_offset[1], 0);
	expect_int(partition_progress(other)->next_offset[2], 3);
	expect_int(partition_progress(other)->arrival_ms[0], INT64_MIN);
	expect_int(partition_progress(other)->arrival_ms[2], DAYS(10) + 1000);
	partition_destroy(other);
	engine_finish(&engine);
}

TEST(an_operators_word_moves_the_offsets_and_the_next_batch_writes_it_down)
{
	struct states states = {0};
	struct engine engine = an_engine_with_history(&states), again = restored(&states);
	int64_t next[CORE_TOPICS_MOST] = {1};

	partition_adopt(again.partition, next);
	again.clock_ms = engine.clock_ms;
	engine_begin(&again);
	expect_true(engine_end(&again));
	expect_text(told(&again, true), "state seatwire/progress; journal");
	expect_true(strstr(output_of(&again, OUTPUT_JOURNAL, 0)->value.data, "\"from\":[[\"events\",1]") != NULL);
	engine_commit(&again);
	again.next[EVENTS] = 1;
	expect_text(does(&again, "e", "t", "1"), "duplicate -");
	engine_finish(&engine);
	engine_finish(&again);
}
