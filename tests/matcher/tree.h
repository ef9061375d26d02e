/* tree: trees that a test can take apart, put together and change: patterns and events before they become values.
 *
 * Memory: the arena of whoever makes them. A part may stand in several trees; whoever changes one copies it first. */
#pragma once
#include "base/value.h"

struct tree {
	struct value scalar; /* its kind is the tree's; VALUE_ARRAY and VALUE_OBJECT have children */
	struct slice key;    /* of a member */
	struct tree **children;
	uint32_t count, capacity;
};

struct tree *tree_scalar(struct arena *arena, const struct value *scalar);
struct tree *tree_string(struct arena *arena, struct slice text);
/* An empty array or object. */
struct tree *tree_container(struct arena *arena, enum value_kind kind);
/* Appends `child`, under `key` if `parent` is an object; a member of that key is replaced. */
void tree_add(struct arena *arena, struct tree *parent, struct slice key, struct tree *child);
void tree_remove(struct tree *parent, uint32_t at);
struct tree *tree_get(const struct tree *object, struct slice key);
struct tree *tree_copy(struct arena *arena, const struct tree *tree);

static inline bool tree_is_scalar(const struct tree *tree)
{
	return tree->scalar.kind < VALUE_ARRAY;
}

/* How many nodes the tree has, itself included. */
uint32_t tree_count(const struct tree *tree);
/* Whether it is as flat as a value has to be: at most 64 arrays and objects inside each other. */
bool tree_fits(const struct tree *tree);
/* The node of this number, in document order; 0 is the root. *ret_parent is NULL for the root. */
struct tree *tree_node(struct tree *tree, uint32_t number, struct tree **ret_parent, uint32_t *ret_at);

/* Strings stay where they are. */
struct tree *tree_of_value(struct arena *arena, const struct value *value);
const struct value *tree_value(struct arena *arena, const struct tree *tree);
/* JSON text; bytes are shown as base64 text. */
struct slice tree_text(struct arena *arena, const struct tree *tree);
