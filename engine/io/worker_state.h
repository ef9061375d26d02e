/* worker_state: the inside of a worker, shared by the worker*.c files and nobody else. */
#pragma once
#include "io/wall.h"
#include "io/worker.h"

/* A partition that the worker owns. */
struct owned {
	struct partition *state;
	int32_t number;

	/* of the batch in hand */
	bool open;                            /* takes part in it */
	bool ends_known;                      /* at_end is an answer newer than the clock */
	bool at_end[CORE_TOPICS_MOST];        /* by number of topic */
	uint32_t remaining[CORE_TOPICS_MOST]; /* records still to take */
	bool full;                            /* takes no more; what remains is offered again in the next batch */
};

struct worker {
	const struct worker_setup *setup;
	struct worker_pulse *pulse;
	struct log *log;
	struct owned *owned; /* ascending by number */
	uint32_t owned_count;
	bool joined; /* had an assignment, if only an empty one */
	bool paused;
	bool gave_up; /* on a call that waited when the process was to stop: no failure */
	int64_t account_bytes; /* our share of shared->account_bytes */
	struct wall wall;

	struct log_batch held;
	uint32_t done;           /* of the held records */
	uint32_t step_most;      /* records of one transaction; fewer while a cause of aborts is looked for */
	uint32_t failures;       /* aborts in a row */
	int64_t began_ms;        /* monotonic: when the last collecting was over */
	enum event_fault refuse; /* of the next record, alone; EVENT_OK: none */
	bool held_back;          /* the newest batch was full before it had taken all its records */

	struct arena arena; /* of the batch: overlay and outputs */
	struct outputs outputs;
	struct worker_counts counts;
};

/* Whether the process is to stop. */
bool worker_stopping(const struct worker *worker);
/* Says that something begins that may hang, or goes on; then that it is over. */
void worker_enter(struct worker *worker, const char *doing);
void worker_leave(struct worker *worker);

/* worker_owner.c: taking over and giving up partitions. */
bool worker_assigned(void *context, const int32_t *partitions, uint32_t count);
void worker_revoked(void *context, const int32_t *partitions, uint32_t count, bool lost);
/* Builds a partition's state anew from the log; false if it must not be worked on (which was logged). *ret_found tells
 * whether the progress record `sought` (data NULL: none) stands there. */
bool worker_restore(struct worker *worker, struct owned *owned, struct slice sought, bool *ret_found);
/* Adds what a partition counted that is let go of. */
void worker_add_counts(struct worker *worker, struct partition_counts counts);
/* Adds what our accounts take to the sum of all workers. */
void worker_count_bytes(struct worker *worker);
struct owned *worker_find(struct worker *worker, int32_t partition);

/* worker_batch.c: one transaction over the next `count` held records and the timers that are due. Sets *ret_worked if
 * it committed anything, and worker->held_back if the records must be offered again. LOG_FATAL: the worker must end;
 * log->error says why. */
enum log_result worker_batch(struct worker *worker, uint32_t count, bool *ret_worked);
/* Whether a batch makes sense without records. */
bool worker_has_work(const struct worker *worker, int64_t clock_ms);
