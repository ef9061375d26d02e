/* msgpack: bytes to tree in two walks: the first proves that the bytes are what we take and counts the values, the
 * second writes them.
 *
 * Place: event, behind event_decode. Memory: one array of nodes in the arena; strings stay in the input. Thread: any.
 * Why no library: msgpack-c allocates what a header promises before the bytes are there, knows no limits of its own,
 * and takes what we refuse. The walk that would have to stand before it does all of its work but the copying.
 *
 * Invariants
 *   1. The second walk reads only what the first one took.
 *   2. No count is believed that the bytes left cannot hold, so the work is linear in the bytes.
 *   3. Neither walk recurses. */
#include "event/msgpack.h"
#include "event/utf8_valid.h"
#include "base/value_twins.h"
#include <assert.h>
#include <math.h>

/* One header and what belongs to it, of a container without its children. */
struct item {
	enum value_kind kind;
	uint32_t size; /* bytes of text; elements; members */
	union {
		const char *text;
		int64_t integer;
		double real;
	};
	bool beyond_int64; /* `integer` holds the bits of an unsigned number */
};

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

static const char *take_unsigned(struct cursor *cursor, size_t bytes, struct item *ret_item)
{
	uint64_t number;

	if (!take_number(cursor, bytes, &number))
		return ENDS_EARLY;
	*ret_item =
		(struct item){.kind = VALUE_INTEGER, .integer = (int64_t)number, .beyond_int64 = number > INT64_MAX};
	return NULL;
}

static const char *take_signed(struct cursor *cursor, size_t bytes, struct item *ret_item)
{
	uint64_t number, sign = 1ull << (bytes * 8 - 1);

	if (!take_number(cursor, bytes, &number))
		return ENDS_EARLY;
	*ret_item = (struct item){.kind = VALUE_INTEGER, .integer = (int64_t)((number ^ sign) - sign)};
	return NULL;
}

static const char *take_real(struct cursor *cursor, size_t bytes, struct item *ret_item)
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
	*ret_item = (struct item){.kind = VALUE_REAL, .real = real};
	return NULL;
}

/* The bytes of a str or bin. */
static const char *take_text(struct cursor *cursor, enum value_kind kind, uint64_t bytes, struct item *ret_item)
{
	if (bytes > bytes_left(cursor))
		return ENDS_EARLY;
	*ret_item = (struct item){.kind = kind, .size = (uint32_t)bytes, .text = (const char *)cursor->at};
	cursor->at += bytes;
	return NULL;
}

static const char *take_container(struct cursor *cursor, enum value_kind kind, uint64_t count, struct item *ret_item)
{
	if (count > bytes_left(cursor) / (kind == VALUE_OBJECT ? 2 : 1))
		return "an array or map promises more than the bytes hold";
	*ret_item = (struct item){.kind = kind, .size = (uint32_t)count};
	return NULL;
}

/* A text or container whose size stands in `size_bytes` bytes behind the header. */
static const char *take_sized(struct cursor *cursor, enum value_kind kind, size_t size_bytes, struct item *ret_item)
{
	uint64_t size;

	if (!take_number(cursor, size_bytes, &size))
		return ENDS_EARLY;
	return kind >= VALUE_ARRAY ? take_container(cursor, kind, size, ret_item)
				   : take_text(cursor, kind, size, ret_item);
}

