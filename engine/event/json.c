/* json: text to tree in one pass, on the hot path of every event.
 *
 * Place: event, behind event_decode. Thread: any. Memory: nodes are written on the stack (or, when there are many, in
 * memory given back at once) and copied into the arena when their number is known; strings stay in the text, but for
 * those with escapes, which the arena gets.
 * Grammar: RFC 8259. Strings stand in json_text.c, numbers in json_number.c; here is how values stand in each other.
 *
 * Invariants
 *   1. Each function that reads gets the byte where it begins and returns the byte behind what it read, or NULL; then
 *      the fault is noted.
 *   2. No byte at or behind `end` is looked at.
 *   3. The walk does not recurse; `levels` are the containers open now, and the first of them stands for none. */
#include "event/json.h"
#include "event/json_number.h"
#include "event/json_text.h"
#include "base/value_twins.h"
#include <assert.h>
#include <stdlib.h>

enum { FEW_NODES = 128, FEW_CHILDREN = 16 };

/* A container whose children are being read. */
struct level {
	uint32_t node;     /* its place among the nodes */
	uint32_t children; /* so far */
	char closing;      /* ] or } */
	bool twins;        /* a key of it may stand twice */
	uint64_t keys;     /* a bit for each key so far */
};

struct reader {
	struct arena *arena;
	const char *end;
	struct value *nodes, *next, *full; /* next: where the next one goes; full: behind the last there is room for */
	struct level *level;               /* the innermost open one */
	struct level *deepest;             /* the last that may be opened */
	uint32_t duplicate_keys;
	const char *fault_at;
	const char *fault_reason;
	bool too_deep;
	struct slice rare;
	struct level levels[JSON_DEPTH_MOST + 1];
	struct value few[FEW_NODES];
};

static const char *refuse(struct reader *reader, const char *at, const char *reason)
{
	reader->fault_at = at;
	reader->fault_reason = reason;
	return NULL;
}

static void grow(struct reader *reader)
{
	size_t count = (size_t)(reader->next - reader->nodes);
	struct value *old = reader->nodes == reader->few ? NULL : reader->nodes;

	reader->nodes = memory_realloc(old, 4 * count * sizeof(struct value));
	if (!old)
		memcpy(reader->nodes, reader->few, count * sizeof(struct value));
	reader->next = reader->nodes + count;
	reader->full = reader->nodes + 4 * count;
}

static inline bool is_blank(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* A text without blanks, as machines write it, needs no other look than this. */
static inline bool stands(const char *at, const char *end, char byte)
{
	return at < end && *at == byte;
}

/* Steps over blanks. Returns the byte that follows, NUL at the end; a NUL in the text fits nowhere either. */
static inline char next_byte(const char **at, const char *end)
{
	for (; *at < end; ++*at)
		if (!is_blank(**at))
			return **at;
	return 0;
}

/* Reads the string whose quote stands at `at`. The few that are not plain go by reader->rare, so that the others can
 * stay in registers. */
static inline const char *read_string(struct reader *reader, const char *at, struct slice *ret_string)
{
	const char *quote = json_text_plain_quote(at + 1, reader->end);

	if (quote) {
		*ret_string = (struct slice){at + 1, (size_t)(quote - at - 1)};
		return quote + 1;
	}
	at = json_text_read(
		reader->arena, at + 1, reader->end, &reader->rare, &reader->fault_at, &reader->fault_reason);
	*ret_string = reader->rare;
	return at;
}

/* A whole number of at most 18 digits, which is nearly every number; all else is read with more care. */
static inline const char *read_number(struct reader *reader, const char *at, struct value *node)
{
	const char *first = at + (*at == '-'), *digit = first;
	const char *most = reader->end - first > 18 ? first + 18 : reader->end;
	int64_t number = 0;

	for (; digit < most && *digit >= '0' && *digit <= '9'; digit++)
		number = number * 10 + (*digit - '0');
	if (digit < most && digit > first && (*first != '0' || digit == first + 1) &&
		(*digit == ',' || *digit == '}' || *digit == ']')) {
		node->kind = VALUE_INTEGER;
		node->integer = first > at ? -number : number;
		return digit;
	}
	return json_number_read(at, reader->end, node, &reader->fault_at, &reader->fault_reason);
}

static const char *read_word(struct reader *reader, const char *at, struct value *node)
{
	static const struct {
		struct slice text;
		enum value_kind kind;
	} words[] = {{{"true", 4}, VALUE_TRUE}, {{"false", 5}, VALUE_FALSE}, {{"null", 4}, VALUE_NULL}};
	struct slice rest = {at, (size_t)(reader->end - at)};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (slice_starts(rest, words[i].text)) {
			node->kind = (uint8_t)words[i].kind;
			return at + words[i].text.size;
		}
	}
	return refuse(reader, at,
		at == reader->end ? "the text ends where a value is still to come"
				  : "here must be a value: object, array, number, true, false, null or quoted string");
}

