/* truth: whether a term holds of an event.
 *
 * Place: pattern, behind the lists. Memory: none. Thread: the scratch's. Depth of recursion: that of patterns. */
#include "pattern/truth.h"
#include "pattern/operators.h"

enum { FEW = 8 }; /* up to here a scan beats a search */

/* Whether `number` is among `count` ascending words. */
static bool have(const uint32_t *words, uint32_t count, uint32_t number)
{
	uint32_t low = 0, high = count;

	while (high - low > FEW) {
		uint32_t middle = (low + high) / 2;

		if (words[middle] <= number)
			low = middle;
		else
			high = middle;
	}
	for (; low < high; low++)
		if (words[low] == number)
			return true;
	return false;
}

static inline bool meets(const struct terms *terms, const struct term *leaf, const struct value *scalar,
	uint32_t number)
{
	switch (leaf->kind) {
	case TERM_ONE:
		return leaf->first == number;
	case TERM_SOME:
		return have(term_words(terms, leaf), leaf->count, number);
	case TERM_BUT:
		return !have(term_words(terms, leaf), leaf->count, number);
	case TERM_PRESENT:
		return true;
	case TERM_CONDITION:
		return condition_holds(&terms->conditions[leaf->first], scalar);
	case TERM_ANY:
		for (uint32_t i = 0; i < leaf->count; i++)
			if (truth_meets(terms, &terms->items[term_words(terms, leaf)[i]], scalar, number))
				return true;
		return false;
	default: /* TERM_ABSENT */
		return false;
	}
}

bool truth_meets(const struct terms *terms, const struct term *leaf, const struct value *scalar, uint32_t number)
{
	return meets(terms, leaf, scalar, number);
}

static inline bool leaf_holds(const struct matcher *matcher, const struct matcher_scratch *scratch,
	const struct term *leaf)
{
	const struct spot *spot = &scratch->spots[leaf->node];

	if (spot->epoch != scratch->epoch)
		return leaf->may_lack;
	for (uint32_t at = spot->first; at != FOUND_NONE; at = scratch->found[at].next)
		if (meets(&matcher->terms, leaf, scratch->found[at].value, scratch->found[at].number))
			return true;
	return false;
}

static bool inner_holds(const struct matcher *matcher, struct matcher_scratch *scratch, const struct term *term)
{
	const uint32_t *parts = term_words(&matcher->terms, term);
	bool all = term->kind == TERM_MAPPING;

	if (term->kind == TERM_NOT)
		return !truth(matcher, scratch, term->first);
	if (term->kind == TERM_LOOSE)
		return scratch->arrays || truth(matcher, scratch, term->first);
	for (uint32_t i = 0; i < term->count; i++)
		if (truth(matcher, scratch, parts[i]) != all)
			return !all;
	return all;
}

bool truth_settle(const struct matcher *matcher, struct matcher_scratch *scratch, uint32_t number)
{
	const struct term *term = &matcher->terms.items[number];
	bool holds = term_is_leaf(term) ? leaf_holds(matcher, scratch, term) : inner_holds(matcher, scratch, term);

	scratch->truths[number] = scratch->epoch << 1 | holds;
	return holds;
}
