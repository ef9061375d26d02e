/* msgpack: MessagePack into a tree of values. Decoder: msgpack-c behind a scan of our own that bounds its work.
 *
 * Refused: ext types, keys that are no strings, invalid UTF-8 in str, NaN and infinities, a count beyond the bytes left,
 * more than 10,000 nodes (`nodes`), more depth than `depth`, trailing bytes. A key that stands twice: the last one wins.
 * uint64 beyond int64 becomes a VALUE_DECIMAL. float32 is widened. bin becomes VALUE_BYTES. */
#pragma once
#include "base/value.h"

struct msgpack_fault {
	bool too_deep;
	size_t at;
	const char *reason; /* static */
};

struct msgpack_limits {
	uint32_t depth; /* at most 64 */
	uint32_t nodes;
};

/* Strings of the tree point into `bytes`. False with *ret_fault when it is refused. */
bool msgpack_read(struct arena *arena, struct slice bytes, const struct msgpack_limits *limits,
	const struct value **ret_root, uint32_t *ret_duplicate_keys, struct msgpack_fault *ret_fault);
