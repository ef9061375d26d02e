/* advice: what is allowed in a map and yet seldom meant: an action that says nothing, no due time, a seat in no role.
 *
 * Place: within map/, for `check`. Thread: the loader's. */
#include "map/check.h"
#include "map/doubt.h"

static void use_seat(struct model *model, const struct model_ref *ref)
{
	if (ref->index != PLAN_NONE)
		((struct model_seat *)section_at(&model->seats, ref->index))->used = true;
}

static void use_seats(struct model *model)
{
	use_seat(model, &model->steward.seat);
	use_seat(model, &model->relationship);
	for (uint32_t i = 0; i < model->owned_by.count; i++)
		use_seat(model, &model->owned_by.items[i]);
	section_each (model_seat, seat, &model->seats)
		use_seat(model, &seat->reports_to);
	section_each (model_fact, person, &model->people)
		use_seat(model, &person->seat);
	section_each (model_outcome, outcome, &model->outcomes) {
		use_seat(model, &outcome->owner);
		for (uint32_t i = 0; i < outcome->contributors.count; i++)
			use_seat(model, &outcome->contributors.items[i].seat);
		for (uint32_t i = 0; i < outcome->claims.count; i++)
			use_seat(model, &outcome->claims.items[i].seat);
	}
}

void advice_check(struct map_reader *reader)
{
	struct model *model = reader->model;

	section_each (model_action, action, &model->actions)
		if (!action->expect_stated)
			diag_add(reader->diag, SEVERITY_WARNING, CODE_NO_EXPECT, action->head.at,
				SLICE("add `expect: \"...\"`, as the person reads it"),
				"action \"%.*s\" does not say what is expected", SLICE_PRINT(action->head.name));
	section_each (model_flow, flow, &model->flows)
		if (flow->outcome.index != PLAN_NONE && !flow->due_stated)
			diag_add(reader->diag, SEVERITY_WARNING, CODE_NO_DUE, flow->head.at,
				SLICE("add `due: ...`, such as 3d"), "flow \"%.*s\" has no due time",
				SLICE_PRINT(flow->head.name));
	if (model->doubt & DOUBT_SEATS)
		return;
	use_seats(model);
	section_each (model_seat, seat, &model->seats)
		if (!seat->used)
			diag_add(reader->diag, SEVERITY_WARNING, CODE_SEAT_UNUSED, seat->head.at,
				SLICE("give it a role, or remove it"),
				"seat \"%.*s\" owns nothing, helps nobody and nobody reports to it",
				SLICE_PRINT(seat->head.name));
}
