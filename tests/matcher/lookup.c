/* lookup: a matcher with its scratch.
 *
 * Place: tests of the matcher. Memory: its own. Thread: the caller's. */
#include "lookup.h"

struct matcher *lookup_build(const struct pattern *const *patterns, uint32_t count)
{
	return matcher_create(patterns, count);
}

void lookup_init(struct lookup *lookup, const struct pattern *const *patterns, uint32_t count)
{
	lookup->matcher = lookup_build(patterns, count);
	lookup->scratch = matcher_scratch_create(lookup->matcher);
}

void lookup_finish(struct lookup *lookup)
{
	matcher_scratch_destroy(lookup->scratch);
	matcher_destroy(lookup->matcher);
}

uint32_t lookup_match(struct lookup *lookup, const struct value *event, const uint32_t **ret_ids)
{
	return matcher_match(lookup->matcher, lookup->scratch, event, ret_ids);
}
