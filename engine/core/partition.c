/* partition: the life of a partition's state, and of a batch over it.
 *
 * Place: core, driven by io/worker.c, replay and the tests. Memory: the store's, and the batch arena of the outputs.
 * Thread: the worker that owns the partition.
 *
 * Invariants
 *   1. Between begin and commit or abort, committed state does not change (but for timers, which are an index).
 *   2. pending.next_offset never goes back; an offset below it is passed over.
 *   3. pending.clock_ms >= progress.clock_ms. */
#include "core/state.h"
#include <assert.h>
#include <stdlib.h>

static struct progress fresh_progress(void)
{
	struct progress progress = {.clock_ms = INT64_MIN, .live_from_ms = INT64_MIN};

	for (int i = 0; i < CORE_TOPICS_MOST; i++) {
		progress.next_offset[i] = -1;
		progress.arrival_ms[i] = INT64_MIN;
	}
	return progress;
}

struct partition *partition_create(const struct core_setup *setup, int32_t number)
{
	struct partition *partition = memory_zalloc(1, sizeof(*partition));

	assert(core_topic_count(setup) <= CORE_TOPICS_MOST);
	partition->setup = setup;
	partition->number = number;
	partition->progress = fresh_progress();
	partition->internal = memory_zalloc(setup->input_count, sizeof(*partition->internal));
	for (uint32_t i = 0; i < setup->input_count; i++) {
		partition->internal[i] = setup->inputs[i];
		partition->internal[i].internal = true;
	}
	store_init(&partition->store, setup->hash_seed);
	return partition;
}

void partition_destroy(struct partition *partition)
{
	if (!partition)
		return;
	if (partition->plan)
		partition_abort(partition);
	store_finish(&partition->store);
	timers_finish(&partition->timers);
	buffer_finish(&partition->scribe.buffer);
	buffer_finish(&partition->encoded);
	buffer_finish(&partition->encoding);
	matcher_scratch_destroy(partition->scratch);
	plan_unref(partition->scratch_plan);
	free(partition->internal);
	free(partition);
}

static enum restore_result restore_account(struct partition *partition, struct slice key, struct slice value)
{
	struct store_entry *before = store_find(&partition->store, key);
	struct arena scratch;
	uint64_t revision = 0, revision_before = 0;
	int64_t deadline_ms, ignored_ms;
	enum codec_result result;

	if (!value.data) {
		store_remove(&partition->store, key);
		return RESTORE_OK;
	}
	if (key.size > STORE_KEY_BYTES_MOST)
		return RESTORE_CORRUPT;
	arena_init(&scratch, 0);
	result = codec_inspect(value, &scratch, &revision, &deadline_ms);
	if (result == CODEC_OK && before)
		codec_inspect(store_value(before), &scratch, &revision_before, &ignored_ms);
	arena_finish(&scratch);
	if (result != CODEC_OK)
		return result == CODEC_NEWER ? RESTORE_NEWER : RESTORE_CORRUPT;
	if (before && revision <= revision_before)
		return RESTORE_CORRUPT;
	store_set(&partition->store, key, value, deadline_ms);
	if (deadline_ms != INT64_MAX)
		timers_push(&partition->timers, deadline_ms, key);
	return RESTORE_OK;
}

enum restore_result partition_restore(struct partition *partition, struct slice key, struct slice value)
{
	if (slice_equal(key, PROGRESS_KEY))
		return progress_decode(value, partition->setup, &partition->progress);
	return restore_account(partition, key, value);
}

const struct progress *partition_progress(const struct partition *partition)
{
	return &partition->progress;
}

const struct progress *partition_pending_progress(const struct partition *partition)
{
	return &partition->pending;
}

void partition_start_new(struct partition *partition, int64_t live_from_ms, const int64_t *next_offset)
{
	partition->progress.live_from_ms = live_from_ms;
	for (uint32_t i = 0; i < core_topic_count(partition->setup); i++)
		partition->progress.next_offset[i] = next_offset[i];
}

void partition_adopt(struct partition *partition, const int64_t *next_offset)
{
	partition_start_new(partition, partition->progress.live_from_ms, next_offset);
	partition->progress.exists = false; /* as of a new partition: the first batch is written whatever is in it */
}

/* The matcher's scratch belongs to one plan; it is made anew when the map was changed. */
static void bind_plan(struct partition *partition, struct plan *plan)
{
	partition->plan = plan_ref(plan);
	if (partition->scratch_plan == plan)
		return;
	matcher_scratch_destroy(partition->scratch);
	plan_unref(partition->scratch_plan);
	partition->scratch_plan = plan_ref(plan);
	partition->scratch = matcher_scratch_create(plan->matcher);
}

