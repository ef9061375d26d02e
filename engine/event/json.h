/* json: RFC 8259 text into a tree of values. Parser: yyjson, with every one of its lenient flags off.
 *
 * A key that stands twice: the last one wins, and it is counted. -0 is the integer 0. Whole numbers beyond int64 keep
 * their digits (VALUE_DECIMAL). Numbers beyond a double (1e999), lone surrogates, invalid UTF-8, a byte-order mark and
 * trailing bytes are refused. */
#pragma once
#include "base/value.h"

struct json_fault {
	bool too_deep;
	size_t at;          /* byte of the text */
	const char *reason; /* static or in the arena */
};

/* Reads `text`; strings of the tree point into the arena or into `text`, which must live as long as the tree.
 * `depth` is the most arrays and objects inside each other. False with *ret_fault when it is refused. */
bool json_read(struct arena *arena, struct slice text, uint32_t depth, const struct value **ret_root,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault);
/* As json_read, but appends the tree to an open builder under `key`. */
bool json_read_into(struct value_builder *builder, struct slice key, struct slice text, uint32_t depth,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault);
