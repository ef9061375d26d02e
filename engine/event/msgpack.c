/* msgpack: bytes to tree in one walk, which takes no step that was not proven safe.
 *
 * Place: event, behind event_decode. Thread: any. Memory: nodes are written on the stack (or, when there are many, in
 * memory given back at once) and copied into the arena when their number is known; strings stay in the input.
 * Why no library: msgpack-c allocates what a header promises before the bytes are there, knows no limits of its own,
 * and takes what we refuse. The walk that would have to stand before it does all of its work but the copying.
 *
 * Invariants
 *   1. No count is believed that the bytes left cannot hold, so work and memory are linear in the bytes.
 *   2. The walk does not recurse. */
#include "event/msgpack.h"
#include "event/utf8_valid.h"
#include "base/value_twins.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct cursor {
	const unsigned char *start, *at, *end;
};

static const char ENDS_EARLY[] = "the bytes end within a value";

static size_t bytes_left(const struct cursor *cursor)
{
	return (size_t)(cursor->end - cursor->at);
}

/* Takes `bytes` (at most 8) as a big-endian number. */
static bool take_number(struct cursor *cursor, size_t bytes, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (bytes_left(cursor) < bytes)
		return false;
	for (size_t i = 0; i < bytes; i++)
		number = number << 8 | *cursor->at++;
	*ret_number = number;
	return true;
}

/* Of a number beyond int64 it leaves the bits; write_digits makes text of them. */
static const char *take_unsigned(struct cursor *cursor, size_t bytes, struct value *ret_value)
{
	uint64_t number;

	if (!take_number(cursor, bytes, &number))
		return ENDS_EARLY;
	*ret_value = (struct value){
		.kind = number > INT64_MAX ? VALUE_DECIMAL : VALUE_INTEGER, .skip = 1, .integer = (int64_t)number};
	return NULL;
}

static const char *take_signed(struct cursor *cursor, size_t bytes, struct value *ret_value)
{
	uint64_t number, sign = 1ull << (bytes * 8 - 1);

	if (!take_number(cursor, bytes, &number))
		return ENDS_EARLY;
	*ret_value = (struct value){.kind = VALUE_INTEGER, .integer = (int64_t)((number ^ sign) - sign), .skip = 1};
	return NULL;
}

static const char *take_real(struct cursor *cursor, size_t bytes, struct value *ret_value)
{
	uint64_t bits;
	uint32_t half;
	float narrow;
	double real;

	if (!take_number(cursor, bytes, &bits))
		return ENDS_EARLY;
	if (bytes == sizeof(narrow)) {
		half = (uint32_t)bits;
		memcpy(&narrow, &half, sizeof(narrow));
		real = (double)narrow;
	} else {
		memcpy(&real, &bits, sizeof(real));
	}
	if (!isfinite(real))
		return "NaN and infinities are not taken";
	*ret_value = (struct value){.kind = VALUE_REAL, .real = real, .skip = 1};
	return NULL;
}

/* The bytes of a str or bin. */
static const char *take_text(struct cursor *cursor, enum value_kind kind, uint64_t bytes, struct value *ret_value)
{
	if (bytes > bytes_left(cursor))
		return ENDS_EARLY;
	*ret_value = (struct value){.kind = kind, .size = (uint32_t)bytes, .text = (const char *)cursor->at, .skip = 1};
	cursor->at += bytes;
	return NULL;
}

static const char *take_container(struct cursor *cursor, enum value_kind kind, uint64_t count, struct value *ret_value)
{
	if (count > bytes_left(cursor) / (kind == VALUE_OBJECT ? 2 : 1))
		return "an array or map promises more than the bytes hold";
	*ret_value = (struct value){.kind = kind, .size = (uint32_t)count, .skip = 1};
	return NULL;
}

/* A text or container whose size stands in `size_bytes` bytes behind the header. */
static const char *take_sized(struct cursor *cursor, enum value_kind kind, size_t size_bytes, struct value *ret_value)
{
	uint64_t size;

	if (!take_number(cursor, size_bytes, &size))
		return ENDS_EARLY;
	return kind >= VALUE_ARRAY ? take_container(cursor, kind, size, ret_value)
				   : take_text(cursor, kind, size, ret_value);
}

