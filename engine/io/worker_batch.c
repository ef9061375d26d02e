/* worker_batch: one transaction: held records and due timers through the core, outputs and offsets into the log.
 *
 * Place: io, driving the whole arrow line. Thread: the worker's. Memory: the worker's arena, reset when the transaction
 * is over either way.
 * Invariants
 *   1. Committed state changes only after the log said LOG_OK. Else the records stay held, to be done again.
 *   2. Every partition that the transaction touches commits an offset, also one where only a timer ran: so an owner
 *      that was replaced is refused.
 *   3. The clock is read once, before the ends are asked for: a timer that fires has seen all that was in the log when
 *      it was due, however long the process stood still. */
#include "io/worker_state.h"
#include "base/clock.h"
#include <assert.h>
#include <stdlib.h>

/* Opens the partition's batch, once. */
static void open_batch(struct worker *worker, struct owned *owned, int64_t clock_ms)
{
	int64_t before_ms = partition_progress(owned->state)->clock_ms;

	if (owned->open)
		return;
	owned->open = true;
	owned->ends_known = owned->full = false;
	memset(owned->remaining, 0, sizeof(owned->remaining));
	partition_begin(
		owned->state, worker->setup->plan, clock_ms > before_ms ? clock_ms : before_ms, &worker->outputs);
}

/* A new partition commits where it starts, and from when on it is live, whether it has records or not. */
static bool has_work(const struct owned *owned, int64_t clock_ms)
{
	return !partition_progress(owned->state)->exists || partition_next_deadline(owned->state) <= clock_ms;
}

bool worker_has_work(const struct worker *worker, int64_t clock_ms)
{
	for (uint32_t i = 0; i < worker->owned_count; i++)
		if (has_work(&worker->owned[i], clock_ms))
			return true;
	return false;
}

/* Opens the partitions that have records in the step, timers that may be due, or are new. */
static void open_batches(struct worker *worker, uint32_t count, int64_t clock_ms)
{
	for (uint32_t i = worker->done; i < worker->done + count; i++) {
		struct owned *owned = worker_find(worker, worker->held.records[i].partition);

		assert(owned); /* the log holds no records of others */
		open_batch(worker, owned, clock_ms);
		owned->remaining[worker->held.topics[i]]++;
	}
	for (uint32_t i = 0; i < worker->owned_count; i++)
		if (has_work(&worker->owned[i], clock_ms))
			open_batch(worker, &worker->owned[i], clock_ms);
}

/* Finds the topics that stand at their end behind the step, of partitions with a timer that is due. A record that is
 * held but not part of the step is still to come. */
static enum log_result find_ends(struct worker *worker, uint32_t count, int64_t clock_ms)
{
	int32_t *numbers = arena_alloc(&worker->arena, sizeof(*numbers) * worker->owned_count);
	uint64_t *at_end = arena_alloc(&worker->arena, sizeof(*at_end) * worker->owned_count);
	uint32_t due = 0;
	enum log_result result;

	for (uint32_t i = 0; i < worker->owned_count; i++)
		if (partition_next_deadline(worker->owned[i].state) <= clock_ms)
			numbers[due++] = worker->owned[i].number;
	if (due == 0)
		return LOG_OK;
	worker_enter(worker, "asking for the ends of the topics");
	result = worker->log->ops->ends(worker->log, numbers, due, at_end);
	worker_leave(worker);
	if (result == LOG_AGAIN)
		return LOG_OK; /* none is known: the timers wait */
	for (uint32_t i = 0; result == LOG_OK && i < due; i++) {
		struct owned *owned = worker_find(worker, numbers[i]);

		owned->ends_known = true;
		for (uint32_t t = 0; t < core_topic_count(worker->setup->core); t++)
			owned->at_end[t] = at_end[i] >> t & 1;
	}
	for (uint32_t i = worker->done + count; i < worker->held.count; i++)
		worker_find(worker, worker->held.records[i].partition)->at_end[worker->held.topics[i]] = false;
	return result;
}

