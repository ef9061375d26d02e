/* maps: flow maps for tests of map/: a text, what was found in it, and its plan. */
#pragma once
#include "map/map.h"

/* A map that was loaded; everything in it lives until map_done. */
struct loaded {
	struct arena arena;
	struct diag diag;
	struct plan *plan; /* NULL: it was refused */
};

/* Loads a text or a file as `check` does. Call once, and loaded_finish once. */
void load_text(struct loaded *loaded, const char *text);
void load_file(struct loaded *loaded, const char *path);
void loaded_finish(struct loaded *loaded);

/* A map that is complete without flows; with what follows: more sections. In a static buffer. */
const char *a_map_with(const char *sections);

/* All findings as lines "line:column CODE"; in the arena. */
const char *findings_text(struct loaded *loaded);

/* Writes a file below a folder of the test; returns its path, good for 63 more calls. */
const char *a_file(const char *name, const char *text);
/* A path below the folder of the test. */
const char *a_path(const char *name);

/* The text of a file of the project, such as "docs/checks.md", looked for from the working folder upwards; ends the
 * test when it is not there. */
struct slice project_file(struct arena *arena, const char *path);
