/* truth: whether a term holds of an event.
 *
 * Place: pattern, behind the lists. Memory: none. Thread: the scratch's. Depth of recursion: that of patterns. */
#include "pattern/truth.h"
#include "pattern/crowd.h"
#include "pattern/operators.h"

enum { FEW_SCALARS = 4 }; /* up to here trying each beats putting them in order */

static inline bool meets(const struct terms *terms, const struct term *leaf, const struct value *scalar,
	uint32_t number)
{
	if (leaf->kind <= TERM_BUT) {
		const uint32_t *numbers = leaf->kind == TERM_ONE ? &leaf->first : term_words(terms, leaf);

		return words_have(numbers, leaf->count, number) != (leaf->kind == TERM_BUT);
	}
	switch (leaf->kind) {
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

/* How many numbers of the crowd are among `count` ascending ones. */
static uint32_t common(struct crowd crowd, const uint32_t *numbers, uint32_t count)
{
	struct crowd few = crowd.count < count ? crowd : (struct crowd){numbers, count};
	struct crowd many = crowd.count < count ? (struct crowd){numbers, count} : crowd;
	uint32_t found = 0;

	for (uint32_t i = 0; i < few.count; i++)
		found += words_have(many.numbers, many.count, few.numbers[i]);
	return found;
}

static bool some_in_range(const struct matcher *matcher, struct matcher_scratch *scratch, struct spot *spot,
	const struct term *leaf)
{
	struct rank_range range =
		bounds_range(&matcher->bounds, leaf->node, &matcher->terms.conditions[leaf->first]);
	struct ranks ranks = crowd_ranks(matcher, scratch, spot);
	uint32_t at = words_search(ranks.items, ranks.count, range.first);

	return at < ranks.count && ranks.items[at] <= range.last;
}

/* Whether some scalar of many meets the leaf, if there is a way to know without trying each of them. */
static bool crowd_settles(const struct matcher *matcher, struct matcher_scratch *scratch, struct spot *spot,
	const struct term *leaf, bool *ret_meets)
{
	const uint32_t *words = term_words(&matcher->terms, leaf);
	struct crowd crowd = crowd_numbers(matcher, scratch, spot);

	switch (leaf->kind) {
	case TERM_ONE:
		*ret_meets = words_have(crowd.numbers, crowd.count, leaf->first);
		return true;
	case TERM_SOME:
		*ret_meets = common(crowd, words, leaf->count) > 0;
		return true;
	case TERM_BUT:
		*ret_meets = common(crowd, words, leaf->count) < crowd.count;
		return true;
	case TERM_CONDITION:
		if (matcher->terms.conditions[leaf->first].operator->key != KEY_RANGE)
			return false;
		*ret_meets = some_in_range(matcher, scratch, spot, leaf);
		return true;
	case TERM_ANY:
		*ret_meets = false;
		for (uint32_t i = 0; i < leaf->count && !*ret_meets; i++)
			*ret_meets = truth(matcher, scratch, words[i]);
		return true;
	default:
		return false;
	}
}

static inline bool leaf_holds(const struct matcher *matcher, struct matcher_scratch *scratch, const struct term *leaf)
{
	struct spot *spot = &scratch->spots[leaf->node];
	bool holds;

	if (spot->epoch != scratch->epoch)
		return leaf->may_lack;
	if (spot->count > FEW_SCALARS && crowd_settles(matcher, scratch, spot, leaf, &holds))
		return holds;
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
		return (scratch->arrays & term->node) || truth(matcher, scratch, term->first);
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
