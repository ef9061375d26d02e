/* pack: MessagePack into a buffer, and a cursor over a decoded tree; what the codec's two directions share. */
#pragma once
#include "base/buffer.h"
#include "base/value.h"

/* One item each, in its shortest form. An account is some seventy items: no library stands between. */
void pack_nil(struct buffer *buffer);
void pack_integer(struct buffer *buffer, int64_t integer);
void pack_natural(struct buffer *buffer, uint64_t natural);
void pack_text(struct buffer *buffer, struct slice text);
void pack_bytes(struct buffer *buffer, struct slice bytes);
/* A list of `count` items, which follow. */
void pack_array(struct buffer *buffer, uint32_t count);

/* A tree. Whole numbers beyond int64 become uint64 where they fit, else a bin of their digits. */
void pack_value(struct buffer *buffer, const struct value *value);
/* The reverse, in place: turns every BYTES node of a tree into the DECIMAL that it stands for. */
void unpack_decimals(struct value *value);

/* Reads the children of an array one by one. Once something is missing or of the wrong kind, `good` stays false and
 * every reader returns a zero. */
struct cursor {
	const struct value *at, *end;
	bool good;
};

struct cursor cursor_over(const struct value *array);
const struct value *cursor_next(struct cursor *cursor);
int64_t cursor_integer(struct cursor *cursor);
uint64_t cursor_hash(struct cursor *cursor);
struct slice cursor_text(struct cursor *cursor);
/* The next child, which must be an array. */
struct cursor cursor_array(struct cursor *cursor, uint32_t *ret_count);
