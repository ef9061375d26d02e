/* value_twins: members of one key, few and many, and keys that were chosen to collide. */
#include "base/value_twins.h"
#include "base/hash.h"
#include "trees.h"

/* An object under the making: integers numbered as they come. */
struct making {
	struct arena arena;
	struct value *object;
};

static void begin(struct making *making, uint32_t most)
{
	arena_init(&making->arena, 0);
	making->object = arena_alloc(&making->arena, (most + 1) * sizeof(struct value));
	*making->object = (struct value){.kind = VALUE_OBJECT, .skip = 1};
}

static void add(struct making *making, struct slice key)
{
	struct value *object = making->object;

	object[object->skip++] = (struct value){.kind = VALUE_INTEGER,
		.skip = 1,
		.key = key.data,
		.key_bytes = (uint32_t)key.size,
		.integer = object->size};
	object->size++;
}

/* `count` keys of which the hash ends in the same bits, as somebody would choose them who knows the table. */
static void add_colliding(struct making *making, uint32_t count)
{
	for (unsigned i = 0; count > 0; i++) {
		struct slice key = arena_printf(&making->arena, "k%07uk%07uk", i, i);

		if ((hash64(key, 0) & 1023) != 7)
			continue;
		add(making, key);
		count--;
	}
}

TEST(an_object_without_twins_stays_as_it_is)
{
	struct making making;

	begin(&making, 4);
	add(&making, SLICE("a"));
	add(&making, SLICE("b"));
	add(&making, SLICE(""));
	add(&making, SLICE("ab"));
	expect_int(twins_drop(making.object), 0);
	expect_json(making.object, "{\"a\":0,\"b\":1,\"\":2,\"ab\":3}");
	arena_finish(&making.arena);
}

TEST(the_last_of_several_members_of_a_key_stays)
{
	struct making making;

	begin(&making, 6);
	add(&making, SLICE("a"));
	add(&making, SLICE("b"));
	add(&making, SLICE("a"));
	add(&making, SLICE(""));
	add(&making, SLICE("a"));
	add(&making, SLICE(""));
	expect_int(twins_drop(making.object), 3);
	expect_json(making.object, "{\"b\":1,\"a\":4,\"\":5}");
	expect_int(making.object->skip, 4);
	arena_finish(&making.arena);
}

TEST(twins_among_thousands_of_members_are_found)
{
	struct making making;

	begin(&making, 6000);
	for (unsigned i = 0; i < 6000; i++)
		add(&making, arena_printf(&making.arena, "key%u", i % 5000));
	expect_int(twins_drop(making.object), 1000);
	expect_int(making.object->size, 5000);
	expect_slice(value_key(&making.object[1]), "key1000");
	expect_int(making.object[1].integer, 1000);
	expect_int(value_get(making.object, SLICE("key999"))->integer, 5999);
	arena_finish(&making.arena);
}

TEST(twins_among_keys_chosen_to_fall_into_one_slot_are_found)
{
	struct making making;

	begin(&making, 1200);
	add_colliding(&making, 400);
	add_colliding(&making, 500);
	expect_int(twins_drop(making.object), 400);
	expect_int(making.object->size, 500);
	expect_int(making.object[1].integer, 400);
	expect_int(making.object[500].integer, 899);
	arena_finish(&making.arena);
}
