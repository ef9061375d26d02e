/* rules: random patterns. One operator, one row.
 *
 * Place: tests of the matcher. Memory: the round's arena. Thread: any. */
#include "rules.h"

enum { PART_NODES_MOST = 60 };

static struct tree *make_object(struct world *world, struct slice key, struct tree *child)
{
	struct tree *object = tree_container(world->arena, VALUE_OBJECT);

	tree_add(world->arena, object, key, child);
	return object;
}

static struct tree *text_operand(struct world *world)
{
	return tree_string(world->arena, world_text(world));
}

static struct tree *folded_operand(struct world *world)
{
	return make_object(world, SLICE("equals-ignore-case"), text_operand(world));
}

static struct tree *either_operand(struct world *world)
{
	return world_chance(world, 50) ? text_operand(world) : folded_operand(world);
}

struct slice rules_escaped(struct world *world, struct slice text)
{
	char *to = arena_alloc(world->arena, text.size * 2 + 1);
	size_t size = 0;

	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '*' || text.data[i] == '\\')
			to[size++] = '\\';
		to[size++] = text.data[i];
	}
	return (struct slice){to, size};
}

/* A few letters, so that pieces are found in each other; or any text. */
static struct slice wildcard_piece(struct world *world, bool letters)
{
	struct slice text = world->letters[world_below(world, WORLD_LETTERS)];

	if (!letters)
		return rules_escaped(world, world_text(world));
	while (world_chance(world, 50))
		text = world_joined(world, text, world->letters[world_below(world, WORLD_LETTERS)]);
	return rules_escaped(world, text);
}

/* Pieces between stars; no two stars beside each other. */
static struct tree *wildcard_operand(struct world *world)
{
	bool letters = world_chance(world, 40);
	uint32_t stars = world_chance(world, 85) ? world_below(world, 4) : world_below(world, 12);
	struct slice text = world_chance(world, 60) ? wildcard_piece(world, letters) : SLICE("");

	for (uint32_t i = 0; i < stars; i++) {
		struct slice piece = wildcard_piece(world, letters);

		if (piece.size == 0 && i + 1 < stars)
			piece = wildcard_piece(world, true);
		text = world_joined(world, world_joined(world, text, SLICE("*")), piece);
	}
	return tree_string(world->arena, text);
}

static void add_comparison(struct world *world, struct tree *list, const char *comparison, struct tree *number)
{
	tree_add(world->arena, list, SLICE(""), tree_string(world->arena, slice_of(comparison)));
	tree_add(world->arena, list, SLICE(""), number);
}

static struct tree *numeric_operand(struct world *world)
{
	struct tree *list = tree_container(world->arena, VALUE_ARRAY), *number = world_number(world);
	const char *low = world_chance(world, 50) ? ">" : ">=", *high = world_chance(world, 50) ? "<" : "<=";

	switch (world_below(world, 6)) {
	case 0:
		add_comparison(world, list, "=", number);
		break;
	case 1:
		add_comparison(world, list, low, number);
		break;
	case 2:
		add_comparison(world, list, high, number);
		break;
	case 3: /* often the same number on both sides */
		add_comparison(world, list, low, number);
		add_comparison(world, list, high,
			world_chance(world, 50) ? number : world_near(world, &number->scalar));
		break;
	default:
		add_comparison(world, list, low, number);
		add_comparison(world, list, high, world_number(world));
	}
	return list;
}

static struct tree *exists_operand(struct world *world, bool present)
{
	struct value truth = {.kind = present ? VALUE_TRUE : VALUE_FALSE, .skip = 1};

	return tree_scalar(world->arena, &truth);
}

static struct tree *present_operand(struct world *world)
{
	return exists_operand(world, true);
}

static struct tree *absent_operand(struct world *world)
{
	return exists_operand(world, false);
}

static struct tree *but_value_operand(struct world *world)
{
	return world_scalar(world);
}

