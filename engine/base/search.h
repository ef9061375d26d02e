/* search: finds a name among entries that are sorted by it. */
#pragma once
#include "base/slice.h"

#define SEARCH_NONE UINT32_MAX

/* The index of the entry called `name` among entries[from, to), or SEARCH_NONE. Every entry has `entry_bytes` bytes and
 * begins with its name, a slice; names ascend strictly, in byte order. */
uint32_t search_name(const void *entries, uint32_t from, uint32_t to, size_t entry_bytes, struct slice name);
