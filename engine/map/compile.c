/* compile: the plan's arrays, their indexes and hashes, and the matcher over all event patterns.
 *
 * Place: within map/, its last step. Memory: the plan's arena; the work arena for the list of patterns.
 * Thread: the loader's.
 *
 * Invariants
 *   1. An entry has the index in the plan that it has in its section, people behind the facts. */
#include "map/compile.h"
#include "base/hash.h"
#include <assert.h>

enum { DEFAULT_DAYS = 7 }; /* `late` and `dedupe` */

static const int64_t day_ms = 24 * 3600 * (int64_t)1000;

static void compile_seats(const struct model *model, struct plan *plan)
{
	struct plan_seat *seats = ARENA_ARRAY(&plan->arena, struct plan_seat, model->seats.count);
	uint32_t i = 0;

	section_each (model_seat, seat, &model->seats) {
		seats[i] = seat->seat;
		seats[i].name = arena_copy(&plan->arena, seat->head.name);
		seats[i++].reports_to = seat->reports_to.index;
	}
	plan->seats = seats;
	plan->seat_count = i;
}

static struct plan_outcome compile_outcome(const struct model_outcome *outcome, struct arena *arena)
{
	struct plan_contributor *contributors =
		ARENA_ARRAY(arena, struct plan_contributor, outcome->contributors.count);
	plan_index *claims = ARENA_ARRAY(arena, plan_index, outcome->claims.count);

	for (uint32_t i = 0; i < outcome->contributors.count; i++) {
		const struct model_contributor *contributor = &outcome->contributors.items[i];

		contributors[i] = (struct plan_contributor){
			.seat = contributor->seat.index, .expect = contributor->expect, .due_ms = contributor->due_ms};
	}
	for (uint32_t i = 0; i < outcome->claims.count; i++)
		claims[i] = outcome->claims.items[i].seat.index;
	return (struct plan_outcome){.name = arena_copy(arena, outcome->head.name),
		.owner = outcome->owner.index,
		.contributors = contributors,
		.contributor_count = outcome->contributors.count,
		.claims = claims,
		.claim_count = outcome->claims.count};
}

static void compile_outcomes(const struct model *model, struct plan *plan)
{
	struct plan_outcome *outcomes = ARENA_ARRAY(&plan->arena, struct plan_outcome, model->outcomes.count);
	uint32_t i = 0;

	section_each (model_outcome, outcome, &model->outcomes)
		outcomes[i++] = compile_outcome(outcome, &plan->arena);
	plan->outcomes = outcomes;
	plan->outcome_count = i;
}

static void compile_actions(const struct model *model, struct plan *plan)
{
	struct plan_action *actions = ARENA_ARRAY(&plan->arena, struct plan_action, model->actions.count);
	uint32_t i = 0;

	section_each (model_action, action, &model->actions) {
		actions[i] = action->action;
		actions[i++].name = arena_copy(&plan->arena, action->head.name);
	}
	plan->actions = actions;
	plan->action_count = i;
}

static uint32_t hash_text(struct slice text)
{
	uint64_t hash = hash64(text, 0);

	return (uint32_t)(hash ^ hash >> 32);
}

static unsigned long long hash_pattern(const struct pattern *pattern)
{
	return pattern ? pattern_hash(pattern) : 0;
}

static struct slice path_or_nothing(struct arena *work, const struct path *path)
{
	return path->count ? path_text(work, path) : (struct slice){0};
}

/* What makes a fact another one: `keep` is not among it, since members carry the time of their opening. */
static uint32_t fact_hash(const struct model_fact *fact, struct arena *work)
{
	int64_t window_ms = fact->fact.kind == FACT_COUNT ? fact->fact.window_ms : 0;

	return hash_text(arena_printf(work, "fact %d %.*s %lld %u %016llx %016llx", (int)fact->fact.kind,
		SLICE_PRINT(path_or_nothing(work, &fact->fact.path)), (long long)window_ms, fact->fact.most,
		hash_pattern(fact->on.pattern), hash_pattern(fact->until.pattern)));
}

/* What makes a signal's window another one: a changed `within` or `quiet` recomputes. */
static uint32_t signal_hash(const struct model_signal *signal, struct arena *work)
{
	return hash_text(arena_printf(work, "signal %u %.*s %016llx", signal->signal.times,
		SLICE_PRINT(path_or_nothing(work, &signal->signal.distinct)), hash_pattern(signal->when.pattern)));
}

static void compile_facts(const struct model *model, struct arena *work, struct plan *plan)
{
	const struct section *const sections[] = {&model->facts, &model->people};
	struct plan_fact *facts =
		ARENA_ARRAY(&plan->arena, struct plan_fact, model->facts.count + (size_t)model->people.count);
	uint32_t i = 0;

	for (int s = 0; s < 2; s++) {
		section_each (model_fact, fact, sections[s]) {
			facts[i] = fact->fact;
			facts[i].name = arena_copy(&plan->arena, fact->head.name);
			facts[i].seat = s == 1 ? fact->seat.index : PLAN_NONE;
			facts[i++].hash = fact_hash(fact, work);
		}
	}
	plan->facts = facts;
	plan->fact_count = i;
}

