/* number: the order of numbers, exact whatever their kinds.
 *
 * Place: pattern, below the operators. Memory: none. Thread: any.
 *
 * Invariants
 *   1. The order is total, so that sorted arrays of numbers can be searched.
 *   2. A VALUE_DECIMAL lies beyond int64: its sign alone places it against every integer. */
#include "pattern/number.h"
#include "base/hash.h"
#include <math.h>
#include <stdio.h>

static int order(bool less, bool greater)
{
	return (int)greater - (int)less;
}

static int compare_integer_real(int64_t integer, double real)
{
	int64_t whole;

	if (real >= 0x1p63)
		return -1;
	if (real < -0x1p63)
		return 1;
	whole = (int64_t)real;
	if (integer != whole)
		return order(integer < whole, integer > whole);
	return order(real > (double)whole, real < (double)whole);
}

/* The digits of a decimal, without its sign. */
static struct slice digits_of(const struct value *decimal, bool *ret_negative)
{
	struct slice text = value_text(decimal);

	*ret_negative = text.size > 0 && text.data[0] == '-';
	return *ret_negative ? (struct slice){text.data + 1, text.size - 1} : text;
}

static int compare_digits(struct slice a, struct slice b)
{
	if (a.size != b.size)
		return order(a.size < b.size, a.size > b.size);
	return slice_compare(a, b);
}

static int compare_decimals(const struct value *a, const struct value *b)
{
	bool a_negative, b_negative;
	struct slice a_digits = digits_of(a, &a_negative), b_digits = digits_of(b, &b_negative);

	if (a_negative != b_negative)
		return a_negative ? -1 : 1;
	return a_negative ? compare_digits(b_digits, a_digits) : compare_digits(a_digits, b_digits);
}

static int compare_decimal_real(const struct value *decimal, double real)
{
	char text[320]; /* 309 digits of the largest double */
	double nearest = value_number(decimal);
	bool negative;
	struct slice digits = digits_of(decimal, &negative);
	int size, magnitude;

	if (nearest != real) /* rounding keeps the order */
		return order(nearest < real, nearest > real);
	size = snprintf(text, sizeof(text), "%.0f", fabs(real));
	magnitude = compare_digits(digits, (struct slice){text, (size_t)size});
	return negative ? -magnitude : magnitude;
}

int number_compare(const struct value *a, const struct value *b)
{
	if (a->kind > b->kind)
		return -number_compare(b, a);
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		return order(a->integer < b->integer, a->integer > b->integer);
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_REAL)
		return compare_integer_real(a->integer, b->real);
	if (a->kind == VALUE_REAL && b->kind == VALUE_REAL)
		return order(a->real < b->real, a->real > b->real);
	if (a->kind == VALUE_DECIMAL)
		return compare_decimals(a, b);
	if (a->kind == VALUE_REAL)
		return -compare_decimal_real(b, a->real);
	return value_text(b).data[0] == '-' ? 1 : -1;
}

/* Where the nearest double is not the number itself, many numbers have the same: then the digits tell them apart. */
uint64_t number_hash(const struct value *number, uint64_t seed)
{
	double nearest = value_number(number) + 0.0; /* -0 becomes 0 */

	if (number->kind == VALUE_INTEGER && compare_integer_real(number->integer, nearest) != 0)
		return hash64((struct slice){(const char *)&number->integer, sizeof(number->integer)}, ~seed);
	if (number->kind == VALUE_DECIMAL && compare_decimal_real(number, nearest) != 0)
		return hash64(value_text(number), seed);
	return hash64((struct slice){(const char *)&nearest, sizeof(nearest)}, seed);
}
