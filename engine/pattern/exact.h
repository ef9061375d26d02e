/* exact: the typed index of exact values: from (path, scalar) to the rules that ask for it. */
#pragma once
#include "base/value.h"

/* One rule asks for one value at one node of a trie. */
struct exact_entry {
	const struct value *value; /* in the rule's pattern */
	uint32_t node, rule;
};

struct exact_slot {
	const struct value *value; /* NULL: free */
	uint32_t hash;
	uint32_t node;
	uint32_t first, count; /* of `rules` */
};

struct exact {
	struct exact_slot *slots; /* open addressing */
	uint32_t mask;
	uint32_t *rules;
	uint32_t rule_count;
	uint32_t value_count; /* slots in use */
};

/* Builds the index over the entries; a rule stands once in a list even if it asks twice. */
void exact_init(struct exact *exact, const struct exact_entry *entries, uint32_t count);
void exact_finish(struct exact *exact);
/* The rules that ask for the scalar at the node; 0 if none does. */
uint32_t exact_find(const struct exact *exact, uint32_t node, const struct value *scalar, const uint32_t **ret_rules);
size_t exact_bytes(const struct exact *exact);
