/* value: looking things up in a tree of values.
 *
 * Place: base; what event/ reads, pattern/ matches and account/ keeps. Memory: the tree's. Thread: any.
 *
 * Invariants of a tree
 *   1. skip >= 1; the nodes value[1] .. value[skip - 1] are the descendants of value[0] in document order.
 *   2. No object holds a key twice. */
#include "base/value.h"
#include <stdlib.h>

const struct value *value_get(const struct value *object, struct slice key)
{
	if (object->kind != VALUE_OBJECT)
		return NULL;
	value_each (member, object) {
		if (member->key_bytes != key.size)
			continue;
		if (key.size == 0 || (member->key[0] == key.data[0] && !memcmp(member->key, key.data, key.size)))
			return member;
	}
	return NULL;
}

double value_number(const struct value *value)
{
	char digits[64];

	if (value->kind == VALUE_INTEGER)
		return (double)value->integer;
	if (value->kind == VALUE_REAL)
		return value->real;
	if (value->size < sizeof(digits)) {
		memcpy(digits, value->text, value->size);
		digits[value->size] = 0;
		return strtod(digits, NULL);
	}
	char *text = memory_alloc(value->size + 1);

	memcpy(text, value->text, value->size);
	text[value->size] = 0;
	double number = strtod(text, NULL);

	free(text);
	return number;
}

static bool objects_equal(const struct value *a, const struct value *b)
{
	value_each (member, a) {
		const struct value *other = value_get(b, value_key(member));

		if (!other || !value_equal(member, other))
			return false;
	}
	return true;
}

static bool arrays_equal(const struct value *a, const struct value *b)
{
	const struct value *other = b + 1;

	value_each (element, a) {
		if (!value_equal(element, other))
			return false;
		other += other->skip;
	}
	return true;
}

static bool numbers_equal(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		return a->integer == b->integer;
	if (a->kind == VALUE_DECIMAL && b->kind == VALUE_DECIMAL)
		return slice_equal(value_text(a), value_text(b));
	return value_number(a) == value_number(b);
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (value_is_number(a) && value_is_number(b))
		return numbers_equal(a, b);
	if (a->kind != b->kind || a->size != b->size)
		return false;
	switch ((enum value_kind)a->kind) {
	case VALUE_STRING:
	case VALUE_BYTES:
		return slice_equal(value_text(a), value_text(b));
	case VALUE_ARRAY:
		return arrays_equal(a, b);
	case VALUE_OBJECT:
		return objects_equal(a, b);
	default:
		return true;
	}
}

static bool holds_text(const struct value *value)
{
	return value->kind == VALUE_STRING || value->kind == VALUE_BYTES || value->kind == VALUE_DECIMAL;
}

struct value *value_copy(struct arena *arena, const struct value *value)
{
	struct value *copy = arena_alloc(arena, value->skip * sizeof(*copy));

	memcpy(copy, value, value->skip * sizeof(*copy));
	for (uint32_t i = 0; i < value->skip; i++) {
		if (copy[i].key)
			copy[i].key = arena_copy(arena, value_key(&copy[i])).data;
		if (holds_text(&copy[i]))
			copy[i].text = arena_copy(arena, value_text(&copy[i])).data;
	}
	return copy;
}

size_t value_weight(const struct value *value)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < value->skip; i++) {
		bytes += i ? value[i].key_bytes : 0;
		bytes += holds_text(&value[i]) ? value[i].size : value_is_number(&value[i]) ? sizeof(double) : 1;
	}
	return bytes;
}
