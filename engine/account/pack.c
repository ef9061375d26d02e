/* pack: small helpers around msgpack-c's packer and decoded trees.
 *
 * Place: account, under the codec. Memory: the buffer's. Thread: the worker's. */
#include "account/pack.h"
#include <stdlib.h>

int pack_to_buffer(void *buffer, const char *data, size_t bytes)
{
	buffer_append(buffer, (struct slice){data, bytes});
	return 0;
}

static void pack_decimal(msgpack_packer *packer, struct slice digits)
{
	char text[32];

	if (digits.size < 21 && digits.data[0] != '-') {
		unsigned long long natural;
		char *end;

		memcpy(text, digits.data, digits.size);
		text[digits.size] = 0;
		natural = strtoull(text, &end, 10);
		if (digits.size < 20 || natural != UINT64_MAX || strcmp(text, "18446744073709551615") == 0) {
			msgpack_pack_uint64(packer, natural);
			return;
		}
	}
	msgpack_pack_bin_with_body(packer, digits.data, digits.size);
}

void pack_value(msgpack_packer *packer, const struct value *value)
{
	switch ((enum value_kind)value->kind) {
	case VALUE_NULL:
	case VALUE_BYTES: /* never remembered, see facts.c */
		msgpack_pack_nil(packer);
		return;
	case VALUE_FALSE:
		msgpack_pack_false(packer);
		return;
	case VALUE_TRUE:
		msgpack_pack_true(packer);
		return;
	case VALUE_INTEGER:
		msgpack_pack_int64(packer, value->integer);
		return;
	case VALUE_REAL:
		msgpack_pack_double(packer, value->real);
		return;
	case VALUE_DECIMAL:
		pack_decimal(packer, value_text(value));
		return;
	case VALUE_STRING:
		pack_text(packer, value_text(value));
		return;
	case VALUE_ARRAY:
		msgpack_pack_array(packer, value->size);
		value_each (element, value)
			pack_value(packer, element);
		return;
	case VALUE_OBJECT:
		msgpack_pack_map(packer, value->size);
		value_each (member, value) {
			pack_text(packer, value_key(member));
			pack_value(packer, member);
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
