/* state_tree: an account's state as a tree of values.
 *
 * Place: account; read by signal and route (`given`) and task (context). Memory: the arena passed in. Thread: the
 * worker's. */
#include "account/state_tree.h"
#include "account/facts.h"
#include "base/time_text.h"

struct tree {
	struct value_builder builder;
	const struct account *account;
	const struct plan *plan;
	enum state_view view;
	int64_t clock_ms, event_ms;
};

static const struct slice no_key;

static void add_time(struct tree *tree, struct slice key, int64_t time_ms)
{
	char text[TIME_TEXT_BYTES];

	builder_string(&tree->builder, key, arena_copy(tree->builder.arena, time_format(time_ms, text)));
}

static void add_members(struct tree *tree, const struct plan_fact *plan, const struct fact_state *fact)
{
	builder_begin(&tree->builder, plan->name, VALUE_ARRAY);
	for (uint32_t i = 0; i < fact->count; i++) {
		const struct open_member *member = &fact->members[i];

		if (!member->closed && tree->clock_ms - member->time_ms <= plan->window_ms)
			builder_string(&tree->builder, no_key, member->id);
	}
	builder_end(&tree->builder);
}

static void add_recent(struct tree *tree, struct slice name, const struct fact_state *fact)
{
	builder_begin(&tree->builder, name, VALUE_ARRAY);
	for (uint32_t i = 0; i < fact->count; i++) {
		const struct recent_event *event = &fact->recent[i];

		builder_begin(&tree->builder, no_key, VALUE_OBJECT);
		add_time(tree, SLICE("time"), event->time_ms);
		builder_string(&tree->builder, SLICE("type"), event->type);
		builder_string(&tree->builder, SLICE("id"), event->id);
		if (event->signal_count) {
			builder_begin(&tree->builder, SLICE("signals"), VALUE_ARRAY);
			for (uint32_t j = 0; j < event->signal_count; j++)
				builder_string(&tree->builder, no_key, event->signals[j]);
			builder_end(&tree->builder);
		}
		builder_end(&tree->builder);
	}
	builder_end(&tree->builder);
}

static void add_fact(struct tree *tree, const struct plan_fact *plan, const struct fact_state *fact)
{
	switch (plan->kind) {
	case FACT_LAST:
	case FACT_PERSON:
		if (fact->value)
			builder_tree(&tree->builder, plan->name, fact->value);
		return;
	case FACT_OPEN:
		if (tree->view == STATE_FOR_CONTEXT)
			add_members(tree, plan, fact);
		else
			builder_integer(&tree->builder, plan->name, facts_open_size(fact, plan, tree->clock_ms));
		return;
	case FACT_COUNT:
		builder_integer(&tree->builder, plan->name, (int64_t)facts_count(fact, plan, tree->clock_ms));
		return;
	case FACT_RECENT:
		add_recent(tree, plan->name, fact);
		return;
	}
}

static void add_facts(struct tree *tree, struct slice branch, bool people)
{
	builder_begin(&tree->builder, branch, VALUE_OBJECT);
	for (uint32_t i = 0; i < tree->plan->fact_count; i++)
		if ((tree->plan->facts[i].kind == FACT_PERSON) == people)
			add_fact(tree, &tree->plan->facts[i], &tree->account->facts[i]);
	builder_end(&tree->builder);
}

static void add_open(struct tree *tree)
{
	builder_begin(&tree->builder, SLICE("open"), VALUE_OBJECT);
	for (uint32_t i = 0; i < tree->plan->outcome_count; i++) {
		struct slice outcome = tree->plan->outcomes[i].name;
		int64_t open = 0;

		for (uint32_t j = 0; j < tree->account->task_count; j++)
			open += slice_equal(tree->account->tasks[j]->outcome, outcome);
		builder_integer(&tree->builder, outcome, open);
	}
	builder_end(&tree->builder);
}

static void add_since(struct tree *tree)
{
	builder_begin(&tree->builder, SLICE("since"), VALUE_OBJECT);
	for (uint32_t i = 0; i < tree->account->signal_count; i++) {
		const struct signal_state *signal = &tree->account->signals[i];
		const struct plan_signal *plan = &tree->plan->signals[signal->signal];
		int64_t since_ms = tree->event_ms - signal->raised_ms;

		if (plan->since_read && signal->raised)
			builder_integer(&tree->builder, plan->name,
				since_ms > 0 ? since_ms / DAY_MS : 0);
	}
	builder_end(&tree->builder);
}

const struct value *state_tree(const struct account *account, const struct plan *plan, enum state_view view,
	int64_t clock_ms, int64_t event_ms, struct arena *arena)
{
	struct tree tree = {
		.account = account, .plan = plan, .view = view, .clock_ms = clock_ms, .event_ms = event_ms};

	builder_init(&tree.builder, arena);
	builder_begin(&tree.builder, no_key, VALUE_OBJECT);
	add_facts(&tree, SLICE("account"), false);
	add_facts(&tree, SLICE("people"), true);
	add_open(&tree);
	add_since(&tree);
	builder_end(&tree.builder);
	return builder_root(&tree.builder);
}

static void cut_branch(struct value_builder *builder, const struct value *branch, const struct path *paths,
	uint32_t count)
{
	bool whole = false;

	for (uint32_t i = 0; i < count; i++)
		whole |= paths[i].count == 1 && slice_equal(paths[i].steps[0], value_key(branch));
	if (whole) {
		builder_tree(builder, value_key(branch), branch);
		return;
	}
	builder_begin(builder, value_key(branch), VALUE_OBJECT);
	value_each (member, branch)
		for (uint32_t i = 0; i < count; i++)
			if (paths[i].count == 2 && slice_equal(paths[i].steps[0], value_key(branch)) &&
				slice_equal(paths[i].steps[1], value_key(member))) {
				builder_tree(builder, value_key(member), member);
				break;
			}
	builder_end(builder);
}

static bool names_branch(const struct path *paths, uint32_t count, struct slice branch)
{
	for (uint32_t i = 0; i < count; i++)
		if (slice_equal(paths[i].steps[0], branch))
			return true;
	return false;
}

const struct value *state_tree_cut(const struct value *tree, const struct path *paths, uint32_t count,
	struct arena *arena)
{
	struct value_builder builder;

	if (!count)
		return NULL;
	builder_init(&builder, arena);
	builder_begin(&builder, no_key, VALUE_OBJECT);
	value_each (branch, tree)
		if (names_branch(paths, count, value_key(branch)))
			cut_branch(&builder, branch, paths, count);
	builder_end(&builder);
	return builder_root(&builder);
}
