/* worker_test: the loop over a log that fails as it is told.
 *
 * Every record is no event, so each becomes one dead letter: what was committed can be read from those. */
#include "io/worker.h"
#include "check.h"
#include "scripted_log.h"
#include <stdio.h>
#include <stdlib.h>

enum { INPUT = 0 }; /* number of the topic */

/* A worker, its log, and what else it takes. */
struct bench {
	struct scripted log;
	struct worker_shared shared;
	struct worker_pulse pulse;
	struct worker_counts counts;
	struct logger logger;
	struct plan *plan;
	uint32_t commit_events;
};

static struct log *open_scripted(
	void *context, uint32_t number, const struct log_owner *owner, struct arena *arena, struct slice *ret_error)
{
	struct bench *bench = context;

	(void)number, (void)arena, (void)ret_error;
	bench->log.owner = *owner;
	return &bench->log.log;
}

/* A plan that matches nothing. */
static struct plan *an_empty_plan(void)
{
	struct plan *plan = plan_create();

	plan->name = SLICE("empty");
	plan->version = SLICE("sha256:0");
	plan->steward.topic = SLICE("drift");
	plan->matcher = matcher_create(NULL, 0);
	return plan;
}

static struct bench *a_log_with(uint32_t records)
{
	struct bench *bench = memory_zalloc(1, sizeof(*bench));

	scripted_init(&bench->log, records, &bench->shared.stop);
	bench->plan = an_empty_plan();
	bench->commit_events = 1000;
	return bench;
}

static void commits_give(struct bench *bench, enum log_result result, bool applied)
{
	uint32_t at = bench->log.commit_count++;

	bench->log.commits[at] = result;
	bench->log.applied[at] = applied;
}

/* Runs the worker to its end. */
static bool run(struct bench *bench)
{
	static const struct event_input input = {.topic = {"events", 6}};
	struct core_setup core = {.inputs = &input,
		.input_count = 1,
		.limits = {1000, 64},
		.partition_count = 1,
		.rekey_topic = SLICE("app.rekey"),
		.cross_topic = SLICE("app.cross"),
		.instance = SLICE("a")};
	struct crash_notes no_poison = {0};
	struct worker_setup setup = {.core = &core,
		.plan = bench->plan,
		.logger = &bench->logger,
		.poison = &no_poison,
		.shared = &bench->shared,
		.commit_every_ms = 100,
		.commit_events = bench->commit_events,
		.commit_bytes = 1000000,
		.account_bytes_most = 1000000,
		.live_from_ms = 0,
		.open = open_scripted,
		.open_context = bench};
	FILE *nowhere = fopen("/dev/null", "we");
	bool good;

	logger_init(&bench->logger, fileno(nowhere), LOGGER_JSON);
	good = worker_run(&setup, &bench->pulse, &bench->counts);
	logger_finish(&bench->logger);
	fclose(nowhere);
	return good;
}

static void finish(struct bench *bench)
{
	scripted_finish(&bench->log);
	plan_unref(bench->plan);
	free(bench);
}

TEST(records_that_are_there_are_done_in_one_transaction_with_their_offsets)
{
	struct bench *bench = a_log_with(3);

	expect_true(run(bench));
	expect_slice(buffer_slice(&bench->log.letters), "0:invalid_json 1:invalid_json 2:invalid_json ");
	expect_int(bench->log.committed[INPUT], 3);
	expect_int(bench->counts.events, 3);
	expect_int(bench->counts.dead_letters, 3);
	finish(bench);
}

TEST(a_new_partition_without_records_commits_where_it_starts)
{
	struct bench *bench = a_log_with(0);

	expect_true(run(bench));
	expect_int(bench->log.committed[INPUT], 0);
	finish(bench);
}

TEST(a_restore_that_nobody_answers_is_waited_for_and_goes_on)
{
	struct bench *bench = a_log_with(1);

	bench->log.silences = 3;
	expect_true(run(bench));
	expect_int(bench->log.waits, 3);
	expect_slice(buffer_slice(&bench->log.letters), "0:invalid_json ");
	finish(bench);
}

TEST(a_worker_that_is_to_stop_while_nobody_answers_has_not_failed)
{
	struct bench *bench = a_log_with(1);

	bench->log.silences = 3;
	bench->log.stop_in_silence = true;
	expect_true(run(bench));
	expect_int(bench->log.waits, 0);
	expect_slice(buffer_slice(&bench->log.letters), "");
	finish(bench);
}

TEST(a_long_restore_ends_soon_when_the_worker_is_to_stop)
{
	struct bench *bench = a_log_with(1);

	expect_true(run(bench));
	for (; bench->log.state_count < 3000; bench->log.state_count++)
		bench->log.state[bench->log.state_count] = bench->log.state[bench->log.state_count - 1];
	bench->log.assigned = false;
	bench->log.polls = 0;
	bench->log.stop_in_restore = true;
	atomic_store(&bench->shared.stop, false);
	expect_true(run(bench));
	expect_int(bench->log.restored, 1023);
	finish(bench);
}

TEST(a_transaction_that_fails_is_done_again_with_the_same_records)
{
	struct bench *bench = a_log_with(3);

	commits_give(bench, LOG_OK, true); /* the start */
	commits_give(bench, LOG_AGAIN, false);
	commits_give(bench, LOG_AGAIN, false);
	expect_true(run(bench));
	expect_slice(buffer_slice(&bench->log.letters), "0:invalid_json 1:invalid_json 2:invalid_json ");
	expect_int(bench->counts.aborts, 2);
	finish(bench);
}

