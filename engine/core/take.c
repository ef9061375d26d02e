/* take: what happens to an event, in this order: decode, placed?, duplicate?, task event?, remember, signals, route.
 *
 * Place: core; the whole arrow line for one record. Memory: the batch arena and the record. Thread: the worker's.
 *
 * Invariants
 *   1. Every record ends in a decision that can be seen: outputs, a receipt, a dead letter, or no pattern matched it.
 *   2. An input that would pass a size bound leaves no trace but its dead letter. */
#include "core/state.h"
#include "account/facts.h"
#include "account/remember.h"
#include "base/hash.h"
#include "route/claim.h"
#include "route/drift.h"
#include "route/life.h"
#include "route/owner.h"
#include "signal/raise.h"
#include <assert.h>

enum { KEY_BYTES_MOST = STORE_KEY_BYTES_MOST };

/* The input by which a record is read. Records of the re-key topic are read as where they came from. */
static const struct event_input *input_of(const struct partition *partition, uint32_t topic,
	const struct record *record)
{
	struct event_origin origin;

	if (topic < partition->setup->input_count)
		return &partition->setup->inputs[topic];
	if (!event_origin(record, &origin))
		return NULL;
	for (uint32_t i = 0; i < partition->setup->input_count; i++)
		if (slice_equal(partition->internal[i].topic, origin.topic))
			return &partition->internal[i];
	return NULL;
}

static bool usable_key(struct slice key)
{
	return key.size > 0 && key.size <= KEY_BYTES_MOST && !memchr(key.data, 0, key.size) &&
	       !drift_key_reserved(key);
}

struct slice partition_account_key(const struct plan *plan, const struct event *event, struct arena *arena)
{
	if (life_is_task_event(event->type))
		return event->subject;
	for (uint32_t i = 0; i < plan->account_key_count; i++) {
		const struct value *value = path_scalar(&plan->account_key[i], event->root);

		if (value && (value->kind == VALUE_INTEGER || value->kind == VALUE_DECIMAL ||
				     (value->kind == VALUE_STRING && value->size)))
			return facts_scalar_text(value, arena);
	}
	return (struct slice){"", 0};
}

/* Sends the record to the partition of its account, and leaves a receipt. */
static void forward(struct partition *partition, const struct record *record, const struct event *event,
	struct slice key)
{
	struct arena *arena = partition->arena;
	struct account account = {.key = arena_copy(arena, key)};
	struct input input = {.plan = partition->plan, .account = &account, .arena = arena,
		.clock_ms = partition->pending.clock_ms, .time_ms = event->time_ms, .event = event};
	struct evidence evidence = input_evidence(&input, NULL);
	struct event_origin origin = {event->topic, event->partition, event->offset, event->timestamp_ms};
	struct header *headers = ARENA_ARRAY(arena, struct header, record->header_count + 1);
	struct output *output = outputs_add(partition->scribe.outputs, OUTPUT_REKEY);

	if (record->header_count)
		memcpy(headers, record->headers, record->header_count * sizeof(*headers));
	headers[record->header_count] = (struct header){EVENT_ORIGIN_HEADER, event_origin_text(arena, &origin)};
	output->key = account.key;
	output->value = record->value;
	output->headers = headers;
	output->header_count = record->header_count + 1;
	receipt_write(&partition->scribe, &input,
		&(struct receipt){.result = RECEIPT_MISPLACED, .evidence = &evidence, .evidence_count = 1});
}

static void write_event_receipt(struct partition *partition, struct input *input, enum receipt_result result)
{
	struct evidence evidence = input_evidence(input, NULL);

	receipt_write(&partition->scribe, input,
		&(struct receipt){.result = result, .evidence = &evidence, .evidence_count = 1});
}

static bool is_late(const struct input *input)
{
	return input->account->newest_ms != INT64_MIN &&
	       input->time_ms < input->account->newest_ms - input->plan->late_ms;
}

/* Recent facts tell which signals their events raised. */
static void name_signals(struct input *input, const struct remembered *remembered,
	const struct raised_signals *raised)
{
	struct slice *names;

	if (!raised->count || !remembered->recent_count)
		return;
	names = ARENA_ARRAY(input->arena, struct slice, raised->count);
	for (uint32_t i = 0; i < raised->count; i++)
		names[i] = input->plan->signals[raised->items[i].signal].name;
	for (uint32_t i = 0; i < remembered->recent_count; i++) {
		remembered->recent[i]->signals = names;
		remembered->recent[i]->signal_count = raised->count;
	}
}

