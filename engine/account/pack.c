/* pack: MessagePack item by item, and cursors over decoded trees.
 *
 * Place: account, under the codec. Memory: the buffer's. Thread: the worker's. */
#include "account/pack.h"
#include <stdlib.h>

enum { HEAD_BYTES_MOST = 9 };

/* A byte of type and `bytes` bytes of `number`, the highest first. */
static void put_head(struct buffer *buffer, unsigned type, uint64_t number, unsigned bytes)
{
	char *at = buffer_reserve(buffer, HEAD_BYTES_MOST);

	at[0] = (char)type;
	for (unsigned i = 0; i < bytes; i++)
		at[1 + i] = (char)(number >> (8 * (bytes - 1 - i)));
	buffer->size += 1 + bytes;
}

void pack_nil(struct buffer *buffer)
{
	buffer_byte(buffer, (char)0xc0);
}

void pack_natural(struct buffer *buffer, uint64_t natural)
{
	if (natural < 0x80)
		buffer_byte(buffer, (char)natural);
	else if (natural <= UINT8_MAX)
		put_head(buffer, 0xcc, natural, 1);
	else if (natural <= UINT16_MAX)
		put_head(buffer, 0xcd, natural, 2);
	else if (natural <= UINT32_MAX)
		put_head(buffer, 0xce, natural, 4);
	else
		put_head(buffer, 0xcf, natural, 8);
}

void pack_integer(struct buffer *buffer, int64_t integer)
{
	uint64_t bits = (uint64_t)integer;

	if (integer >= 0)
		pack_natural(buffer, bits);
	else if (integer >= -32)
		buffer_byte(buffer, (char)integer);
	else if (integer >= INT8_MIN)
		put_head(buffer, 0xd0, bits, 1);
	else if (integer >= INT16_MIN)
		put_head(buffer, 0xd1, bits, 2);
	else if (integer >= INT32_MIN)
		put_head(buffer, 0xd2, bits, 4);
	else
		put_head(buffer, 0xd3, bits, 8);
}

void pack_text(struct buffer *buffer, struct slice text)
{
	if (text.size < 32)
		buffer_byte(buffer, (char)(0xa0 | text.size));
	else if (text.size <= UINT8_MAX)
		put_head(buffer, 0xd9, text.size, 1);
	else if (text.size <= UINT16_MAX)
		put_head(buffer, 0xda, text.size, 2);
	else
		put_head(buffer, 0xdb, text.size, 4);
	buffer_append(buffer, text);
}

void pack_bytes(struct buffer *buffer, struct slice bytes)
{
	if (bytes.size <= UINT8_MAX)
		put_head(buffer, 0xc4, bytes.size, 1);
	else if (bytes.size <= UINT16_MAX)
		put_head(buffer, 0xc5, bytes.size, 2);
	else
		put_head(buffer, 0xc6, bytes.size, 4);
	buffer_append(buffer, bytes);
}

/* Of a list or a map: `few` for less than 16 items, `many` for what two bytes hold, and the type behind it for more. */
static void put_container(struct buffer *buffer, unsigned few, unsigned many, uint32_t count)
{
	if (count < 16)
		buffer_byte(buffer, (char)(few | count));
	else if (count <= UINT16_MAX)
		put_head(buffer, many, count, 2);
	else
		put_head(buffer, many + 1, count, 4);
}

void pack_array(struct buffer *buffer, uint32_t count)
{
	put_container(buffer, 0x90, 0xdc, count);
}

static void put_real(struct buffer *buffer, double real)
{
	uint64_t bits;

	memcpy(&bits, &real, sizeof(bits));
	put_head(buffer, 0xcb, bits, 8);
}

static void put_decimal(struct buffer *buffer, struct slice digits)
{
	char text[32];

	if (digits.size < 21 && digits.data[0] != '-') {
		unsigned long long natural;
		char *end;

		memcpy(text, digits.data, digits.size);
		text[digits.size] = 0;
		natural = strtoull(text, &end, 10);
		if (digits.size < 20 || natural != UINT64_MAX || strcmp(text, "18446744073709551615") == 0) {
			pack_natural(buffer, natural);
			return;
		}
	}
	pack_bytes(buffer, digits);
}

void pack_value(struct buffer *buffer, const struct value *value)
{
	switch ((enum value_kind)value->kind) {
	case VALUE_NULL:
	case VALUE_BYTES: /* never remembered, see facts.c */
		pack_nil(buffer);
		return;
	case VALUE_FALSE:
		buffer_byte(buffer, (char)0xc2);
		return;
	case VALUE_TRUE:
		buffer_byte(buffer, (char)0xc3);
		return;
	case VALUE_INTEGER:
		pack_integer(buffer, value->integer);
		return;
	case VALUE_REAL:
		put_real(buffer, value->real);
		return;
	case VALUE_DECIMAL:
		put_decimal(buffer, value_text(value));
		return;
	case VALUE_STRING:
		pack_text(buffer, value_text(value));
		return;
	case VALUE_ARRAY:
		pack_array(buffer, value->size);
		value_each (element, value)
			pack_value(buffer, element);
		return;
	case VALUE_OBJECT:
		put_container(buffer, 0x80, 0xde, value->size);
		value_each (member, value) {
			pack_text(buffer, value_key(member));
			pack_value(buffer, member);
		}
		return;
	}
}

void unpack_decimals(struct value *value)
{
	for (uint32_t i = 0; i < value->skip; i++)
		if (value[i].kind == VALUE_BYTES)
			value[i].kind = VALUE_DECIMAL;
}

struct cursor cursor_over(const struct value *array)
{
	if (!array || array->kind != VALUE_ARRAY)
		return (struct cursor){NULL, NULL, false};
	return (struct cursor){array + 1, array + array->skip, true};
}

const struct value *cursor_next(struct cursor *cursor)
{
	static const struct value none = {.kind = VALUE_NULL, .skip = 1};
	const struct value *value = cursor->at;

	if (!cursor->good || value >= cursor->end) {
		cursor->good = false;
		return &none;
	}
	cursor->at += value->skip;
	return value;
}

int64_t cursor_integer(struct cursor *cursor)
{
	const struct value *value = cursor_next(cursor);

	if (value->kind != VALUE_INTEGER) {
		cursor->good = false;
		return 0;
	}
	return value->integer;
}

uint64_t cursor_hash(struct cursor *cursor)
{
	const struct value *value = cursor_next(cursor);
	struct slice bytes = value_text(value);
	uint64_t hash;

	if (value->kind != VALUE_BYTES || bytes.size != sizeof(hash)) {
		cursor->good = false;
		return 0;
	}
	memcpy(&hash, bytes.data, sizeof(hash));
	return hash;
}

struct slice cursor_text(struct cursor *cursor)
{
	const struct value *value = cursor_next(cursor);

	if (value->kind != VALUE_STRING) {
		cursor->good = false;
		return (struct slice){"", 0};
	}
	return value_text(value);
}

struct cursor cursor_array(struct cursor *cursor, uint32_t *ret_count)
{
	const struct value *value = cursor_next(cursor);
	struct cursor inner = cursor_over(value);

	*ret_count = inner.good ? value->size : 0;
	cursor->good &= inner.good;
	return inner;
}