/* The headers 0xc0 to 0xdf, by their place in the specification's table. */
static const char *take_marked(struct cursor *cursor, unsigned header, struct item *ret_item)
{
	switch (header) {
	case 0xc0:
		*ret_item = (struct item){.kind = VALUE_NULL};
		return NULL;
	case 0xc2:
	case 0xc3:
		*ret_item = (struct item){.kind = header == 0xc3 ? VALUE_TRUE : VALUE_FALSE};
		return NULL;
	case 0xc4:
	case 0xc5:
	case 0xc6:
		return take_sized(cursor, VALUE_BYTES, 1u << (header - 0xc4), ret_item);
	case 0xca:
	case 0xcb:
		return take_real(cursor, 4u << (header - 0xca), ret_item);
	case 0xcc:
	case 0xcd:
	case 0xce:
	case 0xcf:
		return take_unsigned(cursor, 1u << (header - 0xcc), ret_item);
	case 0xd0:
	case 0xd1:
	case 0xd2:
	case 0xd3:
		return take_signed(cursor, 1u << (header - 0xd0), ret_item);
	case 0xd9:
	case 0xda:
	case 0xdb:
		return take_sized(cursor, VALUE_STRING, 1u << (header - 0xd9), ret_item);
	case 0xdc:
	case 0xdd:
		return take_sized(cursor, VALUE_ARRAY, 2u << (header - 0xdc), ret_item);
	case 0xde:
	case 0xdf:
		return take_sized(cursor, VALUE_OBJECT, 2u << (header - 0xde), ret_item);
	case 0xc1:
		return "0xc1 begins no value";
	default:
		return "ext types and timestamps are not taken";
	}
}

/* Takes one item. NULL, or why it is refused. */
static const char *take_item(struct cursor *cursor, struct item *ret_item)
{
	unsigned header;

	if (cursor->at == cursor->end)
		return ENDS_EARLY;
	header = *cursor->at++;
	if (header < 0x80 || header >= 0xe0) {
		*ret_item = (struct item){.kind = VALUE_INTEGER, .integer = (int8_t)header};
		return NULL;
	}
	if (header < 0x90)
		return take_container(cursor, VALUE_OBJECT, header & 0x0f, ret_item);
	if (header < 0xa0)
		return take_container(cursor, VALUE_ARRAY, header & 0x0f, ret_item);
	if (header < 0xc0)
		return take_text(cursor, VALUE_STRING, header & 0x1f, ret_item);
	return take_marked(cursor, header, ret_item);
}

static const char *check_text(const struct item *item)
{
	if (item->kind == VALUE_STRING && !utf8_is_valid((struct slice){item->text, item->size}))
		return "a string is not UTF-8";
	return NULL;
}

/* Takes a value, behind its key if `keyed`. NULL, or why it is refused; then *ret_at is where it begins. */
static const char *prove_item(struct cursor *cursor, bool keyed, struct item *ret_item, size_t *ret_at)
{
	const char *reason = NULL;

	if (keyed) {
		*ret_at = (size_t)(cursor->at - cursor->start);
		reason = take_item(cursor, ret_item);
		if (!reason && ret_item->kind != VALUE_STRING)
			reason = "the key of a map is no string";
		if (!reason)
			reason = check_text(ret_item);
	}
	if (reason)
		return reason;
	*ret_at = (size_t)(cursor->at - cursor->start);
	reason = take_item(cursor, ret_item);
	return reason ? reason : check_text(ret_item);
}

static bool refuse(struct msgpack_fault *ret_fault, size_t at, const char *reason)
{
	*ret_fault = (struct msgpack_fault){.at = at, .reason = reason};
	return false;
}

/* The first walk. */
static bool prove(
	struct slice bytes, const struct msgpack_limits *limits, uint32_t *ret_nodes, struct msgpack_fault *ret_fault)
{
	struct cursor cursor = {.start = (const unsigned char *)bytes.data};
	struct {
		uint32_t left; /* children to come */
		bool keyed;
	} outer[MSGPACK_DEPTH_MOST + 1] = {{1, false}};
	uint32_t depth = 0, nodes = 0;
	struct item item;

