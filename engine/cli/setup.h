/* setup: what commands that work on a log start from: the engine configuration, and the flow map that it names. */
#pragma once
#include "base/diag.h"
#include "io/config.h"
#include "plan/plan.h"

struct setup {
	struct config *config;
	struct plan *plan;
};

/* Reads both files. False with every fault of both in `diag`: a fault in the configuration hides none of the map, as
 * long as the map can be found. Then both are NULL; in any case call setup_finish. */
bool setup_load(struct setup *setup, const char *config_path, struct diag *diag);
void setup_finish(struct setup *setup);
