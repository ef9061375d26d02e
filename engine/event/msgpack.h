/* msgpack: MessagePack into a tree of values.
 *
 * Refused: ext types (timestamps too), keys that are no strings, invalid UTF-8 in str, NaN and infinities, a count
 * beyond the bytes left, more than `nodes` values, more depth than `depth`, trailing bytes. A key that stands twice:
 * the last one wins, and it is counted. uint64 beyond int64 becomes a VALUE_DECIMAL. float32 is widened. bin becomes
 * VALUE_BYTES, wherever it stands.
 *
 * Place: event. Memory: the arena passed in, and `bytes`. Thread: any. */
#pragma once
#include "base/value.h"

struct msgpack_fault {
	bool too_deep;
	size_t at;          /* byte of the input */
	const char *reason; /* static */
};

struct msgpack_limits {
	uint32_t depth; /* arrays and maps inside each other; at most MSGPACK_DEPTH_MOST */
	uint32_t nodes; /* values, keys not counted */
};

enum { MSGPACK_DEPTH_MOST = 80 };

/* Strings of the tree point into `bytes`. False with *ret_fault when it is refused. */
bool msgpack_read(struct arena *arena, struct slice bytes, const struct msgpack_limits *limits,
	const struct value **ret_root, uint32_t *ret_duplicate_keys, struct msgpack_fault *ret_fault);
/* As msgpack_read, but the caller may change the nodes, and `spare` unused ones stand before the root. */
bool msgpack_read_spare(struct arena *arena, struct slice bytes, const struct msgpack_limits *limits, uint32_t spare,
	struct value **ret_root, uint32_t *ret_duplicate_keys, struct msgpack_fault *ret_fault);
