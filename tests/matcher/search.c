/* search: climbs towards the set of rules and the event that cost the matcher most.
 *
 * usage: search SEED STEPS [DIR]
 *
 * It begins with a random set and, step by step, changes some rules or the event and keeps what costs more than before.
 * Cost is the work of matching (work.h) less some for each match, so that sets that hold are not preferred; and the
 * more bytes of text an event has beyond what its form calls for, the less it counts. Many climbs from different worlds
 * share the steps, most of them with sets of the first form below, some with those of the others. The slowest of each
 * form is measured again in reads of its event (cost.h), and written to DIR: the event, then the rules, a line each, as
 * `slow` reads them. */
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

enum { RULES_MOST = 10000, EVENT_NODES_MOST = 60, EVENT_BYTES = 10000, CLIMBS_A_TURN = 8 };

static const struct form {
	const char *name;
	uint32_t rules, changed_most, steps;
	uint32_t text_bytes; /* that a long text has at least, and at most three times as many; 0: there are none */
} forms[] = {
	{"plain", 300, 60, 400, 0},
	{"long-texts", 20, 5, 200, 100000},
	{"many-rules", RULES_MOST, 2000, 40, 0},
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

struct candidate {
	const struct form *form;
	struct tree *rules[RULES_MOST];
	struct tree *event;
	uint64_t work;
};

/* A candidate and where its trees live. */
struct find {
	struct candidate candidate;
	struct arena arena;
};

static uint64_t text_bytes(const struct tree *tree)
{
	uint64_t bytes = tree->scalar.kind == VALUE_STRING ? tree->scalar.size : 0;

	for (uint32_t i = 0; i < tree->count; i++)
		bytes += text_bytes(tree->children[i]);
	return bytes;
}

/* What a match may cost: to try a condition or two, note the rule, and sort its id. */
static uint64_t match_work(const struct work *work)
{
	return work->counter >= 0 ? 300 : 60; /* instructions, or ns */
}

/* What matching costs; the least of some runs. 0 if a rule is refused, or if the texts are too short for the form. */
static uint64_t weigh(const struct work *work, struct candidate *candidate)
{
	struct tally tally = {.sets = 0};
	uint64_t least = UINT64_MAX;
	const struct value *event;
	struct lookup lookup;
	struct arena arena;
	struct set set;
	uint64_t matches = 0, bytes;

	arena_init(&arena, 0);
	set_init(&set, candidate->rules, candidate->form->rules, &arena, &tally);
	event = tree_value(&arena, candidate->event);
	lookup_init(&lookup, set.patterns, set.count);
	for (int i = 0; i < 3; i++) {
		uint64_t before = work_now(work), spent;
		const uint32_t *ids;

		matches = lookup_match(&lookup, event, &ids) * match_work(work);
		spent = work_now(work) - before;
		least = spent < least ? spent : least;
	}
	lookup_finish(&lookup);
	arena_finish(&arena);
	if (set.count < candidate->form->rules || least < matches)
		return 0;
	bytes = text_bytes(candidate->event);
	if (bytes < candidate->form->text_bytes)
		return 0;
	bytes -= candidate->form->text_bytes;
	return (least - matches) * EVENT_BYTES / (EVENT_BYTES + bytes);
}

static void begin(struct world *world, struct candidate *candidate)
{
	struct tally tally = {.sets = 0};
	struct set set;

	for (uint32_t i = 0; i < candidate->form->rules; i++) {
		do
			candidate->rules[i] = rules_make(world);
		while (tree_count(candidate->rules[i]) > EVENT_NODES_MOST ||
			(set_init(&set, &candidate->rules[i], 1, world->arena, &tally), set.count == 0));
	}
	do
		candidate->event = sets_event(world, candidate->rules, candidate->form->rules);
	while (text_bytes(candidate->event) < candidate->form->text_bytes);
}

/* Some rules become changes of one of them, or the event becomes another. */
static void step(struct world *world, struct candidate *candidate)
{
	const struct tree *model = candidate->rules[world_below(world, candidate->form->rules)];

	if (world_chance(world, 30)) {
		candidate->event = tree_copy(world->arena, candidate->event);
		if (world_chance(world, 30) && candidate->event->scalar.kind == VALUE_OBJECT)
			events_meet(world, candidate->event, model);
		candidate->event = events_change(world, tree_copy(world->arena, candidate->event));
		return;
	}
	for (uint32_t i = 1 + world_below(world, candidate->form->changed_most); i > 0; i--)
		candidate->rules[world_below(world, candidate->form->rules)] = changes_rule(world, model);
}

/* One climb. */
static void climb(uint64_t seed, const struct form *form, const struct work *work, struct find *find)
{
	struct candidate *best = &find->candidate, *next = memory_alloc(sizeof(*next));
	struct world world;

	report_round(seed);
	arena_reset(&find->arena);
	world_init(&world, seed, &find->arena);
	if (form->text_bytes)
		world_lengthen(&world, form->text_bytes + world_below(&world, form->text_bytes * 2));
	world.again_percent = 5;
	best->form = form;
	begin(&world, best);
	best->work = weigh(work, best);
	for (uint32_t i = 0; i < form->steps; i++) {
		*next = *best;
		step(&world, next);
		if (!tree_fits(next->event) || tree_count(next->event) > EVENT_NODES_MOST)
			continue;
		next->work = weigh(work, next);
		if (next->work > best->work)
			*best = *next;
	}
	free(next);
}

static void write_lines(const char *directory, const struct form *form, const struct slice *rules, struct slice event)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/slowest-%s.jsonl", directory, form->name);
	file = fopen(path, "w");
	if (!file) {
		fprintf(stderr, "search: %s cannot be written\n", path);
		exit(2);
	}
	fprintf(file, "%.*s\n", SLICE_PRINT(event));
	for (uint32_t i = 0; i < form->rules; i++)
		fprintf(file, "%.*s\n", SLICE_PRINT(rules[i]));
	fclose(file);
}

