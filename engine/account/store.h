/* store: the committed accounts of one partition, encoded, by key.
 *
 * Memory: one malloc block an account (its key and its encoding) and a table of pointers, at most 3/4 full.
 * Thread: the worker that owns the partition. */
#pragma once
#include "base/arena.h"

struct store_entry {
	uint32_t hash; /* low half of the keyed hash */
	uint16_t key_bytes;
	uint32_t value_bytes;
	int64_t queued_ms; /* earliest deadline that stands in the timers for it; INT64_MAX: none */
	char bytes[];      /* key, then value */
};

struct store {
	struct store_entry **slots;
	size_t slot_count; /* a power of two, or 0 */
	size_t count;
	size_t bytes; /* of the blocks, as asked for */
	uint64_t seed;
};

enum { STORE_KEY_BYTES_MOST = 256 };

void store_init(struct store *store, uint64_t seed);
void store_finish(struct store *store);
/* NULL if the key is not there. Valid until the key is set or removed. */
struct store_entry *store_find(const struct store *store, struct slice key);
/* Sets or replaces; both slices are copied. */
struct store_entry *store_set(struct store *store, struct slice key, struct slice value, int64_t queued_ms);
/* Nothing happens if the key is not there. */
void store_remove(struct store *store, struct slice key);
/* All entries, ascending by key, in an array of store->count pointers; the caller frees it. */
struct store_entry **store_sorted(const struct store *store);

static inline struct slice store_key(const struct store_entry *entry)
{
	return (struct slice){entry->bytes, entry->key_bytes};
}

static inline struct slice store_value(const struct store_entry *entry)
{
	return (struct slice){entry->bytes + entry->key_bytes, entry->value_bytes};
}
