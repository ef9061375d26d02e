/* json_number: numbers of a JSON text. Private to the JSON reader.
 *
 * Place: event, under json. Memory: none; digits that are kept stay in the text. Thread: any. */
#pragma once
#include "base/value.h"

/* Reads the number at `at` (a minus or a digit) into kind and content of `node`, and into its size, which must be 0
 * before, if digits are kept. Returns the byte behind it; NULL if it is refused: then *ret_at is where and *ret_reason
 * why. */
const char *json_number_read(
	const char *at, const char *end, struct value *node, const char **ret_at, const char **ret_reason);