/* The headers 0xc0 to 0xdf, by their place in the specification's table. */
static const char *take_marked(struct cursor *cursor, unsigned header, struct value *ret_value)
{
	switch (header) {
	case 0xc0:
		*ret_value = (struct value){.kind = VALUE_NULL, .skip = 1};
		return NULL;
	case 0xc2:
	case 0xc3:
		*ret_value = (struct value){.kind = header == 0xc3 ? VALUE_TRUE : VALUE_FALSE, .skip = 1};
		return NULL;
	case 0xc4:
	case 0xc5:
	case 0xc6:
		return take_sized(cursor, VALUE_BYTES, 1u << (header - 0xc4), ret_value);
	case 0xca:
	case 0xcb:
		return take_real(cursor, 4u << (header - 0xca), ret_value);
	case 0xcc:
	case 0xcd:
	case 0xce:
	case 0xcf:
		return take_unsigned(cursor, 1u << (header - 0xcc), ret_value);
	case 0xd0:
	case 0xd1:
	case 0xd2:
	case 0xd3:
		return take_signed(cursor, 1u << (header - 0xd0), ret_value);
	case 0xd9:
	case 0xda:
	case 0xdb:
		return take_sized(cursor, VALUE_STRING, 1u << (header - 0xd9), ret_value);
	case 0xdc:
	case 0xdd:
		return take_sized(cursor, VALUE_ARRAY, 2u << (header - 0xdc), ret_value);
	case 0xde:
	case 0xdf:
		return take_sized(cursor, VALUE_OBJECT, 2u << (header - 0xde), ret_value);
	case 0xc1:
		return "0xc1 begins no value";
	default:
		return "ext types and timestamps are not taken";
	}
}

/* Takes one value, of a container its header alone. NULL, or why it is refused. */
static const char *take_one(struct cursor *cursor, struct value *ret_value)
{
	unsigned header;

	if (cursor->at == cursor->end)
		return ENDS_EARLY;
	header = *cursor->at++;
	if (header < 0x80 || header >= 0xe0) {
		*ret_value = (struct value){.kind = VALUE_INTEGER, .integer = (int8_t)header, .skip = 1};
		return NULL;
	}
	if (header < 0x90)
		return take_container(cursor, VALUE_OBJECT, header & 0x0f, ret_value);
	if (header < 0xa0)
		return take_container(cursor, VALUE_ARRAY, header & 0x0f, ret_value);
	if (header < 0xc0)
		return take_text(cursor, VALUE_STRING, header & 0x1f, ret_value);
	return take_marked(cursor, header, ret_value);
}

static const char *check_text(const struct value *value)
{
	if (value->kind == VALUE_STRING && !utf8_is_valid(value_text(value)))
		return "a string is not UTF-8";
	return NULL;
}

static bool refuse(struct msgpack_fault *ret_fault, size_t at, const char *reason)
{
	*ret_fault = (struct msgpack_fault){.at = at, .reason = reason};
	return false;
}

enum { NODES_FEW = 128 };

/* The tree in the making. Nodes move when it grows, so containers are known by their place. */
struct making {
	struct arena *arena;
	struct value *nodes; /* `few` or memory of its own */
	uint32_t count, capacity;
	uint32_t duplicate_keys;
	struct value few[NODES_FEW];
};

static struct value *add_node(struct making *making)
{
	if (making->count == making->capacity) {
		struct value *larger = memory_alloc(making->capacity * 2 * sizeof(*larger));

		memcpy(larger, making->nodes, making->count * sizeof(*larger));
		if (making->nodes != making->few)
			free(making->nodes);
		making->nodes = larger;
		making->capacity *= 2;
	}
	return &making->nodes[making->count++];
}

static void write_digits(struct making *making, struct value *decimal)
{
	struct slice digits = arena_printf(making->arena, "%llu", (unsigned long long)decimal->integer);

	decimal->size = (uint32_t)digits.size;
	decimal->text = digits.data;
}

/* An open container: the place of its node, and how many children are to come. */
struct level {
	uint32_t node, left;
	bool keyed;
};

