/* sets: the forms of rule sets.
 *
 * Place: tests of the matcher. Memory: the round's arena. Thread: any. */
#include "sets.h"
#include "changes.h"
#include "events.h"
#include "rules.h"

/* As often as that, a rule is one of those before: as it is, or changed a little. */
struct form {
	uint32_t rules_least, rules_most;
	uint32_t same_percent, changed_percent;
	uint32_t events;
	uint32_t weight;
};

static const struct form forms[] = {
	{1, 4, 5, 20, 30, 10},
	{5, 60, 5, 10, 40, 60},
	{40, 120, 5, 10, 40, 20},
	{100, 400, 3, 60, 40, 8}, /* rules that differ in one place */
	{1000, 3000, 5, 30, 12, 2},
};

static const struct form *choose_form(struct world *world)
{
	uint32_t count = sizeof(forms) / sizeof(forms[0]), chosen = world_below(world, 100), at = 0;

	while (at + 1 < count && chosen >= forms[at].weight)
		chosen -= forms[at++].weight;
	return &forms[at];
}

/* The members and alternatives in another order: a rule of the same meaning. */
static struct tree *reordered(struct world *world, const struct tree *rule)
{
	struct tree *copy = tree_copy(world->arena, rule);
	uint32_t nodes = tree_count(copy);

	for (uint32_t i = 0; i < nodes; i++) {
		struct tree *parent, *node;
		uint32_t at, first, second;

		node = tree_node(copy, i, &parent, &at);
		if (node->count < 2 || (slice_is(node->key, "numeric") && node->scalar.kind == VALUE_ARRAY))
			continue;
		first = world_below(world, node->count);
		second = world_below(world, node->count);
		parent = node->children[first];
		node->children[first] = node->children[second];
		node->children[second] = parent;
	}
	return copy;
}

/* All rules have the same condition under the same key. */
static void share(struct world *world, struct tree **rules, uint32_t count)
{
	struct tree *leaf = rules_leaf(world);
	struct slice key = world_key(world);

	for (uint32_t i = 0; i < count; i++) {
		rules[i] = tree_copy(world->arena, rules[i]);
		tree_add(world->arena, rules[i], key, leaf);
	}
}

struct sets_plan sets_make(struct world *world)
{
	const struct form *form = choose_form(world);
	struct sets_plan plan = {.events = form->events};

	plan.count = form->rules_least + world_below(world, form->rules_most - form->rules_least);
	plan.rules = ARENA_ARRAY(world->arena, struct tree *, plan.count);
	for (uint32_t i = 0; i < plan.count; i++) {
		struct tree *before = i ? plan.rules[world_below(world, i)] : NULL;

		if (before && world_chance(world, form->same_percent))
			plan.rules[i] = reordered(world, before);
		else if (before && world_chance(world, form->changed_percent))
			plan.rules[i] = changes_rule(world, before);
		else
			plan.rules[i] = rules_make(world);
	}
	if (world_chance(world, 20))
		share(world, plan.rules, plan.count);
	return plan;
}

struct tree *sets_event(struct world *world, struct tree **rules, uint32_t count)
{
	struct tree *event;
	uint32_t met, changes = world_below(world, 4);

	if (world_chance(world, 25))
		return events_make(world);
	event = tree_container(world->arena, VALUE_OBJECT);
	for (met = 1 + world_below(world, 3); met > 0; met--)
		events_meet(world, event, rules[world_below(world, count)]);
	event = tree_copy(world->arena, event);
	while (changes-- > 0)
		event = events_change(world, event);
	return tree_fits(event) ? event : tree_container(world->arena, VALUE_OBJECT);
}
