/* use: whether what a map defines is used as it should be: signals read, claims made, seats in one role.
 *
 * Place: within map/, after names are resolved. Thread: the loader's.
 *
 * What was refused may be what reads a signal or claims: where it leaves that in doubt (map/doubt.h), nothing is called
 * unused. */
#include "map/check.h"
#include "map/doubt.h"

/* Says that a seat stands twice among those who answer for an outcome. */
static void seat_twice(struct map_reader *reader, const struct model_ref *ref, const char *role)
{
	map_error(reader, CODE_SEAT_TWICE, ref->at, SLICE("remove it here"), "seat \"%.*s\" is %s already",
		SLICE_PRINT(ref->name), role);
}

static void check_roles(struct map_reader *reader, const struct model_outcome *outcome)
{
	for (uint32_t i = 0; i < outcome->contributors.count; i++) {
		const struct model_ref *seat = &outcome->contributors.items[i].seat;

		if (seat->index == PLAN_NONE)
			continue;
		if (seat->index == outcome->owner.index)
			seat_twice(reader, seat, "the owner");
		for (uint32_t j = 0; j < i; j++)
			if (outcome->contributors.items[j].seat.index == seat->index)
				seat_twice(reader, seat, "a contributor");
	}
	for (uint32_t i = 0; i < outcome->claims.count; i++) {
		const struct model_ref *seat = &outcome->claims.items[i].seat;

		if (seat->index == PLAN_NONE)
			continue;
		if (seat->index == outcome->owner.index)
			seat_twice(reader, seat, "the owner");
		for (uint32_t j = 0; j < i; j++)
			if (outcome->claims.items[j].seat.index == seat->index)
				seat_twice(reader, seat, "among the claims");
	}
}

/* A flow with a claim that is lost or leads nowhere, or that no outcome is known for. */
static void doubt_claim(struct map_reader *reader, const struct model_flow *flow)
{
	struct model_outcome *outcome;

	if (!flow->claim.name.size && !flow->claim_doubted)
		return;
	if (flow->outcome.index == PLAN_NONE) {
		reader->model->doubt |= DOUBT_CLAIMS;
		return;
	}
	outcome = section_at(&reader->model->outcomes, flow->outcome.index);
	outcome->claims_doubted = true;
}

/* A flow's claim must be one of its outcome's. */
static void check_claim(struct map_reader *reader, struct model_flow *flow)
{
	struct model_outcome *outcome;
	struct slice *names;
	uint32_t count;

	if (flow->claim.index == PLAN_NONE || flow->outcome.index == PLAN_NONE) {
		doubt_claim(reader, flow);
		return;
	}
	outcome = section_at(&reader->model->outcomes, flow->outcome.index);
	count = outcome->claims.count;
	names = ARENA_ARRAY(reader->work, struct slice, count);
	for (uint32_t i = 0; i < count; i++) {
		names[i] = outcome->claims.items[i].seat.name;
		if (outcome->claims.items[i].seat.index == flow->claim.index) {
			outcome->claims.items[i].used = true;
			return;
		}
	}
	outcome->claims_doubted = true;
	map_error(reader, CODE_CLAIM, flow->claim.at,
		count ? reader_guess(reader, flow->claim.name, names, count)
		      : arena_printf(
				reader->work, "add `claims: [%.*s]` to the outcome", SLICE_PRINT(flow->claim.name)),
		"seat \"%.*s\" is not among the claims of outcome \"%.*s\"", SLICE_PRINT(flow->claim.name),
		SLICE_PRINT(outcome->head.name));
}

static void check_unused(struct map_reader *reader)
{
	section_each (model_signal, signal, &reader->model->signals)
		if (!signal->read && !(reader->model->doubt & DOUBT_SIGNALS))
			map_error(reader, CODE_UNREAD, signal->head.at, SLICE("add a flow for it, or remove it"),
				"nothing reads signal \"%.*s\"", SLICE_PRINT(signal->head.name));
	section_each (model_outcome, outcome, &reader->model->outcomes) {
		for (uint32_t i = 0; i < outcome->claims.count; i++) {
			const struct model_claim *claim = &outcome->claims.items[i];

			if (claim->used || claim->seat.index == PLAN_NONE || outcome->claims_doubted ||
				(reader->model->doubt & DOUBT_CLAIMS))
				continue;
			map_error(reader, CODE_CLAIM_UNUSED, claim->seat.at,
				arena_printf(reader->work,
					"add `claim: %.*s` to a flow of this outcome, or remove it here",
					SLICE_PRINT(claim->seat.name)),
				"no flow claims outcome \"%.*s\" for seat \"%.*s\"", SLICE_PRINT(outcome->head.name),
				SLICE_PRINT(claim->seat.name));
		}
	}
}

/* The chain "a -> b -> a" that begins at `first`, at most 20 seats of it. */
static struct slice chain_text(struct map_reader *reader, uint32_t first)
{
	const struct section *seats = &reader->model->seats;
	const struct model_seat *seat = section_at(seats, first);
	struct slice text = seat->head.name;
	uint32_t at = first, shown = 0;

	do {
		at = seat->reports_to.index;
		seat = section_at(seats, at);
		if (++shown == 20)
			return arena_printf(reader->work, "%.*s -> ...", SLICE_PRINT(text));
		text = arena_printf(reader->work, "%.*s -> %.*s", SLICE_PRINT(text), SLICE_PRINT(seat->head.name));
	} while (at != first);
	return text;
}

/* Follows each seat upwards; one that meets the path it came by closes a loop, which is reported once. */
static void check_loops(struct map_reader *reader)
{
	const struct section *seats = &reader->model->seats;
	uint32_t *visit =
		ARENA_ARRAY(reader->work, uint32_t, seats->count); /* 0: not yet; else the start's number + 1 */

	for (uint32_t start = 0; start < seats->count; start++) {
		uint32_t at = start;

		while (at != PLAN_NONE && visit[at] == 0) {
			visit[at] = start + 1;
			at = ((struct model_seat *)section_at(seats, at))->reports_to.index;
		}
		if (at != PLAN_NONE && visit[at] == start + 1) {
			const struct model_seat *seat = section_at(seats, at);

			map_error(reader, CODE_REPORTS_LOOP, seat->reports_to.at,
				SLICE("end it at the seat that reports to nobody"), "a loop in `reports_to`: %.*s",
				SLICE_PRINT(chain_text(reader, at)));
		}
	}
}

void use_check(struct map_reader *reader)
{
	struct model *model = reader->model;

	section_each (model_outcome, outcome, &model->outcomes)
		check_roles(reader, outcome);
	section_each (model_flow, flow, &model->flows) {
		check_claim(reader, flow);
		if (flow->signal.index != PLAN_NONE)
			((struct model_signal *)section_at(&model->signals, flow->signal.index))->read = true;
	}
	check_loops(reader);
	check_unused(reader);
}
