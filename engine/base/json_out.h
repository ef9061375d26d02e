/* json_out: writes JSON text into a buffer, members in the order of the calls, without white space.
 *
 * The caller keeps the grammar right (asserted where cheap). Strings must be UTF-8; control characters, '"' and '\'
 * are escaped, all else is passed as it is. */
#pragma once
#include "base/buffer.h"
#include "base/value.h"

struct json_out {
	struct buffer *buffer;
	bool comma; /* whether the next value needs a comma before it */
};

static inline struct json_out json_out(struct buffer *buffer)
{
	return (struct json_out){buffer, false};
}

void json_begin_object(struct json_out *out);
void json_end_object(struct json_out *out);
void json_begin_array(struct json_out *out);
void json_end_array(struct json_out *out);
/* A text of which it is known that nothing in it needs an escape: our own words, hex digits, times. */
void json_plain_string(struct json_out *out, struct slice text);
/* A name from outside. */
void json_key_slice(struct json_out *out, struct slice key);
void json_string(struct json_out *out, struct slice text);
void json_integer(struct json_out *out, int64_t integer);
/* The shortest of 15, 16 or 17 significant digits that reads back the same; a whole number keeps ".0" when `real`
 * came as one. NaN and infinities must not come here (asserted). */
void json_real(struct json_out *out, double real);
void json_bool(struct json_out *out, bool truth);
void json_null(struct json_out *out);
/* RFC 3339 of a time in ms. */
void json_time(struct json_out *out, int64_t ms);
/* A whole tree; BYTES become base64 text. */
void json_value(struct json_out *out, const struct value *value);
/* Text that is one JSON value already. */
void json_raw(struct json_out *out, struct slice json);

/* The name of the next value: a C string without characters that need escaping. Here, so that its length is known where
 * it is a literal. */
static inline void json_key(struct json_out *out, const char *key)
{
	size_t bytes = strlen(key);
	char *at = buffer_reserve(out->buffer, bytes + 4);

	if (out->comma)
		*at++ = ',';
	*at++ = '"';
	memcpy(at, key, bytes);
	memcpy(at + bytes, "\":", 2);
	out->buffer->size = (size_t)(at + bytes + 2 - out->buffer->data);
	out->comma = false;
}

/* json_key and the value in one. */
static inline void json_member_string(struct json_out *out, const char *key, struct slice text)
{
	json_key(out, key);
	json_string(out, text);
}

static inline void json_member_plain(struct json_out *out, const char *key, struct slice text)
{
	json_key(out, key);
	json_plain_string(out, text);
}

static inline void json_member_integer(struct json_out *out, const char *key, int64_t integer)
{
	json_key(out, key);
	json_integer(out, integer);
}
