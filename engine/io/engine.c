/* engine: starts the workers, watches them, and ends them.
 *
 * Place: io, around the workers. Thread: main; signals are blocked everywhere and waited for here. Memory: its own.
 * A call into a log cannot be cancelled. So a worker says when it enters one; if that takes too long the process ends
 * hard, and whatever the log has not committed did not happen. */
#include "io/engine.h"
#include "base/clock.h"
#include "io/engine_log.h"
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

enum {
	LOOK_MS = 50,
	HANG_MS = 120 * 1000, /* a call that takes longer will not come back */
	EXIT_HANG = 70,
	KEPT_FREE_BYTES = 64 * 1024 * 1024,
	BLOCK_OF_ITS_OWN_BYTES = 32 * 1024 * 1024, /* the most that glibc takes */
};

struct seat_of_worker {
	pthread_t thread;
	struct worker_setup setup;
	struct worker_pulse pulse;
	struct worker_counts counts;
	atomic_bool ended;
	bool good; /* valid once ended */
};

struct engine {
	const struct engine_setup *setup;
	struct engine_log *log;
	struct core_setup core;
	struct worker_shared shared;
	struct crash_notes poison;
	struct arena arena;
	struct seat_of_worker *workers;
	uint32_t started;
};

static void *worker_main(void *context)
{
	struct seat_of_worker *worker = context;

	worker->good = worker_run(&worker->setup, &worker->pulse, &worker->counts);
	atomic_store(&worker->ended, true);
	return NULL;
}

static void make_core_setup(struct engine *engine, int32_t partition_count)
{
	const struct config *config = engine->setup->config;

	engine->core = (struct core_setup){
		.inputs = config->inputs,
		.input_count = config->input_count,
		.limits = config->limits,
		.partition_count = partition_count,
		.rekey_topic = config->names.rekey,
		.cross_topic = config->names.cross,
		.instance = config->instance,
	};
	if (getrandom(&engine->core.hash_seed, sizeof(engine->core.hash_seed), 0) != sizeof(engine->core.hash_seed))
		engine->core.hash_seed = (uint64_t)clock_monotonic_ns();
}

static bool start_workers(struct engine *engine)
{
	const struct config *config = engine->setup->config;

	engine->workers = memory_zalloc(config->workers, sizeof(*engine->workers));
	for (uint32_t i = 0; i < config->workers; i++) {
		struct seat_of_worker *worker = &engine->workers[i];

		worker->setup = (struct worker_setup){
			.core = &engine->core,
			.plan = engine->setup->plan,
			.logger = engine->setup->logger,
			.poison = &engine->poison,
			.shared = &engine->shared,
			.number = i,
			.commit_every_ms = config->commit_every_ms,
			.commit_events = config->commit_events,
			.commit_bytes = config->commit_bytes,
			.account_bytes_most = (int64_t)config->accounts_in_memory_bytes,
			.live_from_ms = config->live_from_now ? INT64_MAX : config->live_from_ms,
			.drain = engine->setup->drain,
			.open = engine_log_open,
			.open_context = engine->log,
		};
		if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0) {
			logger_line(
				engine->setup->logger, LOGGER_ERROR, "no thread can be started", FIELD("worker", i));
			return false;
		}
		engine->started++;
	}
	return true;
}

static bool all_ended(const struct engine *engine)
{
	for (uint32_t i = 0; i < engine->started; i++)
		if (!atomic_load(&engine->workers[i].ended))
			return false;
	return true;
}

static bool some_ended(const struct engine *engine)
{
	for (uint32_t i = 0; i < engine->started; i++)
		if (atomic_load(&engine->workers[i].ended))
			return true;
	return false;
}

/* Whether every worker found nothing left to do, and none has committed anything since. */
static bool drained(struct engine *engine)
{
	unsigned long long commits = atomic_load(&engine->shared.commits);

	for (uint32_t i = 0; i < engine->started; i++)
		if (atomic_load(&engine->workers[i].pulse.idle_at) != commits + 1)
			return false;
	return atomic_load(&engine->shared.commits) == commits;
}

static void end_hard(const struct engine *engine, const char *why)
{
	for (uint32_t i = 0; i < engine->started; i++) {
		const char *doing = atomic_load(&engine->workers[i].pulse.doing);

		if (doing && !atomic_load(&engine->workers[i].ended))
			logger_line(engine->setup->logger, LOGGER_ERROR, why, FIELD("worker", i), FIELD("doing", doing),
				FIELD("for_ms",
					clock_monotonic_ms() - atomic_load(&engine->workers[i].pulse.since_ms)));
	}
	_exit(EXIT_HANG);
}

/* Dead letters that a worker counted and did not tell, because it had told of others within the minute. */
static void tell_dead_letters(const struct engine *engine, int64_t now_ms)
{
	struct logger *logger = engine->setup->logger;
	uint64_t count;

	for (enum event_fault fault = EVENT_EMPTY; fault <= EVENT_POISON; fault++)
		if (logger_due(logger, event_fault_name(fault), 0, now_ms, &count))
			logger_line(logger, LOGGER_WARNING, "dead letters", FIELD("reason", event_fault_name(fault)),
				FIELD("count", count));
}

static void watch(const struct engine *engine)
{
	int64_t now_ms = clock_monotonic_ms();

	tell_dead_letters(engine, now_ms);
	for (uint32_t i = 0; i < engine->started; i++) {
		const struct worker_pulse *pulse = &engine->workers[i].pulse;

		if (atomic_load(&pulse->doing) && now_ms - atomic_load(&pulse->since_ms) > HANG_MS)
			end_hard(engine, "a call into the log does not come back; the process ends");
	}
}

