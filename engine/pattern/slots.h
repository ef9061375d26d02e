/* slots: numbers that are found by a hash of what they stand for, while a matcher is built. */
#pragma once
#include "base/arena.h"

struct slot {
	uint32_t hash;
	uint32_t number; /* + 1; 0: free */
};

/* Open addressing, at most half full. */
struct slots {
	struct slot *items;
	uint32_t mask, count;
};

void slots_init(struct slots *slots);
void slots_finish(struct slots *slots);
/* The first slot of the hash, or the free one where it belongs: compare what its number stands for, and if that is
 * another thing go on with slots_next. */
struct slot *slots_first(const struct slots *slots, uint32_t hash);
struct slot *slots_next(const struct slots *slots, struct slot *slot);
/* Takes a free slot, for a new number. */
void slots_take(struct slots *slots, struct slot *slot, uint32_t hash, uint32_t number);
