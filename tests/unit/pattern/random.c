/* random: seeded random patterns and events. */
#include "random.h"

static const char *const keys[] = {"a", "b", "c", "ab", "", "Ä"};
static const char *const texts[] = {"", "a", "ab", "abc", "b", "ba", "Ab", "aB", "ä", "Ä", "äb", "k", "\xe2\x84\xaa",
	"ß", "\xe1\xba\x9e", "ς", "Σ", "*", "\\", "a*b", "10.0.0.1", "10.0.0.129", "::1", "2001:db8::1", "0", "true",
	"null"};
static const char *const decimals[] = {"9223372036854775808", "-9223372036854775809", "18446744073709551616"};

uint32_t random_below(struct random *random, uint32_t bound)
{
	uint64_t mixed;

	random->state += 0x9E3779B97F4A7C15u;
	mixed = (random->state ^ random->state >> 30) * 0xBF58476D1CE4E5B9u;
	mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
	return (uint32_t)((mixed ^ mixed >> 31) % bound);
}

static struct slice pick(struct random *random, const char *const *from, size_t count)
{
	return slice_of(from[random_below(random, (uint32_t)count)]);
}

#define PICK(random, from) pick((random), (from), sizeof(from) / sizeof((from)[0]))

static void add_number(struct random *random, struct value_builder *builder, struct slice key)
{
	static const int64_t integers[] = {0, 1, -1, 2, 3, INT64_MAX, INT64_MIN, 9007199254740992, 9007199254740993};
	static const double reals[] = {
		0.0, -0.0, 0.5, 1.0, 2.0, 9007199254740992.0, 0x1p63, -0x1p63, 0x1p64, 1e300, 5e-324};
	struct slice digits;
	struct value *node;

	switch (random_below(random, 7)) {
	case 0:
	case 1:
	case 2:
		builder_integer(builder, key, random_below(random, 4));
		break;
	case 3:
		builder_integer(builder, key, integers[random_below(random, sizeof(integers) / sizeof(integers[0]))]);
		break;
	case 4:
	case 5:
		builder_real(builder, key, reals[random_below(random, sizeof(reals) / sizeof(reals[0]))]);
		break;
	default:
		digits = PICK(random, decimals);
		node = builder_add(builder, key, VALUE_DECIMAL);
		node->text = digits.data;
		node->size = (uint32_t)digits.size;
	}
}

static void add_scalar(struct random *random, struct value_builder *builder, struct slice key)
{
	switch (random_below(random, 8)) {
	case 0:
		builder_null(builder, key);
		break;
	case 1:
		builder_bool(builder, key, random_below(random, 2));
		break;
	case 2:
	case 3:
	case 4:
		add_number(random, builder, key);
		break;
	default:
		builder_string(builder, key, PICK(random, texts));
	}
}

static const struct slice no_key;

static void add_text(struct random *random, struct value_builder *builder, struct slice key, bool fold)
{
	if (fold)
		builder_begin(builder, key, VALUE_OBJECT);
	builder_string(builder, fold ? SLICE("equals-ignore-case") : key, PICK(random, texts));
	if (fold)
		builder_end(builder);
}

static void add_wildcard(struct random *random, struct value_builder *builder, struct slice key)
{
	static const char *const wildcards[] = {"*", "a*", "*b", "a*b", "*a*", "\\**", "*\\\\", "a*b*c", "", "ab"};

	builder_string(builder, key, PICK(random, wildcards));
}

static void add_numeric(struct random *random, struct value_builder *builder)
{
	builder_begin(builder, SLICE("numeric"), VALUE_ARRAY);
	switch (random_below(random, 3)) {
	case 0:
		builder_string(builder, no_key, SLICE("="));
		add_number(random, builder, no_key);
		break;
	case 1:
		builder_string(builder, no_key, random_below(random, 2) ? SLICE(">") : SLICE(">="));
		add_number(random, builder, no_key);
		break;
	default:
		builder_string(builder, no_key, random_below(random, 2) ? SLICE("<") : SLICE("<="));
		add_number(random, builder, no_key);
		builder_string(builder, no_key, random_below(random, 2) ? SLICE(">") : SLICE(">="));
		add_number(random, builder, no_key);
	}
	builder_end(builder);
}

