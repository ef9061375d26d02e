/* facts: what an event changes in the memory of an account. Each takes the event time in ms; out-of-order events
 * change a fact unless they are older than what they would replace. All return whether anything changed. */
#pragma once
#include "account/account.h"

/* The text of a scalar, as ids and persons are kept: strings as they are, numbers as JSON writes them, true, false;
 * empty for null. In the arena where it must be made. */
struct slice facts_scalar_text(const struct value *scalar, struct arena *arena);

/* LAST, PERSON: `value` found at the fact's path; NULL (missing) leaves it, a JSON null forgets it. More than
 * FACT_BYTES_MOST is as missing. */
bool facts_note_last(struct fact_state *fact, const struct value *value, int64_t time_ms, struct arena *arena);
/* OPEN: the member `id` opens or closes; its time is that of its newest opening or closing. A closing wins over an
 * opening of the same time. Then what can no longer matter is forgotten: closings older than `late_ms` behind
 * `newest_ms`, the account's newest event, and members opened longer ago than they are kept. By the account's own
 * events, not by the clock, so that it does not matter where a batch ended. */
bool facts_note_open(struct fact_state *fact, const struct plan_fact *plan, struct slice id, bool closes,
	int64_t time_ms, int64_t newest_ms, int64_t late_ms, struct arena *arena);
/* COUNT: one more event. */
bool facts_note_count(struct fact_state *fact, const struct plan_fact *plan, int64_t time_ms);
/* RECENT: one more event; its signals are filled in later through *ret_event (NULL when it was too old to keep). */
bool facts_note_recent(struct fact_state *fact, const struct plan_fact *plan, int64_t time_ms, struct slice type,
	struct slice id, struct arena *arena, struct recent_event **ret_event);

/* Members open at `clock_ms`, those kept for longer than the fact's window left out. */
uint32_t facts_open_size(const struct fact_state *fact, const struct plan_fact *plan, int64_t clock_ms);
/* Events in the window that ends with the slice of `clock_ms`. */
uint64_t facts_count(const struct fact_state *fact, const struct plan_fact *plan, int64_t clock_ms);
