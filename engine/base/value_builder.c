/* value_builder: makes a tree of values node by node.
 *
 * Place: base; used by every reader. Memory: the arena passed in. Thread: the owner's.
 *
 * Invariants
 *   1. open[0 .. depth) are the containers begun and not ended, outermost first.
 *   2. A node's skip and size are right once its container is closed. */
#include "base/value.h"
#include "base/value_twins.h"
#include <assert.h>

void builder_init(struct value_builder *builder, struct arena *arena)
{
	*builder = (struct value_builder){.arena = arena};
}

struct value *builder_add(struct value_builder *builder, struct slice key, enum value_kind kind)
{
	struct value *node;

	ARENA_GROW(builder->arena, builder->nodes, builder->count, builder->capacity);
	node = &builder->nodes[builder->count++];
	*node = (struct value){.kind = (uint8_t)kind, .skip = 1, .key = key.data, .key_bytes = (uint32_t)key.size};
	if (builder->depth)
		builder->nodes[builder->open[builder->depth - 1]].size++;
	return node;
}

void builder_string(struct value_builder *builder, struct slice key, struct slice text)
{
	struct value *node = builder_add(builder, key, VALUE_STRING);

	node->text = text.data ? text.data : "";
	node->size = (uint32_t)text.size;
}

void builder_integer(struct value_builder *builder, struct slice key, int64_t integer)
{
	builder_add(builder, key, VALUE_INTEGER)->integer = integer;
}

void builder_real(struct value_builder *builder, struct slice key, double real)
{
	builder_add(builder, key, VALUE_REAL)->real = real;
}

void builder_bool(struct value_builder *builder, struct slice key, bool truth)
{
	builder_add(builder, key, truth ? VALUE_TRUE : VALUE_FALSE);
}

void builder_null(struct value_builder *builder, struct slice key)
{
	builder_add(builder, key, VALUE_NULL);
}

void builder_tree(struct value_builder *builder, struct slice key, const struct value *tree)
{
	struct value *root = builder_add(builder, key, (enum value_kind)tree->kind);

	root->size = tree->size;
	root->skip = tree->skip;
	root->integer = tree->integer;
	for (uint32_t i = 1; i < tree->skip; i++) {
		ARENA_GROW(builder->arena, builder->nodes, builder->count, builder->capacity);
		builder->nodes[builder->count++] = tree[i];
	}
}

void builder_begin(struct value_builder *builder, struct slice key, enum value_kind kind)
{
	assert(kind == VALUE_ARRAY || kind == VALUE_OBJECT);
	assert(builder->depth < sizeof(builder->open) / sizeof(builder->open[0]));
	builder_add(builder, key, kind);
	builder->open[builder->depth++] = builder->count - 1;
}

uint32_t builder_end(struct value_builder *builder)
{
	struct value *container;
	uint32_t dropped = 0;

	assert(builder->depth > 0);
	container = &builder->nodes[builder->open[--builder->depth]];
	container->skip = (uint32_t)(builder->nodes + builder->count - container);
	if (container->kind == VALUE_OBJECT && container->size > 1 && !builder->keeps_twins)
		dropped = twins_drop(container);
	builder->count = (uint32_t)(container - builder->nodes) + container->skip;
	return dropped;
}

const struct value *builder_root(const struct value_builder *builder)
{
	assert(builder->depth == 0 && builder->count > 0);
	return builder->nodes;
}
