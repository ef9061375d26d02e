/* fuzz_map: no text makes the map loader crash, run long, or break what it promises.
 *
 * A map with an error has no plan, one without has; a plan keeps the invariants of plan.h; the same text has the same
 * version. Every finding has a documented code, a sentence, and a place inside the text. */
#include "map/codes.h"
#include "map/map.h"
#include <assert.h>

static void check_index(plan_index index, uint32_t count, bool may_lack)
{
	assert(index < count || (may_lack && index == PLAN_NONE));
}

/* Names are strictly ascending; every entry begins with its name. */
static void check_names(const void *entries, uint32_t from, uint32_t to, size_t bytes)
{
	for (uint32_t i = from; i < to; i++) {
		const struct slice *name = (const struct slice *)((const char *)entries + i * bytes);

		assert(name->size > 0);
		if (i > from)
			assert(slice_compare(*(const struct slice *)((const char *)name - bytes), *name) < 0);
	}
}

static void check_sections(const struct plan *plan)
{
	uint32_t facts = 0;

	while (facts < plan->fact_count && plan->facts[facts].kind != FACT_PERSON)
		facts++;
	check_names(plan->seats, 0, plan->seat_count, sizeof(*plan->seats));
	check_names(plan->outcomes, 0, plan->outcome_count, sizeof(*plan->outcomes));
	check_names(plan->actions, 0, plan->action_count, sizeof(*plan->actions));
	check_names(plan->facts, 0, facts, sizeof(*plan->facts));
	check_names(plan->facts, facts, plan->fact_count, sizeof(*plan->facts));
	check_names(plan->signals, 0, plan->signal_count, sizeof(*plan->signals));
	check_names(plan->flows, 0, plan->flow_count, sizeof(*plan->flows));
	for (uint32_t i = facts; i < plan->fact_count; i++)
		check_index(plan->facts[i].seat, plan->seat_count, false);
}

static void check_owners(const struct plan *plan)
{
	check_index(plan->steward.seat, plan->seat_count, false);
	check_index(plan->relationship, plan->seat_count, true);
	for (uint32_t i = 0; i < plan->seat_count; i++)
		check_index(plan->seats[i].reports_to, plan->seat_count, true);
	for (uint32_t i = 0; i < plan->outcome_count; i++) {
		const struct plan_outcome *outcome = &plan->outcomes[i];

		check_index(outcome->owner, plan->seat_count, false);
		for (uint32_t j = 0; j < outcome->contributor_count; j++)
			check_index(outcome->contributors[j].seat, plan->seat_count, false);
		for (uint32_t j = 0; j < outcome->claim_count; j++)
			check_index(outcome->claims[j], plan->seat_count, false);
	}
}

static void check_signals(const struct plan *plan)
{
	uint32_t read = 0;

	for (uint32_t i = 0; i < plan->flow_count; i++) {
		check_index(plan->flows[i].signal, plan->signal_count, false);
		check_index(plan->flows[i].outcome, plan->outcome_count, false);
		check_index(plan->flows[i].action, plan->action_count, false);
		check_index(plan->flows[i].claim, plan->seat_count, true);
	}
	for (uint32_t i = 0; i < plan->signal_count; i++) {
		const struct plan_signal *signal = &plan->signals[i];

		assert(signal->when && signal->times >= 1 && signal->times <= SIGNAL_TIMES_MOST);
		assert((signal->times > 1) == (signal->within_ms > 0));
		for (uint32_t j = 0; j < signal->flow_count; j++, read++)
			assert(plan->flows[signal->flows[j]].signal == i);
	}
	assert(read == plan->flow_count);
	for (uint32_t i = 0; i < plan->use_count; i++)
		check_index(plan->uses[i].index,
			plan->uses[i].kind == USE_SIGNAL ? plan->signal_count : plan->fact_count, false);
}

static void check_findings(const struct diag *diag, struct slice text)
{
	uint32_t lines = 1;

	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n' || text.data[i] == '\r';
	for (uint32_t i = 0; i < diag->count; i++) {
		const struct finding *finding = &diag->findings[i];

		assert(map_code_find(finding->code));
		assert((finding->severity == SEVERITY_WARNING) == (finding->code[2] == '2'));
		assert(finding->sentence.size > 0 && finding->place.line <= lines && finding->other.line <= lines);
	}
}

static void check_again(struct slice text, const struct plan *plan, struct arena *arena)
{
	const struct map_options options = {.check = false};
	struct diag diag;
	struct plan *again;

	diag_init(&diag, arena);
	again = map_load_text(SLICE("again"), text, &options, &diag);
	assert(!plan == !again);
	assert(!plan || slice_equal(plan->version, again->version));
	plan_unref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct map_options options = {.check = true};
	struct slice text = {(const char *)data, size};
	struct arena arena;
	struct diag diag;
	struct plan *plan;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	plan = map_load_text(SLICE("map.yaml"), text, &options, &diag);
	assert(!plan == (diag.errors > 0));
	check_findings(&diag, text);
	if (plan) {
		check_sections(plan);
		check_owners(plan);
		check_signals(plan);
		assert(plan->version.size == strlen("sha256:") + 64);
	}
	check_again(text, plan, &arena);
	plan_unref(plan);
	arena_finish(&arena);
	return 0;
}