static struct tree *but_list_operand(struct world *world)
{
	struct tree *list = tree_container(world->arena, VALUE_ARRAY);
	uint32_t count = 1 + world_below(world, world_chance(world, 90) ? 4 : 40);

	for (uint32_t i = 0; i < count; i++)
		tree_add(world->arena, list, SLICE(""), world_scalar(world));
	return list;
}

static bool is_empty_text(const struct tree *operand)
{
	if (operand->scalar.kind == VALUE_OBJECT)
		operand = operand->children[0];
	return operand->scalar.size == 0;
}

/* An operator inside anything-but, with one operand or a list of them. */
static struct tree *but_test_operand(struct world *world)
{
	static const struct {
		const char *name;
		struct tree *(*operand)(struct world *world);
	} inner[] = {{"prefix", either_operand}, {"suffix", either_operand}, {"wildcard", wildcard_operand},
		{"equals-ignore-case", text_operand}};
	uint32_t at = world_below(world, 4), count = world_chance(world, 50) ? 1 : 1 + world_below(world, 4);
	struct tree *list = tree_container(world->arena, VALUE_ARRAY);

	for (uint32_t i = 0; i < count; i++) {
		struct tree *operand = inner[at].operand(world);

		if (at < 2 && is_empty_text(operand)) /* refused: it leaves nothing */
			operand = tree_string(world->arena, world->letters[0]);
		tree_add(world->arena, list, SLICE(""), operand);
	}
	return make_object(world, slice_of(inner[at].name),
		count == 1 && world_chance(world, 70) ? list->children[0] : list);
}

/* A network around an address of the world, or a small one of its own; of any length. */
static struct tree *network_operand(struct world *world)
{
	static const char *const bases[] = {"10.0.0.1", "10.0.1.0", "0.0.0.0", "255.255.255.255", "::", "::1",
		"2001:db8::1", "::ffff:10.0.0.1"};
	uint32_t at = world_below(world, 8);

	return tree_string(world->arena,
		arena_printf(world->arena, "%s/%u", bases[at], world_below(world, at < 4 ? 33 : 129)));
}

static const struct {
	const char *name;
	uint32_t weight;
	struct tree *(*operand)(struct world *world);
} rows[] = {
	{"prefix", 8, either_operand},
	{"suffix", 8, either_operand},
	{"equals-ignore-case", 6, text_operand},
	{"wildcard", 10, wildcard_operand},
	{"numeric", 16, numeric_operand},
	{"exists", 4, present_operand},
	{"exists", 8, absent_operand},
	{"anything-but", 3, but_value_operand},
	{"anything-but", 5, but_list_operand},
	{"anything-but", 7, but_test_operand},
	{"cidr", 2, network_operand},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

struct tree *rules_operator(struct world *world)
{
	uint32_t sum = 0, at = 0, chosen;

	for (uint32_t i = 0; i < ROWS; i++)
		sum += rows[i].weight * world->weights[i];
	chosen = world_below(world, sum);
	while (chosen >= rows[at].weight * world->weights[at]) {
		chosen -= rows[at].weight * world->weights[at];
		at++;
	}
	return make_object(world, slice_of(rows[at].name), rows[at].operand(world));
}

struct tree *rules_leaf(struct world *world)
{
	struct tree *list = tree_container(world->arena, VALUE_ARRAY);
	uint32_t count = 1 + (world_chance(world, 50) ? world_below(world, 4) : 0);

	if (world_chance(world, 2))
		count += 30;
	for (uint32_t i = 0; i < count; i++)
		tree_add(world->arena, list, SLICE(""),
			world_chance(world, 45) ? world_scalar(world) : rules_operator(world));
	if (count == 1 && tree_is_scalar(list->children[0]) && world_chance(world, 20))
		return list->children[0]; /* a bare scalar */
	return list;
}

/* A list of which `exists: false` is one alternative, or the only one. */
static struct tree *absences(struct world *world)
{
	struct tree *list = tree_container(world->arena, VALUE_ARRAY);

	tree_add(world->arena, list, SLICE(""), make_object(world, SLICE("exists"), absent_operand(world)));
	if (world_chance(world, 20))
		tree_add(world->arena, list, SLICE(""), world_scalar(world));
	return list;
}

static struct tree *make_mapping(struct world *world, uint32_t depth);

static void add_combinator(struct world *world, struct tree *mapping, uint32_t depth)
{
	static const char *const words[] = {"$or", "$or", "$or", "$all", "$not"};
	struct slice word = slice_of(words[world_below(world, 5)]);
	uint32_t count = 1 + world_below(world, 4);
	struct tree *list;

	if (slice_is(word, "$not")) {
		tree_add(world->arena, mapping, word, make_mapping(world, depth));
		return;
	}
	list = tree_container(world->arena, VALUE_ARRAY);
	for (uint32_t i = 0; i < count; i++)
		tree_add(world->arena, list, SLICE(""), make_mapping(world, depth));
	tree_add(world->arena, mapping, word, list);
}

static bool misses_its_list(const struct tree *child)
{
	static const char *const names[] = {"prefix", "suffix", "equals-ignore-case", "wildcard", "numeric", "exists",
		"cidr", "anything-but"};

	if (child->scalar.kind != VALUE_OBJECT || child->count != 1)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_is(child->children[0]->key, names[i]))
			return true;
	return false;
}

