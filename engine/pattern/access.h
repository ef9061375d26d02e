/* access: by which keys a rule is found, and what is left to check then. */
#pragma once
#include "pattern/key.h"
#include "pattern/survey.h"

enum { ACCESS_TESTS_MOST = 24 }; /* a rule of more is tested as one term */
static const uint32_t ACCESS_LINK = 1u << 31;

/* A rule under one of its keys: the rule holds if the key is met and all of its tests hold. */
struct access_entry {
	uint32_t key;
	uint32_t rule;         /* or with ACCESS_LINK a term, whose list is walked */
	uint32_t first, count; /* tests: numbers of terms, in access_entries.tests */
};

struct access_entries {
	struct access_entry *items;
	uint32_t count, capacity;
	struct words tests;
	struct words always; /* indexes of entries that no key leads to; their `key` means nothing */
	struct words parts;  /* room to work in */
	bool *shared;        /* by term: it has a list, to which its keys lead */
};

/* What keys are chosen for. */
struct access_rule {
	uint32_t number;
	uint32_t term;  /* its pattern: a mapping */
	uint16_t marks; /* of nodes (lower.h): elements may decide on the rule if there is an array at one of them,
			 * so tests that depend on absences become loose terms; 0: never */
};

/* For terms that are all there, but for loose ones. */
void access_init(struct access_entries *entries, const struct terms *terms);
void access_finish(struct access_entries *entries);
/* Chooses keys for the rule and appends its entries: one for each key, or one in `always`. Returns how many lists it
 * will stand in. */
uint32_t access_add(struct access_entries *entries, const struct survey *survey, struct terms *terms,
	const struct access_rule *rule);
