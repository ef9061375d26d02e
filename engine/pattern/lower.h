/* lower: from a pattern's AST to terms. */
#pragma once
#include "pattern/terms.h"

static const uint32_t LOWER_NONE = UINT32_MAX;

/* The mark of a node that leaves share: one of 16 bits, so that different nodes may have the same, which costs time and
 * never an answer. The root has one for itself: few events are arrays. */
static inline uint16_t lower_mark(uint32_t node)
{
	return (uint16_t)(node == TRIE_ROOT ? 1 : 2 << node % 15);
}

enum { LOWERED_MOST = 1024 };

/* A part of the present pattern that is a term already: coupling has places share mappings and choices (couple.h). */
struct lowered {
	const void *part; /* a mapping, or the branches of a choice */
	uint32_t pattern; /* the number of the present one when this was noted */
	uint32_t term;
};

struct lowering {
	struct terms *terms;
	struct words stack;  /* numbers of terms whose mapping is not done yet */
	struct words passes; /* by node: leaves of the present pattern whose path passes it */
	struct words passed; /* nodes whose count is not 0 */
	struct words shared; /* by node: whether two leaves of some pattern pass it */
	uint32_t pattern;    /* how many there were, a formula and what elements are asked one each */
	bool formula;        /* the present one is not for elements: a mapping of one part is that part */
	struct lowered lowered[LOWERED_MOST]; /* by a hash of the mapping's place; the newest stays */
};

void lower_init(struct lowering *lowering, struct terms *terms);
void lower_finish(struct lowering *lowering);
/* The term of the whole pattern, as it is written. If two leaves share a step of their paths, they may have to be met
 * by one element of an array there: then *ret_elements is the term of the pattern as evaluated (couple.h), else
 * LOWER_NONE. The pattern is not needed afterwards. */
uint32_t lower_pattern(struct lowering *lowering, const struct pattern *pattern, uint32_t *ret_elements);
