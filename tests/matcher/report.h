/* report: what a round that went wrong leaves to read. */
#pragma once
#include "compare.h"

/* From here on a program that dies says in the round of which seed. */
void report_deaths(void);
void report_round(uint64_t seed);
/* Makes the case small and prints it. */
void report_difference(const struct set *set, const struct tree *event, struct slice why, uint64_t seed,
	struct arena *arena);
/* The last lines: what was compared, and whether all of it is well. Returns the exit status. */
int report_end(const struct tally *tally, bool agreed, const char *name);
