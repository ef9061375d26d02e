/* adopt: takes one partition over as a worker does, but instead of refusing offsets that disagree, writes what is
 * right.
 *
 * Place: io, beside the worker. It joins as an instance of its own name, so that it fences nobody; a partition that
 * another process owns does not come, and then it gives up.
 * Memory: the arena passed in. Thread: the caller's. */
#include "io/adopt.h"
#include "base/clock.h"
#include "io/engine_log.h"

enum { PATIENCE_MS = 45000, POLL_MS = 200 }; /* a member that died without a word is missed after its session */

struct adoption {
	const struct config *config;
	struct plan *plan;
	struct core_setup core;
	int32_t number;
	bool write;
	struct log *log;
	struct partition *partition;
	struct arena *arena;
	struct adopt_report *report;
	struct slice *error;
	bool owned, good;
};

static bool fail(struct adoption *adoption, struct slice why)
{
	*adoption->error = arena_copy(adoption->arena, why);
	return false;
}

static bool take_state(void *context, struct slice key, struct slice value)
{
	struct adoption *adoption = context;

	switch (partition_restore(adoption->partition, key, value)) {
	case RESTORE_OK:
		return true;
	case RESTORE_CORRUPT:
		return fail(
			adoption, arena_printf(adoption->arena, "the state of \"%.*s\" is damaged", SLICE_PRINT(key)));
	case RESTORE_NEWER:
		return fail(adoption, SLICE("the state was written by a newer version of seatwire; run that one"));
	}
	return false;
}

static void compare(struct adoption *adoption, const struct log_offsets *committed, const struct log_offsets *first)
{
	const struct progress *progress = partition_progress(adoption->partition);
	struct adopt_report *report = adoption->report;

	report->topic_count = core_topic_count(&adoption->core);
	report->agree = true;
	for (uint32_t t = 0; t < report->topic_count; t++) {
		struct adopt_topic *topic = &report->topics[t];

		*topic = (struct adopt_topic){.name = adoption->config->consumed[t],
			.committed = committed->next[t],
			.state = progress->exists ? progress->next_offset[t] : -1};
		topic->adopted = topic->committed >= 0 ? topic->committed
				 : topic->state >= 0   ? topic->state
						       : first->next[t];
		report->agree = report->agree && topic->committed == topic->state;
	}
}

/* One batch without records: progress record, journal entry, offsets. */
static bool write_batch(struct adoption *adoption)
{
	const struct progress *progress = partition_progress(adoption->partition);
	const struct log_ops *ops = adoption->log->ops;
	struct log_offsets offsets = {.partition = adoption->number};
	int64_t now_ms = clock_wall_ms();
	struct outputs outputs;
	enum log_result result;

	for (uint32_t t = 0; t < adoption->report->topic_count; t++)
		offsets.next[t] = adoption->report->topics[t].adopted;
	if (progress->exists)
		partition_adopt(adoption->partition, offsets.next);
	else
		partition_start_new(adoption->partition,
			adoption->config->live_from_now ? now_ms : adoption->config->live_from_ms, offsets.next);
	outputs_init(&outputs, adoption->arena);
	partition_begin(adoption->partition, adoption->plan, now_ms > progress->clock_ms ? now_ms : progress->clock_ms,
		&outputs);
	partition_end(adoption->partition, NULL);
	result = ops->begin(adoption->log);
	for (uint32_t i = 0; i < outputs.count && result == LOG_OK; i++)
		result = ops->produce(adoption->log, &outputs.items[i]);
	if (result == LOG_OK)
		result = ops->commit(adoption->log, &offsets, 1);
	if (result == LOG_OK) {
		partition_commit(adoption->partition);
		return true;
	}
	partition_abort(adoption->partition);
	fail(adoption, adoption->log->error);
	ops->abort(adoption->log);
	return false;
}

