/* decode: the bytes of the state topic to an account.
 *
 * Place: account; at restore and at an account's first touch in a batch. Memory: the batch arena; strings point into
 * the encoding. Thread: the worker's.
 *
 * Invariants
 *   1. Whatever the bytes, no read goes beyond them, and a wrong shape ends in CODEC_CORRUPT or NULL.
 *   2. The checksum stands in the last ten bytes: bin 8 and its eight bytes. */
#include "account/codec.h"
#include "account/pack.h"
#include "base/hash.h"
#include "event/msgpack.h"

enum { CHECKSUM_BYTES = 10 };

struct decoder {
	struct arena *arena;
	const struct plan *plan;
	int64_t base_ms;
};

static enum codec_result read_envelope(struct slice value, struct arena *arena, struct cursor *ret_envelope,
	uint64_t *ret_revision)
{
	const struct msgpack_limits limits = {CODEC_DEPTH_MOST, CODEC_NODES_MOST};
	const struct value *root;
	struct msgpack_fault fault;
	uint32_t duplicates;
	uint64_t checksum;
	int64_t version;

	if (value.size <= CHECKSUM_BYTES)
		return CODEC_CORRUPT;
	memcpy(&checksum, value.data + value.size - sizeof(checksum), sizeof(checksum));
	if (checksum != hash64((struct slice){value.data, value.size - CHECKSUM_BYTES}, 0) ||
		!msgpack_read(arena, value, &limits, &root, &duplicates, &fault))
		return CODEC_CORRUPT;
	*ret_envelope = cursor_over(root);
	version = cursor_integer(ret_envelope);
	if (version != CODEC_VERSION)
		return version > CODEC_VERSION ? CODEC_NEWER : CODEC_CORRUPT;
	*ret_revision = (uint64_t)cursor_integer(ret_envelope);
	return ret_envelope->good ? CODEC_OK : CODEC_CORRUPT;
}

static int64_t take_time(const struct decoder *decoder, struct cursor *cursor)
{
	return decoder->base_ms - cursor_integer(cursor);
}

static const struct value *take_value(struct cursor *cursor)
{
	const struct value *value = cursor_next(cursor);

	if (value->kind == VALUE_NULL)
		return NULL;
	/* The tree is ours: msgpack_read made it in the arena. */
	unpack_decimals((struct value *)value);
	return value;
}

static struct evidence take_evidence(const struct decoder *decoder, struct cursor *outer)
{
	struct evidence evidence;
	struct evidence_match *matches;
	uint32_t count;
	struct cursor cursor = cursor_array(outer, &count), list;

	evidence.source = cursor_text(&cursor);
	evidence.id = cursor_text(&cursor);
	evidence.type = cursor_text(&cursor);
	evidence.time_ms = take_time(decoder, &cursor);
	evidence.topic = cursor_text(&cursor);
	evidence.partition = (int32_t)cursor_integer(&cursor);
	evidence.offset = cursor_integer(&cursor);
	list = cursor_array(&cursor, &evidence.match_count);
	matches = ARENA_ARRAY(decoder->arena, struct evidence_match, evidence.match_count);
	for (uint32_t i = 0; i < evidence.match_count; i++) {
		struct cursor match = cursor_array(&list, &count);

		matches[i].path = cursor_text(&match);
		matches[i].operator = cursor_text(&match);
		matches[i].value = take_value(&match);
		list.good &= match.good;
	}
	evidence.matches = matches;
	outer->good &= cursor.good && list.good;
	return evidence;
}

static void take_members(const struct decoder *decoder, struct cursor *outer, struct fact_state *fact)
{
	struct cursor list = cursor_array(outer, &fact->count);

	fact->capacity = fact->count;
	fact->members = ARENA_ARRAY(decoder->arena, struct open_member, fact->count);
	for (uint32_t i = 0; i < fact->count; i++) {
		uint32_t parts;
		struct cursor member = cursor_array(&list, &parts);

		fact->members[i].id = cursor_text(&member);
		fact->members[i].time_ms = take_time(decoder, &member);
		fact->members[i].closed = cursor_integer(&member) != 0;
		list.good &= member.good;
	}
	outer->good &= list.good;
}

static void take_slices(struct cursor *outer, struct fact_state *fact)
{
	uint32_t count;
	struct cursor list = cursor_array(outer, &count);

	fact->newest_slice = cursor_integer(&list);
	if (count > FACT_COUNT_SLICES + 1)
		list.good = false;
	for (uint32_t i = 0; list.good && i + 1 < count; i++)
		fact->slices[i] = (uint32_t)cursor_integer(&list);
	outer->good &= list.good;
}

