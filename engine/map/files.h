/* files: a map file and all that it includes, read into trees.
 *
 * Place: within map/, its first step and its only one that touches the file system. */
#pragma once
#include "map/map.h"

enum {
	FILES_MOST = 1000,
	INCLUDE_DEPTH_MOST = 16,
};

struct map_files {
	struct yaml_file *items; /* the map itself first, then what it includes, depth first */
	uint32_t count, capacity;
	uint32_t harmless; /* errors found while reading that leave nothing out: keys that stand twice and the like */
};

/* Reads `path` and what it includes; strings and trees in `work`. A file that is included twice is read once. Faults go
 * into `diag`; what could be read is in *ret_files all the same, so that its other faults can be reported. */
void files_read(const char *path, const struct map_options *options, struct arena *work, struct diag *diag,
	struct map_files *ret_files);
/* As files_read for one text; `include` is refused. */
void files_read_text(struct slice name, struct slice text, const struct map_options *options, struct arena *work,
	struct diag *diag, struct map_files *ret_files);
