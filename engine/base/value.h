/* value: a tree of scalars, arrays and objects, as JSON, MessagePack and YAML have it.
 *
 * A tree is one array of nodes in document order: the children of a node follow it, and `skip` leads from a node to
 * its next sibling. Strings and keys are slices of memory that outlives the tree (the payload or an arena).
 * Immutable once built. Readers never recurse on depth beyond what the reader that built it allowed. */
#pragma once
#include "base/arena.h"

enum value_kind {
	VALUE_NULL,
	VALUE_FALSE,
	VALUE_TRUE,
	VALUE_INTEGER, /* fits int64_t */
	VALUE_REAL,    /* any other finite number of which a double says enough */
	VALUE_DECIMAL, /* a whole number beyond int64_t: its digits in `text`, value_number() gives the double */
	VALUE_STRING,
	VALUE_BYTES, /* MessagePack bin: only as an event's data */
	VALUE_ARRAY,
	VALUE_OBJECT,
};

struct value {
	uint8_t kind;
	uint32_t size;      /* bytes of STRING, BYTES, DECIMAL; elements of ARRAY; members of OBJECT; else 0 */
	uint32_t skip;      /* nodes from here to the next sibling: 1 for scalars */
	uint32_t key_bytes; /* of the member's name; 0 in arrays and at the root */
	const char *key;    /* NULL in arrays and at the root */
	union {
		int64_t integer;
		double real;
		const char *text; /* STRING, BYTES, DECIMAL */
	};
};

static inline struct slice value_key(const struct value *value)
{
	return (struct slice){value->key, value->key_bytes};
}

/* The bytes of a STRING, BYTES or DECIMAL. */
static inline struct slice value_text(const struct value *value)
{
	return (struct slice){value->text, value->size};
}

static inline bool value_is_number(const struct value *value)
{
	return value->kind >= VALUE_INTEGER && value->kind <= VALUE_DECIMAL;
}

static inline bool value_is_scalar(const struct value *value)
{
	return value->kind < VALUE_ARRAY;
}

/* Iterates over the children of an ARRAY or OBJECT (none of a scalar). */
#define value_each(child, parent)                                                                            \
	for (const struct value *child = (parent) + 1, *end_of_##child = (parent) + (parent)->skip;          \
	     child < end_of_##child; child += child->skip)

/* The member `key` of an object; NULL if `object` is no object or has none. Readers leave no key twice. */
const struct value *value_get(const struct value *object, struct slice key);
/* The number as a double (nearest, for what a double cannot hold). `value` must be a number. */
double value_number(const struct value *value);
/* Same kind and content; objects in any order of members. Numbers compare by value: 300 equals 300.0. */
bool value_equal(const struct value *a, const struct value *b);
/* A copy of the tree with all its strings in `arena`. */
struct value *value_copy(struct arena *arena, const struct value *value);
/* Bytes of what the tree says: of a string its own, of a number 8, of all else 1, and the keys below the root. */
size_t value_weight(const struct value *value);

/* A path: steps that are keys, as "data.contact.role" in a map. A key that holds a dot is not reachable. */
struct path {
	const struct slice *steps;
	uint32_t count; /* >= 1 */
};

/* Splits `text` at dots; steps point into `text`. False if it is empty or has an empty step. */
bool path_parse(struct arena *arena, struct slice text, struct path *ret_path);
/* Writes "a.b.c" into the arena. */
struct slice path_text(struct arena *arena, const struct path *path);
/* The first value in document order to which the path leads; arrays on the way are transparent (their elements are
 * tried in order). NULL if none. The value may be an array or object. */
const struct value *path_find(const struct path *path, const struct value *root);
/* As path_find, but the first scalar; an array at the end is transparent too. */
const struct value *path_scalar(const struct path *path, const struct value *root);

/* Building a tree: nodes are appended in document order. Between builder_begin and builder_end of a container, all that
 * is appended becomes its children. */
struct value_builder {
	struct arena *arena;
	struct value *nodes;
	uint32_t count, capacity;
	uint32_t open[64]; /* containers begun and not ended: indexes of their nodes */
	uint32_t depth;
	bool keeps_twins; /* for a reader that reports them itself; false at first */
};

void builder_init(struct value_builder *builder, struct arena *arena);
/* Appends a scalar; the caller fills in kind, size and content of the node returned (valid until the next append).
 * `key` is NULL-data in arrays and at the root. */
struct value *builder_add(struct value_builder *builder, struct slice key, enum value_kind kind);
void builder_string(struct value_builder *builder, struct slice key, struct slice text);
void builder_integer(struct value_builder *builder, struct slice key, int64_t integer);
void builder_real(struct value_builder *builder, struct slice key, double real);
void builder_bool(struct value_builder *builder, struct slice key, bool truth);
void builder_null(struct value_builder *builder, struct slice key);
/* Appends a whole tree under another key. Its strings stay where they are. */
void builder_tree(struct value_builder *builder, struct slice key, const struct value *tree);
/* `kind` is VALUE_ARRAY or VALUE_OBJECT. At most 64 open at once (asserted). */
void builder_begin(struct value_builder *builder, struct slice key, enum value_kind kind);
/* Closes the innermost open container. In an object of which a key stands twice, the last one stays; returns how
 * many were dropped: none if the builder keeps twins. */
uint32_t builder_end(struct value_builder *builder);
/* The root; valid as long as the arena. All containers must be closed. */
const struct value *builder_root(const struct value_builder *builder);
