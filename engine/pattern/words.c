/* words: sorting.
 *
 * Place: pattern, under all of its lists. Memory: the caller's. Thread: any. */
#include "pattern/words.h"

enum { FEW = 32, BITS = 8, DIGITS = 1 << BITS };

static void insert_each(uint32_t *items, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		uint32_t word = items[i], at = i;

		for (; at > 0 && items[at - 1] > word; at--)
			items[at] = items[at - 1];
		items[at] = word;
	}
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
		insert_each(items, count);
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
