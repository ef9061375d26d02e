/* encode: an account to the bytes of the state topic.
 *
 * Place: account; at the end of a batch, once for each changed account. Memory: the caller's buffer. Thread: the
 * worker's.
 *
 * Invariants
 *   1. The bytes depend on what is remembered and on the plan's names and definitions, on nothing else.
 *   2. Every time is written as its distance behind the account's newest, so that most take one to five bytes. */
#include "account/codec.h"
#include "account/pack.h"
#include "base/hash.h"

struct encoder {
	struct buffer *buffer;
	int64_t base_ms;
};

static void put_integer(struct encoder *encoder, int64_t integer)
{
	pack_integer(encoder->buffer, integer);
}

static void put_time(struct encoder *encoder, int64_t time_ms)
{
	put_integer(encoder, encoder->base_ms - time_ms);
}

static void put_text(struct encoder *encoder, struct slice text)
{
	pack_text(encoder->buffer, text);
}

static void put_array(struct encoder *encoder, uint32_t count)
{
	pack_array(encoder->buffer, count);
}

static void put_hash(struct encoder *encoder, uint64_t hash)
{
	pack_bytes(encoder->buffer, (struct slice){(const char *)&hash, sizeof(hash)});
}

static void put_value(struct encoder *encoder, const struct value *value)
{
	if (value)
		pack_value(encoder->buffer, value);
	else
		pack_nil(encoder->buffer);
}

static void put_evidence(struct encoder *encoder, const struct evidence *evidence)
{
	put_array(encoder, 8);
	put_text(encoder, evidence->source);
	put_text(encoder, evidence->id);
	put_text(encoder, evidence->type);
	put_time(encoder, evidence->time_ms);
	put_text(encoder, evidence->topic);
	put_integer(encoder, evidence->partition);
	put_integer(encoder, evidence->offset);
	put_array(encoder, evidence->match_count);
	for (uint32_t i = 0; i < evidence->match_count; i++) {
		const struct evidence_match *match = &evidence->matches[i];

		put_array(encoder, 3);
		put_text(encoder, match->path);
		put_text(encoder, match->operator);
		put_value(encoder, match->value);
	}
}

static void put_members(struct encoder *encoder, const struct fact_state *fact)
{
	put_array(encoder, fact->count);
	for (uint32_t i = 0; i < fact->count; i++) {
		put_array(encoder, 3);
		put_text(encoder, fact->members[i].id);
		put_time(encoder, fact->members[i].time_ms);
		put_integer(encoder, fact->members[i].closed);
	}
}

static void put_slices(struct encoder *encoder, const struct fact_state *fact)
{
	uint32_t used = FACT_COUNT_SLICES;

	while (used > 0 && fact->slices[used - 1] == 0)
		used--;
	put_array(encoder, used + 1);
	put_integer(encoder, fact->newest_slice);
	for (uint32_t i = 0; i < used; i++)
		put_integer(encoder, fact->slices[i]);
}

static void put_recent(struct encoder *encoder, const struct fact_state *fact)
{
	put_array(encoder, fact->count);
	for (uint32_t i = 0; i < fact->count; i++) {
		const struct recent_event *event = &fact->recent[i];

		put_array(encoder, 4);
		put_time(encoder, event->time_ms);
		put_text(encoder, event->type);
		put_text(encoder, event->id);
		put_array(encoder, event->signal_count);
		for (uint32_t j = 0; j < event->signal_count; j++)
			put_text(encoder, event->signals[j]);
	}
}

static void put_fact(struct encoder *encoder, const struct plan_fact *plan, const struct fact_state *fact)
{
	put_array(encoder, 5);
	put_integer(encoder, plan->kind);
	put_text(encoder, plan->name);
	put_integer(encoder, plan->hash);
	put_time(encoder, fact->time_ms);
	switch (plan->kind) {
	case FACT_LAST:
	case FACT_PERSON:
		put_value(encoder, fact->value);
		return;
	case FACT_OPEN:
		put_members(encoder, fact);
		return;
	case FACT_COUNT:
		put_slices(encoder, fact);
		return;
	case FACT_RECENT:
		put_recent(encoder, fact);
		return;
	}
}

