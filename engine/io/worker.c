/* worker: the loop: collect records, do them in one transaction, let them go; look after timers in between.
 *
 * Place: io, the outermost loop of a thread. Thread: its own. Memory: the worker's, freed at its end.
 * Invariant: held records [0, done) are committed, the others are not; they are let go together when all are done. A
 * failed step is done again: from its third failure on with half as many records, so that one that cannot be committed
 * ends up alone, where it can be told from the others. */
#include "io/worker_state.h"
#include "base/clock.h"
#include <stdlib.h>

enum {
	WAIT_MS = 200,    /* for the first record: how late a stop is seen */
	IDLE_MS = 5,      /* no record for so long: the batch is whole */
	DUE_WAIT_MS = 20, /* while a timer is due that may not run yet */
	BACKOFF_LEAST_MS = 20,
	BACKOFF_MOST_MS = 1000,
	FAILURES_TO_HALVE = 3,
	ARENA_CHUNK_BYTES = 1024 * 1024,
	RESUME_PERCENT = 95, /* of the memory limit: reading goes on below it */
};

void worker_enter(struct worker *worker, const char *doing)
{
	atomic_store(&worker->pulse->since_ms, clock_monotonic_ms());
	atomic_store(&worker->pulse->doing, doing);
}

void worker_leave(struct worker *worker)
{
	atomic_store(&worker->pulse->doing, NULL);
}

bool worker_stopping(const struct worker *worker)
{
	return atomic_load(&worker->setup->shared->stop);
}

static void tell_trouble(struct worker *worker, struct slice why)
{
	uint64_t times;

	if (logger_due(worker->setup->logger, "reading", 1, clock_monotonic_ms(), &times))
		logger_line(worker->setup->logger, LOGGER_WARNING, "trouble with reading",
			FIELD("worker", worker->setup->number), FIELD("times", times),
			FIELD("why", why));
}

/* A call waits for a broker: it does not hang. */
static bool waits(void *context, struct slice why)
{
	struct worker *worker = context;

	tell_trouble(worker, why);
	atomic_store(&worker->pulse->since_ms, clock_monotonic_ms());
	worker->gave_up = worker_stopping(worker);
	return !worker->gave_up;
}

/* Adds to the held records, and lets the log do its housekeeping. */
static enum log_result poll_log(struct worker *worker, int64_t wait_ms, uint32_t records, size_t bytes)
{
	struct log_poll_limits limits = {.wait_ms = (int32_t)wait_ms, .records = records, .bytes = bytes};
	enum log_result result;

	worker->log->error = (struct slice){0};
	worker_enter(worker, "polling");
	result = worker->log->ops->poll(worker->log, &limits, &worker->held);
	worker_leave(worker);
	if (result == LOG_OK && worker->log->error.size)
		tell_trouble(worker, worker->log->error);
	return result;
}

static int64_t next_deadline(const struct worker *worker)
{
	int64_t earliest = INT64_MAX;

	for (uint32_t i = 0; i < worker->owned_count; i++) {
		int64_t deadline = partition_next_deadline(worker->owned[i].state);

		earliest = deadline < earliest ? deadline : earliest;
	}
	return earliest;
}

/* How long the first record may be waited for. */
static int64_t patience_ms(struct worker *worker)
{
	int64_t left_ms, deadline_ms = next_deadline(worker);

	if (deadline_ms == INT64_MAX)
		return WAIT_MS;
	left_ms = deadline_ms - wall_read(&worker->wall);
	if (left_ms <= 0)
		return DUE_WAIT_MS;
	return left_ms < WAIT_MS ? left_ms : WAIT_MS;
}

/* Collects records until there are enough, the interval since the last transaction began is over, or none comes any
 * more: so a lone event waits for nothing, and a steady stream costs one transaction an interval. */
static enum log_result collect(struct worker *worker)
{
	const struct worker_setup *setup = worker->setup;
	enum log_result result = poll_log(worker, patience_ms(worker), setup->commit_events, setup->commit_bytes);
	int64_t left_ms;
	uint32_t counted = 0;
	size_t bytes = 0;

	while (result == LOG_OK && worker->held.count > counted) {
		for (; counted < worker->held.count; counted++)
			bytes += worker->held.records[counted].value.size;
		left_ms = setup->commit_every_ms - (clock_monotonic_ms() - worker->began_ms);
		if (counted >= setup->commit_events || bytes >= setup->commit_bytes || left_ms <= 0)
			break;
		result = poll_log(worker, left_ms < IDLE_MS ? left_ms : IDLE_MS, setup->commit_events - counted,
			setup->commit_bytes - bytes);
	}
	worker->began_ms = clock_monotonic_ms();
	return result;
}

