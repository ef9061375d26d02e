/* texts: what rules cost an event with a text of 300,000 bytes: the reads for each scalar that the rules name, one row
 * for each way to go through a text, however adverse.
 *
 * usage: texts [NAME]   only the set of this name
 *
 * A release build tells the truth, one with sanitizers does not. */
#include "base/buffer.h"
#include "cost.h"
#include <stdio.h>
#include <stdlib.h>

enum { SLICES = 5, RULES_MOST = 1000, BYTES = 300000 };

/* `%s` of a condition is a text: as long as `bytes`, of `unit` over and over; `%u` the number of the rule. */
static const struct row {
	const char *name, *unit, *condition;
	uint32_t bytes, rules;
	double most; /* reads for each scalar: some twice of what was measured */
} rows[] = {
	{"no text of the rules fits", "abcde", "{\"equals-ignore-case\":\"%sx%u\"}", 5, 10, 1},
	{"a beginning as long", "abcde", "{\"prefix\":\"%sx\"}", BYTES - 5, 1, 2},
	{"an end without regard to case, as long", "abcde", "{\"suffix\":{\"equals-ignore-case\":\"X%s\"}}", BYTES - 5,
		1, 3},
	{"the whole without regard to case", "ABCDE", "{\"equals-ignore-case\":\"%sx\"}", BYTES - 1, 1, 3},
	{"the same beyond ASCII", "\u0411\u0416", "{\"equals-ignore-case\":\"%sxy\"}", BYTES - 2, 1,
		COST_SCALAR_PARSES_MOST},
	{"the same in four bytes each", "\U00010400", "{\"equals-ignore-case\":\"%s....\"}", BYTES - 4, 1,
		COST_SCALAR_PARSES_MOST},
	{"all but one text, ten times", "ABCDE", "{\"anything-but\":{\"equals-ignore-case\":\"%s%u\"}}", BYTES - 1,
		10, 3},
	{"a thousand beginnings of one length", "abcde", "{\"prefix\":\"%s%u\"}", 1000, RULES_MOST, 1},
	{"one wildcard that is not there", "abcde", "{\"wildcard\":\"*xyzw*%u*\"}", 0, 1, 8},
	{"a thousand wildcards that are there but for the last", "abcde", "{\"wildcard\":\"*%s*e*x%u*\"}", 500,
		RULES_MOST, 3},
	{"all but a wildcard that nearly is everywhere", "a", "{\"anything-but\":{\"wildcard\":\"*%sb%saa*\"}}",
		4, 1, 40},
	{"the same behind another that is there twice", "a", "{\"wildcard\":\"*x-%u-x*b%saa*\"}", 4, 10, 40},
	{NULL, NULL, NULL, 0, 0, 0},
};

static void add_text(struct buffer *buffer, const char *unit, uint32_t bytes)
{
	for (size_t size = strlen(unit); bytes >= size; bytes -= (uint32_t)size)
		buffer_append(buffer, slice_of(unit));
}

static struct slice make_rule(struct arena *arena, const struct row *row, uint32_t number)
{
	struct buffer buffer = {NULL, 0, 0};
	struct slice rule;

	buffer_printf(&buffer, "{\"text\":[");
	for (const char *at = row->condition; *at; at++) {
		if (at[0] == '%' && at[1] == 's')
			add_text(&buffer, row->unit, row->bytes);
		else if (at[0] == '%')
			buffer_printf(&buffer, "%u", number);
		else
			buffer_byte(&buffer, *at);
		at += *at == '%';
	}
	buffer_printf(&buffer, "]}");
	rule = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return rule;
}

/* The unit over and over, and before it twice what the last row looks for first. */
static struct slice make_event(struct arena *arena, const struct row *row)
{
	struct buffer buffer = {NULL, 0, 0};
	struct slice event;

	buffer_printf(&buffer, "{\"text\":\"");
	for (uint32_t i = 0; strstr(row->condition, "x-%u-x") && i < row->rules * 2; i++)
		buffer_printf(&buffer, "x-%u-x", i % row->rules);
	add_text(&buffer, row->unit, BYTES);
	buffer_printf(&buffer, "\"}");
	event = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return event;
}

static bool measure(const struct row *row)
{
	struct slice rules[RULES_MOST], events[COST_EVENTS];
	struct arena arena;
	struct cost cost;

	arena_init(&arena, 0);
	for (uint32_t i = 0; i < row->rules; i++)
		rules[i] = make_rule(&arena, row, i);
	events[0] = make_event(&arena, row);
	for (uint32_t i = 1; i < COST_EVENTS; i++)
		events[i] = events[0];
	cost = cost_measure(rules, row->rules, events, SLICES);
	arena_finish(&arena);
	return cost_report_bound(row->name, &cost, row->most);
}

int main(int argc, char **argv)
{
	bool good = true;

	for (const struct row *row = rows; row->name; row++)
		if (argc < 2 || strcmp(argv[1], row->name) == 0)
			good &= measure(row);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
