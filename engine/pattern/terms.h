/* terms: what patterns are made of, each part once: a predicate or an inner node that stands in many patterns is one
 * term with one number (hash-consing). So it is kept once, and evaluated once an event.
 *
 * Leaves speak of the scalars at a node of the trie of paths: "some scalar there ...", or "there is none".
 * Inner terms speak of the place `node`: a mapping holds where all its parts hold, and these are, in this order,
 *     what stands below it, the leaf and the mapping of one key beside each other (their nodes are children of `node`);
 *     mappings at the same node, which are sub-patterns of `$all`; choices; negations.
 * So it is in terms that elements are asked (lower.h). In all others a mapping of one part is that part, wherever it
 * stands. */
#pragma once
#include "base/buffer.h"
#include "pattern/ast.h"
#include "pattern/exact.h"
#include "pattern/slots.h"
#include "pattern/trie.h"
#include "pattern/words.h"

enum { TERMS_MOST = 1 << 29 }; /* so that their numbers fit beside the bits of keys (key.h); asserted */

enum term_kind {
	TERM_ONE,       /* equals the value number `first` */
	TERM_SOME,      /* equals one of `count` values; pool: their numbers, ascending */
	TERM_BUT,       /* is none of `count` values; pool: their numbers, ascending */
	TERM_PRESENT,   /* is there */
	TERM_CONDITION, /* meets condition number `first` */
	TERM_ABSENT,    /* there is none */
	TERM_ANY,       /* one of `count` terms above, of the same node; pool: their numbers */
	TERM_MAPPING,   /* all of `count` terms; pool: their numbers */
	TERM_CHOICE,    /* one of `count` mappings at the same node; pool: their numbers */
	TERM_NOT,       /* term number `first`, a mapping at the same node, does not hold */
	TERM_LOOSE,     /* term number `first` holds, or there is an array at a node of the marks (lower.h) that stand
			 * in `node`, so that elements decide */
};

struct term {
	uint8_t kind;
	bool may_have : 1; /* some condition can be met by a value */
	bool may_lack : 1; /* can hold where no value is */
	bool lacks : 1;    /* an absence or a negation is in it: more values may make it false */
	uint16_t shared;   /* of a pattern's term, marks (lower.h): elements decide if such a node has an array */
	uint32_t node;
	uint32_t first, count;
};

struct terms {
	struct term *items;
	uint32_t count, capacity;
	struct words pool;
	struct condition *conditions; /* each once */
	uint32_t condition_count, condition_capacity;
	struct exact exact;
	struct trie trie;
	struct arena arena; /* operands */
	/* While it is built, then gone. */
	struct slots by_hash, conditions_by_hash;
	uint64_t seed; /* of all tables; another in each process */
	struct slice *condition_texts; /* operator and operand, the same for all ways of writing them */
	struct arena building;
	struct buffer text;
};

void terms_init(struct terms *terms);
/* Builds no more: gives back what only building needs, and hashes anew with a seed made of all the terms. */
void terms_seal(struct terms *terms);
void terms_finish(struct terms *terms);
size_t terms_bytes(const struct terms *terms);

/* The number of a term; a new one if there is none such. `words` are the numbers that its kind wants in the pool, or
 * the one that stands in `first`. Marks (may_have, ...) are made from them. */
uint32_t terms_add(struct terms *terms, enum term_kind kind, uint32_t node, const uint32_t *words, uint32_t count);
/* The number of a condition; operands are copied. */
uint32_t terms_condition(struct terms *terms, const struct condition *condition);

static inline bool term_is_leaf(const struct term *term)
{
	return term->kind <= TERM_ANY;
}

/* The numbers that belong to the term. */
static inline const uint32_t *term_words(const struct terms *terms, const struct term *term)
{
	return terms->pool.items + term->first;
}
