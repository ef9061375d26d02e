/* json: text to tree, on the hot path of every event.
 *
 * Place: event, behind event_decode. Thread: any. Memory: the text is copied once into the arena, where yyjson parses
 * it in place; the tree's strings point into that copy. yyjson's own values stand on the stack (or, for long texts, in
 * memory given back at once), since they are of no use after the one pass that turns them into the tree.
 *
 * Invariants
 *   1. The parser never sees a text with more open brackets than `depth`: they are counted before.
 *   2. A tree has at most 1 + commas + opening brackets nodes, so its array is made before it and never grows.
 *   3. yyjson's values stand in document order, the children of a container behind it (unsafe_yyjson_get_first), so
 *      that one walk from value to value visits all. */
#include "event/json.h"
#include "base/value_twins.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <yyjson.h>

enum { SCRATCH_BYTES = 16 * 1024, DIGITS_OF_A_DOUBLE = 309 };

/* Memory for yyjson's values: the first block that fits comes from the stack. */
struct scratch {
	bool taken;
	_Alignas(16) char space[SCRATCH_BYTES];
};

static void *scratch_alloc(void *context, size_t bytes)
{
	struct scratch *scratch = context;

	if (scratch->taken || bytes > sizeof(scratch->space))
		return memory_alloc(bytes);
	scratch->taken = true;
	return scratch->space;
}

static void *scratch_realloc(void *context, void *old, size_t old_bytes, size_t bytes)
{
	struct scratch *scratch = context;
	void *memory;

	if (old != scratch->space)
		return memory_realloc(old, bytes);
	if (bytes <= sizeof(scratch->space))
		return old;
	memory = memory_alloc(bytes);
	memcpy(memory, old, old_bytes);
	return memory;
}

static void scratch_free(void *context, void *memory)
{
	struct scratch *scratch = context;

	if (memory != scratch->space)
		free(memory);
}

/* What a glance at the bytes tells, strings included. */
struct glance {
	uint32_t brackets; /* [ and { */
	uint32_t commas;
};

/* Counts in blocks so small that a byte holds the count: compilers make vector code of that. */
static struct glance glance_at(struct slice text)
{
	struct glance glance = {0, 0};

	for (size_t start = 0; start < text.size; start += 240) {
		size_t size = text.size - start < 240 ? text.size - start : 240;
		const unsigned char *bytes = (const unsigned char *)text.data + start;
		uint8_t brackets = 0, commas = 0;

		for (size_t i = 0; i < size; i++) {
			brackets = (uint8_t)(brackets + ((bytes[i] | 0x20) == '{'));
			commas = (uint8_t)(commas + (bytes[i] == ','));
		}
		glance.brackets += brackets;
		glance.commas += commas;
	}
	return glance;
}

/* Whether brackets outside of strings stand deeper inside each other than `depth`, and where first. */
static bool is_too_deep(struct slice text, uint32_t depth, size_t *ret_at)
{
	uint32_t open = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.size; i++) {
		switch (text.data[i]) {
		case '"':
			quoted = !quoted;
			break;
		case '\\':
			i += quoted;
			break;
		case '[':
		case '{':
			if (!quoted && ++open > depth) {
				*ret_at = i;
				return true;
			}
			break;
		case ']':
		case '}':
			if (!quoted && open > 0)
				open--;
			break;
		default:
			break;
		}
	}
	return false;
}

/* A container whose children are being written. */
struct level {
	struct value *node;
	uint32_t left; /* children to come */
};

struct writer {
	struct arena *arena;
	struct value *next; /* where the next node goes */
	uint32_t duplicate_keys;
	const char *bad_number; /* where the text has a number that no double holds */
};

/* Our kinds by the low bits of yyjson's tag, which are type and subtype (of strings any). */
enum { TAG_BITS = YYJSON_TYPE_MASK | YYJSON_SUBTYPE_MASK };
static const uint8_t kind_of_tag[TAG_BITS + 1] = {
	[YYJSON_TYPE_RAW] = VALUE_DECIMAL,
	[YYJSON_TYPE_NULL] = VALUE_NULL,
	[YYJSON_TYPE_BOOL | YYJSON_SUBTYPE_FALSE] = VALUE_FALSE,
	[YYJSON_TYPE_BOOL | YYJSON_SUBTYPE_TRUE] = VALUE_TRUE,
	[YYJSON_TYPE_NUM | YYJSON_SUBTYPE_UINT] = VALUE_INTEGER,
	[YYJSON_TYPE_NUM | YYJSON_SUBTYPE_SINT] = VALUE_INTEGER,
	[YYJSON_TYPE_NUM | YYJSON_SUBTYPE_REAL] = VALUE_REAL,
	[YYJSON_TYPE_STR] = VALUE_STRING,
	[YYJSON_TYPE_STR | 1 << 3] = VALUE_STRING,
	[YYJSON_TYPE_STR | 2 << 3] = VALUE_STRING,
	[YYJSON_TYPE_STR | 3 << 3] = VALUE_STRING,
	[YYJSON_TYPE_ARR] = VALUE_ARRAY,
	[YYJSON_TYPE_OBJ] = VALUE_OBJECT,
};

/* A whole number beyond 64 signed bits. */
static void write_big_unsigned(struct writer *writer, struct value *node, uint64_t number)
{
	struct slice digits = arena_printf(writer->arena, "%llu", (unsigned long long)number);

	node->kind = VALUE_DECIMAL;
	node->size = (uint32_t)digits.size;
	node->text = digits.data;
}

