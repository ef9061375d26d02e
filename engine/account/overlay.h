/* overlay: the accounts that a batch has touched, over the committed store.
 *
 * Memory: the batch arena; gone with it. Thread: the worker's. */
#pragma once
#include "account/codec.h"
#include "account/store.h"

struct overlay {
	struct arena *arena;
	const struct plan *plan;
	const struct store *store;
	struct account **slots; /* by hash of the key */
	size_t slot_count;
	struct account **touched; /* in the order of their first touch */
	uint32_t count, capacity;
};

void overlay_init(struct overlay *overlay, struct arena *arena, const struct plan *plan, const struct store *store);
/* The account as this batch has left it so far; an empty one if nothing is remembered. Never NULL. */
struct account *overlay_account(struct overlay *overlay, struct slice key);
/* Frees what the batch arena does not hold. */
void overlay_finish(struct overlay *overlay);
/* The account if this batch has touched it, else NULL. */
struct account *overlay_touched(const struct overlay *overlay, struct slice key);
/* Puts `account` in the place of the touched account of the same key. */
void overlay_replace(struct overlay *overlay, struct account *account);