/* Reads a value that is no container and begins with `byte`. */
static inline const char *read_scalar(struct reader *reader, const char *at, char byte, struct value *node)
{
	struct slice text;

	if (byte != '"')
		return byte == '-' || (byte >= '0' && byte <= '9') ? read_number(reader, at, node)
								   : read_word(reader, at, node);
	at = read_string(reader, at, &text);
	if (at) {
		node->kind = VALUE_STRING;
		node->size = (uint32_t)text.size;
		node->text = text.data;
	}
	return at;
}

/* Whether the open object has a member of this key already. */
static bool has_member(const struct reader *reader, struct slice key)
{
	const struct value *member = reader->nodes + reader->level->node + 1;

	for (; member < reader->next; member += member->skip)
		if (slice_equal(value_key(member), key))
			return true;
	return false;
}

/* Looks out for a key that stands twice. A bit stands for a key; where the bit stood before, its like is searched for
 * among few members, and supposed among many: so this is linear, and a second look is rare. The quotes around a key
 * make its first and last byte readable even if it has none. */
static inline void note_key(struct reader *reader, struct slice key)
{
	struct level *level = reader->level;
	const unsigned char *bytes = (const unsigned char *)key.data;
	size_t mixed = bytes[0] + 4u * bytes[(ptrdiff_t)key.size - 1] + 8 * key.size;
	uint64_t bit = 1ull << (mixed & 63);

	if (level->keys & bit && !level->twins)
		level->twins = level->children >= FEW_CHILDREN || has_member(reader, key);
	level->keys |= bit;
}

/* Reads a key and the colon behind it. */
static inline const char *read_key(struct reader *reader, const char *at, struct slice *ret_key)
{
	if (!stands(at, reader->end, '"') && next_byte(&at, reader->end) != '"')
		return refuse(reader, at, "here must be a key in quotes");
	at = read_string(reader, at, ret_key);
	if (!at)
		return NULL;
	if (!stands(at, reader->end, ':') && next_byte(&at, reader->end) != ':')
		return refuse(reader, at, "a colon must follow the key");
	note_key(reader, *ret_key);
	return at + 1;
}

/* Opens the container `node`, whose bracket stands at `at`. */
static inline const char *open_level(struct reader *reader, const char *at, struct value *node)
{
	struct level *level = reader->level;

	if (level == reader->deepest) {
		reader->too_deep = true;
		return refuse(reader, at, "arrays and objects are nested too deep");
	}
	node->kind = *at == '{' ? VALUE_OBJECT : VALUE_ARRAY;
	*++level = (struct level){.node = (uint32_t)(node - reader->nodes), .closing = *at == '{' ? '}' : ']'};
	reader->level = level;
	return at + 1;
}

static inline void close_level(struct reader *reader)
{
	struct level *level = reader->level--;
	struct value *node = reader->nodes + level->node;

	node->size = level->children;
	node->skip = (uint32_t)(reader->next - node);
	if (level->twins) {
		reader->duplicate_keys += twins_drop(node);
		reader->next = node + node->skip;
	}
}

