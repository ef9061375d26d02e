/* json_out: writes JSON text.
 *
 * Place: base; used wherever something leaves as JSON. Memory: the caller's buffer. Thread: the owner's.
 *
 * Invariant: `comma` is true exactly when a value or an end stands right before the place where we write. */
#include "base/json_out.h"
#include "base/text.h"
#include "base/time_text.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void before_value(struct json_out *out)
{
	if (out->comma)
		buffer_byte(out->buffer, ',');
	out->comma = true;
}

static void begin(struct json_out *out, char mark)
{
	before_value(out);
	buffer_byte(out->buffer, mark);
	out->comma = false;
}

void json_begin_object(struct json_out *out)
{
	begin(out, '{');
}

void json_end_object(struct json_out *out)
{
	buffer_byte(out->buffer, '}');
	out->comma = true;
}

void json_begin_array(struct json_out *out)
{
	begin(out, '[');
}

void json_end_array(struct json_out *out)
{
	buffer_byte(out->buffer, ']');
	out->comma = true;
}

/* What must not stand in a JSON string as it is. */
static bool needs_escape(unsigned char byte)
{
	return byte < 0x20 || byte == '"' || byte == '\\';
}

static void append_escape(struct buffer *buffer, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";
	static const char letters[] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};
	char *at = buffer_reserve(buffer, 6);

	at[0] = '\\';
	if (letters[byte]) {
		at[1] = letters[byte];
		buffer->size += 2;
		return;
	}
	memcpy(at + 1, "u00", 3);
	at[4] = digits[byte >> 4];
	at[5] = digits[byte & 15];
	buffer->size += 6;
}

/* Eight bytes at a time: whether one of them needs an escape. Each test leaves its byte's top bit set ("Determine if a
 * word has a byte less than n", S. E. Anderson, Bit Twiddling Hacks); bytes beyond ASCII never match. */
static bool word_needs_escape(uint64_t word)
{
	const uint64_t ones = UINT64_MAX / 255, tops = ones * 0x80;
	uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';

	return (((word - ones * 0x20) | (quote - ones) | (backslash - ones)) & ~word & tops) != 0;
}

static uint64_t load(const char *text, size_t bytes)
{
	uint64_t word = 0;

	memcpy(&word, text, bytes);
	return word;
}

/* Whether the text can be copied as it is. The last look overlaps the one before it. */
static bool is_plain(struct slice text)
{
	const char *data = text.data, *end = data + text.size;

	if (text.size == 0)
		return true;
	if (text.size == 1)
		return !needs_escape((unsigned char)*data);
	if (text.size < 4)
		return !word_needs_escape(~(UINT64_MAX >> 32) | load(data, 2) << 16 | load(end - 2, 2));
	if (text.size < 8)
		return !word_needs_escape(load(data, 4) << 32 | load(end - 4, 4));
	for (; end - data > 8; data += 8)
		if (word_needs_escape(load(data, 8)))
			return false;
	return !word_needs_escape(load(end - 8, 8));
}

static void append_escaped(struct buffer *buffer, struct slice text)
{
	buffer_byte(buffer, '"');
	for (size_t at = 0; at < text.size; at++) {
		if (needs_escape((unsigned char)text.data[at]))
			append_escape(buffer, (unsigned char)text.data[at]);
		else
			buffer_byte(buffer, text.data[at]);
	}
	buffer_byte(buffer, '"');
}

/* `text` in quotes, after a comma if one is due, before a ':' if it is a key. */
static inline void append_quoted(struct json_out *out, struct slice text, bool key)
{
	struct buffer *buffer = out->buffer;
	char *at = buffer_reserve(buffer, text.size + 4);

	if (out->comma)
		*at++ = ',';
	*at++ = '"';
	if (text.size)
		memcpy(at, text.data, text.size);
	at += text.size;
	*at++ = '"';
	if (key)
		*at++ = ':';
	buffer->size = (size_t)(at - buffer->data);
	out->comma = !key;
}

void json_key_slice(struct json_out *out, struct slice key)
{
	if (is_plain(key)) {
		append_quoted(out, key, true);
		return;
	}
	before_value(out);
	append_escaped(out->buffer, key);
	buffer_byte(out->buffer, ':');
	out->comma = false;
}

