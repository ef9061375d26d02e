/* json_text: strings of a JSON text. Private to the JSON reader.
 *
 * Place: event, under json. Memory: none of its own; a string without escapes stays where it is. Thread: any. */
#pragma once
#include "base/arena.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Bytes that json_text_plain_end looks at in one step. */
#if defined(__SSE2__)
enum { JSON_TEXT_STEP = 16 };

/* One bit for each of the 16 bytes at `at` that is no plain one. A signed comparison takes bytes from 0x80 for less
 * than a blank, so it finds control characters and what is not ASCII at once. */
static inline uint64_t json_text_marks(const char *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
	__m128i escapes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
	__m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));

	return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, escapes), others));
}

static inline size_t json_text_first_mark(uint64_t marks)
{
	return (unsigned)__builtin_ctz((unsigned)marks);
}
#else
enum { JSON_TEXT_STEP = 8 };

/* The same for 8 bytes in one word, the first byte lowest: the highest bit of each byte that is no plain one, and maybe
 * of some behind the first of them (a borrow runs on), which nobody asks for. */
static inline uint64_t json_text_marks(const char *at)
{
	static const uint64_t ones = 0x0101010101010101ull, highs = 0x8080808080808080ull;
	uint64_t word, quotes, escapes;

	memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	quotes = word ^ (ones * '"');
	escapes = word ^ (ones * '\\');
	return ((quotes - ones) | (escapes - ones) | (word - ones * ' ') | word) & highs;
}

static inline size_t json_text_first_mark(uint64_t marks)
{
	return (unsigned)__builtin_ctzll(marks) / 8;
}
#endif

/* Where the first byte stands that is a quote, a backslash, a control character or not ASCII; `end` if none is. */
static inline const char *json_text_plain_end(const char *at, const char *end)
{
	while (end - at >= JSON_TEXT_STEP) {
		uint64_t marks = json_text_marks(at);

		if (marks)
			return at + json_text_first_mark(marks);
		at += JSON_TEXT_STEP;
	}
	while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= ' ' && (unsigned char)*at < 0x80)
		at++;
	return at;
}

/* Where the closing quote of the string stands whose content begins at `at`; NULL unless all before it is plain. */
static inline const char *json_text_plain_quote(const char *at, const char *end)
{
	for (; end - at >= JSON_TEXT_STEP; at += JSON_TEXT_STEP) {
		uint64_t marks = json_text_marks(at);

		if (marks) {
			at += json_text_first_mark(marks);
			return *at == '"' ? at : NULL;
		}
	}
	at = json_text_plain_end(at, end);
	return at < end && *at == '"' ? at : NULL;
}

/* Reads the string whose content begins at `start` (behind the quote). Returns the byte behind its closing quote, with
 * the content in *ret_string: in the text, or in the arena if it had escapes. NULL if it is refused; then *ret_at is
 * where and *ret_reason why. */
const char *json_text_read(struct arena *arena, const char *start, const char *end, struct slice *ret_string,
	const char **ret_at, const char **ret_reason);
