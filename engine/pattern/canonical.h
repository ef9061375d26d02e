/* canonical: the meaning of a pattern as bytes, the same whatever the order of keys and alternatives.
 *
 * The bytes stand in no file, but their hash does (pattern_hash): what they say may only change with the major
 * version. */
#pragma once
#include "base/buffer.h"
#include "pattern/ast.h"

/* A whole number in decimal digits. */
void canonical_whole(uint64_t whole, struct buffer *buffer);
/* Appends a scalar: 300 and 300.0 give the same. */
void canonical_literal(const struct value *scalar, struct buffer *buffer);
/* Puts conditions into their canonical order and drops what stands twice; returns how many are left. */
uint32_t canonical_sort(struct arena *arena, struct condition *conditions, uint32_t count);
/* Appends alternatives; the conditions must be sorted. */
void canonical_alternatives(const struct literals *literals, const struct condition *conditions, uint32_t count,
	struct buffer *buffer);
/* The whole pattern, in `arena`. */
struct slice canonical_bytes(const struct mapping *source, struct arena *arena);
