/* config_reading: reads a configuration out of a text, for tests of what is made of it and of what is said of it. */
#pragma once
#include "base/diag.h"
#include "io/config.h"

struct reading {
	struct arena arena;
	struct diag diag;
	struct config *config; /* NULL: refused */
};

/* Reads `text` as the file `name`; returns reading->config. To be finished either way. */
struct config *reading_config_as(struct reading *reading, const char *name, const char *text);
/* The same as a file of the present folder. */
struct config *reading_config(struct reading *reading, const char *text);
void reading_finish(struct reading *reading);

/* All findings of a refused text, "line:column code sentence (hint)" each, in one text. */
void reading_expect_refused(const char *text, const char *expected);