static void compile_signals(const struct model *model, struct arena *work, struct plan *plan)
{
	struct plan_signal *signals = ARENA_ARRAY(&plan->arena, struct plan_signal, model->signals.count);
	uint32_t i = 0;

	section_each (model_signal, signal, &model->signals) {
		signals[i] = signal->signal;
		signals[i].name = arena_copy(&plan->arena, signal->head.name);
		signals[i].when = signal->when.pattern;
		signals[i].given = signal->given.pattern;
		signals[i++].hash = signal_hash(signal, work);
	}
	plan->signals = signals;
	plan->signal_count = i;
}

/* Gives each signal the flows that read it: counted first, so that all lists are parts of one array. */
static void link_flows(struct plan *plan, struct plan_signal *signals, struct arena *work)
{
	plan_index *all = ARENA_ARRAY(&plan->arena, plan_index, plan->flow_count);
	plan_index **next = ARENA_ARRAY(work, plan_index *, plan->signal_count);
	plan_index *at = all;

	for (uint32_t i = 0; i < plan->flow_count; i++)
		signals[plan->flows[i].signal].flow_count++;
	for (uint32_t i = 0; i < plan->signal_count; i++) {
		signals[i].flows = next[i] = at;
		at += signals[i].flow_count;
	}
	for (uint32_t i = 0; i < plan->flow_count; i++)
		*next[plan->flows[i].signal]++ = (plan_index)i;
}

static void compile_flows(const struct model *model, struct arena *work, struct plan *plan)
{
	struct plan_flow *flows = ARENA_ARRAY(&plan->arena, struct plan_flow, model->flows.count);
	uint32_t i = 0;

	section_each (model_flow, flow, &model->flows) {
		flows[i] = flow->flow;
		flows[i].name = arena_copy(&plan->arena, flow->head.name);
		flows[i].signal = flow->signal.index;
		flows[i].outcome = flow->outcome.index;
		flows[i].action = flow->action.index;
		flows[i].claim = flow->claim.index;
		flows[i++].given = flow->given.pattern;
	}
	plan->flows = flows;
	plan->flow_count = i;
	link_flows(plan, (struct plan_signal *)plan->signals, work);
}

/* The list of event patterns while it grows. */
struct patterns {
	struct plan_use *uses;
	const struct pattern **items;
	uint32_t count;
};

static void add_use(struct patterns *patterns, enum plan_use_kind kind, uint32_t index, const struct pattern *pattern)
{
	if (!pattern)
		return;
	patterns->uses[patterns->count] = (struct plan_use){(uint16_t)kind, (plan_index)index};
	patterns->items[patterns->count++] = pattern;
}

static void compile_uses(const struct model *model, struct arena *work, struct plan *plan)
{
	size_t most = 2 * (size_t)plan->fact_count + plan->signal_count;
	struct patterns patterns = {
		ARENA_ARRAY(&plan->arena, struct plan_use, most), ARENA_ARRAY(work, const struct pattern *, most), 0};
	uint32_t i = 0;

	section_each (model_fact, fact, &model->facts) {
		add_use(&patterns, USE_FACT, i, fact->on.pattern);
		add_use(&patterns, USE_FACT_UNTIL, i++, fact->until.pattern);
	}
	section_each (model_fact, person, &model->people)
		add_use(&patterns, USE_FACT, i++, person->on.pattern);
	i = 0;
	section_each (model_signal, signal, &model->signals)
		add_use(&patterns, USE_SIGNAL, i++, signal->when.pattern);
	plan->uses = patterns.uses;
	plan->use_count = patterns.count;
	plan->matcher = matcher_create(patterns.items, patterns.count);
}

static void compile_key(const struct model *model, struct plan *plan)
{
	static const struct slice subject = {"subject", 7};
	static const struct path by_subject = {&subject, 1};

	plan->account_key = model->account_key.count ? model->account_key.paths : &by_subject;
	plan->account_key_count = model->account_key.count ? model->account_key.count : 1;
}

void map_compile(const struct model *model, struct arena *work, struct plan *plan)
{
	plan->name = arena_copy(&plan->arena, model->map_name);
	plan->late_ms = model->late_ms ? model->late_ms : DEFAULT_DAYS * day_ms;
	plan->dedupe_ms = model->dedupe_ms ? model->dedupe_ms : DEFAULT_DAYS * day_ms;
	plan->steward.seat = model->steward.seat.index;
	plan->steward.topic = model->steward.topic;
	plan->relationship = model->relationship.index;
	compile_key(model, plan);
	compile_seats(model, plan);
	compile_outcomes(model, plan);
	compile_actions(model, plan);
	compile_facts(model, work, plan);
	compile_signals(model, work, plan);
	compile_flows(model, work, plan);
	compile_uses(model, work, plan);
}
