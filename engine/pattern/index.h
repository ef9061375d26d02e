/* index: what a matcher is made of, and what a thread brings to it. For the files of this folder that match. */
#pragma once
#include "pattern/answers.h"
#include "pattern/matcher.h"
#include "pattern/networks.h"
#include "pattern/boxes.h"
#include "pattern/pieces.h"
#include "pattern/terms.h"

/* What scalars at a node are looked up in. */
enum node_use {
	USE_LEAF = 1 << 0, /* some term speaks of them */
	USE_EXACT = 1 << 1,
	USE_TEXTS = 1 << 2,
	USE_PIECES = 1 << 3,
	USE_NETWORKS = 1 << 4,
	USE_PRESENT = 1 << 5,
	USE_SHARED = 1 << 6, /* leaves of one pattern share it: an array here makes elements matter */
};

struct matcher {
	struct terms terms;
	uint8_t *uses;         /* by node */
	struct words words;    /* lists (lists.h) */
	uint32_t list_count;
	uint32_t *value_lists; /* by number of a value: its list's place */
	uint32_t *node_lists;  /* by node: the list for any scalar there */
	uint32_t always;       /* the list of rules that no key leads to */
	struct texts texts;
	struct pieces pieces;
	struct bounds bounds;
	struct networks networks;
	uint32_t rule_count;
};

static const uint32_t FOUND_NONE = UINT32_MAX, RANK_UNKNOWN = UINT32_MAX, CROWD_UNKNOWN = UINT32_MAX;

/* A scalar of the event at a used node. */
struct found {
	const struct value *value;
	uint32_t node;
	uint32_t number; /* of the value; EXACT_NONE if no term names it */
	uint32_t next;   /* the one before at the same node; FOUND_NONE */
	uint32_t rank;   /* among the node's bounds, of a number; RANK_UNKNOWN until it is asked for */
};

/* What the event has at a node. */
struct spot {
	uint32_t epoch; /* of the event that set it */
	uint32_t first; /* of `found` */
	uint32_t count;
	uint32_t crowd; /* where it stands in `crowds`, if that was asked for (crowd.h); CROWD_UNKNOWN */
};

enum { EXPECTED_KEYS = 256, EXPECTED_BYTES = 20 };

/* What a member of an event was called last time at this place, and where its key led to: events of a stream are alike,
 * so that most keys are compared with one other and not looked up. */
struct expected {
	uint32_t node; /* + 1; 0: nothing is expected */
	uint32_t child;
	uint32_t key_bytes;
	char key[EXPECTED_BYTES];
};

struct matcher_scratch {
	struct expected expected[EXPECTED_KEYS]; /* by node and number of the member */
	uint32_t epoch;  /* of the present event, 1 to 2^31 - 1 */
	struct spot *spots;  /* by node */
	uint32_t *truths;    /* by term: epoch << 1 | whether it holds */
	uint32_t *chosen;    /* by term that is asked of elements: the same; NULL until the first is */
	uint32_t *visited;   /* by list: epoch */
	uint32_t *given;     /* by rule that more than one list leads to: epoch in which it was given or refused */
	uint32_t *tried;     /* two for each item of `pieces`: stamps (pieces.h) */
	uint32_t stamp;      /* even */
	struct found *found;
	uint32_t found_count, found_capacity;
	uint16_t arrays; /* marks (lower.h) of the shared nodes at which there is one */
	const struct value *root;
	struct words crowds;   /* by node of many scalars: what crowd.c makes of them */
	struct words hits;     /* lists that a scalar leads to; behind them, what is found in fans */
	struct words room;     /* for sorting */
	struct answers answers; /* room for elements.c */
	struct buffer folded;  /* room for texts.c */
	struct words ids;      /* the answer */
};
