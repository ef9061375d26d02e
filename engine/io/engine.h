/* engine: several workers in one process, from the start's checks to a clean end.
 *
 * Thread: the main one, which also watches the others. */
#pragma once
#include "io/config.h"
#include "io/worker.h"

struct engine_setup {
	const struct config *config;
	struct plan *plan;
	struct logger *logger;
	const char *crash_path; /* file of crash notes */
	bool drain;             /* stop when every topic is read to its end and nothing is due */
	struct diag *diag;      /* faults found before the start */
};

enum engine_result {
	ENGINE_DONE,    /* stopped by a signal, or drained */
	ENGINE_FAILED,  /* a worker gave up, or did not end in time; it was logged */
	ENGINE_REFUSED, /* not started: see diag */
};

/* Runs until SIGTERM or SIGINT, the drain, or a failure. Ends within ENGINE_STOP_MS of a signal; a second signal ends
 * the process at once. Nothing may have started a thread before: the signals are blocked for all. */
enum { ENGINE_STOP_MS = 10000 };
enum engine_result engine_run(const struct engine_setup *setup);
