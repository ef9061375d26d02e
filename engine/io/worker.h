/* worker: one thread that does the main job: records from a log, through the core, outputs and offsets back into the
 * log in one transaction. The same loop for every log.
 *
 * It shares nothing with other workers but what stands in struct worker_shared. */
#pragma once
#include "base/logger.h"
#include "io/crash.h"
#include "io/log.h"
#include <stdatomic.h>

/* What the workers of a process share. */
struct worker_shared {
	atomic_bool stop;
	atomic_ullong commits;      /* of all workers */
	atomic_llong account_bytes; /* of all workers */
};

/* What others may read of a worker while it runs. */
struct worker_pulse {
	_Atomic(const char *) doing; /* something that may hang; NULL: nothing */
	atomic_llong since_ms;       /* monotonic: when that began, or last went on */
	atomic_ullong idle_at;       /* 1 + shared->commits as of when it found nothing left to do; 0: busy */
};

struct worker_counts {
	uint64_t events, tasks, receipts, dead_letters, timers, transactions, aborts;
};

struct worker_setup {
	const struct core_setup *core;
	struct plan *plan;
	struct logger *logger;
	const struct crash_notes *poison;
	struct worker_shared *shared;
	uint32_t number;
	int64_t commit_every_ms;
	uint32_t commit_events;
	size_t commit_bytes;
	int64_t account_bytes_most; /* of the process; beyond it no worker reads on */
	int64_t live_from_ms;       /* INT64_MAX: now, at the first start of a partition */
	bool drain;                 /* keep idle_at */
	/* Opens the log with this owner. NULL when it cannot be: *ret_error says why. */
	struct log *(*open)(void *context, uint32_t number, const struct log_owner *owner, struct arena *arena,
		struct slice *ret_error);
	void *open_context;
};

/* Works until shared->stop or a failure, and leaves the group. False if it failed (which was logged). *pulse is kept up
 * to date; *ret_counts are of committed work only. */
bool worker_run(const struct worker_setup *setup, struct worker_pulse *pulse, struct worker_counts *ret_counts);