static void keep_part(struct world *world, struct tree *mapping)
{
	uint32_t at;

	if (tree_count(mapping) > PART_NODES_MOST) /* parts of parts of parts would grow beyond all bounds */
		return;
	at = world->part_count < WORLD_PARTS ? world->part_count++ : world_below(world, WORLD_PARTS);
	world->parts[at] = mapping;
}

/* `depth` more mappings may follow inside. */
static struct tree *make_mapping(struct world *world, uint32_t depth)
{
	struct tree *mapping;
	uint32_t count = 1 + world_below(world, 3);

	if (world->part_count && world_chance(world, world->again_percent))
		return world->parts[world_below(world, world->part_count)];
	mapping = tree_container(world->arena, VALUE_OBJECT);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kind = depth ? world_below(world, 10) : 9;
		struct tree *child = kind < 3 ? make_mapping(world, depth - 1) : NULL;

		if (kind >= 3 && kind < 6)
			add_combinator(world, mapping, depth - 1);
		else
			tree_add(world->arena, mapping, world_key(world),
				child && !misses_its_list(child) ? child : rules_leaf(world));
	}
	keep_part(world, mapping);
	return mapping;
}

static struct tree *make_field(struct world *world)
{
	return make_object(world, world_key(world), rules_leaf(world));
}

/* `$not`s inside each other, beside a `$or` that is the same in all of them, and now and then under a key: what stands
 * deep inside is asked about the same elements from many places. */
static struct tree *make_nest(struct world *world)
{
	uint32_t levels = 2 + (world_chance(world, 90) ? world_below(world, 6) : world_below(world, 26));
	struct tree *shared = tree_container(world->arena, VALUE_ARRAY);
	struct tree *nest = make_mapping(world, world_below(world, 2));

	tree_add(world->arena, shared, SLICE(""), make_field(world));
	tree_add(world->arena, shared, SLICE(""), make_object(world, world_key(world), absences(world)));
	while (levels-- > 0) {
		struct tree *outer = make_object(world, SLICE("$or"), shared);

		if (world_chance(world, 20))
			outer = make_field(world);
		if (world_chance(world, 70) || misses_its_list(nest))
			tree_add(world->arena, outer, SLICE("$not"), nest);
		else
			tree_add(world->arena, outer, world_key(world), nest);
		nest = outer;
	}
	return nest;
}

struct tree *rules_make(struct world *world)
{
	return world_chance(world, world->nest_percent) ? make_nest(world) : make_mapping(world, world->depth);
}
