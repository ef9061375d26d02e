/* cost: the measuring.
 *
 * Place: tests of the matcher. Memory: its own arenas. Thread: the caller's. */
#include "cost.h"
#include "base/diag.h"
#include "event/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yyjson.h>

enum { SLICES_MOST = 32, ROUNDS_MOST = 64 };

static double cpu_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static const struct value *read(struct arena *arena, struct slice text)
{
	const struct value *root = NULL;
	struct json_fault fault;
	uint32_t duplicate_keys;

	return json_read(arena, text, JSON_DEPTH_MOST, &root, &duplicate_keys, &fault) ? root : NULL;
}

/* Reads all events so many times; the CPU time of an event. */
static double parse_slice(const struct slice *events, uint32_t rounds)
{
	double before = cpu_ns();

	for (uint32_t i = 0; i < rounds * COST_EVENTS; i++) {
		yyjson_doc *doc = yyjson_read(events[i % COST_EVENTS].data, events[i % COST_EVENTS].size, 0);

		if (!doc)
			abort();
		yyjson_doc_free(doc);
	}
	return (cpu_ns() - before) / (rounds * COST_EVENTS);
}

static double match_slice(struct lookup *lookup, const struct slice *events, uint32_t rounds, struct arena *arena,
	uint64_t *matches)
{
	double before = cpu_ns();
	const uint32_t *ids;

	*matches = 0;
	for (uint32_t i = 0; i < rounds * COST_EVENTS; i++) {
		arena_reset(arena);
		*matches += lookup_match(lookup, read(arena, events[i % COST_EVENTS]), &ids);
	}
	return (cpu_ns() - before) / (rounds * COST_EVENTS);
}

static int compare(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;

	return (first > second) - (first < second);
}

static void measure(struct lookup *lookup, const struct slice *events, uint32_t slices, struct cost *cost)
{
	double ratios[SLICES_MOST], parses[SLICES_MOST], first;
	struct arena arena;
	uint64_t matches;
	uint32_t rounds;

	arena_init(&arena, 0);
	parse_slice(events, 4);
	first = match_slice(lookup, events, 1, &arena, &matches);
	cost->matches = (double)matches / COST_EVENTS;
	rounds = first < 20000 ? ROUNDS_MOST : first < 200000 ? ROUNDS_MOST / 16 : 1;
	for (uint32_t i = 0; i < slices; i++) {
		parses[i] = parse_slice(events, ROUNDS_MOST);
		ratios[i] = match_slice(lookup, events, rounds, &arena, &matches) / parses[i];
	}
	qsort(ratios, slices, sizeof(*ratios), compare);
	qsort(parses, slices, sizeof(*parses), compare);
	cost->parses = ratios[slices / 2];
	cost->parse_ns = parses[slices / 2];
	arena_finish(&arena);
}

static uint64_t count_scalars(const struct value *value)
{
	uint64_t count = value_is_scalar(value);

	value_each (child, value)
		count += count_scalars(child);
	return count;
}

struct cost cost_measure(const struct slice *rules, uint32_t rule_count, const struct slice events[COST_EVENTS],
	uint32_t slices)
{
	const struct pattern **patterns = memory_alloc((rule_count + 1ull) * sizeof(*patterns));
	const struct value **trees = memory_alloc((rule_count + 1ull) * sizeof(*trees));
	struct cost cost = {.rules = 0};
	struct lookup lookup;
	struct arena arena;
	struct diag diag;
	double before;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	for (uint32_t i = 0; i < rule_count; i++)
		if ((trees[i] = read(&arena, rules[i])))
			cost.scalars += count_scalars(trees[i]);
	before = cpu_ns();
	for (uint32_t i = 0; i < rule_count; i++) {
		const struct pattern *pattern = trees[i] ? pattern_parse(&arena, trees[i], NULL, &diag) : NULL;

		if (pattern)
			patterns[cost.rules++] = pattern;
		else
			cost.refused++;
	}
	lookup_init(&lookup, patterns, cost.rules);
	cost.build_s = (cpu_ns() - before) / 1e9;
	measure(&lookup, events, slices < SLICES_MOST ? slices : SLICES_MOST, &cost);
	lookup_finish(&lookup);
	arena_finish(&arena);
	free(trees);
	free(patterns);
	return cost;
}

bool cost_report(const char *name, const struct cost *cost)
{
	double beyond = cost->parses - cost->matches / COST_MATCHES_A_PARSE;
	bool good = beyond <= COST_PARSES_MOST && cost->build_s <= COST_BUILD_S_MOST && !cost->refused;

	printf("%s %s\n# %.1f parses an event beyond %.1f matches (%.1f with them, a parse %.0f ns), built in %.2f s",
		good ? "ok" : "not ok", name, beyond, cost->matches, cost->parses, cost->parse_ns, cost->build_s);
	if (cost->refused)
		printf(", %u rules refused", cost->refused);
	printf("\n");
	return good;
}

bool cost_report_bound(const char *name, const struct cost *cost, double most)
{
	double each = (cost->parses - 1) / (double)(cost->scalars + !cost->scalars);
	bool good = each <= most && !cost->refused;

	printf("%s work is bounded over %s\n# %.2f parses an event for each scalar that the rules name, at most %.0f"
	       " (%.1f parses, %u rules, %.0f hold, %u refused)\n",
		good ? "ok" : "not ok", name, each, most, cost->parses, cost->rules, cost->matches,
		cost->refused);
	return good;
}
