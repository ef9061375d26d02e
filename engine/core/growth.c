/* growth: how much an event may add to its account at most, from what it matched, before it is worked on.
 *
 * Place: core, beside take.c, which keeps a way back where the bound comes near. Memory: none. Thread: the worker's.
 *
 * The bounds are generous: they only decide whether a way back is kept. */
#include "core/state.h"

enum {
	ENTRY_BYTES = 512,   /* what stands around one remembered thing: names, hashes, times */
	TASK_BYTES = 2048,   /* what stands around a task: its names, its numbers */
	SIGNAL_BYTES = 160,  /* a signal's name in a recent fact */
	PATH_BYTES = 256,    /* of a matched condition */
};

/* Most bytes that the event's evidence adds: its reference, and its matched conditions with their paths. */
static size_t evidence_weight(size_t event_bytes)
{
	return 2 * ENTRY_BYTES + 2 * event_bytes + EVIDENCE_MATCHES_MOST * (EVIDENCE_VALUE_BYTES + PATH_BYTES);
}

static void add_fact_growth(struct growth *growth, const struct plan_fact *fact, size_t event_bytes, uint32_t uses)
{
	/* A number of four characters takes nine bytes. */
	growth->memory += ENTRY_BYTES + 3 * (event_bytes < FACT_BYTES_MOST ? event_bytes : FACT_BYTES_MOST);
	if (fact->kind == FACT_RECENT)
		growth->memory += 2 * event_bytes + SIGNAL_BYTES * (size_t)uses;
}

static void add_signal_growth(struct growth *growth, const struct plan_signal *signal, size_t event_bytes,
	size_t account_weight)
{
	size_t evidence = evidence_weight(event_bytes);

	if (signal->times > 1) {
		growth->memory += evidence;
		evidence += account_weight;
	}
	growth->tasks += signal->flow_count * (TASK_BYTES + FACT_BYTES_MOST + evidence);
}

/* In binary mode an event's attributes stand in headers. */
static size_t record_bytes(const struct record *record)
{
	size_t bytes = record->value.size + record->key.size;

	for (uint32_t i = 0; i < record->header_count; i++)
		bytes += record->headers[i].value.size;
	return bytes;
}

struct growth growth_of(const struct plan *plan, const struct account *account, const struct record *record,
	const uint32_t *uses, uint32_t count)
{
	size_t event_bytes = record_bytes(record);
	struct growth growth = {.memory = ENTRY_BYTES, .tasks = TASK_BYTES + 2 * event_bytes};

	for (uint32_t i = 0; i < count; i++) {
		const struct plan_use *use = &plan->uses[uses[i]];

		if (use->kind == USE_SIGNAL)
			add_signal_growth(&growth, &plan->signals[use->index], event_bytes, account->weight);
		else
			add_fact_growth(&growth, &plan->facts[use->index], event_bytes, count);
	}
	return growth;
}