void json_plain_string(struct json_out *out, struct slice text)
{
	append_quoted(out, text, false);
}

void json_string(struct json_out *out, struct slice text)
{
	if (is_plain(text)) {
		append_quoted(out, text, false);
		return;
	}
	before_value(out);
	append_escaped(out->buffer, text);
}

void json_integer(struct json_out *out, int64_t integer)
{
	char digits[TEXT_DECIMAL_BYTES];

	before_value(out);
	buffer_append(out->buffer, text_decimal(integer, digits));
}

void json_real(struct json_out *out, double real)
{
	char text[40];
	size_t size = 0;

	assert(isfinite(real));
	before_value(out);
	for (int precision = 15; precision <= 17; precision++) {
		size = (size_t)snprintf(text, sizeof(text), "%.*g", precision, real);
		if (strtod(text, NULL) == real)
			break;
	}
	buffer_append(out->buffer, (struct slice){text, size});
	if (!memchr(text, '.', size) && !memchr(text, 'e', size))
		buffer_append(out->buffer, SLICE(".0"));
}

void json_bool(struct json_out *out, bool truth)
{
	json_raw(out, truth ? SLICE("true") : SLICE("false"));
}

void json_null(struct json_out *out)
{
	json_raw(out, SLICE("null"));
}

void json_time(struct json_out *out, int64_t ms)
{
	char text[TIME_TEXT_BYTES];

	json_plain_string(out, time_format(ms, text));
}

/* RFC 4648, with padding. */
static void append_base64(struct buffer *buffer, struct slice bytes)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *data = (const unsigned char *)bytes.data;
	char *at = buffer_reserve(buffer, (bytes.size + 2) / 3 * 4);

	for (size_t i = 0; i < bytes.size; i += 3) {
		size_t have = bytes.size - i < 3 ? bytes.size - i : 3;
		uint32_t group = (uint32_t)data[i] << 16;

		if (have > 1)
			group |= (uint32_t)data[i + 1] << 8;
		if (have > 2)
			group |= data[i + 2];
		*at++ = letters[group >> 18];
		*at++ = letters[group >> 12 & 63];
		*at++ = have > 1 ? letters[group >> 6 & 63] : '=';
		*at++ = have > 2 ? letters[group & 63] : '=';
	}
	buffer->size += (bytes.size + 2) / 3 * 4;
}

static void write_bytes(struct json_out *out, struct slice bytes)
{
	before_value(out);
	buffer_byte(out->buffer, '"');
	append_base64(out->buffer, bytes);
	buffer_byte(out->buffer, '"');
}

static void write_array(struct json_out *out, const struct value *array)
{
	json_begin_array(out);
	value_each (element, array)
		json_value(out, element);
	json_end_array(out);
}

static void write_object(struct json_out *out, const struct value *object)
{
	json_begin_object(out);
	value_each (member, object) {
		json_key_slice(out, value_key(member));
		json_value(out, member);
	}
	json_end_object(out);
}

/* Depth of recursion: bounded by the reader that built the tree. */
void json_value(struct json_out *out, const struct value *value)
{
	switch ((enum value_kind)value->kind) {
	case VALUE_NULL:
		json_null(out);
		return;
	case VALUE_FALSE:
	case VALUE_TRUE:
		json_bool(out, value->kind == VALUE_TRUE);
		return;
	case VALUE_INTEGER:
		json_integer(out, value->integer);
		return;
	case VALUE_REAL:
		json_real(out, value->real);
		return;
	case VALUE_DECIMAL:
		json_raw(out, value_text(value));
		return;
	case VALUE_STRING:
		json_string(out, value_text(value));
		return;
	case VALUE_BYTES:
		write_bytes(out, value_text(value));
		return;
	case VALUE_ARRAY:
		write_array(out, value);
		return;
	case VALUE_OBJECT:
		write_object(out, value);
		return;
	}
}

void json_raw(struct json_out *out, struct slice json)
{
	before_value(out);
	buffer_append(out->buffer, json);
}