static void apply_uses(struct partition *partition, struct input *input, const uint32_t *uses, uint32_t count)
{
	struct remembered remembered;
	struct raised_signals raised;
	bool late = is_late(input);

	remember_event(input, uses, count, &remembered);
	if (input->time_ms > input->account->newest_ms)
		input->account->newest_ms = input->time_ms;
	owner_follow_people(&partition->scribe, input, remembered.people, remembered.people_count);
	if (late) {
		write_event_receipt(partition, input, RECEIPT_LATE);
		return;
	}
	signals_raise(input, uses, count, &raised);
	name_signals(input, &remembered, &raised);
	claims_route(&partition->scribe, input, &raised);
}

static void take_for_account(struct partition *partition, struct input *input, const uint32_t *uses,
	uint32_t count)
{
	const struct event *event = input->event;
	uint64_t seen = account_seen_hash(event->source, event->id);
	bool task_event = life_is_task_event(event->type);

	if (!event->id_made_up && account_has_seen(input->account, input->plan, seen, input->clock_ms)) {
		write_event_receipt(partition, input, RECEIPT_DUPLICATE);
		return;
	}
	if (task_event && !life_take(&partition->scribe, input))
		return;
	input->account->changed = true;
	if (!event->id_made_up)
		account_note_seen(input->account, input->arena, seen, input->clock_ms);
	if (count)
		apply_uses(partition, input, uses, count);
}

/* Everything that an input may have to undo. */
struct snapshot {
	struct arena_mark mark;
	struct outputs outputs;
	uint64_t tasks, receipts;
	bool changed;
};

/* Keeps the account's encoding; that of the input before, if nothing has come between. */
static struct snapshot snapshot_take(struct partition *partition, struct account *account)
{
	if (partition->encoded_of != account) {
		buffer_reset(&partition->encoded);
		codec_encode(account, partition->plan, account->revision, &partition->encoded);
	}
	partition->encoded_of = NULL;
	return (struct snapshot){arena_mark(partition->arena), *partition->scribe.outputs, partition->scribe.tasks,
		partition->scribe.receipts, account->changed};
}

/* The account anew, in an arena of its own: there may be many such inputs in a batch, and each leaves one behind. */
static struct account *rebuild(struct partition *partition, const struct account *account)
{
	struct arena *arena = memory_alloc(sizeof(*arena));
	struct account *before;

	arena_init(arena, partition->encoded.size);
	before = codec_decode(arena, partition->plan, account->key,
		arena_copy(arena, buffer_slice(&partition->encoded)));
	assert(before); /* we wrote it */
	before->own_arena = arena;
	return before;
}

/* The account and the outputs as before the input. The list of outputs may have moved since: its old place is as it
 * was. */
static void snapshot_restore(struct partition *partition, const struct snapshot *snapshot, struct account *account)
{
	struct account *before = rebuild(partition, account);

	*partition->scribe.outputs = snapshot->outputs;
	partition->scribe.tasks = snapshot->tasks;
	partition->scribe.receipts = snapshot->receipts;
	before->changed = snapshot->changed;
	before->settled = true;
	before->queued_ms = account->queued_ms;
	overlay_replace(&partition->overlay, before);
	account_finish(account);
	arena_rewind(partition->arena, snapshot->mark);
	partition->encoded_of = before;
}

/* Whether the input has passed a bound. If not, its encoding is kept for the next one. */
static enum event_fault snapshot_check(struct partition *partition, struct account *account)
{
	struct buffer encoding = partition->encoding;

	buffer_reset(&encoding);
	codec_encode(account, partition->plan, account->revision, &encoding);
	account->weight = encoding.size + account->key.size;
	if (encoding.size <= ACCOUNT_BYTES_MOST && !partition->scribe.over_size) {
		partition->encoding = partition->encoded;
		partition->encoded = encoding;
		partition->encoded_of = account;
		return EVENT_OK;
	}
	partition->encoding = encoding;
	return encoding.size > ACCOUNT_BYTES_MOST ? EVENT_ACCOUNT_TOO_LARGE : EVENT_OUTPUT_TOO_LARGE;
}

