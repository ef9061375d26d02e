/* json_oracle: yyjson, strict, as the second opinion on what a JSON text is and says.
 *
 * Used by the unit tests and the fuzz target of JSON. Depth of recursion is that of our tree, which its reader
 * bounds. */
#pragma once
#include "base/value.h"
#include "event/json.h"
#include <math.h>
#include <stdlib.h>
#include <yyjson.h>

/* Objects of more members are not searched for members that stand twice, which would take quadratic time. */
enum { ORACLE_MEMBERS_MOST = 1000 };

static inline bool oracle_same(const struct value *ours, yyjson_val *theirs);

/* A number that neither 64 bits nor a double hold is left as text by yyjson. */
static inline bool oracle_beyond_double(yyjson_val *theirs)
{
	return yyjson_is_raw(theirs) && isinf(strtod(yyjson_get_raw(theirs), NULL));
}

static inline bool oracle_holds_beyond_double(yyjson_val *theirs)
{
	yyjson_val *key, *value;
	size_t index, count;
	bool beyond = oracle_beyond_double(theirs);

	if (yyjson_is_arr(theirs)) {
		yyjson_arr_foreach(theirs, index, count, value) beyond |= oracle_holds_beyond_double(value);
	} else if (yyjson_is_obj(theirs)) {
		yyjson_obj_foreach(theirs, index, count, key, value) beyond |= oracle_holds_beyond_double(value);
	}
	return beyond;
}

static inline bool oracle_same_number(const struct value *ours, yyjson_val *theirs)
{
	char digits[32];
	double real;

	if (yyjson_is_real(theirs)) {
		real = yyjson_get_real(theirs);
		return ours->kind == VALUE_REAL && memcmp(&real, &ours->real, sizeof(real)) == 0;
	}
	if (yyjson_is_sint(theirs) || (yyjson_is_uint(theirs) && yyjson_get_uint(theirs) <= INT64_MAX))
		return ours->kind == VALUE_INTEGER && ours->integer == yyjson_get_sint(theirs);
	if (yyjson_is_raw(theirs))
		return ours->kind == VALUE_DECIMAL &&
		       slice_equal(value_text(ours), (struct slice){yyjson_get_raw(theirs), yyjson_get_len(theirs)});
	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)yyjson_get_uint(theirs));
	return ours->kind == VALUE_DECIMAL && slice_is(value_text(ours), digits);
}

static inline bool oracle_stands_later(yyjson_val *object, size_t place, yyjson_val *key)
{
	yyjson_val *later, *value;
	size_t index, count;

	yyjson_obj_foreach(object, index, count, later, value)
	{
		if (index > place && yyjson_get_len(later) == yyjson_get_len(key) &&
			!memcmp(yyjson_get_str(later), yyjson_get_str(key), yyjson_get_len(key)))
			return true;
	}
	return false;
}

static inline bool oracle_same_object(const struct value *ours, yyjson_val *theirs)
{
	const struct value *member = ours + 1;
	yyjson_val *key, *value;
	size_t index, count;

	if (yyjson_obj_size(theirs) > ORACLE_MEMBERS_MOST && yyjson_obj_size(theirs) != ours->size)
		return true;
	yyjson_obj_foreach(theirs, index, count, key, value)
	{
		struct slice name = {yyjson_get_str(key), yyjson_get_len(key)};

		if (count <= ORACLE_MEMBERS_MOST && oracle_stands_later(theirs, index, key))
			continue;
		if (member == ours + ours->skip || !slice_equal(value_key(member), name) || !oracle_same(member, value))
			return false;
		member += member->skip;
	}
	return member == ours + ours->skip;
}

static inline bool oracle_same_array(const struct value *ours, yyjson_val *theirs)
{
	const struct value *element = ours + 1;
	size_t index, count;
	yyjson_val *value;

	if (ours->size != yyjson_arr_size(theirs))
		return false;
	yyjson_arr_foreach(theirs, index, count, value)
	{
		if (element == ours + ours->skip || !oracle_same(element, value))
			return false;
		element += element->skip;
	}
	return element == ours + ours->skip;
}

static inline bool oracle_same(const struct value *ours, yyjson_val *theirs)
{
	switch (yyjson_get_type(theirs)) {
	case YYJSON_TYPE_NULL:
		return ours->kind == VALUE_NULL;
	case YYJSON_TYPE_BOOL:
		return ours->kind == (yyjson_is_true(theirs) ? VALUE_TRUE : VALUE_FALSE);
	case YYJSON_TYPE_STR:
		return ours->kind == VALUE_STRING &&
		       slice_equal(value_text(ours), (struct slice){yyjson_get_str(theirs), yyjson_get_len(theirs)});
	case YYJSON_TYPE_ARR:
		return ours->kind == VALUE_ARRAY && oracle_same_array(ours, theirs);
	case YYJSON_TYPE_OBJ:
		return ours->kind == VALUE_OBJECT && oracle_same_object(ours, theirs);
	default:
		return value_is_number(ours) && oracle_same_number(ours, theirs);
	}
}

/* Whether json_read and yyjson agree on `text`: both refuse it, or both read the same tree. They need not agree on what
 * is too deep for us, and on numbers beyond a double. */
static inline bool oracle_agrees(struct arena *arena, struct slice text)
{
	const struct value *ours = NULL;
	struct json_fault fault = {.reason = NULL};
	uint32_t duplicate_keys;
	bool good = json_read(arena, text, JSON_DEPTH_MOST, &ours, &duplicate_keys, &fault);
	yyjson_doc *doc =
		yyjson_read_opts((char *)(uintptr_t)text.data, text.size, YYJSON_READ_BIGNUM_AS_RAW, NULL, NULL);
	bool agrees;

	if (!good && fault.too_deep)
		agrees = true;
	else if (!good)
		agrees = !doc || oracle_holds_beyond_double(yyjson_doc_get_root(doc));
	else
		agrees = doc && oracle_same(ours, yyjson_doc_get_root(doc));
	yyjson_doc_free(doc);
	return agrees;
}
