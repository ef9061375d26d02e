/* section: the named entries of one part of a map: adding, sorting, finding.
 *
 * Place: within map/. Memory: the work arena. Thread: the loader's.
 *
 * Invariants
 *   1. After section_settle names are strictly ascending, in byte order.
 *   2. Of a name that stands twice the first one read stays. */
#include "map/section.h"
#include "base/search.h"
#include "map/codes.h"
#include <assert.h>
#include <stdlib.h>

void *section_add(struct section *section, struct arena *work, struct slice name, struct place at)
{
	struct section_entry *head;

	if (section->count == PLAN_MOST)
		return NULL;
	if (section->count == section->capacity)
		section->entries =
			arena_grow(work, section->entries, section->count, &section->capacity, section->entry_bytes);
	head = section_at(section, section->count);
	memset(head, 0, section->entry_bytes);
	*head = (struct section_entry){.name = name, .at = at, .order = section->count++};
	return head;
}

/* By name, then in the order of reading. Every entry begins with its head. */
static int compare_heads(const void *left, const void *right)
{
	const struct section_entry *a = left, *b = right;
	int order = slice_compare(a->name, b->name);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

void section_settle(struct section *section, struct arena *work, struct diag *diag, struct slice hint)
{
	uint32_t kept = 0;
	char *spare = arena_alloc(work, section->entry_bytes);

	if (section->count)
		qsort(section->entries, section->count, section->entry_bytes, compare_heads);
	section->names = ARENA_ARRAY(work, struct slice, section->count);
	for (uint32_t i = 0; i < section->count; i++) {
		struct section_entry *entry = section_at(section, i);
		struct section_entry *last = kept ? section_at(section, kept - 1) : NULL;
		struct finding *finding;

		if (last && slice_equal(last->name, entry->name)) {
			finding = diag_add(diag, SEVERITY_ERROR, CODE_TWICE, entry->at, hint,
				"%s \"%.*s\" is defined twice", section->what, SLICE_PRINT(entry->name));
			if (finding)
				finding->other = last->at;
			continue;
		}
		section->names[kept] = entry->name;
		if (kept != i) { /* there stands a dropped one */
			memcpy(spare, section_at(section, kept), section->entry_bytes);
			memcpy(section_at(section, kept), entry, section->entry_bytes);
			memcpy(entry, spare, section->entry_bytes);
		}
		kept++;
	}
	section->dropped = section->count - kept;
	section->count = kept;
}

plan_index section_find(const struct section *section, struct slice name)
{
	uint32_t at;

	assert(section->names || section->count == 0);
	at = search_name(section->names, 0, section->count, sizeof(*section->names), name);
	return at == SEARCH_NONE ? PLAN_NONE : (plan_index)at;
}
