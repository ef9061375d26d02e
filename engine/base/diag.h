/* diag: findings about a text that a person wrote: what is wrong, where, and how to mend it.
 *
 * A list collects all findings of a run; the command prints them. Codes are stable: SW1xx errors, SW2xx warnings. */
#pragma once
#include "base/arena.h"

/* A place in a file. Lines and columns count from 1; columns count bytes; 0 means unknown. */
struct place {
	struct slice file; /* as the user named it */
	uint32_t line, column;
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct finding {
	enum severity severity;
	const char *code;      /* static: "SW101" */
	struct slice sentence; /* without a full stop */
	struct slice hint;     /* how to mend it; may be empty */
	struct place place;
	struct place other;     /* a second place that matters (the first definition); other.line 0: none */
	struct slice line_text; /* the line at `place`, without its end; empty if unknown */
};

struct diag {
	struct arena *arena; /* holds the findings and their texts */
	struct finding *findings;
	uint32_t count, capacity;
	uint32_t errors, warnings;
};

enum { DIAG_MOST = 1000 }; /* findings kept; later ones are only counted */

void diag_init(struct diag *diag, struct arena *arena);
/* Adds a finding; texts may be temporary. Returns it, so that the caller may set `other`; NULL beyond DIAG_MOST. */
struct finding *diag_add(struct diag *diag, enum severity severity, const char *code, struct place place,
	struct slice hint, const char *format, ...) __attribute__((format(printf, 6, 7), nonnull(6)));

/* The candidate nearest to `word` by edit distance, if near enough to be meant (at most a third of the longer one's
 * letters differ); else an empty slice. */
struct slice diag_nearest(struct slice word, const struct slice *candidates, uint32_t count);
/* A hint `did you mean "x"?`, or `one of: a, b, c` when nothing is near; in the arena. */
struct slice diag_did_you_mean(struct arena *arena, struct slice word, const struct slice *candidates, uint32_t count);
