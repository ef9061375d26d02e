/* map: a flow map from YAML to checked model to plan. The only place that knows the map's YAML.
 *
 * Place: beside the arrow line; run once at start, at a reload, and by `check`. Memory: what the caller passes, and the
 * plan's own. Thread: any. */
#pragma once
#include "base/diag.h"
#include "base/yaml.h"
#include "plan/plan.h"

struct map_options {
	struct yaml_limits limits; /* of each file; zero: the defaults */
	size_t total_bytes;        /* of all files together; 0: 64 MiB */
	bool check;                /* also what only `check` reports: warnings */
};

/* Reads the map file and what it includes, checks all of it, and compiles it. Every fault is put into `diag`, those of
 * all files in one run. NULL when there is an error; else a plan with one reference, the caller's. `path` is the file
 * as the user named it; includes are relative to the file that names them. */
struct plan *map_load(const char *path, const struct map_options *options, struct diag *diag);

/* As map_load for a map that is one text in memory (tests, fuzzing); `include` is refused there. */
struct plan *map_load_text(struct slice name, struct slice text, const struct map_options *options, struct diag *diag);