static bool adopt(struct adoption *adoption)
{
	const struct log_ops *ops = adoption->log->ops;
	struct log_offsets committed, first;

	adoption->partition = partition_create(&adoption->core, adoption->number);
	if (ops->committed(adoption->log, adoption->number, &committed) != LOG_OK ||
		ops->first(adoption->log, adoption->number, &first) != LOG_OK ||
		ops->read_state(adoption->log, adoption->number, take_state, adoption) != LOG_OK)
		return fail(adoption, adoption->log->error);
	if (adoption->error->size)
		return false;
	compare(adoption, &committed, &first);
	return adoption->report->agree || !adoption->write || write_batch(adoption);
}

/* The log wants to know where to read every partition; nobody looks at what it reads. */
static bool start(struct adoption *adoption, int32_t partition)
{
	const struct log_ops *ops = adoption->log->ops;
	struct log_offsets first;

	return (ops->first(adoption->log, partition, &first) == LOG_OK &&
		       ops->start(adoption->log, &first) == LOG_OK) ||
	       fail(adoption, adoption->log->error);
}

static bool note_assigned(void *context, const int32_t *partitions, uint32_t count)
{
	struct adoption *adoption = context;
	bool started = true;

	for (uint32_t i = 0; i < count; i++) {
		if (partitions[i] == adoption->number && !adoption->owned) {
			adoption->owned = true;
			adoption->good = adopt(adoption);
		}
		started = started && start(adoption, partitions[i]);
	}
	return started;
}

static void note_revoked(void *context, const int32_t *partitions, uint32_t count, bool lost)
{
	(void)context, (void)partitions, (void)count, (void)lost;
}

/* Waits until the partition is ours; assigned() does the rest. */
static bool wait_for_partition(struct adoption *adoption)
{
	const struct log_poll_limits limits = {.wait_ms = POLL_MS, .records = 1, .bytes = 1};
	int64_t until_ms = clock_monotonic_ms() + PATIENCE_MS;
	struct log_batch batch;

	while (!adoption->owned && clock_monotonic_ms() < until_ms)
		if (adoption->log->ops->poll(adoption->log, &limits, &batch) != LOG_OK && !adoption->owned)
			return fail(adoption, adoption->log->error);
	if (!adoption->owned)
		return fail(adoption,
			SLICE("another process of the application owns the partition; stop all of them first"));
	return adoption->good;
}

static bool run(struct adoption *adoption, struct engine_log *engine_log, int32_t partition_count)
{
	const struct log_owner owner = {adoption, note_assigned, note_revoked, NULL};
	const struct config *config = adoption->config;
	bool good;

	if (adoption->number >= partition_count)
		return fail(adoption, arena_printf(adoption->arena, "there is no partition %d; the last one is %d",
					      adoption->number, partition_count - 1));
	adoption->core = (struct core_setup){.inputs = config->inputs,
		.input_count = config->input_count,
		.limits = config->limits,
		.partition_count = partition_count,
		.rekey_topic = config->names.rekey,
		.cross_topic = config->names.cross,
		.instance = config->instance};
	adoption->log = engine_log_open(engine_log, 0, &owner, adoption->arena, adoption->error);
	if (!adoption->log)
		return false;
	good = wait_for_partition(adoption);
	adoption->log->ops->close(adoption->log);
	partition_destroy(adoption->partition);
	return good;
}

bool adopt_partition(const struct config *config, struct plan *plan, int32_t partition, bool write, struct diag *diag,
	struct arena *arena, struct adopt_report *ret_report, struct slice *ret_error)
{
	struct config alone = *config;
	struct engine_setup setup = {.config = &alone, .plan = plan, .diag = diag};
	struct adoption adoption = {.config = &alone,
		.plan = plan,
		.number = partition,
		.write = write,
		.arena = arena,
		.report = ret_report,
		.error = ret_error};
	struct engine_log *engine_log;
	int32_t partition_count;
	bool good;

	alone.workers = 1;
	alone.instance = SLICE("adopt");
	*ret_error = (struct slice){0};
	engine_log = engine_log_create(&setup, &partition_count);
	good = engine_log && run(&adoption, engine_log, partition_count);
	engine_log_destroy(engine_log);
	return good;
}