/* The event for an account that may come near a bound. */
static void take_bounded(struct partition *partition, const struct record *record, struct input *input,
	const uint32_t *uses, uint32_t count)
{
	struct account *account = input->account;
	struct snapshot snapshot = snapshot_take(partition, account);
	struct slice key = account->key;
	enum event_fault fault;

	take_for_account(partition, input, uses, count);
	fault = snapshot_check(partition, account);
	if (fault == EVENT_OK) {
		due_arm(partition, account);
		return;
	}
	snapshot_restore(partition, &snapshot, account);
	scribe_at_event(&partition->scribe, record);
	dead_letter_write(partition, record, fault,
		arena_printf(partition->arena, "account %.*s: the event would pass a bound of %d bytes",
			SLICE_PRINT(key),
			fault == EVENT_ACCOUNT_TOO_LARGE ? ACCOUNT_BYTES_MOST : OUTPUT_BYTES_MOST));
}

static void take_guarded(struct partition *partition, const struct record *record, struct input *input,
	const uint32_t *uses, uint32_t count)
{
	struct account *account = input->account;
	uint32_t outputs = partition->scribe.outputs->count;
	struct growth growth = growth_of(partition->plan, account, record, uses, count);

	if (account->weight + growth.memory + growth.tasks > WEIGHT_SURE) {
		take_bounded(partition, record, input, uses, count);
		return;
	}
	take_for_account(partition, input, uses, count);
	due_arm(partition, account);
	if (partition->encoded_of == account)
		partition->encoded_of = NULL;
	account->weight += growth.memory;
	if (partition->scribe.outputs->count > outputs)
		account->weight += growth.tasks;
}

/* False if the event concerns nobody: nothing of it is kept. */
static bool take_event(struct partition *partition, const struct record *record, const struct event *event,
	struct slice key)
{
	struct input input = {.event = event, .time_ms = event->time_ms};
	const uint32_t *uses;
	uint32_t count = matcher_match(partition->plan->matcher, partition->scratch, event->root, &uses);

	if (!count && !life_is_task_event(event->type))
		return false;
	input.skewed = event->time_ms > partition->pending.clock_ms + SKEW_MS;
	if (input.skewed)
		input.time_ms = partition->pending.clock_ms;
	input.history = input.time_ms < partition->pending.live_from_ms;
	touch_account(partition, &input, key);
	take_guarded(partition, record, &input, uses, count);
	return true;
}

/* A report on the cross topic: ours, so anything else there is a fault. */
static void take_cross(struct partition *partition, const struct record *record)
{
	static const struct slice drift = {DRIFT_EVENT_TYPE, sizeof(DRIFT_EVENT_TYPE) - 1};
	static const struct event_input own = {.only = &drift, .only_count = 1};
	struct event event;
	struct input input = {.event = &event};
	struct slice detail = SLICE("its key is none of the cross topic");
	enum event_fault fault = EVENT_NO_ACCOUNT;

	if (drift_key_reserved(record->key) && record->key.size <= KEY_BYTES_MOST)
		fault = event_decode(&own, &partition->setup->limits, record, partition->arena, &event, &detail);
	if (fault != EVENT_OK) {
		dead_letter_write(partition, record, fault, detail);
		return;
	}
	input.time_ms = event.time_ms;
	touch_account(partition, &input, record->key);
	drift_take(&partition->scribe, &input);
}

void take_record(struct partition *partition, uint32_t topic, const struct record *record)
{
	const struct core_setup *setup = partition->setup;
	const struct event_input *input;
	struct event event;
	struct slice detail, key;
	enum event_fault fault;
	struct arena_mark mark = arena_mark(partition->arena);

	if (topic == core_cross_topic(setup)) {
		take_cross(partition, record);
		return;
	}
	input = input_of(partition, topic, record);
	if (!input) {
		dead_letter_write(partition, record, EVENT_INVALID_EVENT,
			SLICE("its header seatwire-origin names no input of this engine"));
		return;
	}
	fault = event_decode(input, &setup->limits, record, partition->arena, &event, &detail);
	if (fault != EVENT_OK) {
		dead_letter_write(partition, record, fault, detail);
		return;
	}
	partition->pending_counts.duplicate_keys += event.duplicate_keys;
	key = partition_account_key(partition->plan, &event, partition->arena);
	if (!usable_key(key))
		dead_letter_write(partition, record, EVENT_NO_ACCOUNT,
			SLICE("no account: the map's account.key finds no text of 1 to 256 bytes in it, or a reserved "
			      "one"));
	else if (topic < setup->input_count && hash_partition(key, setup->partition_count) != partition->number)
		forward(partition, record, &event, key);
	else if (!take_event(partition, record, &event, key))
		arena_rewind(partition->arena, mark);
}