static void take_recent(const struct decoder *decoder, struct cursor *outer, struct fact_state *fact)
{
	struct cursor list = cursor_array(outer, &fact->count);

	fact->capacity = fact->count;
	fact->recent = ARENA_ARRAY(decoder->arena, struct recent_event, fact->count);
	for (uint32_t i = 0; i < fact->count; i++) {
		struct recent_event *event = &fact->recent[i];
		uint32_t parts;
		struct cursor entry = cursor_array(&list, &parts), names;
		struct slice *signals;

		event->time_ms = take_time(decoder, &entry);
		event->type = cursor_text(&entry);
		event->id = cursor_text(&entry);
		names = cursor_array(&entry, &event->signal_count);
		signals = ARENA_ARRAY(decoder->arena, struct slice, event->signal_count);
		for (uint32_t j = 0; j < event->signal_count; j++)
			signals[j] = cursor_text(&names);
		event->signals = signals;
		list.good &= entry.good && names.good;
	}
	outer->good &= list.good;
}

static bool take_fact(const struct decoder *decoder, struct cursor *entry, struct account *account)
{
	int64_t kind = cursor_integer(entry);
	struct slice name = cursor_text(entry);
	int64_t hash = cursor_integer(entry);
	int64_t time_ms = take_time(decoder, entry);
	plan_index index = plan_fact_find(decoder->plan, kind == FACT_PERSON, name);
	struct fact_state *fact;

	if (!entry->good)
		return false;
	if (index == PLAN_NONE || decoder->plan->facts[index].hash != hash)
		return true;
	fact = &account->facts[index];
	fact->known = true;
	fact->time_ms = time_ms;
	switch (decoder->plan->facts[index].kind) {
	case FACT_LAST:
	case FACT_PERSON:
		fact->value = take_value(entry);
		break;
	case FACT_OPEN:
		take_members(decoder, entry, fact);
		break;
	case FACT_COUNT:
		take_slices(entry, fact);
		break;
	case FACT_RECENT:
		take_recent(decoder, entry, fact);
		break;
	}
	return entry->good;
}

static bool take_signal(const struct decoder *decoder, struct cursor *entry, struct account *account)
{
	struct slice name = cursor_text(entry);
	int64_t hash = cursor_integer(entry);
	const struct value *raised = cursor_next(entry);
	int64_t newest_ms = take_time(decoder, entry);
	plan_index index = plan_signal_find(decoder->plan, name);
	struct signal_state *signal;
	struct cursor list;

	if (!entry->good)
		return false;
	if (index == PLAN_NONE || decoder->plan->signals[index].hash != hash)
		return true;
	signal = account_make_signal(account, decoder->arena, index);
	signal->newest_ms = newest_ms;
	signal->raised = raised->kind == VALUE_INTEGER;
	signal->raised_ms = signal->raised ? decoder->base_ms - raised->integer : 0;
	list = cursor_array(entry, &signal->window_count);
	signal->window_capacity = signal->window_count;
	signal->window = ARENA_ARRAY(decoder->arena, struct window_entry, signal->window_count);
	for (uint32_t i = 0; i < signal->window_count; i++) {
		uint32_t parts;
		struct cursor window = cursor_array(&list, &parts);

		signal->window[i].time_ms = take_time(decoder, &window);
		signal->window[i].distinct = cursor_hash(&window);
		signal->window[i].evidence = take_evidence(decoder, &window);
		list.good &= window.good;
	}
	return list.good;
}

static bool take_seen(const struct decoder *decoder, struct cursor *body, struct account *account)
{
	uint32_t count;
	struct cursor list = cursor_array(body, &count);

	account->seen_count = account->seen_capacity = count / 2;
	account->seen = ARENA_ARRAY(decoder->arena, struct seen_event, account->seen_count);
	for (uint32_t i = 0; i < account->seen_count; i++) {
		account->seen[i].hash = cursor_hash(&list);
		account->seen[i].clock_ms = take_time(decoder, &list);
	}
	return list.good;
}

static void take_claims(const struct decoder *decoder, struct cursor *entry, struct task *task)
{
	struct cursor list = cursor_array(entry, &task->claim_count);

	task->claim_capacity = task->claim_count;
	task->claims = ARENA_ARRAY(decoder->arena, struct task_claim, task->claim_count);
	for (uint32_t i = 0; i < task->claim_count; i++) {
		uint32_t parts;
		struct cursor claim = cursor_array(&list, &parts);

		task->claims[i].seat = cursor_text(&claim);
		task->claims[i].flow = cursor_text(&claim);
		task->claims[i].source = cursor_text(&claim);
		task->claims[i].id = cursor_text(&claim);
		list.good &= claim.good;
	}
	entry->good &= list.good;
}

