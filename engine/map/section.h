/* section: the named entries of one part of a map while it is read: adding, sorting, finding.
 *
 * Place: within map/. Memory: the work arena. Thread: the loader's. */
#pragma once
#include "base/diag.h"
#include "plan/plan.h"

/* The head of every entry of a section. */
struct section_entry {
	struct slice name;
	struct place at;
	uint32_t order; /* in which it was read */
};

/* A list of entries, each beginning with a struct section_entry. After section_settle: ascending by name, each name
 * once, and the index of an entry is the one it will have in the plan. */
struct section {
	const char *what; /* "seat" */
	char *entries;
	size_t entry_bytes;
	uint32_t count, capacity;
	uint32_t dropped;    /* entries behind the last one whose names stood twice */
	struct slice *names; /* of the settled entries, for guesses */
};

/* A new zeroed entry with this head, valid until the next one; NULL when the section is full (PLAN_MOST). */
void *section_add(struct section *section, struct arena *work, struct slice name, struct place at);
/* Sorts by name and reports names that stand twice, with `hint`; of these the first one read stays. */
void section_settle(struct section *section, struct arena *work, struct diag *diag, struct slice hint);
/* The index of a settled section's entry; PLAN_NONE if there is none. */
plan_index section_find(const struct section *section, struct slice name);

static inline void *section_at(const struct section *section, uint32_t index)
{
	return section->entries + index * section->entry_bytes;
}

/* The entry behind the last one; of an empty section both are NULL. */
static inline void *section_end(const struct section *section)
{
	return section->count ? section_at(section, section->count) : section->entries;
}

/* Iterates over the entries: `type` is the entry's struct. */
#define section_each(type, entry, section)                                                                             \
	for (struct type *entry = (struct type *)(void *)(section)->entries, *end_of_##entry = section_end(section);   \
		entry < end_of_##entry; entry++)
