/* accounts: a plan with every kind of thing to remember, and accounts that remember it. */
#pragma once
#include "account/codec.h"

/* Facts arr (last), tickets (open), logins (count), events (recent); person csm; signals hush (quiet), many (3 times).
 * `arr_type` is the type of event that sets arr: another type, another fact. */
struct plan *a_plan(const char *arr_type);
/* The index of a fact or signal; ends the test if there is none. */
plan_index fact_index(const struct plan *plan, const char *name);
plan_index signal_index(const struct plan *plan, const char *name);

/* An account in which each of them is known, with two tasks. Its newest event is of `newest_ms`. */
struct account *a_full_account(struct arena *arena, const struct plan *plan, int64_t newest_ms);
/* An opened task without evidence. */
struct task *add_task(struct arena *arena, struct account *account, const char *id, int64_t opened_ms, int64_t due_ms);

/* Its encoding, in the arena. */
struct slice encoded(struct arena *arena, const struct plan *plan, const struct account *account, uint64_t revision);
/* The same bytes with a checksum that is right for them. */
struct slice with_checksum(struct arena *arena, struct slice value);
