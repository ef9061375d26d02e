/* lines: cases of the fuzz targets that read patterns and events, a line each. */
#pragma once
#include "event/json.h"

enum { CASE_BYTES_MOST = 16384 };

/* The tree of a line; NULL if it is no JSON. */
static inline const struct value *read_line(struct arena *arena, struct slice text)
{
	const struct value *root;
	struct json_fault fault;
	uint32_t duplicate_keys;

	return json_read(arena, text, JSON_DEPTH_MOST, &root, &duplicate_keys, &fault) ? root : NULL;
}

/* Takes the first line off `text`. */
static inline struct slice take_line(struct slice *text)
{
	const char *end = text->size ? memchr(text->data, '\n', text->size) : NULL;
	struct slice line = {text->data, end ? (size_t)(end - text->data) : text->size};
	size_t taken = line.size + (end != NULL);

	text->data += taken;
	text->size -= taken;
	return line;
}
