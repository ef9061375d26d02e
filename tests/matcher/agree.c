/* agree: the matcher against the evaluator, over random rules and events. Everything follows from a seed.
 *
 * usage: agree SEED PAIRS
 *
 * Each round makes a world (world.h), a set of rules and events of it: at random, from the rules, and changed a little.
 * Some worlds have long texts.
 * Rounds go on until PAIRS of a rule and an event were compared. A case over which something differs is made small and
 * printed with the seed of its round; `agree THAT-SEED 1` runs that round alone. */
#include "report.h"
#include "rules.h"
#include "sets.h"
#include <stdio.h>
#include <stdlib.h>

enum { LONG_PERCENT = 3, LONG_BYTES_MOST = 3000 };

/* One world. False after a report. */
static bool round_of(uint64_t seed, struct tally *tally, struct arena *arena)
{
	struct slice why = SLICE("");
	struct lookup lookup;
	struct world world;
	struct sets_plan plan;
	struct set set;

	report_round(seed);
	world_init(&world, seed, arena);
	if (world_chance(&world, LONG_PERCENT))
		world_lengthen(&world, world_below(&world, LONG_BYTES_MOST));
	plan = sets_make(&world);
	set_init(&set, plan.rules, plan.count, arena, tally);
	for (uint32_t i = 0; i < set.count; i++)
		tally_rule(tally, set.rules[i]);
	set_look_up(&set, &lookup);
	for (uint32_t i = 0; i < plan.events && set.count && !why.size; i++) {
		struct tree *event = sets_event(&world, set.rules, set.count);

		why = compare_event(&set, &lookup, tree_value(arena, event), arena, tally);
		if (why.size)
			report_difference(&set, event, why, seed, arena);
	}
	lookup_finish(&lookup);
	arena_reset(arena);
	tally->sets++;
	return why.size == 0;
}

int main(int argc, char **argv)
{
	struct tally tally = {0};
	struct arena arena;
	uint64_t seed, pairs;
	bool agreed = true;

	if (argc != 3) {
		fprintf(stderr, "usage: agree SEED PAIRS\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	pairs = strtoull(argv[2], NULL, 0);
	report_deaths();
	arena_init(&arena, 0);
	for (uint64_t i = 0; agreed && tally.pairs < pairs; i++)
		agreed = round_of(seed + i, &tally, &arena);
	arena_finish(&arena);
	return report_end(&tally, agreed, "random rules");
}
