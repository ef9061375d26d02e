/* matcher: many patterns against one event.
 *
 * Built once, immutable, shared by threads; each thread brings a matcher_scratch. Its answer is always that of
 * pattern_holds on every pattern; the tests hold it to that. How it comes to it: README.md of this folder. */
#pragma once
#include "pattern/pattern.h"

struct matcher;
struct matcher_builder;
struct matcher_scratch;

enum { MATCHER_PATTERNS_MOST = 1 << 29 };

struct matcher_builder *matcher_begin(void);
/* Adds a pattern, which is not needed afterwards, and returns its id: 0 for the first, then one more each time. At most
 * MATCHER_PATTERNS_MOST (asserted). */
uint32_t matcher_add(struct matcher_builder *builder, const struct pattern *pattern);
/* Builds the matcher of all patterns added; the builder is gone. Time: O(n log n) in the size of the patterns, of which
 * each is bounded (pattern.h). */
struct matcher *matcher_seal(struct matcher_builder *builder);
/* The three in one: a matcher of patterns[0 .. count), whose indexes are the ids. */
struct matcher *matcher_create(const struct pattern *const *patterns, uint32_t count);
/* No thread may use it any more. */
void matcher_destroy(struct matcher *matcher);
/* Bytes of memory that the matcher holds. */
size_t matcher_bytes(const struct matcher *matcher);

struct matcher_scratch *matcher_scratch_create(const struct matcher *matcher);
void matcher_scratch_destroy(struct matcher_scratch *scratch);

/* The ids of all patterns that hold of `root`, ascending, each once. They stand in the scratch until its next use.
 * Allocates only when an event has more scalars, or longer texts, than all before it. */
uint32_t matcher_match(const struct matcher *matcher, struct matcher_scratch *scratch, const struct value *root,
	const uint32_t **ret_ids);
