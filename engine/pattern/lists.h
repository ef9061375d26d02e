/* lists: the rules behind each key, laid out so that what they have in common is tested once. */
#pragma once
#include "pattern/arrange.h"
#include "pattern/boxes.h"

/* A list is its number, its length in words, and a forest written in preorder:
 *     tests    bits 31: 0; 26 to 30: how many tests follow; 0 to 25: words of these and of all below them.
 *              If a test fails, that many words are skipped.
 *     fan      as tests, but none follow. Of rules that want different values of one field, those are found that want
 *              the event's: a node, how many values, that many numbers of values, ascending, and where each one's
 *              words begin, counted from the fan's first word.
 *              Or of ranges, or of several of each rule, if bit 31 of the second word is set, in which then stands
 *              how many, not the node: their nodes stand in place of the values, and the tree of boxes (boxes.h) at
 *              the end.
 *     link     as a fan, of one word: the place of another list, which is walked.
 *     rule     bit 31: 1; 30: LIST_ELEMENTS; 29: LIST_AGAIN; 0 to 28: the rule, which holds.
 * The order makes tests that many rules share come first, so that one failure leaves many behind. */
enum { LIST_NONE = 0, LIST_TESTS_SHIFT = 26, LIST_TESTS_MOST = 31, LIST_HEAD_WORDS = 2, LIST_FAN_LEAST = 3 };
static const uint32_t LIST_WORDS = (1u << 26) - 1;
static const uint32_t LIST_RULE = 1u << 31;
static const uint32_t LIST_ELEMENTS = 1u << 30; /* the next word is the term to ask of elements (elements.h) */
static const uint32_t LIST_AGAIN = 1u << 29;    /* another list may have led to it already */
static const uint32_t LIST_RANGES = 1u << 31;   /* of a fan's second word */

/* What a list's rules are marked with. */
struct list_rule {
	uint32_t term;
	uint32_t elements; /* LOWER_NONE: none */
	bool again;
};

struct lists_builder {
	const struct terms *terms;
	const struct bounds *bounds;
	const struct list_rule *rules;
	struct arrangement arrangement;
	uint32_t *places; /* by term to whose list others lead: where it is */
	struct words *words; /* where the lists go */
	uint32_t lists;
};

/* `tests`: of the access entries. */
void lists_init(struct lists_builder *lists, const struct survey *survey, const struct terms *terms,
	const struct bounds *bounds, const struct list_rule *rules, const struct words *tests, struct words *words);
void lists_finish(struct lists_builder *lists);
/* Writes the list of `entries`, which are put into another order; returns its place in the words. Links lead to lists
 * that are written before. */
uint32_t lists_add(struct lists_builder *lists, struct access_entry *entries, uint32_t count);
