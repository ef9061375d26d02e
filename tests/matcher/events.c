/* events: made by chance, from patterns, and by small changes.
 *
 * Place: tests of the matcher. Memory: the round's arena. Thread: any. */
#include "events.h"

static struct tree *make_value(struct world *world, uint32_t depth)
{
	uint32_t kind = world_below(world, 10), count = world_below(world, 4);
	struct tree *container;

	if (depth == 0 || kind < 3)
		return world_scalar(world);
	container = tree_container(world->arena, kind < 7 ? VALUE_OBJECT : VALUE_ARRAY);
	for (uint32_t i = 0; i < count; i++)
		tree_add(world->arena, container, world_key(world), make_value(world, depth - 1));
	return container;
}

struct tree *events_make(struct world *world)
{
	struct tree *event = tree_container(world->arena, VALUE_OBJECT);
	uint32_t count = world_below(world, 5);

	if (world_chance(world, 3))
		return make_value(world, 3);
	for (uint32_t i = 0; i < count; i++)
		tree_add(world->arena, event, world_key(world), make_value(world, world_below(world, 6)));
	return event;
}

/* Takes what stands before the next star off the wildcard, without its escapes. */
static struct slice take_piece(struct world *world, struct slice *wildcard)
{
	char *piece = arena_alloc(world->arena, wildcard->size + 1);
	size_t at = 0, size = 0;

	for (; at < wildcard->size && wildcard->data[at] != '*'; at++) {
		at += wildcard->data[at] == '\\';
		piece[size++] = wildcard->data[at];
	}
	at += at < wildcard->size;
	wildcard->data += at;
	wildcard->size -= at;
	return (struct slice){piece, size};
}

enum { OVERLAP_MOST = 256 };

/* `piece` without as much of its beginning as `text` ends with. */
static struct slice overlapping(struct slice text, struct slice piece)
{
	size_t common = text.size < piece.size ? text.size : piece.size;

	common = common < OVERLAP_MOST ? common : OVERLAP_MOST;
	while (common > 0 && memcmp(text.data + text.size - common, piece.data, common) != 0)
		common--;
	return (struct slice){piece.data + common, piece.size - common};
}

/* A text that fits a wildcard; or one that has all of its pieces, but over each other or in another order. */
static struct slice fitting_text(struct world *world, struct slice wildcard)
{
	struct slice text = take_piece(world, &wildcard);
	uint32_t form = world_below(world, 8);

	while (wildcard.size) {
		struct slice piece = take_piece(world, &wildcard);

		if (form > 2 && world_chance(world, 50))
			text = world_joined(world, text, world_text(world));
		if (form == 0)
			text = world_joined(world, piece, text);
		else
			text = world_joined(world, text, form == 1 ? overlapping(text, piece) : piece);
	}
	return text;
}

static struct tree *prefixed(struct world *world, const struct tree *operand, bool suffix)
{
	bool fold = operand->scalar.kind == VALUE_OBJECT;
	struct slice text = value_text(fold ? &operand->children[0]->scalar : &operand->scalar);
	struct slice rest = world_chance(world, 60) ? world_text(world) : SLICE("");

	if (fold)
		text = world_recased(world, text);
	text = suffix ? world_joined(world, rest, text) : world_joined(world, text, rest);
	return tree_string(world->arena, text);
}

/* An end of the range, what is near to it, or something between. */
static struct tree *in_range(struct world *world, const struct tree *operand)
{
	const struct tree *bound = operand->children[world_below(world, operand->count / 2) * 2 + 1];

	switch (world_below(world, 4)) {
	case 0:
		return world_near(world, &bound->scalar);
	case 1:
		return world_number(world);
	default:
		return tree_scalar(world->arena, &bound->scalar);
	}
}

static struct tree *address_in(struct world *world, struct slice network)
{
	const char *slash = memchr(network.data, '/', network.size);
	struct slice base = {network.data, (size_t)(slash - network.data)};

