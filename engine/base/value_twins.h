/* value_twins: members of an object whose key stands again later. The last one wins; the others go.
 *
 * Place: base; used by every reader that builds trees. Memory: the tree's. Thread: any. */
#pragma once
#include "base/value.h"

/* Removes each member of `object` that a later one of the same key replaces, moves the rest together, and sets skip and
 * size. `object` must be a whole tree, its skip and size right. Returns how many it removed. Work: linear for ordinary
 * keys, n log n for keys made to collide. */
uint32_t twins_drop(struct value *object);