static void add_anything_but(struct random *random, struct value_builder *builder)
{
	static const char *const endings[] = {"a", "b", "ä", "k"};

	switch (random_below(random, 4)) {
	case 0:
		add_scalar(random, builder, SLICE("anything-but"));
		return;
	case 1:
		builder_begin(builder, SLICE("anything-but"), VALUE_ARRAY);
		add_scalar(random, builder, no_key);
		add_scalar(random, builder, no_key);
		break;
	case 2:
		builder_begin(builder, SLICE("anything-but"), VALUE_OBJECT);
		builder_string(
			builder, random_below(random, 2) ? SLICE("prefix") : SLICE("suffix"), PICK(random, endings));
		break;
	default:
		builder_begin(builder, SLICE("anything-but"), VALUE_OBJECT);
		add_wildcard(random, builder, SLICE("wildcard"));
	}
	builder_end(builder);
}

static void add_operator(struct random *random, struct value_builder *builder)
{
	static const char *const networks[] = {"10.0.0.0/25", "10.0.0.0/8", "::/0", "2001:db8::/32", "0.0.0.0/0"};

	builder_begin(builder, no_key, VALUE_OBJECT);
	switch (random_below(random, 9)) {
	case 0:
		add_text(random, builder, SLICE("prefix"), random_below(random, 2));
		break;
	case 1:
		add_text(random, builder, SLICE("suffix"), random_below(random, 2));
		break;
	case 2:
		add_text(random, builder, SLICE("equals-ignore-case"), false);
		break;
	case 3:
		add_wildcard(random, builder, SLICE("wildcard"));
		break;
	case 4:
		add_numeric(random, builder);
		break;
	case 5:
		builder_string(builder, SLICE("cidr"), PICK(random, networks));
		break;
	case 6:
		add_anything_but(random, builder);
		break;
	default:
		builder_bool(builder, SLICE("exists"), random_below(random, 3) == 0);
	}
	builder_end(builder);
}

static void add_leaf(struct random *random, struct value_builder *builder, struct slice key)
{
	uint32_t count = 1 + random_below(random, 3);

	builder_begin(builder, key, VALUE_ARRAY);
	for (uint32_t i = 0; i < count; i++) {
		if (random_below(random, 5) < 3)
			add_scalar(random, builder, no_key);
		else
			add_operator(random, builder);
	}
	builder_end(builder);
}

static void add_mapping(struct random *random, struct value_builder *builder, struct slice key, uint32_t depth);

static void add_combinator(struct random *random, struct value_builder *builder, uint32_t depth)
{
	static const char *const words[] = {"$or", "$or", "$all", "$not"};
	struct slice word = PICK(random, words);
	uint32_t count = 1 + random_below(random, 3);

	if (slice_is(word, "$not")) {
		add_mapping(random, builder, word, depth);
		return;
	}
	builder_begin(builder, word, VALUE_ARRAY);
	for (uint32_t i = 0; i < count; i++)
		add_mapping(random, builder, no_key, depth);
	builder_end(builder);
}

/* `depth` more mappings may follow inside. */
static void add_mapping(struct random *random, struct value_builder *builder, struct slice key, uint32_t depth)
{
	uint32_t count = 1 + random_below(random, 2);

	builder_begin(builder, key, VALUE_OBJECT);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kind = random_below(random, 10);

		if (depth > 0 && kind < 3)
			add_mapping(random, builder, PICK(random, keys), depth - 1);
		else if (depth > 0 && kind < 6)
			add_combinator(random, builder, depth - 1);
		else
			add_leaf(random, builder, PICK(random, keys));
	}
	builder_end(builder);
}

const struct value *random_pattern(struct random *random, struct arena *arena)
{
	struct value_builder builder;

	builder_init(&builder, arena);
	add_mapping(random, &builder, no_key, random_below(random, 5));
	return builder_root(&builder);
}

static void add_value(struct random *random, struct value_builder *builder, struct slice key, uint32_t depth)
{
	uint32_t kind = random_below(random, 10), count = random_below(random, 4);

	if (depth == 0 || kind < 3) {
		add_scalar(random, builder, key);
		return;
	}
	builder_begin(builder, key, kind < 7 ? VALUE_OBJECT : VALUE_ARRAY);
	for (uint32_t i = 0; i < count; i++)
		add_value(random, builder, kind < 7 ? PICK(random, keys) : no_key, depth - 1);
	builder_end(builder);
}

const struct value *random_event(struct random *random, struct arena *arena)
{
	struct value_builder builder;
	uint32_t count = 1 + random_below(random, 4);

	builder_init(&builder, arena);
	builder_begin(&builder, no_key, VALUE_OBJECT);
	for (uint32_t i = 0; i < count; i++)
		add_value(random, &builder, PICK(random, keys), random_below(random, 6));
	builder_end(&builder);
	return builder_root(&builder);
}
