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
 *   2. The last byte of the text is a bracket that closes, or a NUL stands behind it. Neither can be part of what a
 *      step reads over (blanks, digits, a comma, a colon, a bracket that opens), so the byte at `at` may be looked at
 *      without asking whether it is there, but for that behind a closing bracket. Of strings it is asked.
 *   3. The walk does not recurse; `levels` are the containers open now, and the first of them stands for none. */
#include "event/json.h"
#include "event/json_number.h"
#include "event/json_text.h"
#include "base/value_twins.h"
#include <assert.h>
#include <stdlib.h>

enum { FEW_NODES = 128, FEW_CHILDREN = 16, SHORT_DIGITS = 18 };

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
	struct json_marks marks;
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

/* A new node, of the innermost container. */
static inline struct value *add_node(struct reader *reader)
{
	if (reader->next == reader->full)
		grow(reader);
	reader->level->children++;
	return reader->next++;
}

static inline bool is_blank(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Steps over blanks, of which a text as machines write it has none. Returns the byte that follows. */
static inline char next_byte(const char **at)
{
	while ((unsigned char)**at <= ' ' && is_blank(**at))
		++*at;
	return **at;
}

/* As read_string for a string that is not plain, or whose quotes stand in two steps of the search. It goes by
 * reader->rare, so that the others can stay in registers. */
static const char *read_rare_string(struct reader *reader, const char *at)
{
	const char *mark = json_marks_from(&reader->marks, at + 1);

	if (mark < reader->end && *mark == '"') {
		reader->rare = (struct slice){at + 1, (size_t)(mark - at - 1)};
		at = mark + 1;
	} else {
		at = json_text_read(reader->arena, &reader->marks, at + 1, &reader->rare, &reader->fault_at,
			&reader->fault_reason);
	}
	json_marks_pass(&reader->marks);
	return at;
}

/* Reads the string whose quote stands at `at`. */
static inline const char *read_string(struct reader *reader, const char *at, struct slice *ret_string)
{
	const char *mark = json_marks_behind(&reader->marks, at);

	if (mark && *mark == '"') {
		json_marks_pass(&reader->marks);
		*ret_string = (struct slice){at + 1, (size_t)(mark - at - 1)};
		return mark + 1;
	}
	at = read_rare_string(reader, at);
	*ret_string = reader->rare;
	return at;
}

/* A whole number of at most 18 digits, which is nearly every number; all else is read with more care. */
static inline const char *read_number(struct reader *reader, const char *at, struct value *node)
{
	const char *first = at + (*at == '-'), *digit = first;
	int64_t number = 0;

	if (reader->end - first >= 8)
		digit += json_number_digits(first, &number);
	for (; *digit >= '0' && *digit <= '9' && digit < first + SHORT_DIGITS; digit++)
		number = number * 10 + (*digit - '0');
	if (digit > first && (*first != '0' || digit == first + 1) &&
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

/* Reads a value that is no container into a new node. */
static inline const char *read_scalar(struct reader *reader, const char *at, struct slice key)
{
	struct value *node = add_node(reader);
	struct slice text;

	if (*at != '"') {
		*node = (struct value){.skip = 1, .key = key.data, .key_bytes = (uint32_t)key.size};
		return *at == '-' || (*at >= '0' && *at <= '9') ? read_number(reader, at, node)
								  : read_word(reader, at, node);
	}
	at = read_string(reader, at, &text);
	*node = (struct value){.kind = VALUE_STRING,
		.size = (uint32_t)text.size,
		.skip = 1,
		.key_bytes = (uint32_t)key.size,
		.key = key.data,
		.text = text.data};
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
	if (next_byte(&at) != '"')
		return refuse(reader, at, "here must be a key in quotes");
	at = read_string(reader, at, ret_key);
	if (!at)
		return NULL;
	if (next_byte(&at) != ':')
		return refuse(reader, at, "a colon must follow the key");
	note_key(reader, *ret_key);
	return at + 1;
}

/* Opens the container whose bracket stands at `at`. */
static inline const char *open_level(struct reader *reader, const char *at, struct slice key)
{
	struct value *node = add_node(reader);
	bool object = *at == '{';

	if (reader->level == reader->deepest) {
		reader->too_deep = true;
		return refuse(reader, at, "arrays and objects are nested too deep");
	}
	*node = (struct value){
		.kind = object ? VALUE_OBJECT : VALUE_ARRAY, .key = key.data, .key_bytes = (uint32_t)key.size};
	*++reader->level = (struct level){.node = (uint32_t)(node - reader->nodes), .closing = object ? '}' : ']'};
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

/* Behind a value: closes containers, up to the comma behind which the next value of one stands. */
static const char *read_ends(struct reader *reader, const char *at)
{
	while (reader->level > reader->levels) {
		char byte = at < reader->end ? next_byte(&at) : 0, closing = reader->level->closing;

		if (byte == ',')
			return at + 1;
		if (byte != closing)
			return refuse(reader, at,
				at == reader->end ? "the text ends within an array or object"
				: closing == '}'  ? "a comma or } must follow the member"
						  : "a comma or ] must follow the element");
		close_level(reader);
		at++;
	}
	return at;
}

/* Reads the children of the open containers, until all are closed. */
static const char *read_children(struct reader *reader, const char *at)
{
	for (;;) {
		struct slice key = {NULL, 0};
		char byte;

		if (reader->level->closing == '}' && !(at = read_key(reader, at, &key)))
			return NULL;
		byte = next_byte(&at);
		at = byte == '{' || byte == '[' ? open_level(reader, at, key) : read_scalar(reader, at, key);
		if (!at)
			return NULL;
		if (byte == '{' || byte == '[') {
			if (next_byte(&at) != reader->level->closing)
				continue;
		} else if (*at == ',') {
			at++;
			continue;
		}
		at = read_ends(reader, at);
		if (!at || reader->level == reader->levels)
			return at;
	}
}

/* Reads the one value that a text is. */
static bool read_text(struct reader *reader, const char *at)
{
	static const struct slice no_key;
	char byte = next_byte(&at);

	if (byte != '{' && byte != '[') {
		at = read_scalar(reader, at, no_key);
	} else {
		at = open_level(reader, at, no_key);
		if (at)
			at = next_byte(&at) == reader->level->closing ? read_ends(reader, at)
								      : read_children(reader, at);
	}
	if (!at || at == reader->end)
		return at != NULL;
	next_byte(&at);
	return refuse(reader, at, "the text goes on behind its value");
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
	reader->marks = json_marks(text);
	reader->levels[0].closing = 0;
	reader->levels[0].children = 0;
}

/* The text without the blanks behind it, such that invariant 2 holds: what is neither an array nor an object is copied.
 * Returns what is wrong with the text as such, or NULL. */
static const char *prepare(struct arena *arena, struct slice *text)
{
	while (text->size && is_blank(text->data[text->size - 1]))
		text->size--;
	if (text->size == 0)
		return "there is no text";
	if (text->size > UINT32_MAX / 2)
		return "the text is too long";
	if (slice_starts(*text, SLICE("\xef\xbb\xbf")))
		return "the text begins with a byte-order mark, which must not be there";
	if (text->data[text->size - 1] != '}' && text->data[text->size - 1] != ']')
		*text = arena_copy(arena, *text);
	return NULL;
}

bool json_read_spare(struct arena *arena, struct slice text, uint32_t depth, uint32_t spare, struct value **ret_root,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault)
{
	const char *reason = prepare(arena, &text);
	struct reader reader;
	size_t nodes;
	bool good;

	assert(depth <= JSON_DEPTH_MOST);
	if (reason) {
		*ret_fault = (struct json_fault){.reason = reason};
		return false;
	}
	init_reader(&reader, arena, text, depth);
	good = read_text(&reader, text.data);
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
