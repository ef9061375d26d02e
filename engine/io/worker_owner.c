/* worker_owner: takes over partitions and gives them up.
 *
 * Place: io, between the log and the core. Thread: the worker's. Memory: the partitions' states.
 * The barrier that a partition passes before its first record:
 *   1. its committed offsets, stable (nobody's transaction is open on them);
 *   2. its state topic to the end as of now;
 *   3. the progress record there says the same offsets: else something was lost or moved, and going on would lose
 *      events or do them twice.
 * A partition without both is new: it starts at the first offsets, and its first batch commits them. */
#include "io/worker_state.h"
#include "base/clock.h"
#include "base/time_text.h"
#include <assert.h>
#include <stdlib.h>

enum { PROGRESS_EVERY_MS = 5000, NONE = CORE_TOPICS_MOST };

struct owned *worker_find(struct worker *worker, int32_t partition)
{
	uint32_t from = 0, to = worker->owned_count;

	while (from < to) {
		uint32_t middle = (from + to) / 2;

		if (worker->owned[middle].number == partition)
			return &worker->owned[middle];
		if (worker->owned[middle].number < partition)
			from = middle + 1;
		else
			to = middle;
	}
	return NULL;
}

/* What a restore in progress knows. */
struct restoring {
	struct worker *worker;
	struct owned *owned;
	enum restore_result result;
	struct slice bad_key; /* in the worker's arena */
	uint64_t records;
	int64_t told_ms;
	struct slice sought; /* a progress record; data NULL: none */
	bool found;
};

static bool take_state(void *context, struct slice key, struct slice value)
{
	struct restoring *restoring = context;
	struct worker *worker = restoring->worker;

	restoring->result = partition_restore(restoring->owned->state, key, value);
	if (restoring->result != RESTORE_OK)
		restoring->bad_key = arena_copy(&worker->arena, key);
	restoring->found = restoring->found || (restoring->sought.data && slice_equal(key, PROGRESS_KEY) &&
						       slice_equal(value, restoring->sought));
	restoring->records++;
	if (restoring->records % 1024 == 0) {
		int64_t now_ms = clock_monotonic_ms();

		worker_enter(worker, "restoring");
		if (now_ms - restoring->told_ms >= PROGRESS_EVERY_MS) {
			logger_line(worker->setup->logger, LOGGER_INFO, "restoring",
				FIELD("worker", worker->setup->number), FIELD("partition", restoring->owned->number),
				FIELD("records", restoring->records));
			restoring->told_ms = now_ms;
		}
		worker->gave_up = worker_stopping(worker);
	}
	return restoring->result == RESTORE_OK && !worker->gave_up;
}

static bool refuse(struct worker *worker, int32_t partition, const char *why, struct slice detail)
{
	if (worker->gave_up)
		return false;
	logger_line(worker->setup->logger, LOGGER_ERROR, "partition refused", FIELD("worker", worker->setup->number),
		FIELD("partition", partition), FIELD("why", why), FIELD("detail", detail));
	return false;
}

static bool refuse_for_log(struct worker *worker, int32_t partition)
{
	return refuse(worker, partition, "the log failed", worker->log->error);
}

/* Where committed offsets and progress record differ: the number of a topic, or NONE. */
static uint32_t difference(const struct worker *worker, const struct owned *owned, const struct log_offsets *committed)
{
	const struct progress *progress = partition_progress(owned->state);

	for (uint32_t t = 0; t < core_topic_count(worker->setup->core); t++)
		if (progress->next_offset[t] != committed->next[t])
			return t;
	return NONE;
}

/* Both were read twice and did not move, so nobody is at work on them: something was lost or moved. */
static bool refuse_difference(struct worker *worker, const struct owned *owned, const struct log_offsets *committed)
{
	const struct progress *progress = partition_progress(owned->state);
	uint32_t topic = difference(worker, owned, committed);

	if (!progress->exists)
		return refuse(worker, owned->number,
			"offsets are committed, but the state topic holds no progress: its records were deleted; see "
			"`seatwire state adopt`",
			SLICE(""));
	return refuse(worker, owned->number,
		"the committed offsets are not those of the state; if they were moved on purpose, `seatwire state "
		"adopt` "
		"makes the state follow them",
		arena_printf(&worker->arena, "%.*s: committed %lld, state %lld",
			SLICE_PRINT(core_topic_name(worker->setup->core, topic)), (long long)committed->next[topic],
			(long long)progress->next_offset[topic]));
}

