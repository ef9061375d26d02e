/* read_file: a whole file into memory. */
#pragma once
#include "base/arena.h"

/* Reads the file at `path` ("-": standard input) into the arena, followed by a NUL that is not counted. False if it
 * cannot be read or has more than `bytes_most`; then *ret_error says why, in the arena, without a full stop. */
bool read_file(
	struct arena *arena, const char *path, size_t bytes_most, struct slice *ret_text, struct slice *ret_error);
