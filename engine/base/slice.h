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

/* A literal stands best on the right: compilers then compare without a call. */
static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.size == b.size && (b.size == 0 || memcmp(a.data, b.data, b.size) == 0);
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
