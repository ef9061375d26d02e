/* compare: the same question to the matcher, the evaluator and the explanation.
 *
 * Place: tests of the matcher. Memory: the caller's arenas. Thread: the caller's. */
#include "compare.h"
#include "base/diag.h"
#include <inttypes.h>
#include <stdio.h>

enum { EXPLAINED_ONE_OF = 16, MATCHES_MOST = 8 };

void set_init(struct set *set, struct tree **rules, uint32_t count, struct arena *arena, struct tally *tally)
{
	struct diag diag;

	diag_init(&diag, arena);
	*set = (struct set){.rules = ARENA_ARRAY(arena, struct tree *, count),
		.patterns = ARENA_ARRAY(arena, const struct pattern *, count)};
	for (uint32_t i = 0; i < count; i++) {
		const struct pattern *pattern = NULL;

		if (tree_fits(rules[i]))
			pattern = pattern_parse(arena, tree_value(arena, rules[i]), NULL, &diag);
		if (!pattern) {
			tally->refused++;
			continue;
		}
		set->rules[set->count] = rules[i];
		set->patterns[set->count++] = pattern;
	}
}

void set_look_up(const struct set *set, struct lookup *lookup)
{
	struct tally tally = {.sets = 0};
	struct arena arena;
	struct set own;

	arena_init(&arena, 0);
	set_init(&own, set->rules, set->count, &arena, &tally);
	lookup_init(lookup, own.patterns, own.count);
	arena_finish(&arena);
}

static uint32_t row_of(struct tally *tally, const char *name)
{
	uint32_t row = 0;

	while (row + 1 < OPERATORS_MOST && tally->operators[row] && strcmp(tally->operators[row], name) != 0)
		row++;
	tally->operators[row] = name;
	return row;
}

/* What an explanation says must be so; and its operators are counted. */
static struct slice explain(const struct set *set, uint32_t rule, const struct value *event, bool held,
	struct arena *arena, struct tally *tally)
{
	struct pattern_match matches[MATCHES_MOST];
	bool explained;
	uint32_t count = pattern_explain(set->patterns[rule], event, arena, matches, MATCHES_MOST, &explained);

	tally->explained++;
	for (uint32_t i = 0; i < count; i++)
		tally->met[row_of(tally, matches[i].operator)]++;
	if (explained != held)
		return arena_printf(arena, "rule %u: holds %d, explained %d", rule, held, explained);
	if (held && pattern_contradiction(set->patterns[rule], arena).size && event->kind == VALUE_OBJECT &&
		!value_get(event, SLICE("type")))
		return arena_printf(arena, "rule %u holds and is called a contradiction", rule);
	return SLICE("");
}

struct slice compare_event(struct set *set, struct lookup *lookup, const struct value *event,
	struct arena *arena, struct tally *tally)
{
	const uint32_t *ids;
	uint32_t found = lookup_match(lookup, event, &ids), at = 0;
	struct slice why = SLICE("");

	tally->events++;
	for (uint32_t i = 0; i < set->count && !why.size; i++) {
		bool held = pattern_holds(set->patterns[i], event), matched = at < found && ids[at] == i;

		at += matched;
		tally->pairs++;
		tally->held += held;
		if (held != matched)
			why = arena_printf(arena, "rule %u: holds %d, matched %d", i, held, matched);
		else if (set->asked++ % EXPLAINED_ONE_OF == 0 || tally->explains_all)
			why = explain(set, i, event, held, arena, tally);
	}
	if (!why.size && at != found)
		why = arena_printf(arena, "%u ids, of which only the first %u ascend and name rules", found, at);
	return why;
}

bool compare_differs(struct tree **rules, uint32_t count, const struct tree *event)
{
	struct tally tally = {.explains_all = true};
	struct lookup lookup;
	struct arena arena;
	struct set set;
	bool differs = false;

	arena_init(&arena, 0);
	set_init(&set, rules, count, &arena, &tally);
	if (set.count == count) {
		set_look_up(&set, &lookup);
		differs = compare_event(&set, &lookup, tree_value(&arena, event), &arena, &tally).size > 0;
		lookup_finish(&lookup);
	}
	arena_finish(&arena);
	return differs;
}

static void tally_alternative(struct tally *tally, const struct tree *alternative)
{
	static const char *const names[] = {
		"prefix", "suffix", "equals-ignore-case", "wildcard", "numeric", "exists", "cidr", "anything-but"};

	if (tree_is_scalar(alternative)) {
		tally->asked[row_of(tally, "equals")]++;
		return;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (alternative->count && slice_is(alternative->children[0]->key, names[i]))
			tally->asked[row_of(tally, names[i])]++;
}

void tally_rule(struct tally *tally, const struct tree *rule)
{
	for (uint32_t i = 0; i < rule->count; i++) {
		const struct tree *part = rule->children[i];
		bool list = part->scalar.kind == VALUE_ARRAY;

		if (list && (slice_is(part->key, "$or") || slice_is(part->key, "$all")))
			for (uint32_t j = 0; j < part->count; j++)
				tally_rule(tally, part->children[j]);
		else if (part->scalar.kind == VALUE_OBJECT)
			tally_rule(tally, part);
		else if (!list)
			tally_alternative(tally, part);
		for (uint32_t j = 0; list && part->key.size != 3 && j < part->count; j++)
			tally_alternative(tally, part->children[j]);
	}
}

void tally_print(const struct tally *tally)
{
	double share = (double)tally->held / (double)(tally->pairs + !tally->pairs);

	printf("# %" PRIu64 " sets, %" PRIu64 " events, %" PRIu64 " pairs, %.1f %% of them hold, %" PRIu64
	       " explained, %" PRIu64 " patterns refused\n# operators in rules (in explanations):",
		tally->sets, tally->events, tally->pairs, 100 * share, tally->explained, tally->refused);
	for (uint32_t i = 0; i < OPERATORS_MOST && tally->operators[i]; i++)
		printf(" %s %" PRIu64 " (%" PRIu64 ")", tally->operators[i], tally->asked[i], tally->met[i]);
	printf("\n");
}
