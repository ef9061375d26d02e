/* number: the order of numbers, exact whatever their kinds.
 *
 * An integer is compared with a real, and a whole number beyond int64 with either, by the numbers that they are and
 * not by the nearest doubles: 9007199254740993 is greater than 9007199254740992.0, and 18446744073709551615 less
 * than 18446744073709551616.0. A real is the number that its double holds. */
#pragma once
#include "base/value.h"

/* Negative, 0 or positive as `a` is less than, equal to or greater than `b`. Both must be numbers. */
int number_compare(const struct value *a, const struct value *b);
/* Equal numbers have equal hashes. */
uint64_t number_hash(const struct value *number, uint64_t seed);

/* The same, without a call for the usual kind. */
static inline int number_order(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		return (a->integer > b->integer) - (a->integer < b->integer);
	return number_compare(a, b);
}
