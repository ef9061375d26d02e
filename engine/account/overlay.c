/* overlay: copy on first touch.
 *
 * Place: account; between the committed store and one batch. Memory: the batch arena. Thread: the worker's.
 *
 * Invariant: slots is a power of two, at most half full, or empty. */
#include "account/overlay.h"
#include "base/hash.h"
#include <assert.h>

void overlay_init(struct overlay *overlay, struct arena *arena, const struct plan *plan, const struct store *store)
{
	*overlay = (struct overlay){.arena = arena, .plan = plan, .store = store};
}

static size_t slot_of(const struct overlay *overlay, struct slice key)
{
	size_t mask = overlay->slot_count - 1;
	size_t slot = hash64(key, overlay->store->seed) & mask;

	while (overlay->slots[slot] && !slice_equal(overlay->slots[slot]->key, key))
		slot = (slot + 1) & mask;
	return slot;
}

static void grow(struct overlay *overlay)
{
	overlay->slot_count = overlay->slot_count ? overlay->slot_count * 2 : 64;
	overlay->slots = ARENA_ARRAY(overlay->arena, struct account *, overlay->slot_count);
	for (uint32_t i = 0; i < overlay->count; i++)
		overlay->slots[slot_of(overlay, overlay->touched[i]->key)] = overlay->touched[i];
}

struct account *overlay_touched(const struct overlay *overlay, struct slice key)
{
	return overlay->slot_count ? overlay->slots[slot_of(overlay, key)] : NULL;
}

static struct account *load(struct overlay *overlay, struct slice key)
{
	struct store_entry *entry = store_find(overlay->store, key);
	struct account *account;

	if (!entry)
		return account_make(overlay->arena, overlay->plan, arena_copy(overlay->arena, key));
	account = codec_decode(overlay->arena, overlay->plan, store_key(entry), store_value(entry));
	assert(account); /* it was inspected when it was restored, or we wrote it */
	account->queued_ms = entry->queued_ms;
	return account;
}

struct account *overlay_account(struct overlay *overlay, struct slice key)
{
	struct account *account = overlay_touched(overlay, key);

	if (account)
		return account;
	account = load(overlay, key);
	if ((overlay->count + 1) * 2 > overlay->slot_count)
		grow(overlay);
	ARENA_GROW(overlay->arena, overlay->touched, overlay->count, overlay->capacity);
	overlay->touched[overlay->count++] = account;
	overlay->slots[slot_of(overlay, account->key)] = account;
	return account;
}

void overlay_replace(struct overlay *overlay, struct account *account)
{
	size_t slot = slot_of(overlay, account->key);

	for (uint32_t i = overlay->count; i-- > 0;)
		if (overlay->touched[i] == overlay->slots[slot])
			overlay->touched[i] = account;
	overlay->slots[slot] = account;
}

void overlay_finish(struct overlay *overlay)
{
	for (uint32_t i = 0; i < overlay->count; i++)
		account_finish(overlay->touched[i]);
}
