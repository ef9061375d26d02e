/* search: binary search by name.
 *
 * Place: below everything that keeps sorted names. Memory: none. Thread: any. */
#include "base/search.h"

uint32_t search_name(const void *entries, uint32_t from, uint32_t to, size_t entry_bytes, struct slice name)
{
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		const struct slice *at = (const struct slice *)((const char *)entries + middle * entry_bytes);
		int order = slice_compare(*at, name);

		if (order == 0)
			return middle;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return SEARCH_NONE;
}
