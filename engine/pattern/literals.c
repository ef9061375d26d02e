/* literals: a set of scalars for which "equals" is asked.
 *
 * Place: pattern, below the operators. Memory: the caller's. Thread: any. Bytes (MessagePack bin) equal nothing. */
#include "pattern/literals.h"
#include "base/hash.h"
#include "pattern/number.h"
#include <stdlib.h>

/* Numbers of all kinds are one type. */
static int type_of(const struct value *scalar)
{
	return value_is_number(scalar) ? VALUE_INTEGER : scalar->kind;
}

int literals_compare(const struct value *a, const struct value *b)
{
	int a_type = type_of(a), b_type = type_of(b);

	if (a_type != b_type)
		return a_type < b_type ? -1 : 1;
	if (a_type == VALUE_INTEGER)
		return number_compare(a, b);
	if (a_type != VALUE_STRING)
		return 0;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return memcmp(a->text, b->text, a->size);
}

uint64_t literals_hash(const struct value *scalar, uint64_t seed)
{
	if (scalar->kind == VALUE_STRING)
		return hash64(value_text(scalar), seed);
	if (value_is_number(scalar))
		return number_hash(scalar, seed);
	return hash64((struct slice){(const char *)&scalar->kind, 1}, seed);
}

static int compare_for_sort(const void *a, const void *b)
{
	return literals_compare(a, b);
}

struct literals literals_make(struct value *values, uint32_t count)
{
	uint32_t kept = 0;

	if (count > 1)
		qsort(values, count, sizeof(*values), compare_for_sort);
	for (uint32_t i = 0; i < count; i++)
		if (kept == 0 || literals_compare(&values[kept - 1], &values[i]) != 0)
			values[kept++] = values[i];
	return (struct literals){values, kept};
}

bool literals_have(const struct literals *literals, const struct value *scalar)
{
	uint32_t low = 0, high = literals->count;

	if (scalar->kind == VALUE_BYTES)
		return false;
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		int order = literals_compare(&literals->values[middle], scalar);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
