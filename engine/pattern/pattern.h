/* pattern: the event-pattern language of flow maps: Amazon EventBridge's, and `$all` and `$not` over sub-patterns.
 *
 * A pattern is parsed from a tree of values (a YAML node of a map, or JSON), checked, and kept as an AST. The plain
 * evaluator here is the ground truth: `matcher` (matcher.h) is an index in front of the same AST.
 * Place: between event and plan. Memory: the arena passed in. Thread: any; a pattern is immutable. */
#pragma once
#include "base/diag.h"
#include "base/value.h"

struct pattern; /* opaque */

/* Where the parts of a pattern stand, for messages. `place` may be NULL (then findings have no place). */
struct pattern_source {
	struct place (*place)(const void *context, const struct value *node);
	const void *context;
};

enum {
	PATTERN_DEPTH_MOST = 32,           /* objects, `$or`, `$all`, `$not` inside each other */
	PATTERN_CONDITIONS_MOST = 10000,   /* alternatives of all leaves together */
	PATTERN_COMBINATIONS_MOST = 50000, /* fields, once each `$or` is combined with those beside it that it names too */
};

/* Parses `tree` (an object). Findings go into `diag` with codes SW120 to SW129; all faults of the pattern are
 * reported. NULL if there was an error. Strings are copied into `arena`. A bare scalar leaf is a list of one. */
const struct pattern *pattern_parse(struct arena *arena, const struct value *tree,
	const struct pattern_source *source, struct diag *diag);

/* Whether the pattern holds of `root`. `scratch` may be used for temporary memory. */
bool pattern_holds(const struct pattern *pattern, const struct value *root);

/* One condition that held: why a pattern matched. */
struct pattern_match {
	struct slice path;         /* "data.active_change_pct" */
	const char *operator;      /* static: "equals" "prefix" "suffix" "equals-ignore-case" "wildcard" "numeric" "exists" "cidr" "anything-but" */
	const struct value *value; /* of the event; NULL when the condition is that there is none */
};
/* As pattern_holds, and lists in document order of the pattern the conditions by which it held, at most `most`.
 * Conditions below `$not` are not listed. Returns how many were written; *ret_holds says whether it held. */
uint32_t pattern_explain(const struct pattern *pattern, const struct value *root, struct arena *arena,
	struct pattern_match *ret_matches, uint32_t most, bool *ret_holds);

/* A hash of the meaning: equal patterns (whatever the order of keys and alternatives) have equal hashes, on every
 * machine and in every version of the same major number. */
uint64_t pattern_hash(const struct pattern *pattern);

/* The literal strings to which the pattern holds `path` (such as the types it accepts), for checks and hints; false if
 * the pattern accepts others as well. */
bool pattern_literals(const struct pattern *pattern, const struct path *path, struct arena *arena,
	struct slice **ret_literals, uint32_t *ret_count);

/* A sentence why it can never be true (a numeric range that is empty, exists true and false on one path, disjoint literals
 * under `$all`, ...), or an empty slice when no contradiction is seen. Decided by the AST's structure per path. */
struct slice pattern_contradiction(const struct pattern *pattern, struct arena *arena);

/* Every path that some condition reads, for checks of the state tree; in document order, each once. */
uint32_t pattern_paths(const struct pattern *pattern, struct arena *arena, struct slice **ret_paths);
