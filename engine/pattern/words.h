/* words: a list of 32-bit numbers that grows at its end. A zeroed one is empty; free `items` in the end. */
#pragma once
#include "base/arena.h"
#include <assert.h>

struct words {
	uint32_t *items;
	uint32_t count, capacity;
};

/* Room for `more` numbers behind the end; returns where they go. At most UINT32_MAX stand in a list (asserted). */
static inline uint32_t *words_reserve(struct words *words, uint32_t more)
{
	if (words->capacity - words->count < more) {
		uint64_t capacity = words->capacity + words->capacity / 2 + (uint64_t)more + 64;

		assert(more <= UINT32_MAX - words->count);
		words->capacity = capacity < UINT32_MAX ? (uint32_t)capacity : UINT32_MAX;
		words->items = memory_realloc(words->items, words->capacity * sizeof(*words->items));
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

/* The place of the first of `count` ascending words that is not less than `word`. No step is a jump: where a word lies
 * cannot be foreseen, and a wrong guess would cost more than the step. */
static inline uint32_t words_search(const uint32_t *items, uint32_t count, uint32_t word)
{
	const uint32_t *from = items;

	for (; count > 1; count -= count / 2)
		from += (count / 2) & -(uint32_t)(from[count / 2 - 1] < word);
	return (uint32_t)(from - items) + (count == 1 && *from < word);
}

/* The order of two words, for qsort. */
static inline int words_compare(const void *a, const void *b)
{
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;

	return (first > second) - (first < second);
}

enum { WORDS_FEW = 8 }; /* up to here a scan beats a search */

/* Whether `word` is among `count` ascending ones. */
static inline bool words_have(const uint32_t *items, uint32_t count, uint32_t word)
{
	bool found = false;
	uint32_t at;

	if (count > WORDS_FEW) {
		at = words_search(items, count, word);
		return at < count && items[at] == word;
	}
	for (at = 0; at < count; at++)
		found |= items[at] == word;
	return found;
}

/* Sorts, in a time that grows as the count. `room` is written over. */
void words_sort(uint32_t *items, uint32_t count, struct words *room);
