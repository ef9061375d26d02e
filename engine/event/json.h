/* json: RFC 8259 text into a tree of values, in one pass; nothing that RFC 8259 does not allow is taken.
 *
 * A key that stands twice: the last one wins, and it is counted. -0 is the integer 0. Whole numbers beyond int64 keep
 * their digits (VALUE_DECIMAL). Numbers beyond a double (1e999), lone surrogates, invalid UTF-8, a byte-order mark and
 * trailing bytes are refused.
 *
 * Place: event. Memory: the arena passed in, and `text`. Thread: any. */
#pragma once
#include "base/value.h"

enum { JSON_DEPTH_MOST = 64 };

struct json_fault {
	bool too_deep;
	size_t at;          /* byte of the text */
	const char *reason; /* static */
};

/* Reads `text`; strings and kept digits of the tree point into it, those with escapes into the arena. `depth` is the
 * most arrays and objects inside each other, at most JSON_DEPTH_MOST. False with *ret_fault when it is refused. */
bool json_read(struct arena *arena, struct slice text, uint32_t depth, const struct value **ret_root,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault);
/* As json_read, but the caller may change the nodes, and `spare` unused ones stand before the root: so a reader of
 * envelopes adds to the tree without a copy of it. */
bool json_read_spare(struct arena *arena, struct slice text, uint32_t depth, uint32_t spare, struct value **ret_root,
	uint32_t *ret_duplicate_keys, struct json_fault *ret_fault);
