/* value and path: what stands in a tree and how it is found. */
#include "base/value.h"
#include "trees.h"

struct world {
	struct arena arena;
};

static const struct value *tree(struct world *world, const char *yaml)
{
	if (!world->arena.chunk_bytes)
		arena_init(&world->arena, 0);
	return tree_of(&world->arena, yaml);
}

static struct path path(struct world *world, const char *text)
{
	struct path path;

	expect_true(path_parse(&world->arena, slice_of(text), &path));
	return path;
}

static void expect_found(const struct value *value, const char *json)
{
	expect_true(value != NULL);
	expect_json(value, json);
}

TEST(a_member_is_found_by_its_key_and_only_in_an_object)
{
	struct world world = {0};
	const struct value *root = tree(&world, "{a: {b: 1}, c: [1, {d: 2}], e: 3}");

	expect_found(value_get(root, SLICE("a")), "{\"b\":1}");
	expect_found(value_get(root, SLICE("e")), "3");
	expect_true(value_get(root, SLICE("b")) == NULL);
	expect_true(value_get(root, SLICE("")) == NULL);
	expect_true(value_get(value_get(root, SLICE("c")), SLICE("d")) == NULL);
	expect_true(value_get(value_get(root, SLICE("e")), SLICE("x")) == NULL);
	arena_finish(&world.arena);
}

TEST(a_number_is_read_as_the_nearest_double)
{
	struct world world = {0};

	expect_true(value_number(tree(&world, "300")) == 300.0);
	expect_true(value_number(tree(&world, "-2.5")) == -2.5);
	expect_true(value_number(tree(&world, "9007199254740993")) == 9007199254740992.0);
	expect_true(value_number(tree(&world, "18446744073709551616")) == 18446744073709551616.0);
	expect_true(value_number(tree(&world, "-1000000000000000000000000000000000000000000000000000000000000000000000"
					      "0")) == -1e70);
	arena_finish(&world.arena);
}

static bool equal(struct world *world, const char *a, const char *b)
{
	return value_equal(tree(world, a), tree(world, b));
}

TEST(trees_are_equal_by_value_whatever_the_order_of_members)
{
	struct world world = {0};

	expect_true(equal(&world, "{a: 1, b: [x, null]}", "{b: [x, null], a: 1.0}"));
	expect_true(equal(&world, "300", "3e2"));
	expect_true(equal(&world, "18446744073709551616", "18446744073709551616"));
	expect_true(equal(&world, "18446744073709551616", "18446744073709551616.0"));
	expect_false(equal(&world, "18446744073709551616", "18446744073709551617"));
	expect_false(equal(&world, "9007199254740993", "9007199254740992"));
	expect_false(equal(&world, "300", "'300'"));
	expect_false(equal(&world, "true", "false"));
	expect_false(equal(&world, "null", "''"));
	expect_false(equal(&world, "[1, 2]", "[2, 1]"));
	expect_false(equal(&world, "[1, 2]", "[1, 2, 3]"));
	expect_false(equal(&world, "{a: 1}", "{b: 1}"));
	expect_false(equal(&world, "{a: 1}", "{a: 1, b: 1}"));
	expect_false(equal(&world, "[]", "{}"));
	arena_finish(&world.arena);
}

TEST(a_copy_outlives_the_tree_it_was_made_of)
{
	struct world source = {0};
	const struct value *root =
		tree(&source, "{name: acct-42, list: [1, 2.5, 99999999999999999999, {x: y}], none: }");
	struct arena arena;
	struct value *copy;

	arena_init(&arena, 0);
	copy = value_copy(&arena, root);
	arena_finish(&source.arena);
	expect_json(copy, "{\"name\":\"acct-42\",\"list\":[1,2.5,99999999999999999999,{\"x\":\"y\"}],\"none\":null}");
	expect_int(value_weight(copy), 1 + (4 + 7) + (4 + 1 + 8 + 8 + 20 + 1 + (1 + 1)) + (4 + 1));
	arena_finish(&arena);
}

TEST(a_path_is_made_of_steps_none_of_which_is_empty)
{
	struct world world = {0};
	struct path steps;

	arena_init(&world.arena, 0);
	steps = path(&world, "data.contact.role");
	expect_int(steps.count, 3);
	expect_slice(steps.steps[1], "contact");
	expect_slice(path_text(&world.arena, &steps), "data.contact.role");
	expect_false(path_parse(&world.arena, SLICE(""), &steps));
	expect_false(path_parse(&world.arena, SLICE(".a"), &steps));
	expect_false(path_parse(&world.arena, SLICE("a."), &steps));
	expect_false(path_parse(&world.arena, SLICE("a..b"), &steps));
	expect_true(path_parse(&world.arena, SLICE("a"), &steps));
	arena_finish(&world.arena);
}

static const struct value *find(struct world *world, const char *steps, const char *yaml)
{
	const struct value *root = tree(world, yaml);
	struct path parsed = path(world, steps);

	return path_find(&parsed, root);
}

static const struct value *scalar(struct world *world, const char *steps, const char *yaml)
{
	const struct value *root = tree(world, yaml);
	struct path parsed = path(world, steps);

	return path_scalar(&parsed, root);
}

TEST(a_path_finds_the_first_value_in_document_order_through_lists)
{
	struct world world = {0};

	expect_found(find(&world, "a.b", "{a: {b: 1}}"), "1");
	expect_found(find(&world, "a.b", "{a: [{c: 0}, {b: 1}, {b: 2}]}"), "1");
	expect_found(find(&world, "a.b", "{a: [[{c: 0}], [{b: [2, 3]}]]}"), "[2,3]");
	expect_found(find(&world, "a", "{a: {b: {}}}"), "{\"b\":{}}");
	expect_found(find(&world, "a.b", "{a: {b: null}}"), "null");
	expect_true(find(&world, "a.b", "{a: 1, 'a.b': 2}") == NULL);
	expect_true(find(&world, "a.b.c", "{a: {b: 1}}") == NULL);
	expect_true(find(&world, "a", "[]") == NULL);
	arena_finish(&world.arena);
}

TEST(a_path_to_a_scalar_passes_what_is_none)
{
	struct world world = {0};

	expect_found(scalar(&world, "a", "{a: [[], [{b: 1}, 7], 8]}"), "7");
	expect_found(scalar(&world, "a.b", "{a: [{b: {}}, {b: []}, {b: [[5]]}]}"), "5");
	expect_found(scalar(&world, "a", "{a: null}"), "null");
	expect_true(scalar(&world, "a", "{a: {b: 1}}") == NULL);
	expect_true(scalar(&world, "a", "{a: []}") == NULL);
	arena_finish(&world.arena);
}
