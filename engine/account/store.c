/* store: open addressing with linear probing and backward-shift deletion, keyed with a secret seed.
 *
 * Place: account; what a partition remembers between batches. Memory: malloc. Thread: the owner's.
 *
 * Invariants
 *   1. count <= 3/4 slot_count.
 *   2. Between an entry's home slot and its slot no slot is empty. */
#include "account/store.h"
#include "base/hash.h"
#include <assert.h>
#include <stdlib.h>

void store_init(struct store *store, uint64_t seed)
{
	*store = (struct store){.seed = seed};
}

void store_finish(struct store *store)
{
	for (size_t i = 0; i < store->slot_count; i++)
		free(store->slots[i]);
	free(store->slots);
	store_init(store, store->seed);
}

static size_t entry_bytes(size_t key_bytes, size_t value_bytes)
{
	return offsetof(struct store_entry, bytes) + key_bytes + value_bytes;
}

/* The slot of the key, or the empty slot where it belongs. */
static size_t slot_of(const struct store *store, struct slice key, uint32_t hash)
{
	size_t mask = store->slot_count - 1;
	size_t slot = hash & mask;

	while (store->slots[slot] &&
		!(store->slots[slot]->hash == hash && slice_equal(store_key(store->slots[slot]), key)))
		slot = (slot + 1) & mask;
	return slot;
}

static void resize(struct store *store, size_t slot_count)
{
	struct store_entry **old = store->slots;
	size_t old_count = store->slot_count;

	store->slots = memory_zalloc(slot_count, sizeof(struct store_entry *));
	store->slot_count = slot_count;
	for (size_t i = 0; i < old_count; i++)
		if (old[i])
			store->slots[slot_of(store, store_key(old[i]), old[i]->hash)] = old[i];
	free(old);
}

static uint32_t key_hash(const struct store *store, struct slice key)
{
	return (uint32_t)hash64(key, store->seed);
}

struct store_entry *store_find(const struct store *store, struct slice key)
{
	return store->slot_count ? store->slots[slot_of(store, key, key_hash(store, key))] : NULL;
}

struct store_entry *store_set(struct store *store, struct slice key, struct slice value, int64_t queued_ms)
{
	uint32_t hash = key_hash(store, key);
	struct store_entry *entry, **slot;

	assert(key.size <= STORE_KEY_BYTES_MOST && value.size <= UINT32_MAX);
	if ((store->count + 1) * 4 > store->slot_count * 3)
		resize(store, store->slot_count ? store->slot_count * 2 : 64);
	slot = &store->slots[slot_of(store, key, hash)];
	entry = memory_alloc(entry_bytes(key.size, value.size));
	*entry = (struct store_entry){
		.hash = hash,
		.key_bytes = (uint16_t)key.size,
		.value_bytes = (uint32_t)value.size,
		.queued_ms = queued_ms,
	};
	memcpy(entry->bytes, key.data, key.size);
	memcpy(entry->bytes + key.size, value.data, value.size);
	store->bytes += entry_bytes(key.size, value.size);
	if (*slot)
		store->bytes -= entry_bytes((*slot)->key_bytes, (*slot)->value_bytes);
	else
		store->count++;
	free(*slot);
	*slot = entry;
	return entry;
}

/* Moves later entries of the same run back, so that no tombstones are needed. */
static void close_gap(struct store *store, size_t gap)
{
	size_t mask = store->slot_count - 1;

	for (size_t at = (gap + 1) & mask; store->slots[at]; at = (at + 1) & mask) {
		size_t home = store->slots[at]->hash & mask;

		if (((at - home) & mask) >= ((at - gap) & mask)) {
			store->slots[gap] = store->slots[at];
			store->slots[at] = NULL;
			gap = at;
		}
	}
}

void store_remove(struct store *store, struct slice key)
{
	size_t slot;

	if (!store->slot_count)
		return;
	slot = slot_of(store, key, key_hash(store, key));
	if (!store->slots[slot])
		return;
	store->bytes -= entry_bytes(store->slots[slot]->key_bytes, store->slots[slot]->value_bytes);
	store->count--;
	free(store->slots[slot]);
	store->slots[slot] = NULL;
	close_gap(store, slot);
}

static int by_key(const void *a, const void *b)
{
	const struct store_entry *const *left = a, *const *right = b;

	return slice_compare(store_key(*left), store_key(*right));
}

struct store_entry **store_sorted(const struct store *store)
{
	struct store_entry **sorted = memory_alloc(store->count * sizeof(struct store_entry *));
	size_t count = 0;

	for (size_t i = 0; i < store->slot_count; i++)
		if (store->slots[i])
			sorted[count++] = store->slots[i];
	qsort(sorted, count, sizeof(struct store_entry *), by_key);
	return sorted;
}
