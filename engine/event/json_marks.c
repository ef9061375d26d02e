/* json_marks: the search, 64 bytes a step.
 *
 * Place: event, under json. Memory: none. Thread: any. */
#include "event/json_marks.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { STEP = 64 };

#if defined(__SSE2__)
enum { LOOK_BYTES = 16 };

/* A bit for each of 16 bytes that is a mark. A signed comparison takes bytes from 0x80 for less than a blank, so it
 * finds control characters and what is not ASCII at once. */
static inline uint64_t look_at(const char *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
	__m128i escapes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
	__m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));

	return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, escapes), others));
}
#else
enum { LOOK_BYTES = 8 };
static const uint64_t ONES = UINT64_MAX / 255, TOPS = UINT64_MAX / 255 * 0x80;

/* The top bit of each byte that is 0, and no other bit. */
static inline uint64_t zeros(uint64_t word)
{
	return ~(((word & ~TOPS) + ~TOPS) | word) & TOPS;
}

/* The same for 8 bytes in one word, the first byte lowest. The product gathers the bytes' top bits in eight bits. */
static inline uint64_t look_at(const char *at)
{
	uint64_t word, marks;

	memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	marks = zeros(word & ONES * 0xe0) | zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\\') | (word & TOPS);
	return (marks >> 7) * 0x0102040810204080ull >> 56;
}
#endif

/* Bits of the marks among 64 bytes. */
static inline uint64_t marks_at(const char *at)
{
	uint64_t marks = 0;

	for (int i = 0; i < STEP; i += LOOK_BYTES)
		marks |= look_at(at + i) << i;
	return marks;
}

/* The last step of a text, of fewer than 64 bytes. */
static uint64_t marks_of_rest(struct slice rest)
{
	char padded[STEP];

	memset(padded, ' ', sizeof(padded));
	memcpy(padded, rest.data, rest.size);
	return marks_at(padded);
}

/* Searches the next step; there must be one. */
static void search(struct json_marks *marks)
{
	size_t left = (size_t)(marks->end - marks->searched);

	marks->at = marks->searched;
	marks->bits = left >= STEP ? marks_at(marks->at) : marks_of_rest((struct slice){marks->at, left});
	marks->searched += left >= STEP ? STEP : left;
}

const char *json_marks_from(struct json_marks *marks, const char *at)
{
	for (;;) {
		for (; marks->bits; marks->bits &= marks->bits - 1) {
			const char *mark = marks->at + __builtin_ctzll(marks->bits);

			if (mark >= at)
				return mark;
		}
		if (marks->searched == marks->end)
			return marks->end;
		search(marks);
	}
}
