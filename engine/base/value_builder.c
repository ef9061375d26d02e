/* value_builder: makes a tree of values node by node.
 *
 * Place: base; used by every reader. Memory: the arena passed in. Thread: the owner's.
 *
 * Invariants
 *   1. open[0 .. depth) are the containers begun and not ended, outermost first.
 *   2. A node's skip and size are right once its container is closed. */
#include "base/value.h"
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

/* Removes a member that a later one of the same key replaces. */
static void drop(struct value_builder *builder, struct value *object, struct value *member)
{
	uint32_t nodes = member->skip;

	memmove(member, member + nodes,
		(size_t)(builder->nodes + builder->count - (member + nodes)) * sizeof(*member));
	builder->count -= nodes;
	object->size--;
}

/* Keys whose 6-bit fingerprint stands once cannot be twins, so that most members are never compared. */
static unsigned fingerprint(const struct value *member)
{
	if (member->key_bytes == 0)
		return 0;
	return (unsigned)(member->key_bytes * 7 + (unsigned char)member->key[0] * 5 +
			  (unsigned char)member->key[member->key_bytes - 1] * 3 +
			  (unsigned char)member->key[member->key_bytes / 2]) &
	       63;
}

static bool has_later_twin(const struct value *member, const struct value *end)
{
	for (const struct value *later = member + member->skip; later < end; later += later->skip)
		if (slice_equal(value_key(later), value_key(member)))
			return true;
	return false;
}

static uint32_t drop_twins(struct value_builder *builder, struct value *object)
{
	uint64_t seen = 0, twice = 0;
	uint32_t dropped = 0;
	struct value *end = builder->nodes + builder->count;

	for (struct value *member = object + 1; member < end; member += member->skip) {
		uint64_t bit = 1ull << fingerprint(member);

		twice |= seen & bit;
		seen |= bit;
	}
	if (!twice)
		return 0;
	for (struct value *member = object + 1; member < builder->nodes + builder->count;) {
		if ((twice >> fingerprint(member) & 1) &&
			has_later_twin(member, builder->nodes + builder->count)) {
			drop(builder, object, member);
			dropped++;
		} else {
			member += member->skip;
		}
	}
	return dropped;
}

uint32_t builder_end(struct value_builder *builder)
{
	struct value *container;
	uint32_t dropped = 0;

	assert(builder->depth > 0);
	container = &builder->nodes[builder->open[--builder->depth]];
	if (container->kind == VALUE_OBJECT && container->size > 1)
		dropped = drop_twins(builder, container);
	container->skip = (uint32_t)(builder->nodes + builder->count - container);
	return dropped;
}

const struct value *builder_root(const struct value_builder *builder)
{
	assert(builder->depth == 0 && builder->count > 0);
	return builder->nodes;
}
