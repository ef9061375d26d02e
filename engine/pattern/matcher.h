/* matcher: many patterns against one event.
 *
 * Built once, immutable, shared by threads; each thread brings a matcher_scratch. Its answer is always that of
 * pattern_holds on every pattern (the tests hold it to that); it only asks fewer of them. */
#pragma once
#include "pattern/pattern.h"

struct matcher;
struct matcher_scratch;

/* Builds over `patterns[0 .. count)`; the index in this array is the id. The patterns must outlive it. */
struct matcher *matcher_create(const struct pattern *const *patterns, uint32_t count);
void matcher_destroy(struct matcher *matcher);
/* Bytes of memory that the matcher holds, patterns left out. */
size_t matcher_bytes(const struct matcher *matcher);

struct matcher_scratch *matcher_scratch_create(const struct matcher *matcher);
void matcher_scratch_destroy(struct matcher_scratch *scratch);

/* The ids of all patterns that hold of `root`, ascending, each once. They stand in the scratch until its next use. */
uint32_t matcher_match(const struct matcher *matcher, struct matcher_scratch *scratch, const struct value *root,
	const uint32_t **ret_ids);
