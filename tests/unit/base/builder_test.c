/* value_builder: trees made node by node, and keys that stand twice. */
#include "base/value.h"
#include "trees.h"

static struct value_builder a_builder(struct arena *arena)
{
	struct value_builder builder;

	arena_init(arena, 0);
	builder_init(&builder, arena);
	return builder;
}

TEST(a_builder_makes_the_tree_of_its_calls)
{
	struct arena arena;
	struct value_builder builder = a_builder(&arena);
	struct slice none = {0};

	builder_begin(&builder, none, VALUE_OBJECT);
	builder_string(&builder, SLICE("text"), SLICE("a\"b"));
	builder_begin(&builder, SLICE("list"), VALUE_ARRAY);
	builder_integer(&builder, none, -1);
	builder_real(&builder, none, 0.5);
	builder_begin(&builder, none, VALUE_OBJECT);
	expect_int(builder_end(&builder), 0);
	builder_bool(&builder, none, true);
	expect_int(builder_end(&builder), 0);
	builder_null(&builder, SLICE("none"));
	expect_int(builder_end(&builder), 0);
	expect_json(builder_root(&builder), "{\"text\":\"a\\\"b\",\"list\":[-1,0.5,{},true],\"none\":null}");
	expect_int(builder_root(&builder)->skip, 8);
	arena_finish(&arena);
}

TEST(a_tree_is_put_into_another_under_a_new_key)
{
	struct arena arena;
	struct value_builder builder = a_builder(&arena);

	builder_begin(&builder, (struct slice){0}, VALUE_OBJECT);
	builder_tree(&builder, SLICE("inner"), tree_of(&arena, "{a: [1, {b: 2}]}"));
	builder_tree(&builder, SLICE("last"), tree_of(&arena, "x"));
	builder_end(&builder);
	expect_json(builder_root(&builder), "{\"inner\":{\"a\":[1,{\"b\":2}]},\"last\":\"x\"}");
	arena_finish(&arena);
}

TEST(of_twin_keys_the_last_one_stays)
{
	struct arena arena;
	struct value_builder builder = a_builder(&arena);

	builder_begin(&builder, (struct slice){0}, VALUE_ARRAY);
	builder_begin(&builder, (struct slice){0}, VALUE_OBJECT);
	builder_tree(&builder, SLICE("a"), tree_of(&arena, "[1, 2, 3]"));
	builder_integer(&builder, SLICE("b"), 1);
	builder_integer(&builder, SLICE("a"), 2);
	builder_integer(&builder, SLICE("c"), 3);
	builder_tree(&builder, SLICE("a"), tree_of(&arena, "{x: y}"));
	expect_int(builder_end(&builder), 2);
	builder_integer(&builder, (struct slice){0}, 9);
	builder_end(&builder);
	expect_json(builder_root(&builder), "[{\"b\":1,\"c\":3,\"a\":{\"x\":\"y\"}},9]");
	arena_finish(&arena);
}

TEST(a_builder_that_keeps_twins_drops_none)
{
	struct arena arena;
	struct value_builder builder = a_builder(&arena);

	builder.keeps_twins = true;
	builder_begin(&builder, (struct slice){0}, VALUE_OBJECT);
	builder_integer(&builder, SLICE("a"), 1);
	builder_integer(&builder, SLICE("a"), 2);
	expect_int(builder_end(&builder), 0);
	expect_json(builder_root(&builder), "{\"a\":1,\"a\":2}");
	arena_finish(&arena);
}

/* Keys that share their length and the letters at their ends, so that only comparing tells them apart. */
static struct slice similar_key(struct arena *arena, uint32_t number)
{
	return arena_printf(arena, "key-%08u-x-%08u-yek", number, 0u);
}

TEST(a_hundred_thousand_keys_with_twins_take_less_than_a_second)
{
	enum { KEYS = 100000 };
	struct arena arena;
	struct value_builder builder = a_builder(&arena);
	int64_t start_ms = spent_ms();

	builder_begin(&builder, (struct slice){0}, VALUE_OBJECT);
	for (uint32_t i = 0; i < KEYS; i++)
		builder_integer(&builder, similar_key(&arena, i), 1);
	for (uint32_t i = 0; i < KEYS; i += 2)
		builder_integer(&builder, similar_key(&arena, i), 2);
	expect_int(builder_end(&builder), KEYS / 2);
	expect_int(builder_root(&builder)->size, KEYS);
	expect_int(value_get(builder_root(&builder), similar_key(&arena, 0))->integer, 2);
	expect_int(value_get(builder_root(&builder), similar_key(&arena, 1))->integer, 1);
	expect_true(spent_ms() - start_ms < 1000);
	arena_finish(&arena);
}
