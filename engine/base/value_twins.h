/* value_twins: members of an object whose key stands again later. The last one wins; the others go.
 *
 * Place: base; used by every reader that builds trees. Memory: the tree's. Thread: any. */
#pragma once
#include "base/value.h"

/* One bit of 64 for a key. A member whose bit stands once among its siblings has no twin, so that a reader which
 * collects the bits that stood twice seldom needs twins_drop at all. */
static inline uint64_t twins_bit(struct slice key)
{
	if (key.size == 0)
		return 1;
	return 1ull << ((key.size * 7 + (unsigned char)key.data[0] * 5u + (unsigned char)key.data[key.size - 1] * 3u +
				(unsigned char)key.data[key.size / 2]) & 63);
}

/* Removes each member of `object` (a whole tree: its skip and size are right) that a later one of the same key
 * replaces, moves the rest together, and sets skip and size. Looks only at members whose bit is in `suspects`. Returns
 * how many it removed. Work: linear for ordinary keys, n log n for keys made to collide. */
uint32_t twins_drop(struct value *object, uint64_t suspects);
