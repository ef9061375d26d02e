/* words: a list of 32-bit numbers that grows at its end. A zeroed one is empty; free `items` in the end. */
#pragma once
#include "base/arena.h"

struct words {
	uint32_t *items;
	uint32_t count, capacity;
};

/* Room for `more` numbers behind the end; returns where they go. */
static inline uint32_t *words_reserve(struct words *words, uint32_t more)
{
	if (words->capacity - words->count < more) {
		words->capacity = words->capacity + words->capacity / 2 + more + 64;
		words->items = memory_realloc(words->items, (size_t)words->capacity * sizeof(*words->items));
	}
	return words->items + words->count;
}

static inline void words_add(struct words *words, uint32_t word)
{
	*words_reserve(words, 1) = word;
	words->count++;
}

/* Appends `count` numbers; returns the place of the first. `items` may lie in the list itself no longer than until
 * it grows: pass numbers that stand elsewhere. */
static inline uint32_t words_append(struct words *words, const uint32_t *items, uint32_t count)
{
	uint32_t first = words->count;

	if (count)
		memcpy(words_reserve(words, count), items, count * sizeof(*items));
	words->count += count;
	return first;
}