/* Waits for a reason to stop. Returns the signal, 0 for another reason. */
static int await_reason(struct engine *engine, const sigset_t *signals)
{
	const struct timespec look = {0, LOOK_MS * 1000000L};

	for (;;) {
		int number = sigtimedwait(signals, NULL, &look);

		if (number > 0)
			return number;
		if (some_ended(engine) || (engine->setup->drain && drained(engine)))
			return 0;
		watch(engine);
	}
}

/* Ends the workers. A second signal, or too long a wait, ends the process. */
static void stop_workers(struct engine *engine, const sigset_t *signals)
{
	const struct timespec look = {0, LOOK_MS * 1000000L};
	int64_t deadline_ms = clock_monotonic_ms() + ENGINE_STOP_MS - LOOK_MS;

	atomic_store(&engine->shared.stop, true);
	while (!all_ended(engine)) {
		int number = sigtimedwait(signals, NULL, &look);

		if (number > 0)
			_exit(128 + number);
		if (clock_monotonic_ms() > deadline_ms)
			end_hard(engine, "a worker does not end in time; the process ends");
	}
	for (uint32_t i = 0; i < engine->started; i++)
		pthread_join(engine->workers[i].thread, NULL);
}

static bool sum_up(const struct engine *engine)
{
	struct worker_counts sum = {0};
	bool good = true;

	for (uint32_t i = 0; i < engine->started; i++) {
		const struct worker_counts *counts = &engine->workers[i].counts;

		good = good && engine->workers[i].good;
		sum.events += counts->events;
		sum.tasks += counts->tasks;
		sum.receipts += counts->receipts;
		sum.dead_letters += counts->dead_letters;
		sum.timers += counts->timers;
		sum.transactions += counts->transactions;
		sum.aborts += counts->aborts;
	}
	tell_dead_letters(engine, clock_monotonic_ms() + LOGGER_EVERY_MS);
	logger_line(engine->setup->logger, good ? LOGGER_INFO : LOGGER_ERROR, "stopped", FIELD("events", sum.events),
		FIELD("tasks", sum.tasks), FIELD("receipts", sum.receipts), FIELD("dead_letters", sum.dead_letters),
		FIELD("timers", sum.timers), FIELD("transactions", sum.transactions), FIELD("aborts", sum.aborts));
	return good;
}

static enum engine_result run(struct engine *engine)
{
	sigset_t signals;
	bool started;
	int number = 0;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	started = start_workers(engine);
	if (started)
		number = await_reason(engine, &signals);
	logger_line(engine->setup->logger, LOGGER_INFO, "stopping",
		FIELD("because", number               ? "a signal"
				 : some_ended(engine) ? "a worker failed"
						      : "all is read"));
	stop_workers(engine, &signals);
	return sum_up(engine) && started ? ENGINE_DONE : ENGINE_FAILED;
}

static void tell_start(const struct engine *engine)
{
	const struct config *config = engine->setup->config;

	logger_line(engine->setup->logger, LOGGER_INFO, "seatwire starts", FIELD("application", config->application),
		FIELD("instance", config->instance),
		FIELD("log", config->log == CONFIG_LOG_KAFKA ? "kafka" : "embedded"),
		FIELD("map", engine->setup->plan->name), FIELD("version", engine->setup->plan->version),
		FIELD("inputs", config->input_count), FIELD("partitions", engine->core.partition_count),
		FIELD("workers", config->workers));
	for (uint32_t i = 0; i < engine->poison.count; i++)
		logger_line(engine->setup->logger, LOGGER_WARNING, "a record that crashed the process is put aside",
			FIELD("topic", engine->poison.places[i].topic),
			FIELD("partition", engine->poison.places[i].partition),
			FIELD("offset", engine->poison.places[i].offset));
}

/* One line, however many topics they are about. */
static void tell_warnings(const struct engine_setup *setup)
{
	const struct finding *first = NULL;
	uint32_t count = 0;

	for (uint32_t i = 0; i < setup->diag->count; i++) {
		if (setup->diag->findings[i].severity != SEVERITY_WARNING)
			continue;
		first = first ? first : &setup->diag->findings[i];
		count++;
	}
	if (first)
		logger_line(setup->logger, LOGGER_WARNING, "the log is not as safe as it could be",
			FIELD("warnings", count), FIELD("first", first->sentence), FIELD("mend", first->hint));
}

/* What a batch frees the next one needs again. Left alone, glibc gives it back to the system and takes it anew page by
 * page: thousands of system calls a second. */
static void keep_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_TRIM_THRESHOLD, KEPT_FREE_BYTES);
	mallopt(M_MMAP_THRESHOLD, BLOCK_OF_ITS_OWN_BYTES);
#endif
}

enum engine_result engine_run(const struct engine_setup *setup)
{
	struct engine engine = {.setup = setup};
	int32_t partition_count;
	enum engine_result result;

	keep_memory();
	engine.log = engine_log_create(setup, &partition_count);
	if (!engine.log)
		return ENGINE_REFUSED;
	tell_warnings(setup);
	arena_init(&engine.arena, 0);
	make_core_setup(&engine, partition_count);
	crash_read(setup->crash_path, &engine.arena, &engine.poison);
	crash_watch(setup->crash_path);
	tell_start(&engine);
	result = run(&engine);
	free(engine.workers);
	arena_finish(&engine.arena);
	engine_log_destroy(engine.log);
	return result;
}