static void take(struct worker *worker, uint32_t index)
{
	const struct record *record = &worker->held.records[index];
	uint32_t topic = worker->held.topics[index];
	struct owned *owned = worker_find(worker, record->partition);
	const bool *at_end = owned->ends_known ? owned->at_end : NULL;
	bool taken;

	if (owned->full)
		return;
	owned->remaining[topic]--;
	if (worker->refuse != EVENT_OK) {
		taken = partition_refuse(owned->state, topic, record, worker->refuse,
			SLICE("a task, receipt or state that it leads to is larger than its topic takes"),
			owned->remaining, at_end);
	} else if (worker->setup->poison->count && crash_is_poison(worker->setup->poison, record)) {
		taken = partition_refuse(owned->state, topic, record, EVENT_POISON,
			SLICE("it made the process crash three times"), owned->remaining, at_end);
	} else {
		crash_set_record(record);
		taken = partition_take(owned->state, topic, record, owned->remaining, at_end);
		crash_set_record(NULL);
	}
	if (!taken) {
		owned->full = worker->held_back = true;
		owned->remaining[topic]++;
	}
}

/* The topics of a full batch that it has read to their end all the same. */
static void mind_rest(struct worker *worker, struct owned *owned)
{
	for (uint32_t t = 0; owned->full && t < core_topic_count(worker->setup->core); t++)
		owned->at_end[t] = owned->at_end[t] && owned->remaining[t] == 0;
}

/* Runs the core over the step. Partitions where nothing happened are closed again. Returns how many are still open. */
static uint32_t run_core(struct worker *worker, uint32_t count)
{
	uint32_t open = 0;

	for (uint32_t i = 0; i < count; i++)
		take(worker, worker->done + i);
	for (uint32_t i = 0; i < worker->owned_count; i++) {
		struct owned *owned = &worker->owned[i];
		const bool *at_end = owned->ends_known ? owned->at_end : NULL;

		if (!owned->open)
			continue;
		mind_rest(worker, owned);
		partition_timers(owned->state, at_end);
		if (partition_end(owned->state, at_end)) {
			open++;
		} else {
			partition_abort(owned->state);
			owned->open = false;
		}
	}
	return open;
}

static uint32_t list_offsets(struct worker *worker, struct log_offsets *offsets)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < worker->owned_count; i++) {
		const struct owned *owned = &worker->owned[i];

		if (!owned->open)
			continue;
		offsets[count].partition = owned->number;
		memcpy(offsets[count].next, partition_pending_progress(owned->state)->next_offset,
			sizeof(offsets[count].next));
		count++;
	}
	return count;
}

static enum log_result write_transaction(struct worker *worker, uint32_t open)
{
	const struct log_ops *ops = worker->log->ops;
	struct log_offsets *offsets = arena_alloc(&worker->arena, open * sizeof(*offsets));
	uint32_t count = list_offsets(worker, offsets);
	enum log_result result;

	worker->log->error = (struct slice){0};
	worker_enter(worker, "beginning a transaction");
	result = ops->begin(worker->log);
	worker_enter(worker, "producing");
	for (uint32_t i = 0; result == LOG_OK && i < worker->outputs.count; i++)
		result = ops->produce(worker->log, &worker->outputs.items[i]);
	worker_enter(worker, "committing");
	if (result == LOG_OK)
		result = ops->commit(worker->log, offsets, count);
	worker_leave(worker);
	return result;
}

/* Tells of a dead letter, counted by its reason. */
static void tell_dead_letter(struct worker *worker, const struct output *output, int64_t now_ms)
{
	char reason[32] = "";
	uint64_t count;

	for (uint32_t i = 0; i < output->header_count; i++)
		if (slice_is(output->headers[i].name, "reason") && output->headers[i].value.size < sizeof(reason))
			memcpy(reason, output->headers[i].value.data, output->headers[i].value.size);
	if (logger_due(worker->setup->logger, reason, 1, now_ms, &count))
		logger_line(worker->setup->logger, LOGGER_WARNING, "dead letters", FIELD("reason", reason),
			FIELD("count", count));
}

/* The batch is committed, if after some trouble. */
static void note_committed(struct worker *worker, struct slice trouble)
{
	int64_t now_ms = clock_monotonic_ms();
	uint64_t times;

	for (uint32_t i = 0; i < worker->outputs.count; i++)
		if (worker->outputs.items[i].kind == OUTPUT_DEAD_LETTER)
			tell_dead_letter(worker, &worker->outputs.items[i], now_ms);
	if (trouble.size && logger_due(worker->setup->logger, "commit", 1, now_ms, &times))
		logger_line(worker->setup->logger, LOGGER_WARNING, "trouble with a commit",
			FIELD("worker", worker->setup->number), FIELD("times", times), FIELD("why", trouble));
	worker->counts.transactions++;
	atomic_fetch_add(&worker->setup->shared->commits, 1);
}

