/* simulation: all that a seed leads to, and how it fails. */
#pragma once
#include "ledger.h"
#include "steps.h"
#include "traffic.h"

enum { PLAIN, FAULTY, SPLIT, ENGINES };

struct engine {
	struct partition *partitions[SIM_PARTITIONS];
	struct arena arena; /* of the batch */
	struct outputs outputs;
};

struct simulation {
	uint64_t seed;
	struct random random;
	struct core_setup setup;
	struct arena arena;
	struct logs logs;
	struct ledger ledger;
	struct traffic traffic;
	struct plan *plans[2], *plan;
	struct engine engines[ENGINES];
	struct arena step_arena;
	int64_t now_ms;
	uint32_t steps, restarts, aborts;
};

/* Prints `not ok` with the seed and the step, and ends the process. */
void fail(const struct simulation *sim, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));