static void tell_restored(struct worker *worker, const struct owned *owned, uint64_t records, int64_t took_ms)
{
	struct partition_counts counts = partition_counts(owned->state);

	logger_line(worker->setup->logger, LOGGER_INFO, "partition restored", FIELD("worker", worker->setup->number),
		FIELD("partition", owned->number), FIELD("accounts", counts.accounts), FIELD("records", records),
		FIELD("took_ms", took_ms));
}

void worker_add_counts(struct worker *worker, struct partition_counts counts)
{
	worker->counts.events += counts.events;
	worker->counts.tasks += counts.tasks;
	worker->counts.receipts += counts.receipts;
	worker->counts.dead_letters += counts.dead_letters;
	worker->counts.timers += counts.timers;
}

/* Committed offsets, then the state as of now. */
static bool read_both(struct restoring *restoring, struct log_offsets *ret_committed)
{
	struct worker *worker = restoring->worker;
	struct owned *owned = restoring->owned;
	const struct log_ops *ops = worker->log->ops;

	restoring->result = RESTORE_OK;
	restoring->records = 0;
	partition_destroy(owned->state);
	owned->state = partition_create(worker->setup->core, owned->number);
	worker_enter(worker, "asking for committed offsets");
	if (ops->committed(worker->log, owned->number, ret_committed) != LOG_OK)
		return refuse_for_log(worker, owned->number);
	worker_enter(worker, "restoring");
	if (ops->read_state(worker->log, owned->number, take_state, restoring) != LOG_OK)
		return refuse_for_log(worker, owned->number);
	worker_leave(worker);
	if (worker->gave_up)
		return false;
	if (restoring->result == RESTORE_CORRUPT)
		return refuse(worker, owned->number, "a record of the state topic is damaged", restoring->bad_key);
	if (restoring->result == RESTORE_NEWER)
		return refuse(worker, owned->number,
			"the state was written by a newer version of seatwire; run that one", restoring->bad_key);
	return true;
}

/* A process that was frozen here finds that another one has moved on meanwhile: then the two differ without fault. It
 * is no longer the owner, and will learn it; what it reads until then only has to fit together. */
bool worker_restore(struct worker *worker, struct owned *owned, struct slice sought, bool *ret_found)
{
	struct log_offsets committed, before = {0};
	struct progress progress_before = {0};
	int64_t start_ms = clock_monotonic_ms();
	struct restoring restoring = {.worker = worker, .owned = owned, .told_ms = start_ms, .sought = sought};

	for (bool again = false;; again = true) {
		bool good = read_both(&restoring, &committed);

		*ret_found = restoring.found;
		if (!good)
			return false;
		if (difference(worker, owned, &committed) == NONE)
			break;
		if (again &&
			!memcmp(committed.next, before.next,
				core_topic_count(worker->setup->core) * sizeof(before.next[0])) &&
			partition_progress(owned->state)->batch == progress_before.batch)
			return refuse_difference(worker, owned, &committed);
		before = committed;
		progress_before = *partition_progress(owned->state);
	}
	tell_restored(worker, owned, restoring.records, clock_monotonic_ms() - start_ms);
	return true;
}

/* A partition of which nothing is known yet. Whoever wonders why its first events make no tasks finds it told. */
static void start_new(struct worker *worker, struct owned *owned, const int64_t *next_offset)
{
	int64_t live_from_ms = worker->setup->live_from_ms;
	char text[TIME_TEXT_BYTES];

	if (live_from_ms == INT64_MAX)
		live_from_ms = wall_read(&worker->wall);
	partition_start_new(owned->state, live_from_ms, next_offset);
	logger_line(worker->setup->logger, LOGGER_INFO, "partition is new: events from before live_from make no tasks",
		FIELD("worker", worker->setup->number), FIELD("partition", owned->number),
		FIELD("live_from", time_format(live_from_ms, text)));
}

