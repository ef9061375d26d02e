/* setup: what commands that work on a log start from: the engine configuration, and the flow map that it names. */
#pragma once
#include "base/diag.h"
#include "io/config.h"
#include "plan/plan.h"

struct setup {
	struct arena arena; /* of the command's run */
	struct diag diag;
	struct config *config;
	struct plan *plan;
};

/* Reads both files. False with every fault of both in setup->diag: a fault in the configuration hides none of the map,
 * as long as the map can be found. In any case call setup_finish. */
bool setup_load(struct setup *setup, const char *config_path);
/* The same without the map, for what is not to fail because of it. */
bool setup_load_config(struct setup *setup, const char *config_path);
void setup_finish(struct setup *setup);
