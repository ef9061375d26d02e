/* sets: rules that stand in one matcher, and events for them. */
#pragma once
#include "world.h"

struct sets_plan {
	struct tree **rules;
	uint32_t count;
	uint32_t events; /* how many to try */
};

/* A set of some form: few rules, many, all with one condition in common, all but equal. */
struct sets_plan sets_make(struct world *world);
/* An event: any, or one that meets some of the rules, then changed a little; it shares no part with a rule. */
struct tree *sets_event(struct world *world, struct tree **rules, uint32_t count);