/* A pause before the same is done again, which lets the group take the partitions away meanwhile. */
static enum log_result back_off(struct worker *worker)
{
	uint32_t doublings = worker->failures < 6 ? worker->failures : 6;
	int64_t most_ms = BACKOFF_LEAST_MS << doublings, wait_ms, end_ms;
	enum log_result result;

	most_ms = most_ms < BACKOFF_MOST_MS ? most_ms : BACKOFF_MOST_MS;
	/* Several workers that failed together should not try together. */
	wait_ms = most_ms / 2 + (int64_t)((uint64_t)clock_monotonic_ns() % (uint64_t)(most_ms / 2 + 1));
	end_ms = clock_monotonic_ms() + wait_ms;
	do {
		result = poll_log(worker, wait_ms < IDLE_MS ? wait_ms : IDLE_MS, 1, 1);
		wait_ms = end_ms - clock_monotonic_ms();
	} while (result == LOG_OK && wait_ms > 0 && !worker_stopping(worker));
	return result;
}

/* What to do about a step of `count` records that failed. */
static enum log_result after_failure(struct worker *worker, uint32_t count, enum log_result failure)
{
	bool alone = count == 1;

	worker->failures++;
	if (count == 0 && failure == LOG_TOO_LARGE) {
		worker->log->error = SLICE("an output of a timer is larger than its topic takes; raise the topic's "
					   "max.message.bytes");
		return LOG_FATAL;
	}
	if (failure == LOG_TOO_LARGE && alone && worker->refuse == EVENT_OK) {
		worker->refuse = EVENT_OUTPUT_TOO_LARGE;
		return LOG_OK;
	}
	if (count > 1 && (failure == LOG_TOO_LARGE || worker->failures % FAILURES_TO_HALVE == 0))
		worker->step_most = count / 2;
	return failure == LOG_TOO_LARGE && count > 1 ? LOG_OK : back_off(worker);
}

static void after_success(struct worker *worker, uint32_t count)
{
	uint32_t most = worker->setup->commit_events;

	worker->failures = 0;
	if (worker->held_back)
		return; /* the same once more; what was taken is passed over */
	worker->done += count;
	worker->refuse = EVENT_OK;
	if (worker->step_most < most)
		worker->step_most = worker->step_most < most / 2 ? worker->step_most * 2 : most;
}

/* Does the held records, and the timers that are due. */
static enum log_result work(struct worker *worker)
{
	enum log_result result;
	uint32_t count;
	bool worked;

	do {
		count = worker->held.count - worker->done;
		count = count < worker->step_most ? count : worker->step_most;
		count = worker->refuse == EVENT_OK || count == 0 ? count : 1;
		result = worker_batch(worker, count, &worked);
		if (result == LOG_OK) {
			after_success(worker, count);
			if (worker->held_back)
				result = poll_log(worker, 0, 1, 1); /* it may take many more: keep the membership */
		} else if (result != LOG_FATAL) {
			result = after_failure(worker, count, result);
		}
		if (worked)
			atomic_store(&worker->pulse->idle_at, 0);
	} while (result == LOG_OK && worker->done < worker->held.count && !worker_stopping(worker));
	if (worker->done == worker->held.count && worker->held.count) {
		worker->log->ops->release(worker->log);
		worker->held = (struct log_batch){0};
		worker->done = 0;
	}
	return result;
}

/* Beyond the limit for memory no record is read; timers go on, and may bring it down. */
static enum log_result mind_memory(struct worker *worker)
{
	const struct worker_setup *setup = worker->setup;
	int64_t bytes = atomic_load(&setup->shared->account_bytes);
	bool pause =
		bytes > (worker->paused ? setup->account_bytes_most / 100 * RESUME_PERCENT : setup->account_bytes_most);
	uint64_t times;

	if (pause && logger_due(setup->logger, "memory", 1, clock_monotonic_ms(), &times))
		logger_line(setup->logger, LOGGER_ERROR,
			"reading stopped: accounts need more memory than "
			"limits.accounts_in_memory_bytes",
			FIELD("bytes", bytes), FIELD("limit", setup->account_bytes_most));
	if (pause == worker->paused)
		return LOG_OK;
	worker->paused = pause;
	if (!pause)
		logger_line(setup->logger, LOGGER_INFO, "reading goes on", FIELD("worker", setup->number));
	return worker->log->ops->pause(worker->log, pause);
}