static void take_task_lists(const struct decoder *decoder, struct cursor *entry, struct task *task)
{
	struct cursor list;

	take_claims(decoder, entry, task);
	list = cursor_array(entry, &task->declined_count);
	task->declined_capacity = task->declined_count;
	task->declined = ARENA_ARRAY(decoder->arena, struct slice, task->declined_count);
	for (uint32_t i = 0; i < task->declined_count; i++)
		task->declined[i] = cursor_text(&list);
	entry->good &= list.good;
	list = cursor_array(entry, &task->evidence_count);
	task->evidence_capacity = task->evidence_count;
	task->evidence = ARENA_ARRAY(decoder->arena, struct evidence, task->evidence_count);
	for (uint32_t i = 0; i < task->evidence_count; i++)
		task->evidence[i] = take_evidence(decoder, &list);
	entry->good &= list.good;
	task->evidence_more = (uint32_t)cursor_integer(entry);
}

static bool take_task(const struct decoder *decoder, struct cursor *entry, struct task *task)
{
	task->id = cursor_text(entry);
	task->revision = (uint32_t)cursor_integer(entry);
	task->state = (enum task_state)cursor_integer(entry);
	task->signal = cursor_text(entry);
	task->outcome = cursor_text(entry);
	task->action = cursor_text(entry);
	task->flow = cursor_text(entry);
	task->topic = cursor_text(entry);
	task->seat = cursor_text(entry);
	task->person = cursor_text(entry);
	task->by = (enum owner_rule)cursor_integer(entry);
	task->opened_ms = cursor_integer(entry);
	task->due_ms = cursor_integer(entry);
	task->handoffs = (uint32_t)cursor_integer(entry);
	take_task_lists(decoder, entry, task);
	return entry->good && task->state <= TASK_ACCEPTED && task->by <= OWNER_BY_STEWARD;
}

static bool take_tasks(const struct decoder *decoder, struct cursor *body, struct account *account)
{
	uint32_t count, parts;
	struct cursor list = cursor_array(body, &count);

	for (uint32_t i = 0; i < count; i++) {
		struct cursor entry = cursor_array(&list, &parts);

		if (!take_task(decoder, &entry, account_add_task(account, decoder->arena)))
			return false;
	}
	return list.good;
}

static bool take_entries(const struct decoder *decoder, struct cursor *body, struct account *account,
	bool (*take)(const struct decoder *, struct cursor *, struct account *))
{
	uint32_t count, parts;
	struct cursor list = cursor_array(body, &count);

	for (uint32_t i = 0; i < count; i++) {
		struct cursor entry = cursor_array(&list, &parts);

		if (!take(decoder, &entry, account))
			return false;
	}
	return list.good;
}

static bool take_body(struct decoder *decoder, struct cursor *envelope, struct account *account)
{
	uint32_t parts;
	struct cursor body = cursor_array(envelope, &parts);
	const struct value *drift_day;

	account->newest_ms = cursor_integer(&body);
	decoder->base_ms = account->newest_ms == INT64_MIN ? 0 : account->newest_ms;
	if (!take_entries(decoder, &body, account, take_fact) ||
		!take_entries(decoder, &body, account, take_signal) || !take_seen(decoder, &body, account) ||
		!take_tasks(decoder, &body, account))
		return false;
	drift_day = cursor_next(&body);
	account->drift_day = drift_day->kind == VALUE_INTEGER ? drift_day->integer : INT64_MIN;
	return body.good && envelope->good;
}

struct account *codec_decode(struct arena *arena, const struct plan *plan, struct slice key, struct slice value)
{
	struct account *account = account_make(arena, plan, key);
	struct decoder decoder = {.arena = arena, .plan = plan};
	struct cursor envelope;

	if (read_envelope(value, arena, &envelope, &account->revision) != CODEC_OK ||
		!take_body(&decoder, &envelope, account))
		return NULL;
	account->weight = value.size + key.size;
	return account;
}

enum codec_result codec_inspect(struct slice value, struct arena *scratch, uint64_t *ret_revision,
	int64_t *ret_deadline_ms)
{
	static const struct plan nothing; /* of an empty plan only the tasks are left */
	struct decoder decoder = {.arena = scratch, .plan = &nothing};
	struct account *account = account_make(scratch, &nothing, (struct slice){"", 0});
	struct cursor envelope;
	enum codec_result result = read_envelope(value, scratch, &envelope, ret_revision);

	if (result != CODEC_OK)
		return result;
	if (!take_body(&decoder, &envelope, account))
		return CODEC_CORRUPT;
	account_next_timer(account, ret_deadline_ms);
	return CODEC_OK;
}
