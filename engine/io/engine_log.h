/* engine_log: the log that the configuration names, for the engine. */
#pragma once
#include "io/engine.h"

struct engine_log;

/* Checks all that must hold and gets ready to open the workers' logs. NULL with faults in setup->diag. */
struct engine_log *engine_log_create(const struct engine_setup *setup, int32_t *ret_partition_count);
/* After the workers' logs are closed. NULL is allowed. */
void engine_log_destroy(struct engine_log *engine_log);

/* worker_setup.open; `context` is the struct engine_log. Any thread. */
struct log *engine_log_open(
	void *context, uint32_t number, const struct log_owner *owner, struct arena *arena, struct slice *ret_error);