static void put_facts(struct encoder *encoder, const struct account *account, const struct plan *plan)
{
	uint32_t known = 0;

	for (uint32_t i = 0; i < plan->fact_count; i++)
		known += account->facts[i].known;
	put_array(encoder, known);
	for (uint32_t i = 0; i < plan->fact_count; i++)
		if (account->facts[i].known)
			put_fact(encoder, &plan->facts[i], &account->facts[i]);
}

static void put_signal(struct encoder *encoder, const struct plan_signal *plan, const struct signal_state *signal)
{
	put_array(encoder, 5);
	put_text(encoder, plan->name);
	put_integer(encoder, plan->hash);
	if (signal->raised)
		put_time(encoder, signal->raised_ms);
	else
		pack_nil(encoder->buffer);
	put_time(encoder, signal->newest_ms);
	put_array(encoder, signal->window_count);
	for (uint32_t i = 0; i < signal->window_count; i++) {
		put_array(encoder, 3);
		put_time(encoder, signal->window[i].time_ms);
		put_hash(encoder, signal->window[i].distinct);
		put_evidence(encoder, &signal->window[i].evidence);
	}
}

static void put_signals(struct encoder *encoder, const struct account *account, const struct plan *plan)
{
	put_array(encoder, account->signal_count);
	for (uint32_t i = 0; i < account->signal_count; i++)
		put_signal(encoder, &plan->signals[account->signals[i].signal], &account->signals[i]);
}

static void put_seen(struct encoder *encoder, const struct account *account)
{
	put_array(encoder, account->seen_count * 2);
	for (uint32_t i = 0; i < account->seen_count; i++) {
		put_hash(encoder, account->seen[i].hash);
		put_time(encoder, account->seen[i].clock_ms);
	}
}

static void put_claims(struct encoder *encoder, const struct task *task)
{
	put_array(encoder, task->claim_count);
	for (uint32_t i = 0; i < task->claim_count; i++) {
		put_array(encoder, 4);
		put_text(encoder, task->claims[i].seat);
		put_text(encoder, task->claims[i].flow);
		put_text(encoder, task->claims[i].source);
		put_text(encoder, task->claims[i].id);
	}
}

static void put_task(struct encoder *encoder, const struct task *task)
{
	put_array(encoder, 18);
	put_text(encoder, task->id);
	put_integer(encoder, task->revision);
	put_integer(encoder, task->state);
	put_text(encoder, task->signal);
	put_text(encoder, task->outcome);
	put_text(encoder, task->action);
	put_text(encoder, task->flow);
	put_text(encoder, task->topic);
	put_text(encoder, task->seat);
	put_text(encoder, task->person);
	put_integer(encoder, task->by);
	put_integer(encoder, task->opened_ms);
	put_integer(encoder, task->due_ms);
	put_integer(encoder, task->handoffs);
	put_claims(encoder, task);
	put_array(encoder, task->declined_count);
	for (uint32_t i = 0; i < task->declined_count; i++)
		put_text(encoder, task->declined[i]);
	put_array(encoder, task->evidence_count);
	for (uint32_t i = 0; i < task->evidence_count; i++)
		put_evidence(encoder, &task->evidence[i]);
	put_integer(encoder, task->evidence_more);
}

static void put_body(struct encoder *encoder, const struct account *account, const struct plan *plan)
{
	put_array(encoder, 6);
	put_integer(encoder, account->newest_ms);
	put_facts(encoder, account, plan);
	put_signals(encoder, account, plan);
	put_seen(encoder, account);
	put_array(encoder, account->task_count);
	for (uint32_t i = 0; i < account->task_count; i++)
		put_task(encoder, account->tasks[i]);
	if (account->drift_day == INT64_MIN)
		pack_nil(encoder->buffer);
	else
		put_integer(encoder, account->drift_day);
}

/* [version, revision, body..., checksum]: the body is the third element itself, and the checksum covers all before
 * it. */
void codec_encode(const struct account *account, const struct plan *plan, uint64_t revision, struct buffer *buffer)
{
	size_t start = buffer->size;
	struct encoder encoder = {buffer, account->newest_ms == INT64_MIN ? 0 : account->newest_ms};

	put_array(&encoder, 4);
	put_integer(&encoder, CODEC_VERSION);
	pack_natural(buffer, revision);
	put_body(&encoder, account, plan);
	put_hash(&encoder, hash64((struct slice){buffer->data + start, buffer->size - start}, 0));
}
