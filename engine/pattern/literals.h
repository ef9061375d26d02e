/* literals: a set of scalars for which "equals" is asked. */
#pragma once
#include "base/value.h"

struct literals {
	const struct value *values; /* sorted by literals_compare, each once */
	uint32_t count;
};

/* A total order of scalars. 0 means equal as patterns see it: types are strict, 300 equals 300.0. */
int literals_compare(const struct value *a, const struct value *b);
/* Equal scalars have equal hashes. */
uint64_t literals_hash(const struct value *scalar, uint64_t seed);
/* Sorts `values[0 .. count)` in place and drops what stands twice. */
struct literals literals_make(struct value *values, uint32_t count);
bool literals_have(const struct literals *literals, const struct value *scalar);
