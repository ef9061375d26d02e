/* compare: the matcher's answer against the evaluator's, and what was compared. */
#pragma once
#include "lookup.h"
#include "tree.h"

enum { OPERATORS_MOST = 16 };

struct tally {
	uint64_t sets, events, pairs, held, refused, explained;
	bool explains_all; /* not only some of the pairs */
	const char *operators[OPERATORS_MOST]; /* by name; static */
	uint64_t asked[OPERATORS_MOST];        /* how many rules name it; "equals" counts each alternative */
	uint64_t met[OPERATORS_MOST];          /* how many explanations name it */
};

/* Rules that stand in one matcher: only those that parse. */
struct set {
	struct tree **rules;
	const struct pattern **patterns;
	uint32_t count;
	uint64_t asked; /* pairs so far: so that the same ones are explained whenever a round runs again */
};

/* Parses the rules into `arena`; what is refused is left out and counted. */
void set_init(struct set *set, struct tree **rules, uint32_t count, struct arena *arena, struct tally *tally);
/* A matcher of the set; its patterns are gone before it is used. */
void set_look_up(const struct set *set, struct lookup *lookup);
/* Compares over an event. An empty slice, or what differs. */
struct slice compare_event(struct set *set, struct lookup *lookup, const struct value *event,
	struct arena *arena, struct tally *tally);
/* The same from nothing, for shrinking: whether something differs. A rule that does not parse means no. */
bool compare_differs(struct tree **rules, uint32_t count, const struct tree *event);
/* Counts the operators that a rule names. */
void tally_rule(struct tally *tally, const struct tree *rule);
void tally_print(const struct tally *tally);
