/* pattern: the event-pattern language of flow maps: Amazon EventBridge's, and `$all` and `$not` over sub-patterns.
 *
 * A pattern is parsed from a tree of values (a YAML node of a map, or JSON), checked, and kept as an AST. The plain
 * evaluator here is the ground truth; `matcher` (matcher.h) gives its answer for many patterns at once, from an index.
 *
 * What the language leaves open is decided so:
 *   - All fields of a mapping, and its `$or`, that pass an array are met by the same element.
 *   - `exists: false` and `$not` speak of that element where another field has chosen one, else of all elements.
 *   - Each sub-pattern of `$all`, and `$not`, chooses elements for itself, below the place where it stands. So
 *     `$all: [ { tags: [a] }, { tags: [b] } ]` finds events that have both tags.
 *   - Numbers are compared exactly (number.h), texts byte by byte, or by simple case folding (fold.h).
 *   - A `$` word that is none of ours, nor near one, is a field.
 *
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
	PATTERN_COMBINATIONS_MOST = 10000, /* fields, as often as they stand there once `$or`s are coupled (couple.c) */
	PATTERN_NOTS_MOST = 64,            /* `$not`s that stand inside two others (answers.h) */
};

/* Parses `tree` (an object). All faults of the pattern are reported into `diag`:
 *   SW120 no mapping, or an empty one      SW121 empty list            SW122 unknown operator
 *   SW123 wrong operand                    SW124 operator outside a list
 *   SW125 no alternative: a list, or a mapping of not one key          SW126 wrong use of `$or`, `$all`, `$not`
 *   SW127 beyond PATTERN_DEPTH_MOST, PATTERN_NOTS_MOST
 *   SW128 beyond PATTERN_CONDITIONS_MOST   SW129 beyond PATTERN_COMBINATIONS_MOST
 * NULL if there was an error. Strings are copied into `arena`. A bare scalar leaf is a list of one. */
const struct pattern *pattern_parse(struct arena *arena, const struct value *tree,
	const struct pattern_source *source, struct diag *diag);

/* Whether the pattern holds of `root`. Allocates nothing, unless the pattern has `$not`s inside two others. */
bool pattern_holds(const struct pattern *pattern, const struct value *root);

/* One condition that held: why a pattern matched. */
struct pattern_match {
	struct slice path;         /* "data.active_change_pct" */
	const char *operator;      /* static: "equals", or the operator's name in the pattern, such as "numeric" */
	const struct value *value; /* of the event; NULL when the condition is that there is none */
};
/* As pattern_holds, and lists in document order of the pattern the conditions by which it held, at most `most`.
 * Conditions below `$not` are not listed. Returns how many were written; *ret_holds says whether it held. */
uint32_t pattern_explain(const struct pattern *pattern, const struct value *root, struct arena *arena,
	struct pattern_match *ret_matches, uint32_t most, bool *ret_holds);

/* A hash of the meaning: equal patterns (whatever the order of keys and alternatives) have equal hashes, on every
 * machine and in every version of the same major number. */
uint64_t pattern_hash(const struct pattern *pattern);

/* The literal strings to which the pattern holds `path` (such as the types it accepts), for checks and hints; false
 * if the pattern accepts others as well. */
bool pattern_literals(const struct pattern *pattern, const struct path *path, struct arena *arena,
	struct slice **ret_literals, uint32_t *ret_count);

/* A sentence why it can never be true, or an empty slice when no contradiction is seen: an empty range, present and
 * absent at once, a `$not` of what stands beside it, values that exclude each other. What is said is certain. Since
 * a field may hold an array, values under `$all` exclude each other only in CloudEvents' own attributes (`type`, ...),
 * which are single texts. Decided by the AST's structure per path. */
struct slice pattern_contradiction(const struct pattern *pattern, struct arena *arena);

/* Every path that some condition reads, for checks of the state tree; in document order, each once. */
uint32_t pattern_paths(const struct pattern *pattern, struct arena *arena, struct slice **ret_paths);
