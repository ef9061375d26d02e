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
	due_arm(partition, input->account);
}

/* Everything that an input may have to undo. */
struct snapshot {
	bool taken;
	struct slice value;
	uint32_t outputs;
	bool changed;
};

static struct snapshot snapshot_take(struct partition *partition, const struct account *account, size_t event_bytes)
{
	struct snapshot snapshot = {.outputs = partition->scribe.outputs->count, .changed = account->changed};

	if (account->weight + event_bytes <= WEIGHT_SURE)
		return snapshot;
	buffer_reset(&partition->scribe.buffer);
	codec_encode(account, partition->plan, account->revision, &partition->scribe.buffer);
	snapshot.value = arena_copy(partition->arena, buffer_slice(&partition->scribe.buffer));
	snapshot.taken = true;
	return snapshot;
}

/* Whether the input passed a bound; then the account and the outputs are as before it. */
static enum event_fault snapshot_check(struct partition *partition, const struct snapshot *snapshot,
	struct account *account)
{
	struct account *before;
	size_t bytes;

	buffer_reset(&partition->scribe.buffer);
	codec_encode(account, partition->plan, account->revision, &partition->scribe.buffer);
	bytes = partition->scribe.buffer.size;
	account->weight = bytes + account->key.size;
	if (bytes <= ACCOUNT_BYTES_MOST && !partition->scribe.over_size)
		return EVENT_OK;
	before = codec_decode(partition->arena, partition->plan, account->key, snapshot->value);
	before->changed = snapshot->changed;
	before->queued_ms = account->queued_ms;
	overlay_replace(&partition->overlay, before);
	partition->scribe.outputs->count = snapshot->outputs;
	return bytes > ACCOUNT_BYTES_MOST ? EVENT_ACCOUNT_TOO_LARGE : EVENT_OUTPUT_TOO_LARGE;
}

static void take_guarded(struct partition *partition, const struct record *record, struct input *input,
	const uint32_t *uses, uint32_t count)
{
	size_t event_bytes = record->value.size + record->key.size;
	struct snapshot snapshot = snapshot_take(partition, input->account, event_bytes);
	uint64_t tasks = partition->scribe.tasks, receipts = partition->scribe.receipts;
	enum event_fault fault;

	take_for_account(partition, input, uses, count);
	input->account->weight += 2 * event_bytes + 1024;
	if (!snapshot.taken)
		return;
	fault = snapshot_check(partition, &snapshot, input->account);
	if (fault == EVENT_OK)
		return;
	partition->scribe.tasks = tasks;
	partition->scribe.receipts = receipts;
	scribe_at_event(&partition->scribe, record);
	dead_letter_write(partition, record, fault,
		arena_printf(partition->arena, "account %.*s: the event would pass a bound of %d bytes",
			SLICE_PRINT(input->account->key),
			fault == EVENT_ACCOUNT_TOO_LARGE ? ACCOUNT_BYTES_MOST : OUTPUT_BYTES_MOST));
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
