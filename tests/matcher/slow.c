/* slow: what the sets that `search` found cost, none of which has long texts, stays within three reads for each
 * scalar, of which some 1 were measured (cost_report_bound).
 *
 * usage: slow FILE...   FILE: an event, then the rules, as JSON, a line each */
#include "base/read_file.h"
#include "cost.h"
#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES_MOST = 16 << 20, SLICES = 9, SCALAR_PARSES_MOST = 3 };

static struct slice take_line(struct slice *text)
{
	const char *end = memchr(text->data, '\n', text->size);
	struct slice line = {text->data, end ? (size_t)(end - text->data) : text->size};
	size_t taken = line.size + (end != NULL);

	text->data += taken;
	text->size -= taken;
	return line;
}

static struct cost measure(const char *path, struct arena *arena)
{
	struct slice text, error, events[COST_EVENTS], *rules = NULL;
	uint32_t count = 0, capacity = 0;

	if (!read_file(arena, path, FILE_BYTES_MOST, &text, &error)) {
		fprintf(stderr, "slow: %s: %.*s\n", path, SLICE_PRINT(error));
		exit(2);
	}
	events[0] = take_line(&text);
	for (uint32_t i = 1; i < COST_EVENTS; i++)
		events[i] = events[0];
	while (text.size) {
		ARENA_GROW(arena, rules, count, capacity);
		rules[count++] = take_line(&text);
	}
	return cost_measure(rules, count, events, SLICES);
}

int main(int argc, char **argv)
{
	struct arena arena;
	bool good = true;

	for (int i = 1; i < argc; i++) {
		struct cost cost;

		arena_init(&arena, 0);
		cost = measure(argv[i], &arena);
		arena_finish(&arena);
		good &= cost_report_bound(argv[i], &cost, SCALAR_PARSES_MOST);
	}
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
