/* cliffs: no set of 10,000 rules costs an event more than 40 reads of it, nor takes more than 2 s to build (cost.h).
 *
 * usage: cliffs [RULES [NAME]]   10,000 rules; only the set of this name
 *
 * A release build tells the truth, one with sanitizers does not. */
#include "cost.h"
#include "workload.h"
#include <stdio.h>
#include <stdlib.h>

enum { SLICES = 9 };

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

int main(int argc, char **argv)
{
	uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000;
	bool good = true;

	for (const struct workload *workload = workloads; workload->name; workload++) {
		if (argc > 2 && strcmp(argv[2], workload->name) != 0)
			continue;
		struct cost cost = measure(workload, count);

		good &= cost_report(workload->name, &cost);
	}
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
