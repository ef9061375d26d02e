/* facts: last, open, count, recent.
 *
 * Place: account; the step "remember" of an event. Memory: the batch arena. Thread: the worker's.
 *
 * Invariants
 *   1. A fact's time only grows (LAST, PERSON).
 *   2. members are ascending by (time, id), each id once, at most FACT_OPEN_MOST.
 *   3. recent is ascending by time, at most the fact's `most`. */
#include "account/facts.h"
#include "base/json_out.h"

struct slice facts_scalar_text(const struct value *scalar, struct arena *arena)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);
	struct slice text;

	if (scalar->kind == VALUE_STRING)
		return value_text(scalar);
	if (scalar->kind == VALUE_NULL)
		return (struct slice){"", 0};
	if (scalar->kind == VALUE_INTEGER)
		return arena_printf(arena, "%lld", (long long)scalar->integer);
	json_value(&out, scalar);
	text = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return text;
}

bool facts_note_last(struct fact_state *fact, const struct value *value, int64_t time_ms, struct arena *arena)
{
	if (!value || value->kind == VALUE_BYTES || (fact->known && time_ms < fact->time_ms) ||
		value_weight(value) > FACT_BYTES_MOST)
		return false;
	fact->known = true;
	fact->time_ms = time_ms;
	fact->value = value->kind == VALUE_NULL ? NULL : value_copy(arena, value);
	if (fact->value)
		((struct value *)fact->value)->key = NULL, ((struct value *)fact->value)->key_bytes = 0;
	return true;
}

static int member_order(const struct open_member *member, int64_t time_ms, struct slice id)
{
	if (member->time_ms != time_ms)
		return member->time_ms < time_ms ? -1 : 1;
	return slice_compare(member->id, id);
}

static void remove_member(struct fact_state *fact, uint32_t at)
{
	memmove(&fact->members[at], &fact->members[at + 1], (fact->count - at - 1) * sizeof(*fact->members));
	fact->count--;
}

static void insert_member(struct fact_state *fact, struct open_member member, struct arena *arena)
{
	uint32_t at = fact->count;

	ARENA_GROW(arena, fact->members, fact->count, fact->capacity);
	while (at > 0 && member_order(&fact->members[at - 1], member.time_ms, member.id) > 0)
		at--;
	memmove(&fact->members[at + 1], &fact->members[at], (fact->count - at) * sizeof(*fact->members));
	fact->members[at] = member;
	fact->count++;
}

static void forget_members(struct fact_state *fact, int64_t newest_ms, int64_t keep_ms, int64_t late_ms)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < fact->count; i++) {
		const struct open_member *member = &fact->members[i];

		if (newest_ms - member->time_ms <= (member->closed ? late_ms : keep_ms))
			fact->members[kept++] = *member;
	}
	fact->count = kept;
}

/* The oldest that is closed, so that what has ended does not push out what is open; none: the oldest. */
static uint32_t first_to_go(const struct fact_state *fact)
{
	for (uint32_t i = 0; i < fact->count; i++)
		if (fact->members[i].closed)
			return i;
	return 0;
}

bool facts_note_open(struct fact_state *fact, const struct plan_fact *plan, struct slice id, bool closes,
	int64_t time_ms, int64_t newest_ms, int64_t late_ms, struct arena *arena)
{
	for (uint32_t i = 0; i < fact->count; i++) {
		const struct open_member *member = &fact->members[i];

		if (!slice_equal(member->id, id))
			continue;
		if (time_ms < member->time_ms || (time_ms == member->time_ms && member->closed >= closes))
			return false;
		remove_member(fact, i);
		break;
	}
	fact->known = true;
	insert_member(fact, (struct open_member){arena_copy(arena, id), time_ms, closes}, arena);
	forget_members(fact, newest_ms, plan->window_ms, late_ms);
	if (fact->count > FACT_OPEN_MOST)
		remove_member(fact, first_to_go(fact));
	return true;
}

static int64_t slice_width_ms(const struct plan_fact *plan)
{
	return plan->window_ms / FACT_COUNT_SLICES;
}

static int64_t slice_number(int64_t time_ms, int64_t width_ms)
{
	return time_ms / width_ms - (time_ms % width_ms < 0);
}

bool facts_note_count(struct fact_state *fact, const struct plan_fact *plan, int64_t time_ms)
{
	int64_t number = slice_number(time_ms, slice_width_ms(plan));
	int64_t ahead = fact->known ? number - fact->newest_slice : FACT_COUNT_SLICES;

	if (ahead <= -FACT_COUNT_SLICES)
		return false;
	if (ahead > 0) {
		uint32_t shift = ahead > FACT_COUNT_SLICES ? FACT_COUNT_SLICES : (uint32_t)ahead;

		memmove(fact->slices + shift, fact->slices, (FACT_COUNT_SLICES - shift) * sizeof(*fact->slices));
		memset(fact->slices, 0, shift * sizeof(*fact->slices));
		fact->newest_slice = number;
		ahead = 0;
	}
	fact->known = true;
	fact->slices[-ahead]++;
	return true;
}

bool facts_note_recent(struct fact_state *fact, const struct plan_fact *plan, int64_t time_ms, struct slice type,
	struct slice id, struct arena *arena, struct recent_event **ret_event)
{
	uint32_t at = fact->count;

	*ret_event = NULL;
	while (at > 0 && fact->recent[at - 1].time_ms > time_ms)
		at--;
	if (fact->count == plan->most && at == 0)
		return false;
	fact->known = true;
	if (fact->count == plan->most) {
		memmove(fact->recent, fact->recent + 1, (at - 1) * sizeof(*fact->recent));
		at--;
	} else {
		ARENA_GROW(arena, fact->recent, fact->count, fact->capacity);
		memmove(fact->recent + at + 1, fact->recent + at, (fact->count - at) * sizeof(*fact->recent));
		fact->count++;
	}
	fact->recent[at] = (struct recent_event){time_ms, type, id, NULL, 0};
	*ret_event = &fact->recent[at];
	return true;
}

uint32_t facts_open_size(const struct fact_state *fact, const struct plan_fact *plan, int64_t clock_ms)
{
	uint32_t size = 0;

	for (uint32_t i = 0; i < fact->count; i++)
		size += !fact->members[i].closed && clock_ms - fact->members[i].time_ms <= plan->window_ms;
	return size;
}

uint64_t facts_count(const struct fact_state *fact, const struct plan_fact *plan, int64_t clock_ms)
{
	int64_t behind = slice_number(clock_ms, slice_width_ms(plan)) - fact->newest_slice;
	uint64_t count = 0;

	if (!fact->known)
		return 0;
	for (int64_t i = 0; i < FACT_COUNT_SLICES && i + behind < FACT_COUNT_SLICES; i++)
		count += fact->slices[i];
	return count;
}
