/* model: an empty model, with what its sections hold.
 *
 * Place: within map/. Memory: the caller's. Thread: the loader's. */
#include "map/model.h"

void model_init(struct model *model)
{
	*model = (struct model){
		.seats = {.what = "seat", .entry_bytes = sizeof(struct model_seat)},
		.outcomes = {.what = "outcome", .entry_bytes = sizeof(struct model_outcome)},
		.facts = {.what = "fact", .entry_bytes = sizeof(struct model_fact)},
		.people = {.what = "person", .entry_bytes = sizeof(struct model_fact)},
		.signals = {.what = "signal", .entry_bytes = sizeof(struct model_signal)},
		.flows = {.what = "flow", .entry_bytes = sizeof(struct model_flow)},
		.actions = {.what = "action", .entry_bytes = sizeof(struct model_action)},
	};
}
