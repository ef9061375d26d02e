/* state_tree: an account's state as one tree, as `given` reads it and `carry` names it:
 * account.<fact>, people.<seat>, open.<outcome> (open tasks), since.<signal> (whole days since it was last raised).
 * A fact never remembered is missing; counts and sizes start at 0. An open fact is its size for `given`; for a task's
 * context it is the list of its members. A recent fact is an array of {time, type, id, signals}. */
#pragma once
#include "account/account.h"

enum state_view {
	STATE_FOR_PATTERNS,
	STATE_FOR_CONTEXT,
};

/* Builds the whole tree at `clock_ms`; `event_ms` is what `since` counts from. Strings stay where they are. */
const struct value *state_tree(const struct account *account, const struct plan *plan, enum state_view view,
	int64_t clock_ms, int64_t event_ms, struct arena *arena);

/* A tree cut to paths of one or two steps: {"account":{"timeline":[…]}}. NULL when there are no paths. */
const struct value *state_tree_cut(const struct value *tree, const struct path *paths, uint32_t count,
	struct arena *arena);
