/* value_builder: makes a tree of values node by node.
 *
 * Place: base; used by every reader. Memory: the arena passed in. Thread: the owner's.
 *
 * Invariants
 *   1. open[0 .. depth) are the containers begun and not ended, outermost first.
 *   2. A node's skip and size are right once its container is closed. */
#include "base/value.h"
#include <assert.h>
#include <stdlib.h>

enum { FEW_MEMBERS = 32 }; /* up to here comparing all pairs is cheapest */

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

static int compare_members(const void *a, const void *b)
{
	const struct value *left = *(const struct value *const *)a, *right = *(const struct value *const *)b;
	int order = slice_compare(value_key(left), value_key(right));

	return order ? order : (left > right) - (left < right);
}

const struct value **builder_sorted(struct value_builder *builder, uint32_t *ret_count)
{
	const struct value *object, *end = builder->nodes + builder->count, **sorted;
	uint32_t count = 0;

	assert(builder->depth > 0);
	object = &builder->nodes[builder->open[builder->depth - 1]];
	sorted = ARENA_ARRAY(builder->arena, const struct value *, object->size);
	for (const struct value *member = object + 1; member < end; member += member->skip)
		sorted[count++] = member;
	if (count > 1)
		qsort(sorted, count, sizeof(*sorted), compare_members);
	*ret_count = count;
	return sorted;
}

/* The key of a member that goes. */
static const char dropped[] = "";

/* Marks the members of which a twin comes later. Pair by pair: for few. */
static void mark_twins_of_few(struct value *object, const struct value *end)
{
	for (struct value *member = object + 1; member < end; member += member->skip)
		for (const struct value *later = member + member->skip; later < end; later += later->skip)
			if (slice_equal(value_key(later), value_key(member))) {
				member->key = dropped;
				break;
			}
}

/* The same in the order of the keys, so that no input takes time in the square of its members. */
static void mark_twins_of_many(struct value_builder *builder)
{
	uint32_t count;
	const struct value **sorted = builder_sorted(builder, &count);

	for (uint32_t i = 0; i + 1 < count; i++)
		if (slice_equal(value_key(sorted[i]), value_key(sorted[i + 1])))
			builder->nodes[sorted[i] - builder->nodes].key = dropped;
}

/* Closes the gaps that marked members leave; returns how many there were. */
static uint32_t drop_marked(struct value_builder *builder, struct value *object)
{
	const struct value *end = builder->nodes + builder->count;
	struct value *to = object + 1;
	uint32_t gone = 0, nodes;

	for (const struct value *member = object + 1; member < end; member += nodes) {
		nodes = member->skip;
		if (member->key == dropped) {
			gone++;
			continue;
		}
		if (to != member)
			memmove(to, member, nodes * sizeof(*member));
		to += nodes;
	}
	builder->count = (uint32_t)(to - builder->nodes);
	object->size -= gone;
	return gone;
}

static uint32_t drop_twins(struct value_builder *builder)
{
	struct value *object = &builder->nodes[builder->open[builder->depth - 1]];
	const struct value *end = builder->nodes + builder->count;
	uint64_t seen = 0, twice = 0;

	for (const struct value *member = object + 1; member < end; member += member->skip) {
		uint64_t bit = 1ull << fingerprint(member);

		twice |= seen & bit;
		seen |= bit;
	}
	if (!twice)
		return 0;
	if (object->size <= FEW_MEMBERS)
		mark_twins_of_few(object, end);
	else
		mark_twins_of_many(builder);
	return drop_marked(builder, object);
}

uint32_t builder_end(struct value_builder *builder)
{
	struct value *container;
	uint32_t gone = 0;

	assert(builder->depth > 0);
	container = &builder->nodes[builder->open[builder->depth - 1]];
	if (container->kind == VALUE_OBJECT && container->size > 1)
		gone = drop_twins(builder);
	builder->depth--;
	container->skip = (uint32_t)(builder->nodes + builder->count - container);
	return gone;
}

const struct value *builder_root(const struct value_builder *builder)
{
	assert(builder->depth == 0 && builder->count > 0);
	return builder->nodes;
}