/* Opens the gate of a restored partition. What has no offset yet starts at the first. */
static bool start(struct worker *worker, struct owned *owned)
{
	const struct log_ops *ops = worker->log->ops;
	const struct worker_setup *setup = worker->setup;
	const struct progress *progress = partition_progress(owned->state);
	struct log_offsets offsets = {.partition = owned->number}, first;
	bool missing = false;

	for (uint32_t t = 0; t < core_topic_count(setup->core); t++) {
		offsets.next[t] = progress->next_offset[t];
		missing = missing || offsets.next[t] < 0;
	}
	if (missing && ops->first(worker->log, owned->number, &first) != LOG_OK)
		return refuse_for_log(worker, owned->number);
	for (uint32_t t = 0; missing && t < core_topic_count(setup->core); t++)
		if (offsets.next[t] < 0)
			offsets.next[t] = first.next[t];
	if (!progress->exists)
		start_new(worker, owned, offsets.next);
	if (ops->start(worker->log, &offsets) != LOG_OK)
		return refuse_for_log(worker, owned->number);
	return true;
}

static void tell_assigned(struct worker *worker, const int32_t *partitions, uint32_t count)
{
	struct buffer list = {0};

	for (uint32_t i = 0; i < count; i++)
		buffer_printf(&list, "%s%d", i ? "," : "", (int)partitions[i]);
	logger_line(worker->setup->logger, LOGGER_INFO, "partitions assigned", FIELD("worker", worker->setup->number),
		FIELD("count", count), FIELD("partitions", buffer_slice(&list)));
	buffer_finish(&list);
}

void worker_count_bytes(struct worker *worker)
{
	int64_t bytes = 0;

	for (uint32_t i = 0; i < worker->owned_count; i++)
		bytes += (int64_t)partition_counts(worker->owned[i].state).account_bytes;
	atomic_fetch_add(&worker->setup->shared->account_bytes, bytes - worker->account_bytes);
	worker->account_bytes = bytes;
}

bool worker_assigned(void *context, const int32_t *partitions, uint32_t count)
{
	struct worker *worker = context;
	bool good = true, found;

	assert(worker->owned_count == 0);
	tell_assigned(worker, partitions, count);
	worker->joined = true;
	worker->owned = memory_zalloc(count ? count : 1, sizeof(*worker->owned));
	worker->owned_count = count;
	for (uint32_t i = 0; i < count; i++)
		worker->owned[i].number = partitions[i];
	for (uint32_t i = 0; good && i < count; i++)
		good = worker_restore(worker, &worker->owned[i], (struct slice){0}, &found) &&
		       start(worker, &worker->owned[i]);
	if (good)
		worker_count_bytes(worker);
	return good;
}

void worker_revoked(void *context, const int32_t *partitions, uint32_t count, bool lost)
{
	struct worker *worker = context;

	(void)partitions;
	if (count)
		logger_line(worker->setup->logger, lost ? LOGGER_WARNING : LOGGER_INFO,
			lost ? "partitions lost" : "partitions given back", FIELD("worker", worker->setup->number),
			FIELD("count", count));
	for (uint32_t i = 0; i < worker->owned_count; i++) {
		if (!worker->owned[i].state)
			continue;
		worker_add_counts(worker, partition_counts(worker->owned[i].state));
		partition_destroy(worker->owned[i].state);
	}
	free(worker->owned);
	worker->owned = NULL;
	worker->owned_count = 0;
	worker->held = (struct log_batch){0};
	worker->done = 0;
	worker->joined = false;
	worker->refuse = EVENT_OK;
	atomic_store(&worker->pulse->idle_at, 0);
	atomic_fetch_sub(&worker->setup->shared->account_bytes, worker->account_bytes);
	worker->account_bytes = 0;
}