/* Behind a value: closes what ends here and steps over a comma. */
static inline const char *read_ends(struct reader *reader, const char *at)
{
	for (; reader->level > reader->levels; close_level(reader), at++) {
		char closing = reader->level->closing, byte;

		if (stands(at, reader->end, ','))
			return at + 1;
		byte = next_byte(&at, reader->end);
		if (byte == ',')
			return at + 1;
		if (byte != closing)
			return refuse(reader, at,
				at == reader->end ? "the text ends within an array or object"
				: closing == '}'  ? "a comma or } must follow the member"
						  : "a comma or ] must follow the element");
	}
	return at;
}

/* Reads the whole value at `at`. */
static const char *read_tree(struct reader *reader, const char *at)
{
	do {
		struct slice key = {NULL, 0};
		struct value *node;
		char byte;

		if (reader->level->closing == '}' && !(at = read_key(reader, at, &key)))
			return NULL;
		byte = next_byte(&at, reader->end);
		if (reader->next == reader->full)
			grow(reader);
		node = reader->next++;
		*node = (struct value){.skip = 1, .key = key.data, .key_bytes = (uint32_t)key.size};
		reader->level->children++;
		if (byte == '{' || byte == '[') {
			at = open_level(reader, at, node);
			if (at && next_byte(&at, reader->end) != reader->level->closing)
				continue;
		} else {
			at = read_scalar(reader, at, byte, node);
		}
		if (at)
			at = read_ends(reader, at);
	} while (at && reader->level > reader->levels);
	return at;
}

/* Reads the one value that a text is. */
static bool read_text(struct reader *reader, struct slice text)
{
	const char *at = text.data;

	if (slice_starts(text, SLICE("\xef\xbb\xbf")))
		return refuse(reader, at, "the text begins with a byte-order mark, which must not be there");
	next_byte(&at, reader->end);
	if (at == reader->end)
		return refuse(reader, text.data, "there is no text");
	at = read_tree(reader, at);
	if (!at)
		return false;
	next_byte(&at, reader->end);
	return at == reader->end || refuse(reader, at, "the text goes on behind its value");
}

static void init_reader(struct reader *reader, struct arena *arena, struct slice text, uint32_t depth)
{
	reader->arena = arena;
	reader->end = text.data + text.size;
	reader->nodes = reader->next = reader->few;
	reader->full = reader->few + FEW_NODES;
	reader->level = reader->levels;
	reader->deepest = reader->levels + depth;
	reader->duplicate_keys = 0;
	reader->too_deep = false;
	reader->rare = (struct slice){NULL, 0};
	reader->levels[0].closing = 0;
	reader->levels[0].children = 0;
}

bool json_read_spare(struct arena *arena, struct slice text, uint32_t depth, uint32_t spare, struct value **ret_root,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault)
{
	struct reader reader;
	size_t nodes;
	bool good;

	assert(depth <= JSON_DEPTH_MOST);
	if (text.size == 0 || text.size > UINT32_MAX / 2) {
		*ret_fault = (struct json_fault){.reason = text.size ? "the text is too long" : "there is no text"};
		return false;
	}
	init_reader(&reader, arena, text, depth);
	good = read_text(&reader, text);
	if (good) {
		nodes = (size_t)(reader.next - reader.nodes);
		*ret_root = (struct value *)arena_alloc(arena, (spare + nodes) * sizeof(struct value)) + spare;
		memcpy(*ret_root, reader.nodes, nodes * sizeof(struct value));
		*ret_duplicate_keys = reader.duplicate_keys;
	} else {
		*ret_fault = (struct json_fault){
			reader.too_deep, (size_t)(reader.fault_at - text.data), reader.fault_reason};
	}
	if (reader.nodes != reader.few)
		free(reader.nodes);
	return good;
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
