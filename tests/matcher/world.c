/* world: choosing what a round is made of, and scalars near to others.
 *
 * Place: tests of the matcher. Memory: the round's arena. Thread: any. */
#include "world.h"
#include "event/json.h"
#include "nasty.h"
#include <assert.h>

static const char *const key_names[] = {"a", "b", "c", "ab", "", "\u00c4", "type", "data", "a.b", "numeric", "$x", "k"};
static const char *const letter_sets[][WORLD_LETTERS] = {
	{"a", "b", "c", "a"},
	{"a", "b", "*", "\\"},
	{"k", "K", "\u212a", "a"},
	{"s", "\u017f", "S", "\u00df"},
	{"\u023a", "\u2c65", "a", "A"},
	{"\u03c3", "\u03c2", "\u03a3", "b"},
	{"x", ".", "y", "x"},
	{"\U00010400", "\U00010428", "\u00e4", "\u00c4"},
};

static struct value scalar_of(struct world *world, const char *json)
{
	const struct value *root;
	struct json_fault fault;
	uint32_t duplicate_keys;
	bool right = json_read(world->arena, slice_of(json), 1, &root, &duplicate_keys, &fault);

	assert(right && value_is_scalar(root));
	return *root;
}

/* Some members of a family. */
static void take_family(struct world *world, uint32_t number)
{
	uint32_t count;
	const char *const *family = nasty_family(number, &count);

	for (uint32_t i = 0; i < count && world->scalar_count < WORLD_SCALARS; i++)
		if (world_chance(world, 80))
			world->scalars[world->scalar_count++] = scalar_of(world, family[i]);
}

static void choose_keys(struct world *world)
{
	uint32_t wanted = 2 + world_below(world, 4), names = sizeof(key_names) / sizeof(key_names[0]);

	while (world->key_count < wanted) {
		/* The same names in most worlds, strange ones in some. */
		uint32_t at = world_chance(world, 70) ? world_below(world, 4) : world_below(world, names);
		uint32_t same = 0;

		while (same < world->key_count && !slice_is(world->keys[same], key_names[at]))
			same++;
		if (same == world->key_count)
			world->keys[world->key_count++] = slice_of(key_names[at]);
	}
	if (world_chance(world, 5))
		world->keys[0] = (struct slice){"a\0b", 3};
}

enum { LONG_TEXTS = 8 };

void world_init(struct world *world, uint64_t seed, struct arena *arena)
{
	uint32_t sets = sizeof(letter_sets) / sizeof(letter_sets[0]), set, families;

	*world = (struct world){.random = {seed * 0xD1B54A32D192ED03u}, .arena = arena};
	choose_keys(world);
	set = world_below(world, sets);
	for (uint32_t i = 0; i < WORLD_LETTERS; i++)
		world->letters[i] = slice_of(letter_sets[set][i]);
	take_family(world, world_below(world, nasty_number_families()));
	families = 1 + world_below(world, 4);
	for (uint32_t i = 0; i < families; i++)
		take_family(world, world_below(world, nasty_families()));
	world_note(world, &(struct value){.kind = VALUE_NULL, .skip = 1});
	for (uint32_t i = 0; i < WORLD_OPERATORS; i++)
		world->weights[i] = 2;
	if (world_chance(world, 60))
		world->weights[world_below(world, WORLD_OPERATORS)] = 20;
	world->depth = world_below(world, 5);
	world->again_percent = world_chance(world, 50) ? 5 : 40;
	world->nest_percent = world_chance(world, 80) ? 2 : 60;
}

void world_note(struct world *world, const struct value *scalar)
{
	uint32_t at = world->scalar_count < WORLD_SCALARS ? world->scalar_count++ : world_below(world, WORLD_SCALARS);

	world->scalars[at] = *scalar;
	world->scalars[at].key = NULL;
	world->scalars[at].key_bytes = 0;
}

struct slice world_joined(struct world *world, struct slice first, struct slice second)
{
	char *text = arena_alloc(world->arena, first.size + second.size + 1);

	if (first.size)
		memcpy(text, first.data, first.size);
	if (second.size)
		memcpy(text + first.size, second.data, second.size);
	return (struct slice){text, first.size + second.size};
}

static struct slice composed(struct world *world)
{
	struct slice text = SLICE("");
	uint32_t length = world_below(world, world_chance(world, 95) ? 6 : 80);

	for (uint32_t i = 0; i < length; i++)
		text = world_joined(world, text, world->letters[world_below(world, WORLD_LETTERS)]);
	return text;
}

static void note_text(struct world *world, struct slice text)
{
	world_note(world, &(struct value){
				  .kind = VALUE_STRING, .skip = 1, .text = text.data, .size = (uint32_t)text.size});
}

struct slice world_text(struct world *world)
{
	if (world_chance(world, 70)) {
		for (uint32_t tries = 0; tries < 4; tries++) {
			const struct value *scalar = &world->scalars[world_below(world, world->scalar_count)];

			if (scalar->kind == VALUE_STRING)
				return value_text(scalar);
		}
	}
	return composed(world);
}

