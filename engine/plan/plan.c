/* plan: the life of a compiled map, and look-ups by name.
 *
 * Place: between map/, which makes it, and the core, which reads it. Memory: its own arena. Thread: any; only the
 * reference count changes after it is made.
 *
 * Invariants
 *   1. Each section is strictly ascending by name (facts: within facts, and within people).
 *   2. Every index in the plan is below the count of its section, or PLAN_NONE where the header allows it. */
#include "plan/plan.h"
#include "base/search.h"
#include <assert.h>
#include <stdlib.h>

struct plan *plan_create(void)
{
	struct plan *plan = memory_zalloc(1, sizeof(*plan));

	arena_init(&plan->arena, 0);
	plan->references = 1;
	plan->relationship = PLAN_NONE;
	plan->steward.seat = PLAN_NONE;
	return plan;
}

struct plan *plan_ref(struct plan *plan)
{
	__atomic_add_fetch(&plan->references, 1, __ATOMIC_RELAXED);
	return plan;
}

void plan_unref(struct plan *plan)
{
	if (!plan || __atomic_sub_fetch(&plan->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	matcher_destroy(plan->matcher);
	arena_finish(&plan->arena);
	free(plan);
}

/* Every section's entry begins with its name. */
static plan_index find(const void *entries, uint32_t from, uint32_t to, size_t bytes, struct slice name)
{
	uint32_t at = search_name(entries, from, to, bytes, name);

	return at == SEARCH_NONE ? PLAN_NONE : (plan_index)at;
}

plan_index plan_seat_find(const struct plan *plan, struct slice name)
{
	return find(plan->seats, 0, plan->seat_count, sizeof(*plan->seats), name);
}

plan_index plan_outcome_find(const struct plan *plan, struct slice name)
{
	return find(plan->outcomes, 0, plan->outcome_count, sizeof(*plan->outcomes), name);
}

plan_index plan_action_find(const struct plan *plan, struct slice name)
{
	return find(plan->actions, 0, plan->action_count, sizeof(*plan->actions), name);
}

plan_index plan_signal_find(const struct plan *plan, struct slice name)
{
	return find(plan->signals, 0, plan->signal_count, sizeof(*plan->signals), name);
}

plan_index plan_fact_find(const struct plan *plan, bool people, struct slice name)
{
	uint32_t first_person = 0;

	while (first_person < plan->fact_count && plan->facts[first_person].kind != FACT_PERSON)
		first_person++;
	if (people)
		return find(plan->facts, first_person, plan->fact_count, sizeof(*plan->facts), name);
	return find(plan->facts, 0, first_person, sizeof(*plan->facts), name);
}
