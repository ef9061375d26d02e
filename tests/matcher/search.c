/* search: climbs towards the set of rules and the event that cost the matcher most.
 *
 * usage: search SEED STEPS [FILE]
 *
 * It begins with a random set and, step by step, changes some rules or the event and keeps what costs more than before.
 * Cost is the work of matching (work.h) less MATCH_WORK for each match, so that sets that hold are not preferred. Many
 * climbs from different worlds share the steps; the slowest of all is measured again in reads of its event (cost.h),
 * and written to FILE: the event, then the rules, a line each, as `slow` reads them. */
#include "changes.h"
#include "compare.h"
#include "cost.h"
#include "events.h"
#include "report.h"
#include "rules.h"
#include "sets.h"
#include "work.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { RULES = 300, STEPS_A_CLIMB = 400, CHANGED_MOST = 60, MATCH_WORK = 300, EVENT_NODES_MOST = 60 };

struct candidate {
	struct tree *rules[RULES];
	struct tree *event;
	uint64_t work;
};

/* What matching costs; the least of some runs. 0 if a rule is refused. */
static uint64_t weigh(const struct work *work, struct candidate *candidate)
{
	struct tally tally = {.sets = 0};
	uint64_t least = UINT64_MAX;
	const struct value *event;
	struct lookup lookup;
	struct arena arena;
	struct set set;
	uint32_t found = 0;

	arena_init(&arena, 0);
	set_init(&set, candidate->rules, RULES, &arena, &tally);
	event = tree_value(&arena, candidate->event);
	lookup_init(&lookup, set.patterns, set.count);
	for (int i = 0; i < 3; i++) {
		uint64_t before = work_now(work), spent;
		const uint32_t *ids;

		found = lookup_match(&lookup, event, &ids);
		spent = work_now(work) - before;
		least = spent < least ? spent : least;
	}
	lookup_finish(&lookup);
	arena_finish(&arena);
	if (set.count < RULES)
		return 0;
	return least > (uint64_t)found * MATCH_WORK ? least - (uint64_t)found * MATCH_WORK : 0;
}

static void begin(struct world *world, struct candidate *candidate)
{
	struct tally tally = {.sets = 0};
	struct set set;

	for (uint32_t i = 0; i < RULES; i++) {
		do
			candidate->rules[i] = rules_make(world);
		while (tree_count(candidate->rules[i]) > EVENT_NODES_MOST ||
			(set_init(&set, &candidate->rules[i], 1, world->arena, &tally), set.count == 0));
	}
	candidate->event = sets_event(world, candidate->rules, RULES);
}

/* Some rules become changes of one of them, or the event becomes another. */
static void step(struct world *world, struct candidate *candidate)
{
	const struct tree *model = candidate->rules[world_below(world, RULES)];

	if (world_chance(world, 30)) {
		candidate->event = tree_copy(world->arena, candidate->event);
		if (world_chance(world, 30) && candidate->event->scalar.kind == VALUE_OBJECT)
			events_meet(world, candidate->event, model);
		candidate->event = events_change(world, tree_copy(world->arena, candidate->event));
		return;
	}
	for (uint32_t i = 1 + world_below(world, CHANGED_MOST); i > 0; i--)
		candidate->rules[world_below(world, RULES)] = changes_rule(world, model);
}

/* One climb; the candidate's trees live in `arena`. */
static void climb(uint64_t seed, const struct work *work, struct candidate *best, struct arena *arena)
{
	struct world world;

	report_round(seed);
	world_init(&world, seed, arena);
	world.again_percent = 5;
	begin(&world, best);
	best->work = weigh(work, best);
	for (uint32_t i = 0; i < STEPS_A_CLIMB; i++) {
		struct candidate next = *best;

		step(&world, &next);
		if (!tree_fits(next.event) || tree_count(next.event) > EVENT_NODES_MOST)
			continue;
		next.work = weigh(work, &next);
		if (next.work > best->work)
			*best = next;
	}
}

static void write_lines(const char *path, const struct slice *rules, struct slice event)
{
	FILE *file = fopen(path, "w");

	if (!file) {
		fprintf(stderr, "search: %s cannot be written\n", path);
		exit(2);
	}
	fprintf(file, "%.*s\n", SLICE_PRINT(event));
	for (uint32_t i = 0; i < RULES; i++)
		fprintf(file, "%.*s\n", SLICE_PRINT(rules[i]));
	fclose(file);
}

static bool show(const struct candidate *worst, const char *path, struct arena *arena)
{
	struct slice rules[RULES], events[COST_EVENTS];
	struct cost cost;

	for (uint32_t i = 0; i < RULES; i++)
		rules[i] = tree_text(arena, worst->rules[i]);
	for (uint32_t i = 0; i < COST_EVENTS; i++)
		events[i] = tree_text(arena, worst->event);
	cost = cost_measure(rules, RULES, events, 9);
	printf("# the slowest: %.1f reads of its event of %zu bytes, %.0f of %d rules hold, such as\n# %.*s\n",
		cost.parses, events[0].size, cost.matches, RULES, SLICE_PRINT(rules[0]));
	if (path)
		write_lines(path, rules, events[0]);
	return cost_report_bound("the slowest set found", &cost);
}

int main(int argc, char **argv)
{
	struct arena arenas[2];
	struct candidate *worst = memory_zalloc(1, sizeof(*worst)), *found = memory_zalloc(1, sizeof(*found));
	uint64_t seed, steps;
	struct work work;
	bool good;
	int next = 0;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: search SEED STEPS [FILE]\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	steps = strtoull(argv[2], NULL, 0);
	report_deaths();
	work_init(&work);
	arena_init(&arenas[0], 0);
	arena_init(&arenas[1], 0);
	for (uint64_t i = 0; i < steps; i += STEPS_A_CLIMB) {
		arena_reset(&arenas[next]);
		climb(seed + i / STEPS_A_CLIMB, &work, found, &arenas[next]);
		if (found->work > worst->work) {
			*worst = *found;
			next = !next; /* keeps the trees of the worst */
			printf("# seed %" PRIu64 ": %" PRIu64 " %s\n", seed + i / STEPS_A_CLIMB, worst->work,
				work_unit(&work));
		}
	}
	good = show(worst, argc == 4 ? argv[3] : NULL, &arenas[!next]);
	arena_finish(&arenas[0]);
	arena_finish(&arenas[1]);
	work_finish(&work);
	free(worst);
	free(found);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
