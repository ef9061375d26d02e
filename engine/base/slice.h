/* slice: some bytes that somebody else owns. Not ended by NUL; may hold any byte; empty slices may have data NULL. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *data;
	size_t size; /* bytes */
};

/* A string literal as a slice. */
#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})
/* The two arguments that "%.*s" takes. */
#define SLICE_PRINT(s) (int)(s).size, (s).data ? (s).data : ""

static inline struct slice slice_of(const char *text)
{
	return (struct slice){text, text ? strlen(text) : 0};
}

/* Whether two texts hold the same bytes, as many as a `type` has, from some place on. */
#define SLICE_SAME(type, a, b, from) (memcmp((a) + (from), (b) + (from), sizeof(type)) == 0)

/* Most texts are names of a few bytes: two looks of one size, which may overlap, save the call. A literal stands best
 * on the right: its size is known then. */
static inline bool slice_equal(struct slice a, struct slice b)
{
	if (a.size != b.size)
		return false;
	if (b.size > 16)
		return memcmp(a.data, b.data, b.size) == 0;
	if (b.size >= sizeof(uint64_t))
		return SLICE_SAME(uint64_t, a.data, b.data, 0) &&
		       SLICE_SAME(uint64_t, a.data, b.data, b.size - sizeof(uint64_t));
	if (b.size >= sizeof(uint32_t))
		return SLICE_SAME(uint32_t, a.data, b.data, 0) &&
		       SLICE_SAME(uint32_t, a.data, b.data, b.size - sizeof(uint32_t));
	if (b.size >= sizeof(uint16_t))
		return SLICE_SAME(uint16_t, a.data, b.data, 0) &&
		       SLICE_SAME(uint16_t, a.data, b.data, b.size - sizeof(uint16_t));
	return b.size == 0 || *a.data == *b.data;
}

static inline bool slice_is(struct slice s, const char *text)
{
	return slice_equal(s, slice_of(text));
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
	return s.size >= prefix.size && (prefix.size == 0 || memcmp(s.data, prefix.data, prefix.size) == 0);
}

/* Byte order, shorter first on a common prefix: negative, 0 or positive, as memcmp. */
static inline int slice_compare(struct slice a, struct slice b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}