/* Each record is a run of its own in the journal, and 12,000 runs are more than one entry holds. */
TEST(records_that_a_full_batch_does_not_take_are_taken_by_the_next)
{
	struct bench *bench = a_log_with(12000);
	uint32_t first, second;
	int read = 0;

	bench->commit_events = 20000;
	for (uint32_t i = 0; i < bench->log.count; i++) {
		bench->log.topics[i] = i % 2;
		bench->log.records[i].offset = i / 2;
	}
	expect_true(run(bench));
	buffer_byte(&bench->log.sizes, '\0');
	expect_int(sscanf(bench->log.sizes.data, "0 %u %u %n", &first, &second, &read), 2);
	expect_int(bench->log.sizes.data[read], '\0');
	expect_int(first + second, 12000);
	expect_true(second > 0);
	expect_int(bench->counts.dead_letters, 12000);
	expect_int(bench->log.committed[0], 6000);
	expect_int(bench->log.committed[1], 6000);
	finish(bench);
}

TEST(the_third_failure_in_a_row_halves_the_transaction)
{
	struct bench *bench = a_log_with(8);

	commits_give(bench, LOG_OK, true);
	for (int i = 0; i < 3; i++)
		commits_give(bench, LOG_AGAIN, false);
	expect_true(run(bench));
	expect_slice(buffer_slice(&bench->log.sizes), "0 4 4 ");
	expect_int(bench->log.committed[INPUT], 8);
	finish(bench);
}

TEST(a_record_whose_output_is_too_large_is_found_and_put_aside_and_the_others_go_on)
{
	struct bench *bench = a_log_with(8);

	bench->log.too_large_offset = 5;
	expect_true(run(bench));
	expect_slice(buffer_slice(&bench->log.letters),
		"0:invalid_json 1:invalid_json 2:invalid_json 3:invalid_json 4:invalid_json 5:output_too_large "
		"6:invalid_json 7:invalid_json ");
	expect_int(bench->log.committed[INPUT], 8);
	finish(bench);
}

TEST(work_whose_outcome_is_unknown_and_that_was_committed_is_counted_and_not_done_again)
{
	struct bench *bench = a_log_with(3);

	commits_give(bench, LOG_OK, true);
	commits_give(bench, LOG_UNKNOWN, true);
	expect_true(run(bench));
	expect_slice(buffer_slice(&bench->log.letters), "0:invalid_json 1:invalid_json 2:invalid_json ");
	expect_int(bench->counts.events, 3);
	expect_int(bench->counts.dead_letters, 3);
	expect_int(bench->counts.transactions, 2);
	expect_int(bench->counts.aborts, 0);
	finish(bench);
}

TEST(work_whose_outcome_is_unknown_and_that_was_not_committed_is_done_again_and_counted_once)
{
	struct bench *bench = a_log_with(3);

	commits_give(bench, LOG_OK, true);
	commits_give(bench, LOG_UNKNOWN, false);
	expect_true(run(bench));
	expect_slice(buffer_slice(&bench->log.letters), "0:invalid_json 1:invalid_json 2:invalid_json ");
	expect_int(bench->counts.events, 3);
	expect_int(bench->counts.transactions, 2);
	expect_int(bench->counts.aborts, 1);
	finish(bench);
}

/* Another process has done the same, and has written down the same offsets, but for its own name. */
TEST(work_that_another_process_did_instead_is_not_counted)
{
	struct bench *bench = a_log_with(3);

	commits_give(bench, LOG_OK, true);
	commits_give(bench, LOG_UNKNOWN, true);
	bench->log.usurped = 1;
	expect_true(run(bench));
	expect_int(bench->counts.events, 0);
	expect_int(bench->counts.transactions, 1);
	expect_int(bench->counts.aborts, 1);
	finish(bench);
}

TEST(a_log_that_gives_up_ends_the_worker)
{
	struct bench *bench = a_log_with(3);

	commits_give(bench, LOG_FATAL, false);
	expect_false(run(bench));
	expect_slice(buffer_slice(&bench->log.letters), "");
	finish(bench);
}

TEST(partitions_that_are_lost_take_their_undone_records_along)
{
	struct bench *bench = a_log_with(3);

	commits_give(bench, LOG_OK, true);
	commits_give(bench, LOG_AGAIN, false);
	bench->log.revoke_at_poll = 4; /* while the worker waits to try again */
	expect_true(run(bench));
	expect_slice(buffer_slice(&bench->log.letters), "");
	finish(bench);
}

TEST(committed_offsets_without_state_are_refused)
{
	struct bench *bench = a_log_with(3);

	bench->log.committed[INPUT] = 2;
	expect_false(run(bench));
	expect_int(bench->log.transactions, 0);
	finish(bench);
}

TEST(beyond_the_limit_for_memory_reading_is_paused)
{
	struct bench *bench = a_log_with(3);

	atomic_store(&bench->shared.account_bytes, 2000000);
	expect_true(run(bench));
	expect_int(bench->log.pauses, 1);
	expect_int(bench->counts.events, 0);
	finish(bench);
}
