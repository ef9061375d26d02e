/* lookup: the one place where these tests build a matcher and ask it. */
#pragma once
#include "pattern/matcher.h"

struct lookup {
	struct matcher *matcher;
	struct matcher_scratch *scratch;
};

/* The matcher alone, for who shares it. */
struct matcher *lookup_build(const struct pattern *const *patterns, uint32_t count);
/* Over `patterns[0 .. count)`, which it does not need afterwards; the index is the id. */
void lookup_init(struct lookup *lookup, const struct pattern *const *patterns, uint32_t count);
void lookup_finish(struct lookup *lookup);
/* The ids that match, ascending, each once; they stand until the next call. */
uint32_t lookup_match(struct lookup *lookup, const struct value *event, const uint32_t **ret_ids);