void partition_begin(struct partition *partition, struct plan *plan, int64_t clock_ms, struct outputs *outputs)
{
	assert(!partition->plan && clock_ms >= partition->progress.clock_ms);
	bind_plan(partition, plan);
	partition->arena = outputs->arena;
	partition->pending = partition->progress;
	partition->pending.exists = true;
	partition->pending.clock_ms = clock_ms;
	partition->pending.batch++;
	partition->pending_counts = partition->counts;
	partition->starts = partition->worked = !partition->progress.exists;
	partition->full = partition->held_up = false;
	partition->timers_before = 0;
	partition->runs = NULL;
	partition->run_count = partition->run_capacity = 0;
	partition->run_bytes = 0;
	partition->refusals = NULL;
	partition->refusal_count = partition->refusal_capacity = 0;
	partition->popped = NULL;
	partition->popped_count = partition->popped_capacity = 0;
	partition->encoded_of = NULL;
	partition->changes = NULL;
	partition->change_count = 0;
	overlay_init(&partition->overlay, partition->arena, plan, &partition->store);
	timers_begin(&partition->timers);
	partition->scribe.outputs = outputs;
	partition->scribe.tasks = partition->scribe.receipts = 0;
	partition->scribe.source = arena_printf(partition->arena, "/seatwire/%.*s", SLICE_PRINT(plan->name));
	partition->scribe.batch = arena_printf(partition->arena, "%d/%llu", (int)partition->number,
		(unsigned long long)partition->pending.batch);
}

void partition_advance(struct partition *partition, int64_t clock_ms)
{
	assert(partition->plan && clock_ms >= partition->pending.clock_ms);
	partition->pending.clock_ms = clock_ms;
}

static struct output *state_output(struct partition *partition, struct slice key, struct slice value)
{
	struct output *output = outputs_add(partition->scribe.outputs, OUTPUT_STATE);

	output->partition = partition->number;
	output->key = key;
	output->value = value;
	return output;
}

static void encode_change(struct partition *partition, struct account *account)
{
	struct slice value = {NULL, 0};

	account_prune(account, partition->plan, partition->pending.clock_ms);
	if (!account_is_empty(account, partition->plan)) {
		buffer_reset(&partition->scribe.buffer);
		codec_encode(account, partition->plan, account->revision + 1, &partition->scribe.buffer);
		value = arena_copy(partition->arena, buffer_slice(&partition->scribe.buffer));
	}
	partition->changes[partition->change_count++] = (struct change){account, value};
	if (value.data || account->revision) /* of what was never remembered nothing needs to be forgotten */
		state_output(partition, arena_copy(partition->arena, account->key), value);
}

bool partition_end(struct partition *partition, const bool *at_end)
{
	assert(partition->plan);
	if (!partition->worked)
		return false;
	partition->changes = ARENA_ARRAY(partition->arena, struct change, partition->overlay.count);
	for (uint32_t i = 0; i < partition->overlay.count; i++)
		if (partition->overlay.touched[i]->changed)
			encode_change(partition, partition->overlay.touched[i]);
	state_output(partition, PROGRESS_KEY, progress_encode(partition, partition->arena));
	journal_write(partition, at_end);
	return true;
}

static void close_batch(struct partition *partition)
{
	overlay_finish(&partition->overlay);
	plan_unref(partition->plan);
	partition->plan = NULL;
	partition->scribe.outputs = NULL;
}

void partition_commit(struct partition *partition)
{
	assert(partition->plan);
	for (uint32_t i = 0; i < partition->change_count; i++) {
		const struct change *change = &partition->changes[i];

		if (change->value.data)
			store_set(&partition->store, change->account->key, change->value,
				change->account->queued_ms);
		else
			store_remove(&partition->store, change->account->key);
	}
	partition->progress = partition->pending;
	partition->counts = partition_pending_counts(partition);
	close_batch(partition);
}

void partition_abort(struct partition *partition)
{
	assert(partition->plan);
	due_restore(partition);
	close_batch(partition);
}

int64_t partition_next_deadline(const struct partition *partition)
{
	const struct timer *first = timers_first(&partition->timers);

	return first ? first->deadline_ms : INT64_MAX;
}

struct partition_counts partition_counts(const struct partition *partition)
{
	struct partition_counts counts = partition->counts;

	counts.accounts = partition->store.count;
	counts.account_bytes = partition->store.bytes + partition->store.slot_count * sizeof(void *);
	return counts;
}

struct partition_counts partition_pending_counts(const struct partition *partition)
{
	struct partition_counts counts = partition->pending_counts;

	assert(partition->plan);
	counts.tasks += partition->scribe.tasks;
	counts.receipts += partition->scribe.receipts;
	return counts;
}

void partition_counts_add(struct partition_counts *sum, struct partition_counts counts)
{
	sum->events += counts.events;
	sum->tasks += counts.tasks;
	sum->receipts += counts.receipts;
	sum->dead_letters += counts.dead_letters;
	sum->timers += counts.timers;
	sum->duplicate_keys += counts.duplicate_keys;
	sum->accounts += counts.accounts;
	sum->account_bytes += counts.account_bytes;
}

void partition_each_account(const struct partition *partition,
	void (*each)(void *context, struct slice key, struct slice value), void *context)
{
	struct store_entry **sorted = store_sorted(&partition->store);

	for (size_t i = 0; i < partition->store.count; i++)
		each(context, store_key(sorted[i]), store_value(sorted[i]));
	free(sorted);
}
