/* changes: another operand, another operator, another structure.
 *
 * Place: tests of the matcher. Memory: the round's arena. Thread: any. */
#include "changes.h"
#include "rules.h"

enum { NODES_MOST = 300 };

static bool is_combinator(struct slice key)
{
	return slice_is(key, "$or") || slice_is(key, "$all") || slice_is(key, "$not");
}

/* The nodes of a rule by what they are. */
struct places {
	struct tree **nodes;
	uint32_t count, capacity;
};

static void add_place(struct world *world, struct places *places, struct tree *node)
{
	ARENA_GROW(world->arena, places->nodes, places->count, places->capacity);
	places->nodes[places->count++] = node;
}

/* Collects the mappings of a rule, and the leaves: lists of alternatives and bare scalars. */
static void collect(struct world *world, struct tree *mapping, struct places *mappings, struct places *leaves)
{
	add_place(world, mappings, mapping);
	for (uint32_t i = 0; i < mapping->count; i++) {
		struct tree *part = mapping->children[i];

		if (part->scalar.kind == VALUE_OBJECT) {
			collect(world, part, mappings, leaves);
		} else if (is_combinator(part->key)) {
			for (uint32_t j = 0; j < part->count; j++)
				collect(world, part->children[j], mappings, leaves);
		} else {
			add_place(world, leaves, part);
		}
	}
}

/* Takes another form of the same content: `child`, under the key of `node`. */
static void become(struct tree *node, const struct tree *child)
{
	struct slice key = node->key;

	*node = *child;
	node->key = key;
}

static struct tree *operator_of(struct world *world, const char *name, struct tree *operand)
{
	struct tree *object = tree_container(world->arena, VALUE_OBJECT);

	tree_add(world->arena, object, slice_of(name), operand);
	return object;
}

/* A literal becomes an operator that it meets, or nearly meets. */
static struct tree *loosened(struct world *world, const struct tree *literal)
{
	static const char *const names[] = {"prefix", "suffix", "equals-ignore-case", "wildcard"};
	struct tree *operand = world_near(world, &literal->scalar), *list;

	if (literal->scalar.kind == VALUE_STRING && operand->scalar.kind == VALUE_STRING) {
		uint32_t at = world_below(world, 4);
		struct slice text = rules_escaped(world, value_text(&operand->scalar));

		if (at == 3)
			operand = tree_string(world->arena, world_chance(world, 50)
								    ? world_joined(world, text, SLICE("*"))
								    : world_joined(world, SLICE("*"), text));
		return operator_of(world, names[at], operand);
	}
	if (!value_is_number(&literal->scalar) || !value_is_number(&operand->scalar))
		return operator_of(world, "anything-but", tree_scalar(world->arena, &literal->scalar));
	list = tree_container(world->arena, VALUE_ARRAY);
	tree_add(world->arena, list, SLICE(""),
		tree_string(world->arena, world_chance(world, 50) ? SLICE("<=") : SLICE(">")));
	tree_add(world->arena, list, SLICE(""), operand);
	return operator_of(world, "numeric", list);
}

/* Changes the scalars of an operand, or turns a comparison around. */
static void change_operand(struct world *world, struct tree *node)
{
	static const char *const comparisons[] = {"<", "<=", ">", ">=", "="};

	if (!tree_is_scalar(node)) {
		if (node->count)
			change_operand(world, node->children[world_below(world, node->count)]);
		return;
	}
	for (size_t i = 0; node->scalar.kind == VALUE_STRING && i < 5; i++) {
		if (slice_is(value_text(&node->scalar), comparisons[i])) {
			become(node, tree_string(world->arena, slice_of(comparisons[world_below(world, 5)])));
			return;
		}
	}
	become(node, world_near(world, &node->scalar));
}

static void change_leaf(struct world *world, struct tree *leaf)
{
	struct tree *list = leaf, *alternative;
	uint32_t at;

	if (leaf->scalar.kind != VALUE_ARRAY) {
		list = tree_container(world->arena, VALUE_ARRAY);
		tree_add(world->arena, list, SLICE(""), leaf);
		become(leaf, list);
		list = leaf;
	}
	at = world_below(world, list->count);
	alternative = list->children[at];
	switch (world_below(world, 5)) {
	case 0:
		tree_add(world->arena, list, SLICE(""), world_scalar(world));
		break;
	case 1:
		tree_add(world->arena, list, SLICE(""), rules_operator(world));
		break;
	case 2:
		if (list->count > 1)
			tree_remove(list, at);
		break;
	case 3:
		become(alternative,
			tree_is_scalar(alternative) ? loosened(world, alternative) : rules_operator(world));
		break;
	default:
		change_operand(world, alternative);
	}
}

static void combine(struct world *world, struct tree *mapping, const char *word)
{
	struct tree *inner = tree_container(world->arena, VALUE_OBJECT);
	struct tree *list = tree_container(world->arena, VALUE_ARRAY), *other;

	*inner = *mapping;
	inner->key = SLICE("");
	other = tree_container(world->arena, VALUE_OBJECT);
	tree_add(world->arena, other, world_key(world), rules_leaf(world));
	tree_add(world->arena, list, SLICE(""), inner);
	tree_add(world->arena, list, SLICE(""), other);
	become(mapping, tree_container(world->arena, VALUE_OBJECT));
	tree_add(world->arena, mapping, slice_of(word), slice_is(slice_of(word), "$not") ? inner : list);
}

static void change_mapping(struct world *world, struct tree *mapping)
{
	switch (world_below(world, 6)) {
	case 0:
		combine(world, mapping, "$or");
		break;
	case 1:
		combine(world, mapping, world_chance(world, 50) ? "$all" : "$not");
		break;
	case 2:
		if (mapping->count > 1)
			tree_remove(mapping, world_below(world, mapping->count));
		break;
	case 3: { /* beside what is there: coupled, if both are under one key */
		struct tree *other = tree_container(world->arena, VALUE_OBJECT);
		struct tree *list = tree_container(world->arena, VALUE_ARRAY);

		tree_add(world->arena, other, world_key(world), rules_leaf(world));
		tree_add(world->arena, list, SLICE(""), other);
		if (mapping->count && !is_combinator(mapping->children[0]->key)) {
			struct tree *second = tree_container(world->arena, VALUE_OBJECT);

			tree_add(world->arena, second, mapping->children[0]->key, rules_leaf(world));
			tree_add(world->arena, list, SLICE(""), second);
		}
		tree_add(world->arena, mapping, SLICE("$or"), list);
		break;
	}
	default:
		tree_add(world->arena, mapping, world_key(world), rules_leaf(world));
	}
}

struct tree *changes_rule(struct world *world, const struct tree *rule)
{
	struct tree *copy = tree_copy(world->arena, rule);
	struct places mappings = {0}, leaves = {0};

	if (tree_count(copy) > NODES_MOST) /* changed again and again, it would only grow */
		return copy;
	collect(world, copy, &mappings, &leaves);
	if (leaves.count && world_chance(world, 75))
		change_leaf(world, leaves.nodes[world_below(world, leaves.count)]);
	else
		change_mapping(world, mappings.nodes[world_below(world, mappings.count)]);
	return copy;
}
