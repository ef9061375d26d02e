/* resolve: from the names in a map to the entries they mean.
 *
 * Place: within map/, after all files are read. Memory: the work arena. Thread: the loader's.
 *
 * Invariants
 *   1. Afterwards every reference has the index of its entry, or PLAN_NONE and an error was reported. */
#include "map/check.h"
#include "map/doubt.h"

static void settle(struct map_reader *reader, struct section *section)
{
	section_settle(section, reader->work, reader->diag, SLICE("rename one of them, or remove it"));
}

/* Iterates over what was dropped, since its name stands twice: nothing else looks there. */
#define dropped_each(type, entry, section)                                                                             \
	for (struct type *entry = section_end(section), *end_of_##entry = entry ? entry + (section)->dropped : NULL;   \
		entry < end_of_##entry; entry++)

/* What a dropped entry may name is in doubt; the seat above a dropped one is known. */
static void doubt_dropped(struct model *model)
{
	dropped_each (model_seat, seat, &model->seats) {
		plan_index above = section_find(&model->seats, seat->reports_to.name);

		if (above != PLAN_NONE)
			((struct model_seat *)section_at(&model->seats, above))->used = true;
	}
	if (model->outcomes.dropped)
		model->doubt |= DOUBT_SEATS;
	dropped_each (model_signal, signal, &model->signals)
		model->doubt |= signal->given.tree ? DOUBT_SIGNALS : 0;
	dropped_each (model_action, action, &model->actions)
		model->doubt |= action->action.carry_count ? DOUBT_SIGNALS : 0;
	dropped_each (model_flow, flow, &model->flows) {
		if (flow->given.tree || !slice_equal(flow->signal.name, flow->head.name))
			model->doubt |= DOUBT_SIGNALS;
		if (flow->claim.name.size || flow->claim_doubted)
			model->doubt |= DOUBT_CLAIMS;
	}
}

static void no_such(struct map_reader *reader, const struct model_ref *ref, const struct section *section)
{
	struct slice hint;

	if (section->count)
		hint = reader_guess(reader, ref->name, section->names, section->count);
	else
		hint = arena_printf(reader->work, "the map defines no %s", section->what);
	map_error(reader, CODE_REFERENCE, ref->at, hint, "there is no %s \"%.*s\"", section->what,
		SLICE_PRINT(reader_shown(reader, ref->name)));
}

static void resolve(struct map_reader *reader, struct model_ref *ref, const struct section *section)
{
	ref->index = PLAN_NONE;
	if (!ref->name.size)
		return;
	ref->index = section_find(section, ref->name);
	if (ref->index == PLAN_NONE)
		no_such(reader, ref, section);
}

/* A seat in some role; a name that leads nowhere may mean any seat. */
static void resolve_seat(struct map_reader *reader, struct model_ref *ref)
{
	resolve(reader, ref, &reader->model->seats);
	if (ref->name.size && ref->index == PLAN_NONE)
		reader->model->doubt |= DOUBT_SEATS;
}

/* Signals that something else implies: `kickoff.stalled`, and the names under `learning`. */
static bool implied(struct map_reader *reader, const struct model_ref *ref)
{
	const struct model *model = reader->model;

	if (memchr(ref->name.data, '.', ref->name.size)) {
		reader_later(reader, ref->at, ref->name, "signals that a point, stage, action or finding implies");
		return true;
	}
	for (uint32_t i = 0; i < model->learned_count; i++) {
		if (!slice_equal(model->learned[i], ref->name))
			continue;
		reader_later(reader, ref->at, ref->name, "the same signal over many accounts");
		return true;
	}
	return false;
}

static void resolve_flow(struct map_reader *reader, struct model_flow *flow)
{
	struct model *model = reader->model;

	flow->signal.index = flow->signal.name.size ? section_find(&model->signals, flow->signal.name) : PLAN_NONE;
	if (flow->signal.name.size && flow->signal.index == PLAN_NONE && !implied(reader, &flow->signal)) {
		model->doubt |= DOUBT_SIGNALS;
		no_such(reader, &flow->signal, &model->signals);
	}
	resolve(reader, &flow->outcome, &model->outcomes);
	resolve(reader, &flow->action, &model->actions);
	resolve(reader, &flow->claim, &model->seats);
}

static void resolve_outcome(struct map_reader *reader, struct model_outcome *outcome)
{
	resolve_seat(reader, &outcome->owner);
	for (uint32_t i = 0; i < outcome->contributors.count; i++)
		resolve_seat(reader, &outcome->contributors.items[i].seat);
	for (uint32_t i = 0; i < outcome->claims.count; i++)
		resolve_seat(reader, &outcome->claims.items[i].seat);
}

void resolve_names(struct map_reader *reader)
{
	struct model *model = reader->model;

	settle(reader, &model->seats);
	settle(reader, &model->outcomes);
	settle(reader, &model->facts);
	settle(reader, &model->people);
	settle(reader, &model->signals);
	settle(reader, &model->actions);
	section_settle(&model->flows, reader->work, reader->diag,
		SLICE("a flow is called after its signal; give each of several flows of one signal a `name`"));
	doubt_dropped(model);
	resolve_seat(reader, &model->steward.seat);
	resolve_seat(reader, &model->relationship);
	for (uint32_t i = 0; i < model->owned_by.count; i++)
		resolve_seat(reader, &model->owned_by.items[i]);
	section_each (model_seat, seat, &model->seats)
		resolve_seat(reader, &seat->reports_to);
	section_each (model_outcome, outcome, &model->outcomes)
		resolve_outcome(reader, outcome);
	section_each (model_fact, person, &model->people)
		resolve_seat(reader, &person->seat);
	section_each (model_flow, flow, &model->flows)
		resolve_flow(reader, flow);
}