static void close_level(struct making *making, const struct level *level)
{
	struct value *container = &making->nodes[level->node];

	container->skip = making->count - level->node;
	if (level->keyed && container->size > 1) {
		making->duplicate_keys += twins_drop(container);
		making->count = level->node + container->skip;
	}
}

static const char *take_key(struct cursor *cursor, struct value *ret_value)
{
	const char *reason = take_one(cursor, ret_value);

	if (reason)
		return reason;
	return ret_value->kind == VALUE_STRING ? check_text(ret_value) : "the key of a map is no string";
}

/* Takes a value, behind its key if `keyed`, and writes it. NULL, or why it is refused; then *ret_at is where it
 * begins. */
static const char *take_value(
	struct cursor *cursor, bool keyed, struct making *making, struct value **ret_node, size_t *ret_at)
{
	struct value key, *node;
	const char *reason;

	*ret_at = (size_t)(cursor->at - cursor->start);
	reason = keyed ? take_key(cursor, &key) : NULL;
	if (reason)
		return reason;
	*ret_at = (size_t)(cursor->at - cursor->start);
	*ret_node = node = add_node(making);
	reason = take_one(cursor, node);
	if (reason)
		return reason;
	if (keyed) {
		node->key = key.text;
		node->key_bytes = key.size;
	}
	if (node->kind == VALUE_DECIMAL)
		write_digits(making, node);
	return check_text(node);
}

/* The walk. levels[0] stands for what the root is in: one value. */
static bool walk(
	struct making *making, struct slice bytes, const struct msgpack_limits *limits, struct msgpack_fault *ret_fault)
{
	const unsigned char *start = (const unsigned char *)bytes.data;
	struct cursor cursor = {start, start, start + bytes.size};
	struct level levels[MSGPACK_DEPTH_MOST + 1] = {{.left = 1}};
	uint32_t depth = 0, taken = 0;

	while (levels[0].left > 0 || depth > 0) {
		struct value *node;
		size_t at;
		const char *reason = take_value(&cursor, levels[depth].keyed, making, &node, &at);

		if (reason)
			return refuse(ret_fault, at, reason);
		if (taken++ == limits->nodes)
			return refuse(ret_fault, at, "there are too many values");
		levels[depth].left--;
		if (node->kind >= VALUE_ARRAY) {
			if (depth == limits->depth) {
				*ret_fault = (struct msgpack_fault){true, at, "arrays and maps are nested too deep"};
				return false;
			}
			levels[++depth] = (struct level){making->count - 1, node->size, node->kind == VALUE_OBJECT};
		}
		for (; depth > 0 && levels[depth].left == 0; depth--)
			close_level(making, &levels[depth]);
	}
	if (cursor.at != cursor.end)
		return refuse(ret_fault, (size_t)(cursor.at - cursor.start), "bytes follow the value");
	return true;
}

bool msgpack_read_spare(struct arena *arena, struct slice bytes, const struct msgpack_limits *limits, uint32_t spare,
	struct value **ret_root, uint32_t *ret_duplicate_keys, struct msgpack_fault *ret_fault)
{
	struct making making;
	bool good;

	assert(limits->depth <= MSGPACK_DEPTH_MOST);
	if (bytes.size > UINT32_MAX / 2)
		return refuse(ret_fault, 0, "there are too many bytes");
	making.arena = arena;
	making.nodes = making.few;
	making.capacity = NODES_FEW;
	making.count = making.duplicate_keys = 0;
	good = walk(&making, bytes, limits, ret_fault);
	if (good) {
		*ret_root = (struct value *)arena_alloc(arena, ((size_t)spare + making.count) * sizeof(struct value)) +
			    spare;
		memcpy(*ret_root, making.nodes, making.count * sizeof(struct value));
		*ret_duplicate_keys = making.duplicate_keys;
	}
	if (making.nodes != making.few)
		free(making.nodes);
	return good;
}

bool msgpack_read(struct arena *arena, struct slice bytes, const struct msgpack_limits *limits,
	const struct value **ret_root, uint32_t *ret_duplicate_keys, struct msgpack_fault *ret_fault)
{
	struct value *root;

	if (!msgpack_read_spare(arena, bytes, limits, 0, &root, ret_duplicate_keys, ret_fault))
		return false;
	*ret_root = root;
	return true;
}
