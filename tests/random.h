/* random: numbers from a seed, the same on every machine. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

/* A number below `bound` (> 0). */
static inline uint32_t random_below(struct random *random, uint32_t bound)
{
	uint64_t mixed = random->state += 0x9E3779B97F4A7C15u;

	mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
	mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
	return (uint32_t)((mixed ^ mixed >> 31) % bound);
}

/* Whether it happens, with a chance of `percent` in 100. */
static inline bool random_chance(struct random *random, uint32_t percent)
{
	return random_below(random, 100) < percent;
}