static void mind_clock(struct worker *worker)
{
	uint64_t times;

	if (worker->wall.jumped && logger_due(worker->setup->logger, "clock", 1, clock_monotonic_ms(), &times))
		logger_line(worker->setup->logger, LOGGER_ERROR,
			"the wall clock jumped ahead; timers go on at the old pace; "
			"correct the clock, or restart to accept it",
			FIELD("worker", worker->setup->number), FIELD("ours_ms", worker->wall.now_ms));
}

/* Notes that everything of our partitions is read and nothing is due. The count of commits is read before the ends are
 * asked for: whoever commits something later makes the note worthless. */
static enum log_result note_idle(struct worker *worker)
{
	unsigned long long commits = atomic_load(&worker->setup->shared->commits);
	uint32_t topics = core_topic_count(worker->setup->core);
	uint64_t all = topics == 64 ? UINT64_MAX : (UINT64_C(1) << topics) - 1;
	int32_t *numbers;
	uint64_t *at_end;
	enum log_result result = LOG_OK;
	bool idle = worker->joined && !worker_has_work(worker, wall_read(&worker->wall));

	if (!idle || atomic_load(&worker->pulse->idle_at) == commits + 1)
		return LOG_OK;
	arena_reset(&worker->arena);
	numbers = arena_alloc(&worker->arena, sizeof(*numbers) * worker->owned_count);
	at_end = arena_alloc(&worker->arena, sizeof(*at_end) * worker->owned_count);
	for (uint32_t i = 0; i < worker->owned_count; i++)
		numbers[i] = worker->owned[i].number;
	if (worker->owned_count)
		result = worker->log->ops->ends(worker->log, numbers, worker->owned_count, at_end);
	for (uint32_t i = 0; result == LOG_OK && i < worker->owned_count; i++)
		idle = idle && at_end[i] == all;
	if (result == LOG_OK && idle)
		atomic_store(&worker->pulse->idle_at, commits + 1);
	return result == LOG_FATAL ? result : LOG_OK;
}

static enum log_result turn(struct worker *worker)
{
	enum log_result result = mind_memory(worker);
	bool idle;

	if (result == LOG_OK)
		result = collect(worker);
	idle = worker->held.count == 0; /* else there may be more: the ends, which cost a question, need not be known */
	if (result == LOG_OK && (worker->held.count || worker_has_work(worker, wall_read(&worker->wall))))
		result = work(worker);
	mind_clock(worker);
	if (result == LOG_OK && worker->setup->drain && idle)
		result = note_idle(worker);
	return result;
}

static bool open_log(struct worker *worker)
{
	const struct worker_setup *setup = worker->setup;
	struct log_owner owner = {worker, worker_assigned, worker_revoked, waits};
	struct slice why = {0};

	worker_enter(worker, "opening the log");
	worker->log = setup->open(setup->open_context, setup->number, &owner, &worker->arena, &why);
	worker_leave(worker);
	if (!worker->log && !worker->gave_up)
		logger_line(setup->logger, LOGGER_ERROR, "the log cannot be opened", FIELD("worker", setup->number),
			FIELD("why", why));
	return worker->log != NULL;
}

bool worker_run(const struct worker_setup *setup, struct worker_pulse *pulse, struct worker_counts *ret_counts)
{
	struct worker worker = {.setup = setup, .pulse = pulse, .step_most = setup->commit_events};
	enum log_result result = LOG_FATAL;

	arena_init(&worker.arena, ARENA_CHUNK_BYTES);
	crash_thread_init();
	if (open_log(&worker)) {
		result = LOG_OK;
		while (result == LOG_OK && !worker_stopping(&worker))
			result = turn(&worker);
		if (result != LOG_OK && worker.log->error.size && !worker.gave_up)
			logger_line(setup->logger, LOGGER_ERROR, "worker stopped", FIELD("worker", setup->number),
				FIELD("why", worker.log->error));
		worker_enter(&worker, "closing the log");
		worker.log->ops->close(worker.log);
		worker_leave(&worker);
	}
	crash_thread_finish();
	arena_finish(&worker.arena);
	*ret_counts = worker.counts;
	return result == LOG_OK || worker.gave_up;
}