static bool show(struct find *worst, const char *directory)
{
	const struct candidate *candidate = &worst->candidate;
	struct slice rules[RULES_MOST], events[COST_EVENTS];
	uint32_t count = candidate->form->rules;
	struct cost cost;

	for (uint32_t i = 0; i < count; i++)
		rules[i] = tree_text(&worst->arena, candidate->rules[i]);
	events[0] = tree_text(&worst->arena, candidate->event);
	for (uint32_t i = 1; i < COST_EVENTS; i++)
		events[i] = events[0];
	cost = cost_measure(rules, count, events, 9);
	printf("# the slowest of %s: %.1f reads of its event of %zu bytes, %.0f of %u rules hold, such as\n# %.*s\n",
		candidate->form->name, cost.parses, events[0].size, cost.matches, count,
		rules[0].size < 1000 ? (int)rules[0].size : 1000, rules[0].data);
	if (directory)
		write_lines(directory, candidate->form, rules, events[0]);
	return cost_report_bound(candidate->form->name, &cost, COST_SCALAR_PARSES_MOST);
}

/* The form of a climb: now and then one that is dear to try. */
static const struct form *form_of(uint64_t climb)
{
	uint64_t turn = climb % CLIMBS_A_TURN;

	return &forms[turn + FORMS > CLIMBS_A_TURN ? turn + FORMS - CLIMBS_A_TURN : 0];
}

static void search(uint64_t seed, uint64_t steps, struct find *worst[FORMS], struct find *spare)
{
	const struct form *form;
	struct work work;

	work_init(&work);
	for (uint64_t i = 0, done = 0; done < steps; i++, done += form->steps) {
		struct find **best;

		form = form_of(i);
		best = &worst[form - forms];
		climb(seed + i, form, &work, spare);
		if (spare->candidate.work > (*best)->candidate.work) {
			struct find *beaten = *best;

			*best = spare;
			spare = beaten;
			printf("# seed %" PRIu64 ": %s, %" PRIu64 " %s\n", seed + i, form->name,
				(*best)->candidate.work, work_unit(&work));
			fflush(stdout);
		}
	}
	work_finish(&work);
}

int main(int argc, char **argv)
{
	struct find *finds = memory_zalloc(FORMS + 1, sizeof(*finds)), *worst[FORMS];
	bool good = true;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: search SEED STEPS [DIR]\n");
		return 2;
	}
	report_deaths();
	for (uint32_t i = 0; i <= FORMS; i++)
		arena_init(&finds[i].arena, 0);
	for (uint32_t i = 0; i < FORMS; i++)
		worst[i] = &finds[i];
	search(strtoull(argv[1], NULL, 0), strtoull(argv[2], NULL, 0), worst, &finds[FORMS]);
	for (uint32_t i = 0; i < FORMS; i++)
		if (worst[i]->candidate.work)
			good &= show(worst[i], argc == 4 ? argv[3] : NULL);
	for (uint32_t i = 0; i <= FORMS; i++)
		arena_finish(&finds[i].arena);
	free(finds);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
