/* shrink: from rules and an event over which something differs to few and small ones over which it still does. */
#pragma once
#include "tree.h"

struct shrinking {
	struct tree **rules;
	uint32_t count;
	struct tree *event;
	/* Whether a case still shows it. */
	bool (*shows)(struct tree **rules, uint32_t count, const struct tree *event);
	uint32_t tries; /* spent; bounded */
};

/* Changes the case in place; rules and event must share no part (tree_copy). */
void shrink_case(struct shrinking *shrinking, struct arena *arena);