	cursor.at = cursor.start;
	cursor.end = cursor.start + bytes.size;
	while (outer[0].left > 0 || depth > 0) {
		size_t at;
		const char *reason = prove_item(&cursor, outer[depth].keyed, &item, &at);

		if (reason)
			return refuse(ret_fault, at, reason);
		if (nodes++ == limits->nodes)
			return refuse(ret_fault, at, "there are too many values");
		outer[depth].left--;
		if (item.kind >= VALUE_ARRAY) {
			if (depth == limits->depth) {
				*ret_fault = (struct msgpack_fault){true, at, "arrays and maps are nested too deep"};
				return false;
			}
			outer[++depth].left = item.size;
			outer[depth].keyed = item.kind == VALUE_OBJECT;
		}
		while (depth > 0 && outer[depth].left == 0)
			depth--;
	}
	if (cursor.at != cursor.end)
		return refuse(ret_fault, (size_t)(cursor.at - cursor.start), "bytes follow the value");
	*ret_nodes = nodes;
	return true;
}

static void write_item(struct arena *arena, struct value *node, const struct item *item)
{
	struct slice digits;

	node->kind = (uint8_t)item->kind;
	node->size = item->size;
	node->skip = 1;
	node->integer = item->integer;
	if (item->kind == VALUE_STRING || item->kind == VALUE_BYTES) {
		node->text = item->text;
	} else if (item->kind == VALUE_REAL) {
		node->real = item->real;
	} else if (item->beyond_int64) {
		digits = arena_printf(arena, "%llu", (unsigned long long)item->integer);
		node->kind = VALUE_DECIMAL;
		node->size = (uint32_t)digits.size;
		node->text = digits.data;
	}
}

/* What was proven cannot fail any more. */
static struct item take_proven(struct cursor *cursor)
{
	struct item item;
	const char *reason = take_item(cursor, &item);

	assert(!reason);
	(void)reason;
	return item;
}

struct level {
	struct value *node;
	uint32_t left; /* children to come */
};

/* The second walk. The innermost open container is `now`; those around it wait in `outer`. Returns how many members
 * were dropped for a later one of the same key. */
static uint32_t write_tree(struct arena *arena, struct slice bytes, struct value *root)
{
	struct cursor cursor = {(const unsigned char *)bytes.data, (const unsigned char *)bytes.data,
		(const unsigned char *)bytes.data + bytes.size};
	struct level outer[MSGPACK_DEPTH_MOST], now = {.left = 1};
	struct value *next = root;
	uint32_t depth = 0, duplicate_keys = 0;

	for (;;) {
		struct value *node = next++;
		struct item item;

		node->key = NULL;
		node->key_bytes = 0;
		if (now.node && now.node->kind == VALUE_OBJECT) {
			item = take_proven(&cursor);
			node->key = item.text;
			node->key_bytes = item.size;
		}
		item = take_proven(&cursor);
		write_item(arena, node, &item);
		now.left--;
		if (item.kind >= VALUE_ARRAY) {
			outer[depth++] = now;
			now = (struct level){node, item.size};
		}
		while (now.left == 0) {
			if (depth == 0)
				return duplicate_keys;
			now.node->skip = (uint32_t)(next - now.node);
			if (now.node->kind == VALUE_OBJECT)
				duplicate_keys += twins_drop(now.node);
			next = now.node + now.node->skip;
			now = outer[--depth];
		}
	}
}

bool msgpack_read_spare(struct arena *arena, struct slice bytes, const struct msgpack_limits *limits, uint32_t spare,
	struct value **ret_root, uint32_t *ret_duplicate_keys, struct msgpack_fault *ret_fault)
{
	uint32_t nodes;

	assert(limits->depth <= MSGPACK_DEPTH_MOST);
	if (bytes.size > UINT32_MAX / 2)
		return refuse(ret_fault, 0, "there are too many bytes");
	if (!prove(bytes, limits, &nodes, ret_fault))
		return false;
	*ret_root = (struct value *)arena_alloc(arena, ((size_t)spare + nodes) * sizeof(**ret_root)) + spare;
	*ret_duplicate_keys = write_tree(arena, bytes, *ret_root);
	return true;
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
