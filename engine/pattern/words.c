/* words: sorting.
 *
 * Place: pattern, under all of its lists. Memory: the caller's. Thread: any. */
#include "pattern/words.h"

enum { FEW = 32, BITS = 8, DIGITS = 1 << BITS };

/* Puts each word where as many others come before it. No comparison decides on a jump. */
static void rank_each(uint32_t *items, uint32_t count)
{
	uint32_t sorted[FEW];

	for (uint32_t i = 0; i < count; i++) {
		uint32_t word = items[i], rank = 0;

		for (uint32_t k = 0; k < i; k++)
			rank += items[k] <= word;
		for (uint32_t k = i + 1; k < count; k++)
			rank += items[k] < word;
		sorted[rank] = word;
	}
	if (count)
		memcpy(items, sorted, count * sizeof(*items));
}

/* Moves the words to `to`, by the digit at `shift`, those of one digit in their order. */
static void distribute(const uint32_t *from, uint32_t count, uint32_t shift, uint32_t *to)
{
	uint32_t places[DIGITS + 1] = {0};

	for (uint32_t i = 0; i < count; i++)
		places[(from[i] >> shift) % DIGITS + 1]++;
	for (uint32_t i = 1; i < DIGITS; i++)
		places[i] += places[i - 1];
	for (uint32_t i = 0; i < count; i++)
		to[places[(from[i] >> shift) % DIGITS]++] = from[i];
}

void words_sort(uint32_t *items, uint32_t count, struct words *room)
{
	uint32_t *from = items, *to, differing = 0;

	if (count <= FEW) {
		rank_each(items, count);
		return;
	}
	room->count = 0;
	to = words_reserve(room, count);
	for (uint32_t i = 1; i < count; i++)
		differing |= items[i] ^ items[0];
	for (uint32_t shift = 0; shift < 32; shift += BITS) {
		uint32_t *other = from;

		if (!(differing >> shift & (DIGITS - 1)))
			continue;
		distribute(from, count, shift, to);
		from = to;
		to = other;
	}
	if (from != items)
		memcpy(items, from, count * sizeof(*items));
}
