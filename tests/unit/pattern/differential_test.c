/* The matcher against the plain evaluator, over random patterns and events. */
#include "base/diag.h"
#include "base/json_out.h"
#include "check.h"
#include "pattern/matcher.h"
#include "random.h"
#include <stdio.h>

enum { PATTERNS = 60, EVENTS = 60, ROUNDS = 56 };

static void show(const char *what, const struct value *tree)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	json_value(&out, tree);
	fprintf(stderr, "%s %.*s\n", what, SLICE_PRINT(buffer_slice(&buffer)));
	buffer_finish(&buffer);
}

struct counts {
	uint64_t pairs, held, never;
};

/* Random patterns that stand in one matcher. */
struct set {
	const struct value *trees[PATTERNS];
	const struct pattern *patterns[PATTERNS];
	bool never[PATTERNS]; /* called a contradiction */
};

static void fill(struct set *set, struct random *random, struct arena *arena)
{
	struct diag diag;

	diag_init(&diag, arena);
	for (uint32_t i = 0; i < PATTERNS; i++) {
		set->trees[i] = random_pattern(random, arena);
		set->patterns[i] = pattern_parse(arena, set->trees[i], NULL, &diag);
		if (!set->patterns[i])
			show("refused", set->trees[i]);
		expect_true(set->patterns[i] != NULL);
		set->never[i] = pattern_contradiction(set->patterns[i], arena).size > 0;
	}
}

/* Compares the ids that matched an event with what the evaluator and the explanation say of each pattern. */
static void compare(const struct set *set, const struct value *event, const uint32_t *ids, uint32_t found,
	struct arena *arena, struct counts *counts)
{
	struct pattern_match matches[4];
	uint32_t at = 0;

	for (uint32_t i = 0; i < PATTERNS; i++) {
		bool held = pattern_holds(set->patterns[i], event), matched = at < found && ids[at] == i, explained;

		at += matched;
		pattern_explain(set->patterns[i], event, arena, matches, 4, &explained);
		if (held != matched || held != explained || (held && set->never[i])) {
			show("pattern", set->trees[i]);
			show("event", event);
		}
		ck_assert_msg(held == matched, "holds %d, matched %d", held, matched);
		ck_assert_msg(held == explained, "holds %d, explained %d", held, explained);
		ck_assert_msg(!held || !set->never[i], "holds, and yet is called a contradiction");
		counts->pairs++;
		counts->held += held;
		counts->never += set->never[i];
	}
	expect_int(at, found);
}

/* One set of patterns against some events. */
static void round_of(struct random *random, struct counts *counts)
{
	struct matcher_scratch *scratch;
	struct matcher *matcher;
	struct arena arena;
	struct set set;

	arena_init(&arena, 0);
	fill(&set, random, &arena);
	matcher = matcher_create(set.patterns, PATTERNS);
	scratch = matcher_scratch_create(matcher);
	for (uint32_t i = 0; i < EVENTS; i++) {
		const struct value *event = random_event(random, &arena);
		const uint32_t *ids;
		uint32_t found = matcher_match(matcher, scratch, event, &ids);

		compare(&set, event, ids, found, &arena, counts);
	}
	matcher_scratch_destroy(scratch);
	matcher_destroy(matcher);
	arena_finish(&arena);
}

TEST(the_matcher_agrees_with_the_evaluator_over_random_patterns_and_events)
{
	struct random random = {20261123};
	struct counts counts = {0};

	for (int i = 0; i < ROUNDS; i++)
		round_of(&random, &counts);
	expect_true(counts.pairs >= 200000);
	/* Neither answer is rare, or the test would say little. */
	expect_true(counts.held > counts.pairs / 10 && counts.held < counts.pairs * 9 / 10);
	expect_true(counts.never > 0);
}
