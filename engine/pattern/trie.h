/* trie: the paths that patterns name, step by step, so that one pass over an event skips all other members. */
#pragma once
#include "base/value.h"

enum { TRIE_ROOT = 0 };

struct trie_edge {
	struct slice key; /* a copy */
	uint32_t parent, child;
	uint32_t hash;
};

struct trie {
	struct trie_edge *edges; /* once sealed, those of a parent stand together */
	uint32_t edge_count, edge_capacity;
	uint32_t *first; /* by node: where its edges begin; one more at the end. Made by trie_seal */
	uint32_t node_count;
	uint32_t *edge_to; /* by node: the edge that leads to it. Made by trie_seal */
	struct arena keys;
	uint32_t *slots; /* index of an edge + 1, open addressing by (parent, key); 0 is free */
	uint32_t mask;
	uint64_t seed;
};

/* An empty trie with the root alone, hashed with `seed` until it is sealed. */
void trie_init(struct trie *trie, uint64_t seed);
void trie_finish(struct trie *trie);
/* The node below `parent` by `key`; made if there is none. Not after trie_seal. */
uint32_t trie_insert(struct trie *trie, uint32_t parent, struct slice key);
/* Orders the edges for trie_find, and hashes anew with `seed`. */
void trie_seal(struct trie *trie, uint64_t seed);
/* The node below `parent` by `key`; 0 if there is none. Only after trie_seal. */
uint32_t trie_find(const struct trie *trie, uint32_t parent, struct slice key);
size_t trie_bytes(const struct trie *trie);

/* The last step of the path to a node other than the root. Only after trie_seal. */
static inline struct slice trie_key(const struct trie *trie, uint32_t node)
{
	return trie->edges[trie->edge_to[node]].key;
}

static inline bool trie_has_children(const struct trie *trie, uint32_t node)
{
	return trie->first[node] != trie->first[node + 1];
}
