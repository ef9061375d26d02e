/* json_number: numbers of a JSON text. Private to the JSON reader.
 *
 * Place: event, under json. Memory: none; digits that are kept stay in the text. Thread: any. */
#pragma once
#include "base/value.h"

/* Reads the number at `at` (a minus or a digit) into kind and content of `node`, and into its size, which must be 0
 * before, if digits are kept. Returns the byte behind it; NULL if it is refused: then *ret_at is where and *ret_reason
 * why. */
const char *json_number_read(
	const char *at, const char *end, struct value *node, const char **ret_at, const char **ret_reason);

/* How many of the eight bytes at `at` are digits before the first that is none, and their number in *ret_number. All at
 * once, since a loop over digits is hard to guess for a processor: a byte that is no digit gets its top bit set by a
 * sum or a difference, and pairs, fours and eight digits are put together by a product each ("Faster JSON number
 * parsing", D. Lemire, 2018). */
static inline uint32_t json_number_digits(const char *at, int64_t *ret_number)
{
	static const uint64_t ones = UINT64_MAX / 255;
	uint64_t word, others;
	uint32_t count;

	memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	others = ((word + ones * (0x80 - '9' - 1)) | (word - ones * '0')) & ones * 0x80;
	count = others ? (uint32_t)__builtin_ctzll(others) / 8 : 8;
	if (count == 0)
		return 0;
	word = (word - ones * '0') << (64 - 8 * count); /* zeros come before */
	word = word * 10 + (word >> 8);
	word = ((word & 0x000000ff000000ffull) * (100 + (1000000ull << 32)) +
		       (word >> 16 & 0x000000ff000000ffull) * (1 + (10000ull << 32))) >>
	       32;
	*ret_number = (int64_t)(word & UINT32_MAX);
	return count;
}
