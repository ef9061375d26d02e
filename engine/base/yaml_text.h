/* yaml_text: what is looked at before and beside the YAML parser: the bytes of a file, and the types of plain words. */
#pragma once
#include "base/value.h"

/* What is wrong with a text, and where. Both sentences are static. */
struct yaml_fault {
	size_t offset; /* of the first byte that is wrong */
	const char *sentence, *hint;
};

/* Whether `text` is UTF-8 of characters that a map may hold, its lines ended by LF or CR LF, without a byte-order mark,
 * and starts with no directive. What passes has the same lines for the parser and for every editor. */
bool yaml_text_sound(struct slice text, struct yaml_fault *ret_fault);

/* Whether nothing but white space, comments and document ends follows `offset`, where a document has ended. */
bool yaml_text_ends(struct slice text, size_t offset);

/* Appends a plain (unquoted) word by the narrow core schema: empty or `null`, `true`, `false`, decimal integers and
 * floats, else text. `text` must be followed by a NUL and live as long as the tree. False if it is a number beyond the
 * range of doubles; nothing is appended then. */
bool yaml_text_plain(struct value_builder *builder, struct slice key, struct slice text);
