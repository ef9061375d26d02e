/* touch: brings an account into the batch.
 *
 * Place: core. Memory: the batch arena. Thread: the worker's. */
#include "core/state.h"
#include "route/owner.h"

void touch_account(struct partition *partition, struct input *input, struct slice key)
{
	bool must_fit;

	input->plan = partition->plan;
	input->arena = partition->arena;
	input->clock_ms = partition->pending.clock_ms;
	input->account = overlay_account(&partition->overlay, key);
	if (input->account->settled)
		return;
	input->account->settled = true;
	must_fit = partition->scribe.must_fit;
	partition->scribe.must_fit = true;
	owner_settle(&partition->scribe, input);
	partition->scribe.must_fit = must_fit;
}
