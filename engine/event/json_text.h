/* json_text: strings of a JSON text. Private to the JSON reader.
 *
 * Place: event, under json. Memory: none of its own; a string without escapes stays where it is. Thread: any. */
#pragma once
#include "event/json_marks.h"
#include "base/arena.h"

/* Reads the string whose content begins at `start` (behind the quote). Returns the byte behind its closing quote, with
 * the content in *ret_string: in the text, or in the arena if it had escapes. NULL if it is refused; then *ret_at is
 * where and *ret_reason why. */
const char *json_text_read(struct arena *arena, struct json_marks *marks, const char *start, struct slice *ret_string,
	const char **ret_at, const char **ret_reason);