	if (world_chance(world, 50))
		return tree_string(world->arena, base);
	if (memchr(network.data, ':', network.size))
		return tree_string(world->arena, arena_printf(world->arena, "2001:db8::%x", world_below(world, 65536)));
	return tree_string(
		world->arena, arena_printf(world->arena, "10.0.%u.%u", world_below(world, 3), world_below(world, 256)));
}

static struct tree *meeting_scalar(struct world *world, const struct tree *alternative);

/* What anything-but excludes, or what is near to it. */
static struct tree *excluded(struct world *world, const struct tree *operand)
{
	const struct tree *list = operand->scalar.kind == VALUE_OBJECT ? operand->children[0] : operand;
	const struct tree *one = list;
	struct tree *test;

	if (list->scalar.kind == VALUE_ARRAY)
		one = list->children[world_below(world, list->count)];
	if (operand->scalar.kind != VALUE_OBJECT)
		return world_near(world, &one->scalar);
	test = tree_container(world->arena, VALUE_OBJECT);
	tree_add(world->arena, test, list->key, tree_copy(world->arena, one));
	return meeting_scalar(world, test);
}

/* A scalar that meets an alternative; NULL if nothing must be there. */
static struct tree *meeting_scalar(struct world *world, const struct tree *alternative)
{
	const struct tree *operand;
	struct slice name;

	if (alternative->scalar.kind != VALUE_OBJECT)
		return world_chance(world, 75) ? tree_scalar(world->arena, &alternative->scalar)
					       : world_near(world, &alternative->scalar);
	operand = alternative->children[0];
	name = operand->key;
	if (slice_is(name, "prefix") || slice_is(name, "suffix"))
		return prefixed(world, operand, slice_is(name, "suffix"));
	if (slice_is(name, "equals-ignore-case"))
		return tree_string(world->arena, world_recased(world, value_text(&operand->scalar)));
	if (slice_is(name, "wildcard"))
		return tree_string(world->arena, fitting_text(world, value_text(&operand->scalar)));
	if (slice_is(name, "numeric"))
		return in_range(world, operand);
	if (slice_is(name, "cidr"))
		return address_in(world, value_text(&operand->scalar));
	if (slice_is(name, "anything-but") && world_chance(world, 50))
		return excluded(world, operand);
	if (slice_is(name, "exists") && operand->scalar.kind == VALUE_FALSE)
		return NULL;
	return world_scalar(world);
}

/* Puts `child` under the key: alone, or in an array beside what stands there. */
static void put(struct world *world, struct tree *event, struct slice key, struct tree *child)
{
	struct tree *before = tree_get(event, key), *array;

	if (!before && !world_chance(world, 15)) {
		tree_add(world->arena, event, key, child);
		return;
	}
	array = tree_container(world->arena, VALUE_ARRAY);
	if (before)
		tree_add(world->arena, array, SLICE(""), before);
	else if (world_chance(world, 60))
		tree_add(world->arena, array, SLICE(""), world_scalar(world));
	tree_add(world->arena, array, SLICE(""), child);
	if (world_chance(world, 15)) {
		struct tree *outer = tree_container(world->arena, VALUE_ARRAY);

		tree_add(world->arena, outer, SLICE(""), array);
		array = outer;
	}
	tree_add(world->arena, event, key, array);
}

/* An object under the key, in which something must be met: one that is there already, mostly. */
static struct tree *object_under(struct world *world, struct tree *event, struct slice key)
{
	struct tree *there = tree_get(event, key), *object;

	if (there && there->scalar.kind == VALUE_OBJECT && world_chance(world, 80))
		return there;
	if (there && there->scalar.kind == VALUE_ARRAY && there->count && world_chance(world, 80)) {
		struct tree *element = there->children[world_below(world, there->count)];

		if (element->scalar.kind == VALUE_OBJECT)
			return element;
	}
	object = tree_container(world->arena, VALUE_OBJECT);
	put(world, event, key, object);
	there = tree_get(event, key);
	while (there->scalar.kind == VALUE_ARRAY)
		there = there->children[there->count - 1];
	return there;
}

