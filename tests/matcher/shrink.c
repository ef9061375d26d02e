/* shrink: drops rules, then parts of the event and of the rules, as long as the case shows what it showed.
 *
 * Place: tests of the matcher. Memory: the arena passed in. Thread: the caller's. */
#include "shrink.h"

enum { TRIES_MOST = 20000 };

static bool shows(struct shrinking *shrinking)
{
	return shrinking->tries++ < TRIES_MOST &&
	       shrinking->shows(shrinking->rules, shrinking->count, shrinking->event);
}

/* Tries to do without `size` rules at a time. */
static bool drop_rules(struct shrinking *shrinking, struct arena *arena, uint32_t size)
{
	struct tree **all = ARENA_ARRAY(arena, struct tree *, shrinking->count);
	bool dropped = false;

	for (uint32_t at = 0; at < shrinking->count && shrinking->count > 1;) {
		uint32_t count = shrinking->count, cut = size < count - at ? size : count - at;

		memcpy(all, shrinking->rules, count * sizeof(*all));
		memmove(shrinking->rules + at, shrinking->rules + at + cut, (count - at - cut) * sizeof(*all));
		shrinking->count -= cut;
		if (shows(shrinking)) {
			dropped = true;
			continue;
		}
		memcpy(shrinking->rules, all, count * sizeof(*all));
		shrinking->count = count;
		at += cut;
	}
	return dropped;
}

/* Tries the case with `made` in the place of the node; leaves it there if it shows. */
static bool replace(struct shrinking *shrinking, struct tree *node, struct tree made)
{
	struct tree before = *node;

	made.key = node->key;
	*node = made;
	if (shows(shrinking))
		return true;
	*node = before;
	return false;
}

static bool remove_child(struct shrinking *shrinking, struct tree *parent, uint32_t at)
{
	struct tree *child = parent->children[at];

	tree_remove(parent, at);
	if (shows(shrinking))
		return true;
	memmove(parent->children + at + 1, parent->children + at, (parent->count - at) * sizeof(*parent->children));
	parent->children[at] = child;
	parent->count++;
	return false;
}

static bool simplify(struct shrinking *shrinking, struct tree *node)
{
	static const struct value simple[] = {{.kind = VALUE_NULL, .skip = 1}, {.kind = VALUE_INTEGER, .skip = 1},
		{.kind = VALUE_STRING, .skip = 1, .size = 0, .text = ""},
		{.kind = VALUE_STRING, .skip = 1, .size = 1, .text = "a"}};
	uint32_t size = node->scalar.size;

	if (node->scalar.kind == VALUE_NULL || node->scalar.kind == VALUE_OBJECT || node->scalar.kind == VALUE_ARRAY)
		return false;
	for (uint32_t i = 0; i < sizeof(simple) / sizeof(simple[0]); i++) {
		bool same = simple[i].kind == node->scalar.kind && simple[i].size == size;

		if (same)
			return false; /* it is as simple as that already, or nearly so */
		if (simple[i].kind != VALUE_STRING || size > simple[i].size)
			if (replace(shrinking, node, (struct tree){.scalar = simple[i]}))
				return true;
	}
	return false;
}

/* One pass over the nodes of a tree. */
static bool shrink_tree(struct shrinking *shrinking, struct tree *tree)
{
	bool shrunk = false;

	for (uint32_t number = 0; number < tree_count(tree);) {
		struct tree *parent, *node;
		uint32_t at;
		bool done = false;

		node = tree_node(tree, number, &parent, &at);
		if (parent)
			done = remove_child(shrinking, parent, at);
		for (uint32_t i = 0; !done && i < node->count; i++)
			done = replace(shrinking, node, *node->children[i]);
		if (!done)
			done = simplify(shrinking, node);
		shrunk |= done;
		number += !done;
	}
	return shrunk;
}

void shrink_case(struct shrinking *shrinking, struct arena *arena)
{
	bool shrunk = true;

	for (uint32_t size = (shrinking->count + 1) / 2; size > 0; size /= 2)
		drop_rules(shrinking, arena, size);
	while (shrunk && shrinking->tries < TRIES_MOST) {
		shrunk = drop_rules(shrinking, arena, 1);
		shrunk |= shrink_tree(shrinking, shrinking->event);
		for (uint32_t i = 0; i < shrinking->count; i++)
			shrunk |= shrink_tree(shrinking, shrinking->rules[i]);
	}
}
