/* cliffs: no set of rules costs an event more than 40 reads of it, beyond what its matches cost, nor takes more than
 * 2 s to build.
 *
 * usage: cliffs [RULES [NAME]]   10,000 rules; only the set of this name
 *
 * What a match costs is measured first: on rules all of which hold, each because of one of two values, which is the
 * least that a match can ask. So much, but no more than MATCH_NS_MOST, is taken off for each match of an event. All in
 * CPU time and as ratios (cost.h). A release build tells the truth, one with sanitizers does not. */
#include "cost.h"
#include "workload.h"
#include <stdio.h>
#include <stdlib.h>

enum { PARSES_MOST = 40, BUILD_S_MOST = 2, MATCH_NS_MOST = 50, SLICES = 9 };

static void all_hold(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"region\":[\"emea\",\"r%u\"]}}", number);
}

static struct cost measure(const struct workload *workload, uint32_t count)
{
	struct slice *rules = memory_alloc((count + 1ull) * sizeof(*rules)), events[COST_EVENTS];
	struct random random = {20261125};
	struct buffer buffer = {NULL, 0, 0};
	struct arena arena;
	struct cost cost;

	arena_init(&arena, 0);
	for (uint32_t i = 0; i < count; i++) {
		buffer_reset(&buffer);
		workload->rule(&buffer, &random, i);
		rules[i] = arena_copy(&arena, buffer_slice(&buffer));
	}
	for (uint32_t i = 0; i < COST_EVENTS; i++) {
		buffer_reset(&buffer);
		workload_event(&buffer, &random, i);
		events[i] = arena_copy(&arena, buffer_slice(&buffer));
	}
	cost = cost_measure(rules, count, events, SLICES);
	buffer_finish(&buffer);
	arena_finish(&arena);
	free(rules);
	return cost;
}

static bool report(const char *name, const struct cost *cost, double match_ns)
{
	double beyond = cost->parses - cost->matches * match_ns / cost->parse_ns;
	bool good = beyond <= PARSES_MOST && cost->build_s <= BUILD_S_MOST && !cost->refused;

	printf("%s %s\n# %.1f parses an event beyond %.1f matches (%.1f with them, a parse %.0f ns), built in %.2f s",
		good ? "ok" : "not ok", name, beyond, cost->matches, cost->parses, cost->parse_ns, cost->build_s);
	if (cost->refused)
		printf(", %u rules refused", cost->refused);
	printf("\n");
	return good;
}

int main(int argc, char **argv)
{
	static const struct workload matches = {"every rule holds", all_hold};
	uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000;
	struct cost cost = measure(&matches, count);
	double match_ns = (cost.parses - 1) * cost.parse_ns / cost.matches;
	bool good = true;

	printf("# a match costs %.0f ns, of which at most %d are taken off\n", match_ns, MATCH_NS_MOST);
	match_ns = match_ns < MATCH_NS_MOST ? match_ns : MATCH_NS_MOST;
	for (const struct workload *workload = workloads; workload->name; workload++) {
		if (argc > 2 && strcmp(argv[2], workload->name) != 0)
			continue;
		cost = measure(workload, count);
		good &= report(workload->name, &cost, match_ns);
	}
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
