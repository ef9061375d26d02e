/* slots: numbers that are found by a hash.
 *
 * Place: pattern, under terms. Memory: its own, until slots_finish. Thread: the builder's. */
#include "pattern/slots.h"
#include <stdlib.h>

enum { FIRST_SLOTS = 256 };

void slots_init(struct slots *slots)
{
	*slots = (struct slots){memory_zalloc(FIRST_SLOTS, sizeof(*slots->items)), FIRST_SLOTS - 1, 0};
}

void slots_finish(struct slots *slots)
{
	free(slots->items);
	*slots = (struct slots){NULL, 0, 0};
}

static struct slot *search(const struct slots *slots, uint32_t at, uint32_t hash)
{
	while (slots->items[at & slots->mask].number && slots->items[at & slots->mask].hash != hash)
		at++;
	return &slots->items[at & slots->mask];
}

struct slot *slots_first(const struct slots *slots, uint32_t hash)
{
	return search(slots, hash, hash);
}

struct slot *slots_next(const struct slots *slots, struct slot *slot)
{
	return search(slots, (uint32_t)(slot - slots->items) + 1, slot->hash);
}

static void grow(struct slots *slots)
{
	struct slot *old = slots->items;
	uint32_t count = slots->mask + 1;

	slots->mask = slots->mask * 2 + 1;
	slots->items = memory_zalloc(slots->mask + 1ull, sizeof(*slots->items));
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = old[i].hash & slots->mask;

		if (!old[i].number)
			continue;
		while (slots->items[at].number)
			at = (at + 1) & slots->mask;
		slots->items[at] = old[i];
	}
	free(old);
}

void slots_take(struct slots *slots, struct slot *slot, uint32_t hash, uint32_t number)
{
	*slot = (struct slot){hash, number + 1};
	if (++slots->count > slots->mask / 2)
		grow(slots);
}