static void note_aborted(struct worker *worker, struct slice why)
{
	uint64_t times;

	if (logger_due(worker->setup->logger, "transaction aborted", 1, clock_monotonic_ms(), &times))
		logger_line(worker->setup->logger, LOGGER_WARNING, "transaction aborted",
			FIELD("worker", worker->setup->number), FIELD("times", times), FIELD("why", why));
	worker->counts.aborts++;
}

/* The log has it: so does the state. */
static void merge(struct worker *worker)
{
	for (uint32_t i = 0; i < worker->owned_count; i++)
		if (worker->owned[i].open)
			partition_commit(worker->owned[i].state);
	worker_count_bytes(worker);
	note_committed(worker, worker->log->error);
}

static enum log_result abort_transaction(struct worker *worker, enum log_result result)
{
	enum log_result aborted;

	worker_enter(worker, "aborting");
	aborted = worker->log->ops->abort(worker->log);
	worker_leave(worker);
	return aborted == LOG_OK ? result : LOG_FATAL;
}

/* It failed: the state is as before, the log too. */
static enum log_result undo(struct worker *worker, enum log_result result)
{
	for (uint32_t i = 0; i < worker->owned_count; i++)
		if (worker->owned[i].open)
			partition_abort(worker->owned[i].state);
	note_aborted(worker, worker->log->error);
	return result == LOG_FATAL ? result : abort_transaction(worker, result);
}

/* The progress record that the batch wrote for a partition. */
static struct slice written_progress(const struct worker *worker, int32_t partition)
{
	for (uint32_t i = 0; i < worker->outputs.count; i++) {
		const struct output *output = &worker->outputs.items[i];

		if (output->kind == OUTPUT_STATE && output->partition == partition &&
			slice_equal(output->key, PROGRESS_KEY))
			return output->value;
	}
	assert(!"a batch ended without a progress record");
	return SLICE("");
}

/* Restores the open partitions. What was found there of the batch is counted. */
static bool restore_open(struct worker *worker, bool *ret_committed)
{
	bool good = true;

	*ret_committed = false;
	for (uint32_t i = 0; i < worker->owned_count && good; i++) {
		struct owned *owned = &worker->owned[i];
		struct partition_counts with, without;
		bool found = false;

		if (!owned->open)
			continue;
		with = partition_pending_counts(owned->state);
		without = partition_counts(owned->state);
		good = worker_restore(worker, owned, written_progress(worker, owned->number), &found);
		worker_add_counts(worker, found ? with : without);
		*ret_committed = *ret_committed || found;
	}
	return good;
}

/* Nobody knows whether it was committed. The state topic does. */
static enum log_result settle(struct worker *worker)
{
	struct slice why = arena_copy(&worker->arena, worker->log->error);
	enum log_result result = abort_transaction(worker, LOG_UNKNOWN);
	bool committed;

	if (!restore_open(worker, &committed)) {
		worker->log->error = SLICE("a partition could not be restored");
		result = LOG_FATAL;
	}
	if (committed)
		note_committed(worker, why);
	else
		note_aborted(worker, why);
	worker_count_bytes(worker);
	return result;
}

static enum log_result finish(struct worker *worker, uint32_t open, bool *ret_worked)
{
	enum log_result result;

	if (open == 0)
		return LOG_OK;
	result = write_transaction(worker, open);
	*ret_worked = result == LOG_OK;
	if (result == LOG_OK)
		merge(worker);
	else if (result == LOG_UNKNOWN)
		result = settle(worker);
	else
		result = undo(worker, result);
	for (uint32_t i = 0; i < worker->owned_count; i++)
		worker->owned[i].open = false;
	return result;
}

static void reset(struct worker *worker)
{
	arena_reset(&worker->arena);
	outputs_init(&worker->outputs, &worker->arena);
}

enum log_result worker_batch(struct worker *worker, uint32_t count, bool *ret_worked)
{
	int64_t clock_ms = wall_read(&worker->wall);
	enum log_result result;

	*ret_worked = worker->held_back = false;
	reset(worker);
	open_batches(worker, count, clock_ms);
	result = find_ends(worker, count, clock_ms);
	if (result == LOG_OK)
		return finish(worker, run_core(worker, count), ret_worked);
	for (uint32_t i = 0; i < worker->owned_count; i++) {
		if (worker->owned[i].open)
			partition_abort(worker->owned[i].state);
		worker->owned[i].open = false;
	}
	return result;
}