struct tree *world_number(struct world *world)
{
	struct value small = {.kind = VALUE_INTEGER, .skip = 1};

	for (uint32_t tries = 0; tries < 16; tries++) {
		const struct value *scalar = &world->scalars[world_below(world, world->scalar_count)];

		if (value_is_number(scalar))
			return tree_scalar(world->arena, scalar);
	}
	small.integer = world_below(world, 5);
	return tree_scalar(world->arena, &small);
}

struct tree *world_scalar(struct world *world)
{
	static const enum value_kind words[] = {VALUE_NULL, VALUE_TRUE, VALUE_FALSE};
	struct value scalar = {.skip = 1};

	if (world_chance(world, 12)) {
		scalar.kind = (uint8_t)words[world_below(world, 3)];
		return tree_scalar(world->arena, &scalar);
	}
	if (world_chance(world, 25))
		return tree_string(world->arena, world_text(world));
	return tree_scalar(world->arena, &world->scalars[world_below(world, world->scalar_count)]);
}

struct slice world_key(struct world *world)
{
	return world->keys[world_below(world, world->key_count)];
}

/* Another character of the same folding as the one that `text` begins with, and how many bytes that one has. */
static struct slice other_case(struct world *world, struct slice text, size_t *ret_bytes)
{
	char letter = text.data[0];
	const char *const *orbit;

	for (uint32_t i = 0; (orbit = nasty_orbit(i)); i++) {
		uint32_t count = 0;
		const char *found = NULL;

		for (; orbit[count][0]; count++)
			if (slice_starts(text, slice_of(orbit[count])))
				found = orbit[count];
		if (found) {
			*ret_bytes = strlen(found);
			return slice_of(orbit[world_below(world, count)]);
		}
	}
	*ret_bytes = 1;
	if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))
		letter ^= 0x20;
	return world_joined(world, (struct slice){&letter, 1}, SLICE(""));
}

struct slice world_recased(struct world *world, struct slice text)
{
	char *made = arena_alloc(world->arena, text.size * 3 + 1); /* one byte may become three: "k", Kelvin's sign */
	size_t size = 0;

	while (text.size) {
		size_t bytes;
		struct slice other = other_case(world, text, &bytes);

		if (world_chance(world, 40))
			other = (struct slice){text.data, bytes};
		memcpy(made + size, other.data, other.size);
		size += other.size;
		text = (struct slice){text.data + bytes, text.size - bytes};
	}
	return (struct slice){made, size};
}

/* Cuts that keep the text UTF-8. */
static struct slice cut(struct world *world, struct slice text)
{
	size_t at = text.size ? world_below(world, (uint32_t)text.size) : 0;

	while (at > 0 && (text.data[at] & 0xC0) == 0x80)
		at--;
	return world_chance(world, 50) ? (struct slice){text.data, at}
				       : (struct slice){text.data + at, text.size - at};
}

static struct slice near_text(struct world *world, struct slice text)
{
	struct slice letter = world->letters[world_below(world, WORLD_LETTERS)];

	switch (world_below(world, 5)) {
	case 0:
		return cut(world, text);
	case 1:
		return world_joined(world, text, letter);
	case 2:
		return world_joined(world, letter, text);
	case 3:
		return world_joined(world, cut(world, text), letter);
	default:
		return world_recased(world, text);
	}
}

void world_lengthen(struct world *world, uint32_t bytes)
{
	struct slice unit = world->letters[world_below(world, WORLD_LETTERS)];
	char *text = arena_alloc(world->arena, bytes);
	size_t size = 0;

	while (world_chance(world, 50))
		unit = world_joined(world, unit, world->letters[world_below(world, WORLD_LETTERS)]);
	for (; size + unit.size <= bytes; size += unit.size)
		memcpy(text + size, unit.data, unit.size);
	note_text(world, (struct slice){text, size});
	for (uint32_t i = 1; i < LONG_TEXTS; i++)
		note_text(world, near_text(world, (struct slice){text, size}));
}

/* The number one step away, or the same number in another form. */
static struct tree *near_number(struct world *world, const struct value *number)
{
	struct value near = *number;

	if (world_chance(world, 40) || number->kind == VALUE_DECIMAL)
		return world_number(world);
	if (number->kind == VALUE_REAL) {
		bool whole = number->real >= -0x1p62 && number->real <= 0x1p62 &&
			     (double)(int64_t)number->real == number->real;

		if (whole) {
			near.kind = VALUE_INTEGER;
			near.integer = (int64_t)number->real;
		} else {
			near.real = number->real / 2;
		}
	} else if (world_chance(world, 50)) {
		near.kind = VALUE_REAL;
		near.real = (double)number->integer;
	} else {
		near.integer = (int64_t)((uint64_t)number->integer + world_below(world, 3) - 1);
	}
	return tree_scalar(world->arena, &near);
}

struct tree *world_near(struct world *world, const struct value *scalar)
{
	if (scalar->kind == VALUE_STRING)
		return tree_string(world->arena, near_text(world, value_text(scalar)));
	if (value_is_number(scalar))
		return near_number(world, scalar);
	return world_scalar(world);
}