/* yyjson leaves a number as it stands in the text when neither 64 bits nor a finite double hold it. */
static void check_digits(struct writer *writer, const struct value *node)
{
	struct slice digits = value_text(node);

	for (size_t i = 0; i < digits.size; i++)
		if (digits.data[i] == '.' || digits.data[i] == 'e' || digits.data[i] == 'E')
			writer->bad_number = digits.data;
	if (digits.size >= DIGITS_OF_A_DOUBLE && isinf(value_number(node)))
		writer->bad_number = digits.data;
}

/* Writes one node, of a container without its children. Both sides keep content in 8 bytes (text, integer, double) and
 * a size of 0 for what has none, so that all but rare numbers are copied without a look at the kind. */
static void write_node(struct writer *writer, struct value *node, struct slice key, const yyjson_val *from)
{
	uint8_t tag = from->tag & TAG_BITS;

	*node = (struct value){.kind = kind_of_tag[tag],
		.size = (uint32_t)(from->tag >> YYJSON_TAG_BIT),
		.skip = 1,
		.key = key.data,
		.key_bytes = (uint32_t)key.size,
		.integer = from->uni.i64};
	if (tag == (YYJSON_TYPE_NUM | YYJSON_SUBTYPE_UINT) && from->uni.u64 > INT64_MAX)
		write_big_unsigned(writer, node, from->uni.u64);
	else if (tag == YYJSON_TYPE_RAW)
		check_digits(writer, node);
}

static void close_level(struct writer *writer, struct value *container)
{
	container->skip = (uint32_t)(writer->next - container);
	if (container->kind == VALUE_OBJECT && container->size > 1) {
		writer->duplicate_keys += twins_drop(container);
		writer->next = container + container->skip;
	}
}

/* Writes the tree at writer->next. The innermost open container is `now`; those around it wait in `outer`. */
static void write_tree(struct writer *writer, yyjson_val *from)
{
	struct level outer[JSON_DEPTH_MOST], now = {.left = 1};
	struct slice key = {NULL, 0};
	uint32_t depth = 0;

	for (;;) {
		struct value *node = writer->next++;

		write_node(writer, node, key, from++);
		now.left--;
		if (node->kind >= VALUE_ARRAY) {
			assert(depth < JSON_DEPTH_MOST);
			outer[depth++] = now;
			now = (struct level){node, node->size};
		}
		while (now.left == 0) {
			if (depth == 0)
				return;
			close_level(writer, now.node);
			now = outer[--depth];
		}
		key = (struct slice){NULL, 0};
		if (now.node->kind == VALUE_OBJECT) {
			key = (struct slice){from->uni.str, unsafe_yyjson_get_len(from)};
			from++;
		}
	}
}

static bool refuse(struct json_fault *ret_fault, size_t at, const char *reason)
{
	*ret_fault = (struct json_fault){.at = at, .reason = reason};
	return false;
}

/* The parser wants its text writable and followed by zeros. */
static char *copy_for_parser(struct arena *arena, struct slice text)
{
	char *copy = arena_alloc(arena, text.size + YYJSON_PADDING_SIZE);

	memcpy(copy, text.data, text.size);
	memset(copy + text.size, 0, YYJSON_PADDING_SIZE);
	return copy;
}

/* Room for the tree behind `spare` nodes. Commas within strings count in the glance, keys in yyjson's own count. */
static struct value *make_room(struct arena *arena, uint32_t spare, struct glance glance, const yyjson_doc *doc)
{
	size_t nodes = 1 + (size_t)glance.commas + glance.brackets;

	if (doc->val_read < nodes)
		nodes = doc->val_read;
	return (struct value *)arena_alloc(arena, (spare + nodes) * sizeof(struct value)) + spare;
}

bool json_read_spare(struct arena *arena, struct slice text, uint32_t depth, uint32_t spare, struct value **ret_root,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault)
{
	static const yyjson_read_flag flags = YYJSON_READ_INSITU | YYJSON_READ_BIGNUM_AS_RAW;
	struct scratch scratch;
	yyjson_alc alc = {scratch_alloc, scratch_realloc, scratch_free, &scratch};
	yyjson_read_err error;
	struct glance glance;
	struct writer writer;
	yyjson_doc *doc;
	char *copy;

	assert(depth <= JSON_DEPTH_MOST);
	if (text.size == 0 || text.size > UINT32_MAX / 2)
		return refuse(ret_fault, 0, text.size ? "the text is too long" : "there is no text");
	glance = glance_at(text);
	*ret_fault = (struct json_fault){.too_deep = true, .reason = "arrays and objects are nested too deep"};
	if (glance.brackets > depth && is_too_deep(text, depth, &ret_fault->at))
		return false;
	scratch.taken = false;
	copy = copy_for_parser(arena, text);
	doc = yyjson_read_opts(copy, text.size, flags, &alc, &error);
	if (!doc)
		return refuse(ret_fault, error.pos, error.msg);
	*ret_root = make_room(arena, spare, glance, doc);
	writer = (struct writer){.arena = arena, .next = *ret_root};
	write_tree(&writer, yyjson_doc_get_root(doc));
	yyjson_doc_free(doc);
	if (writer.bad_number)
		return refuse(
			ret_fault, (size_t)(writer.bad_number - copy), "the number is beyond what a double holds");
	*ret_duplicate_keys = writer.duplicate_keys;
	return true;
}

bool json_read(struct arena *arena, struct slice text, uint32_t depth, const struct value **ret_root,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault)
{
	struct value *root;

	if (!json_read_spare(arena, text, depth, 0, &root, ret_duplicate_keys, ret_fault))
		return false;
	*ret_root = root;
	return true;
}
