/* walk: the lists behind the keys that an event meets.
 *
 * Place: pattern, between match and truth. Memory: the scratch's. Thread: the scratch's. Depth of recursion: fans
 * inside each other, at most the tests of a rule, below at most one link.
 *
 * Invariant: a list is walked at most once an event, a rule is given at most once. */
#include "pattern/walk.h"
#include "pattern/crowd.h"
#include "pattern/elements.h"
#include "pattern/lists.h"
#include "pattern/truth.h"

/* Whether the elements of arrays meet the term, where the event has an array at one of its shared nodes: worked out
 * once for all rules of this pattern. */
static bool ask_elements(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t number)
{
	uint32_t known;

	if (!(scratch->arrays & matcher->terms.items[number].shared))
		return true;
	if (!scratch->chosen) /* most streams never come here */
		scratch->chosen = memory_zalloc(matcher->terms.count, sizeof(*scratch->chosen));
	known = scratch->chosen[number];
	if (known >> 1 != scratch->epoch) {
		known = scratch->epoch << 1 | elements_hold(matcher, scratch, number);
		scratch->chosen[number] = known;
	}
	return known & 1;
}

/* A rule whose tests hold. Returns where the words behind it begin. */
static uint32_t give(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t word, uint32_t at)
{
	uint32_t rule = word & (LIST_AGAIN - 1);
	bool holds = true;

	if (word & LIST_AGAIN) {
		holds = scratch->given[rule] != scratch->epoch;
		scratch->given[rule] = scratch->epoch;
	}
	if (word & LIST_ELEMENTS) {
		if (holds && scratch->arrays)
			holds = ask_elements(matcher, scratch, matcher->words.items[at]);
		at++;
	}
	if (holds)
		words_add(&scratch->ids, rule);
	return at;
}

static void walk_words(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t at, uint32_t end);

/* What choices of a fan lead to. */
struct fan {
	uint32_t head, end; /* its words */
	uint32_t choices;
	const uint32_t *begins;
};

static void walk_choice(const struct matcher *matcher, struct matcher_scratch *scratch, const struct fan *fan,
	uint32_t choice)
{
	walk_words(matcher, scratch, fan->head + fan->begins[choice],
		choice + 1 < fan->choices ? fan->head + fan->begins[choice + 1] : fan->end);
}

/* The values that the fan and the event have in common: the fewer are looked for among the more. */
static void walk_values(const struct matcher *matcher, struct matcher_scratch *scratch, const struct fan *fan,
	const uint32_t *values, struct spot *spot)
{
	struct crowd crowd = crowd_numbers(matcher, scratch, spot);

	if (crowd.count > fan->choices) {
		for (uint32_t i = 0; i < fan->choices; i++)
			if (words_have(crowd.numbers, crowd.count, values[i]))
				walk_choice(matcher, scratch, fan, i);
		return;
	}
	for (uint32_t i = 0; i < crowd.count; i++) {
		uint32_t choice = words_search(values, fan->choices, crowd.numbers[i]);

		if (choice < fan->choices && values[choice] == crowd.numbers[i])
			walk_choice(matcher, scratch, fan, choice);
	}
}

/* What the event has at the node; NULL: nothing. */
static struct spot *spot_at(struct matcher_scratch *scratch, uint32_t node)
{
	struct spot *spot = &scratch->spots[node];

	return spot->epoch == scratch->epoch ? spot : NULL;
}

/* Ranges around the event's numbers at `sides` nodes. `hits` is used as a stack, since fans stand in fans. */
static void walk_ranges(const struct matcher *matcher, struct matcher_scratch *scratch, const struct fan *fan,
	const uint32_t *nodes, uint32_t sides)
{
	struct words *hits = &scratch->hits;
	struct ranks ranks[BOXES_SIDES_MOST];
	uint32_t bottom = hits->count, top;

	for (uint32_t i = 0; i < sides; i++) {
		struct spot *spot = spot_at(scratch, nodes[i]);

		if (!spot)
			return;
		ranks[i] = crowd_ranks(matcher, scratch, spot);
	}
	boxes_search(fan->begins + fan->choices, fan->choices, sides, ranks, hits);
	top = hits->count;
	for (uint32_t i = bottom; i < top; i++)
		walk_choice(matcher, scratch, fan, hits->items[i]);
	hits->count = bottom;
}

static void walk_fan(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t head, uint32_t end)
{
	const uint32_t *words = matcher->words.items + head;
	uint32_t sides = words[1] & ~LIST_RANGES;
	struct fan fan = {head, end, words[2], words + 3 + words[2]};
	struct spot *spot;

	if (words[1] & LIST_RANGES) {
		fan.begins = words + 3 + sides;
		walk_ranges(matcher, scratch, &fan, words + 3, sides);
		return;
	}
	spot = spot_at(scratch, words[1]);
	if (spot)
		walk_values(matcher, scratch, &fan, words + 3, spot);
}

static void walk_words(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t at, uint32_t end)
{
	const uint32_t *words = matcher->words.items;

	while (at < end) {
		uint32_t word = words[at++], tests, next;

		if (word & LIST_RULE) {
			at = give(matcher, scratch, word, at);
			continue;
		}
		tests = at + (word >> LIST_TESTS_SHIFT);
		next = at + (word & LIST_WORDS);
		if (at == tests) {
			if (next == at + 1)
				walk(matcher, scratch, words[at]);
			else
				walk_fan(matcher, scratch, at - 1, next);
			at = next;
			continue;
		}
		while (at < tests && truth(matcher, scratch, words[at]))
			at++;
		if (at < tests)
			at = next;
	}
}

void walk(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t list)
{
	const uint32_t *words = matcher->words.items;

	if (scratch->visited[words[list]] == scratch->epoch)
		return;
	scratch->visited[words[list]] = scratch->epoch;
	walk_words(matcher, scratch, list + LIST_HEAD_WORDS, list + LIST_HEAD_WORDS + words[list + 1]);
}