static void meet_field(struct world *world, struct tree *event, const struct tree *field)
{
	const struct tree *alternative = field;
	struct tree *scalar;

	if (field->scalar.kind == VALUE_OBJECT) {
		events_meet(world, object_under(world, event, field->key), field);
		return;
	}
	if (field->scalar.kind == VALUE_ARRAY)
		alternative = field->children[world_below(world, field->count)];
	scalar = meeting_scalar(world, alternative);
	if (scalar)
		put(world, event, field->key, scalar);
}

void events_meet(struct world *world, struct tree *event, const struct tree *pattern)
{
	for (uint32_t i = 0; i < pattern->count; i++) {
		const struct tree *part = pattern->children[i];

		if (slice_is(part->key, "$or")) {
			events_meet(world, event, part->children[world_below(world, part->count)]);
		} else if (slice_is(part->key, "$all")) {
			for (uint32_t j = 0; j < part->count; j++)
				events_meet(world, event, part->children[j]);
		} else if (slice_is(part->key, "$not")) {
			if (world_chance(world, 25))
				events_meet(world, event, part);
		} else {
			meet_field(world, event, part);
		}
	}
}

/* Splits an object into an array of two: what one element had to meet is spread over both. */
static struct tree *split(struct world *world, struct tree *object)
{
	struct tree *array = tree_container(world->arena, VALUE_ARRAY);
	struct tree *halves[2];

	for (uint32_t i = 0; i < 2; i++)
		halves[i] = tree_container(world->arena, VALUE_OBJECT);
	for (uint32_t i = 0; i < object->count; i++)
		tree_add(world->arena, halves[world_below(world, 2)], object->children[i]->key, object->children[i]);
	tree_add(world->arena, array, SLICE(""), halves[0]);
	tree_add(world->arena, array, SLICE(""), halves[1]);
	return array;
}

static struct tree *wrapped(struct world *world, struct tree *node)
{
	struct tree *array = tree_container(world->arena, VALUE_ARRAY);

	if (world_chance(world, 40))
		tree_add(world->arena, array, SLICE(""), world_chance(world, 50) ? make_value(world, 2) : node);
	tree_add(world->arena, array, SLICE(""), node);
	if (world_chance(world, 30))
		tree_add(world->arena, array, SLICE(""), make_value(world, 2));
	return array;
}

static struct tree *bytes_of(struct world *world)
{
	struct tree *bytes = tree_string(world->arena, world_text(world));

	bytes->scalar.kind = VALUE_BYTES;
	return bytes;
}

static struct tree *changed(struct world *world, struct tree *node)
{
	switch (world_below(world, 10)) {
	case 0:
		return wrapped(world, node);
	case 1:
		return tree_container(world->arena, world_chance(world, 50) ? VALUE_OBJECT : VALUE_ARRAY);
	case 2:
		return world_chance(world, 20) ? bytes_of(world) : make_value(world, 2);
	case 3:
		return world_scalar(world);
	default:
		break;
	}
	if (tree_is_scalar(node))
		return world_near(world, &node->scalar);
	if (node->scalar.kind == VALUE_OBJECT && node->count > 1)
		return split(world, node);
	return wrapped(world, node);
}

struct tree *events_change(struct world *world, struct tree *event)
{
	struct tree *parent, *node;
	uint32_t at;

	node = tree_node(event, world_below(world, tree_count(event)), &parent, &at);
	if (!parent)
		return world_chance(world, 20) ? changed(world, node) : event;
	if (world_chance(world, 15)) {
		tree_remove(parent, at);
	} else if (world_chance(world, 10) && parent->scalar.kind == VALUE_OBJECT) {
		tree_add(world->arena, parent, world_key(world), tree_copy(world->arena, node)); /* elsewhere too */
	} else {
		struct tree *made = changed(world, node), *own = ARENA_NEW(world->arena, struct tree);

		*own = *made;
		own->key = node->key;
		parent->children[at] = own;
	}
	return event;
}
