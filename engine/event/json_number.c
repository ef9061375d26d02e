/* json_number: text to int64, to the nearest double, or to kept digits.
 *
 * Place: event, under json. Memory: a copy of a long number for the time of the call. Thread: any.
 * Grammar: RFC 8259, section 6. A double is the nearest one, halves to even: computed exactly where 19 digits and a
 * power of ten within 27 tell the number (nearly all that are written), by strtod else. strtod reads a point, whatever
 * the user's language is, because the program sets no locale.
 * Why these bounds: 10^27 = 2^27 * 5^27 and 5^27 < 2^63, so that digits times or by a power of five fit into 128 bits,
 * and of what is cut off it is known whether it is anything. That is the thought of the fast path in W. Clinger's "How
 * to Read Floating Point Numbers Accurately" (1990), with room for all 19 digits. */
#include "event/json_number.h"
#include <math.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 wide;

enum { DIGITS_OF_A_DOUBLE = 309, DIGITS_MOST = 19, POWER_MOST = 27 };
/* More than a text has digits, so that a larger exponent need not be known. */
static const int64_t EXPONENT_MOST = INT32_MAX;

/* A number taken apart: digits * 10^power if it is exact. */
struct parts {
	const char *start, *end;
	uint64_t digits;
	int64_t power;
	uint32_t digit_count; /* without zeros at the head */
	bool negative, whole; /* whole: neither point nor exponent */
};

static inline bool is_digit(const char *at, const char *end)
{
	return at < end && *at >= '0' && *at <= '9';
}

/* Takes digits into the number; those behind the 19th are only counted, which makes it inexact. */
static const char *take_digits(const char *at, const char *end, struct parts *parts)
{
	for (; is_digit(at, end); at++) {
		if (parts->digit_count < DIGITS_MOST)
			parts->digits = parts->digits * 10 + (uint64_t)(*at - '0');
		parts->digit_count += parts->digit_count > 0 || *at != '0';
	}
	return at;
}

static const char *take_exponent(const char *at, const char *end, struct parts *parts)
{
	int64_t exponent = 0;
	bool negative = false;

	if (at < end && (*at == '+' || *at == '-'))
		negative = *at++ == '-';
	if (!is_digit(at, end))
		return NULL;
	for (; is_digit(at, end); at++)
		if (exponent < EXPONENT_MOST)
			exponent = exponent * 10 + (*at - '0');
	parts->power += negative ? -exponent : exponent;
	return at;
}

/* What is wrong with the number; NULL if nothing is. Then parts->end stands behind it, else where it is wrong. */
static const char *take_apart(const char *at, const char *end, struct parts *parts)
{
	const char *behind;

	*parts = (struct parts){.start = at, .end = at, .whole = true};
	parts->negative = *at == '-';
	at += parts->negative;
	if (!is_digit(at, end))
		return "a minus stands without a number";
	if (*at == '0' && is_digit(at + 1, end))
		return "a number has a zero at its head";
	at = take_digits(at, end, parts);
	if (at < end && *at == '.') {
		parts->whole = false;
		behind = take_digits(at + 1, end, parts);
		parts->end = at;
		if (behind == at + 1)
			return "a digit must follow the point";
		parts->power -= behind - at - 1;
		at = behind;
	}
	if (at < end && (*at | 0x20) == 'e') {
		parts->whole = false;
		parts->end = at;
		at = take_exponent(at + 1, end, parts);
		if (!at)
			return "a digit must follow the exponent's letter";
	}
	parts->end = at;
	return NULL;
}

/* The nearest double of `digits` * 10^`power`, |power| <= POWER_MOST. */
static double near_exactly(uint64_t digits, int power)
{
	static const uint64_t fives[POWER_MOST + 1] = {1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125, 9765625,
		48828125, 244140625, 1220703125, 6103515625, 30517578125, 152587890625, 762939453125, 3814697265625,
		19073486328125, 95367431640625, 476837158203125, 2384185791015625, 11920928955078125,
		59604644775390625, 298023223876953125, 1490116119384765625, 7450580596923828125};
	wide over, quotient;
	int shift;

	if (digits == 0)
		return 0;
	if (power >= 0) /* a product of at most 127 bits, rounded once */
		return ldexp((double)((wide)digits * fives[power]), power);
	shift = __builtin_clzll(digits);
	over = (wide)(digits << shift) << 64;
	quotient = over / fives[-power]; /* at least 2^64: its last bit is far behind those of a double */
	quotient |= quotient * fives[-power] != over;
	return ldexp((double)quotient, power - 64 - shift);
}

static double near_by_library(const struct parts *parts)
{
	size_t size = (size_t)(parts->end - parts->start);
	char small[64], *text = size < sizeof(small) ? small : memory_alloc(size + 1);
	double real;

	memcpy(text, parts->start, size);
	text[size] = 0;
	real = strtod(text, NULL);
	if (text != small)
		free(text);
	return real;
}

static double nearest(const struct parts *parts)
{
	double real;

	if (parts->digit_count > DIGITS_MOST || parts->power < -POWER_MOST || parts->power > POWER_MOST)
		return near_by_library(parts);
	real = near_exactly(parts->digits, (int)parts->power);
	return parts->negative ? -real : real;
}

/* A whole number: an integer if it fits, else its digits. */
static void set_whole(const struct parts *parts, struct value *node)
{
	uint64_t most = (uint64_t)INT64_MAX + parts->negative;

	if (parts->digit_count <= DIGITS_MOST && parts->digits <= most) {
		node->kind = VALUE_INTEGER;
		node->integer = (int64_t)(parts->negative ? 0 - parts->digits : parts->digits);
		return;
	}
	node->kind = VALUE_DECIMAL;
	node->size = (uint32_t)(parts->end - parts->start);
	node->text = parts->start;
}

const char *json_number_read(
	const char *at, const char *end, struct value *node, const char **ret_at, const char **ret_reason)
{
	struct parts parts;
	const char *reason = take_apart(at, end, &parts);

	if (reason) {
		*ret_at = parts.end;
		*ret_reason = reason;
		return NULL;
	}
	if (parts.whole) {
		set_whole(&parts, node);
		if (node->size < DIGITS_OF_A_DOUBLE || isfinite(value_number(node)))
			return parts.end;
	} else {
		node->kind = VALUE_REAL;
		node->real = nearest(&parts);
		if (isfinite(node->real))
			return parts.end;
	}
	*ret_at = at;
	*ret_reason = "the number is beyond what a double holds";
	return NULL;
}
