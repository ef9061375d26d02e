/* tree: the making, changing and writing of trees.
 *
 * Place: tests of the matcher. Memory: the arena passed in. Thread: any. */
#include "tree.h"
#include "base/json_out.h"

struct tree *tree_scalar(struct arena *arena, const struct value *scalar)
{
	struct tree *tree = ARENA_NEW(arena, struct tree);

	tree->scalar = *scalar;
	return tree;
}

struct tree *tree_string(struct arena *arena, struct slice text)
{
	struct value scalar = {.kind = VALUE_STRING, .size = (uint32_t)text.size, .skip = 1, .text = text.data};

	return tree_scalar(arena, &scalar);
}

struct tree *tree_container(struct arena *arena, enum value_kind kind)
{
	struct value scalar = {.kind = (uint8_t)kind, .skip = 1};

	return tree_scalar(arena, &scalar);
}

enum { DEPTH_MOST = 64 }; /* of a value_builder */

static int find(const struct tree *object, struct slice key)
{
	for (uint32_t i = 0; i < object->count; i++)
		if (slice_equal(object->children[i]->key, key))
			return (int)i;
	return -1;
}

void tree_add(struct arena *arena, struct tree *parent, struct slice key, struct tree *child)
{
	int at = parent->scalar.kind == VALUE_OBJECT ? find(parent, key) : -1;
	struct tree *own = ARENA_NEW(arena, struct tree);

	*own = *child; /* the same part may stand elsewhere under another key */
	own->key = key;
	if (at >= 0) {
		parent->children[at] = own;
		return;
	}
	ARENA_GROW(arena, parent->children, parent->count, parent->capacity);
	parent->children[parent->count++] = own;
}

void tree_remove(struct tree *parent, uint32_t at)
{
	parent->count--;
	memmove(parent->children + at, parent->children + at + 1, (parent->count - at) * sizeof(*parent->children));
}

struct tree *tree_get(const struct tree *object, struct slice key)
{
	int at = find(object, key);

	return at < 0 ? NULL : object->children[at];
}

struct tree *tree_copy(struct arena *arena, const struct tree *tree)
{
	struct tree *copy = ARENA_NEW(arena, struct tree);

	*copy = *tree;
	copy->capacity = tree->count;
	copy->children = ARENA_ARRAY(arena, struct tree *, tree->count);
	for (uint32_t i = 0; i < tree->count; i++)
		copy->children[i] = tree_copy(arena, tree->children[i]);
	return copy;
}

uint32_t tree_count(const struct tree *tree)
{
	uint32_t count = 1;

	for (uint32_t i = 0; i < tree->count; i++)
		count += tree_count(tree->children[i]);
	return count;
}

static uint32_t depth_of(const struct tree *tree)
{
	uint32_t deepest = 0;

	if (tree_is_scalar(tree))
		return 0;
	for (uint32_t i = 0; i < tree->count; i++) {
		uint32_t depth = depth_of(tree->children[i]);

		deepest = depth > deepest ? depth : deepest;
	}
	return deepest + 1;
}

bool tree_fits(const struct tree *tree)
{
	return depth_of(tree) <= DEPTH_MOST;
}

/* Counts `*number` down over the nodes below `tree`. */
static struct tree *node_below(struct tree *tree, uint32_t *number, struct tree **ret_parent, uint32_t *ret_at)
{
	for (uint32_t i = 0; i < tree->count; i++) {
		struct tree *found;

		if (--*number == 0) {
			*ret_parent = tree;
			*ret_at = i;
			return tree->children[i];
		}
		found = node_below(tree->children[i], number, ret_parent, ret_at);
		if (found)
			return found;
	}
	return NULL;
}

struct tree *tree_node(struct tree *tree, uint32_t number, struct tree **ret_parent, uint32_t *ret_at)
{
	*ret_parent = NULL;
	*ret_at = 0;
	return number == 0 ? tree : node_below(tree, &number, ret_parent, ret_at);
}

struct tree *tree_of_value(struct arena *arena, const struct value *value)
{
	struct tree *tree = tree_scalar(arena, value);

	if (value_is_scalar(value))
		return tree;
	value_each (child, value)
		tree_add(arena, tree, child->key ? value_key(child) : SLICE(""), tree_of_value(arena, child));
	return tree;
}

static void build(struct value_builder *builder, const struct tree *tree, struct slice key)
{
	if (tree_is_scalar(tree)) {
		struct value *node = builder_add(builder, key, tree->scalar.kind);
		struct value named = *node;

		*node = tree->scalar;
		node->skip = 1;
		node->key = named.key;
		node->key_bytes = named.key_bytes;
		return;
	}
	builder_begin(builder, key, tree->scalar.kind);
	for (uint32_t i = 0; i < tree->count; i++) {
		struct slice own = tree->children[i]->key;

		if (tree->scalar.kind == VALUE_OBJECT)
			own = (struct slice){own.data ? own.data : "", own.size};
		else
			own = (struct slice){NULL, 0};
		build(builder, tree->children[i], own);
	}
	builder_end(builder);
}

const struct value *tree_value(struct arena *arena, const struct tree *tree)
{
	struct value_builder builder;

	builder_init(&builder, arena);
	build(&builder, tree, (struct slice){NULL, 0});
	return builder_root(&builder);
}

struct slice tree_text(struct arena *arena, const struct tree *tree)
{
	struct buffer buffer = {NULL, 0, 0};
	struct json_out out = json_out(&buffer);
	struct slice text;

	json_value(&out, tree_value(arena, tree));
	text = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return text;
}
