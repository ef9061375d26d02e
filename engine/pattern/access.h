/* access: by which keys a rule is found, and what is left to check then. */
#pragma once
#include "pattern/key.h"
#include "pattern/survey.h"

enum { ACCESS_TESTS_MOST = 24 }; /* a rule of more is tested as one term */

/* A rule under one of its keys: the rule holds if the key is met and all of its tests hold. */
struct access_entry {
	uint32_t key;
	uint32_t rule;
	uint32_t first, count; /* tests: numbers of terms, in access_entries.tests */
};

struct access_entries {
	struct access_entry *items;
	uint32_t count, capacity;
	struct words tests;
	struct words always; /* indexes of entries that no key leads to; their `key` means nothing */
	struct words parts;  /* room to work in */
};

/* Chooses keys for the rule `rule` whose pattern is `term`, a mapping, and appends its entries: one for each key, or
 * one in `always`. `loose`: elements may decide on the rule (elements.h), so tests that depend on absences become
 * loose terms. Returns the number of keys. */
uint32_t access_add(struct access_entries *entries, const struct survey *survey, struct terms *terms, uint32_t rule,
	uint32_t term, bool loose);
void access_finish(struct access_entries *entries);
