/* access: by which exact values a pattern is found. */
#pragma once
#include "pattern/ast.h"
#include "pattern/exact.h"
#include "pattern/trie.h"

struct access_entries {
	struct arena *arena;
	struct exact_entry *entries;
	uint32_t count, capacity;
};

/* What is known of all patterns together, to tell which values are rare. */
struct access_survey {
	struct arena *arena;
	struct trie trie;       /* of all paths with exact values */
	uint32_t *values;       /* by node: how many different values are asked for */
};

/* Surveys `patterns[0 .. count)`. */
void access_survey_init(struct access_survey *survey, struct arena *arena, const struct pattern *const *patterns,
	uint32_t count);
void access_survey_finish(struct access_survey *survey);

/* Adds the access set of a pattern: (path, value) pairs, nodes of `trie`, such that whenever the pattern holds of
 * an event at least one of them stands in it. Of the sets that the pattern offers it is the one that the fewest
 * events meet. False, and nothing added, if it offers none. */
bool access_add(const struct access_survey *survey, const struct pattern *pattern, uint32_t rule, struct trie *trie,
	struct access_entries *entries);
