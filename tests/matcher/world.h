/* world: what the rules and events of one round are made of: few keys, few scalars that are close to each other.
 *
 * A round has a small world, so that what its rules ask for meets what its events have, and meets it narrowly: numbers
 * equal in one form and not in another, texts that are prefixes, suffixes and case variants of each other. */
#pragma once
#include "random.h"
#include "tree.h"

enum { WORLD_KEYS = 6, WORLD_SCALARS = 64, WORLD_LETTERS = 4, WORLD_PARTS = 64, WORLD_OPERATORS = 16 };

struct world {
	struct random random;
	struct arena *arena; /* of the round */
	struct slice keys[WORLD_KEYS];
	struct value scalars[WORLD_SCALARS];
	struct slice letters[WORLD_LETTERS]; /* of which texts are put together */
	struct tree *parts[WORLD_PARTS];     /* mappings made before, to be used again */
	uint32_t key_count, scalar_count, part_count;
	uint32_t weights[WORLD_OPERATORS];   /* of the operators, by their row in rules.c */
	uint32_t depth;                      /* of mappings inside each other in a rule */
	uint32_t again_percent;              /* how often a rule takes a part made before */
	uint32_t nest_percent;               /* how often a rule is `$not`s inside each other that share their fields */
};

/* A world of its own for each seed. */
void world_init(struct world *world, uint64_t seed, struct arena *arena);
/* Takes a scalar seen elsewhere into the world: its text must outlive the world. */
void world_note(struct world *world, const struct value *scalar);
/* Takes some texts of about so many bytes into the world: a few letters over and over, and what is near to that. */
void world_lengthen(struct world *world, uint32_t bytes);
/* A number or other scalar, or a text; all of them new trees. */
struct tree *world_scalar(struct world *world);
struct tree *world_number(struct world *world);
struct slice world_text(struct world *world);
struct slice world_key(struct world *world);
/* A scalar that is almost `scalar`, or equal to it in another form. */
struct tree *world_near(struct world *world, const struct value *scalar);
/* The text with some characters in another case: equal to it under simple folding. */
struct slice world_recased(struct world *world, struct slice text);
/* `first` and `second` as one text. */
struct slice world_joined(struct world *world, struct slice first, struct slice second);

static inline uint32_t world_below(struct world *world, uint32_t bound)
{
	return random_below(&world->random, bound);
}

static inline bool world_chance(struct world *world, uint32_t percent)
{
	return random_chance(&world->random, percent);
}
