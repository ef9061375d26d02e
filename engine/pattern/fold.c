/* fold: text without regard to case.
 *
 * Place: pattern, below the operators. Memory: fold_copy's arena. Thread: any.
 *
 * Bytes that are not UTF-8 (no reader lets them through) count as characters of their own, above all code points.
 * ASCII, of which most texts are, is taken eight characters at a time. */
#include "pattern/fold.h"
#include "pattern/fold_table.h"

enum { NO_TEXT = 0x110000 }; /* added to a byte that is no UTF-8 */
enum { PAGE = 256, PAGES = sizeof(fold_pages) / sizeof(fold_pages[0]) - 1 };
enum { WORD = sizeof(uint64_t) };

static const uint64_t ONES = UINT64_MAX / 255, TOPS = UINT64_MAX / 255 * 0x80;

uint32_t fold_point(uint32_t point)
{
	uint32_t low, high;

	if (point < 0x80)
		return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
	if (point >= PAGES * PAGE)
		return point;
	low = fold_pages[point / PAGE];
	high = fold_pages[point / PAGE + 1];
	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (fold_ranges[middle].last < point)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == sizeof(fold_ranges) / sizeof(fold_ranges[0]) || point < fold_ranges[low].first ||
		((point - fold_ranges[low].first) & (fold_ranges[low].stride - 1u)))
		return point;
	return (uint32_t)((int32_t)point + fold_ranges[low].distance);
}

/* The text without its first bytes. */
static inline struct slice behind(struct slice text, size_t bytes)
{
	return (struct slice){text.data + bytes, text.size - bytes};
}

static bool is_tail(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* Takes the first character off `text`, which must not be empty. */
static inline uint32_t next_point(struct slice *text)
{
	const unsigned char *at = (const unsigned char *)text->data;
	uint32_t point = NO_TEXT + at[0];
	unsigned length = 1;

	if (at[0] < 0x80) {
		point = at[0];
	} else if (text->size >= 2 && (at[0] & 0xE0) == 0xC0 && is_tail(at[1])) {
		point = (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
		length = 2;
	} else if (text->size >= 3 && (at[0] & 0xF0) == 0xE0 && is_tail(at[1]) && is_tail(at[2])) {
		point = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
		length = 3;
	} else if (text->size >= 4 && at[0] >= 0xF0 && (at[0] << 8 | at[1]) < 0xF490 && is_tail(at[1]) &&
		   is_tail(at[2]) && is_tail(at[3])) {
		point = (at[0] & 0x07u) << 18 | (at[1] & 0x3Fu) << 12 | (at[2] & 0x3Fu) << 6 | (at[3] & 0x3Fu);
		length = 4;
	}
	*text = behind(*text, length);
	return point;
}

static char *put_point(char *to, uint32_t point)
{
	if (point >= NO_TEXT) {
		*to++ = (char)(point - NO_TEXT);
	} else if (point < 0x80) {
		*to++ = (char)point;
	} else {
		unsigned tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;

		*to++ = (char)((0xFF00u >> (tail + 1)) | point >> (6 * tail));
		while (tail-- > 0)
			*to++ = (char)(0x80 | (point >> (6 * tail) & 0x3F));
	}
	return to;
}

static uint64_t word_at(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	return word;
}

/* Eight characters folded; false if not all are ASCII. */
static inline bool fold_word(uint64_t word, uint64_t *ret_folded)
{
	/* The top bits say which are at least 'A', and which are above 'Z'. */
	uint64_t capitals = (word + ONES * (0x80 - 'A')) & ~(word + ONES * (0x7F - 'Z')) & TOPS;

	*ret_folded = word | capitals >> 2;
	return (word & TOPS) == 0;
}

/* Bytes that the folded text may need: two may fold to three. */
static size_t room_for(struct slice text)
{
	return text.size * 3 / 2 + 4;
}

static char *put_text(char *to, struct slice text)
{
	uint64_t word;

	while (text.size) {
		if (text.size >= WORD && fold_word(word_at(text.data), &word)) {
			memcpy(to, &word, WORD);
			to += WORD;
			text = behind(text, WORD);
		} else {
			to = put_point(to, fold_point(next_point(&text)));
		}
	}
	return to;
}

struct slice fold_copy(struct arena *arena, struct slice text)
{
	char *copy = arena_alloc(arena, room_for(text)), *end = put_text(copy, text);

	*end = 0;
	return (struct slice){copy, (size_t)(end - copy)};
}

void fold_append(struct buffer *buffer, struct slice text)
{
	char *to = buffer_reserve(buffer, room_for(text));

	buffer->size += (size_t)(put_text(to, text) - to);
}

/* `folded` is the folding of some character, and so its own. */
static inline bool folds_to(uint32_t point, uint32_t folded)
{
	return point == folded || fold_point(point) == folded;
}

/* Takes what `folded` says off the head of `text`; false at the first difference. */
static bool take(struct slice *text, struct slice folded)
{
	uint64_t word;

	while (folded.size) {
		if (text->size >= WORD && folded.size >= WORD && fold_word(word_at(text->data), &word)) {
			if (word != word_at(folded.data))
				return false;
			*text = behind(*text, WORD);
			folded = behind(folded, WORD);
		} else if (text->size == 0 || !folds_to(next_point(text), next_point(&folded))) {
			return false;
		}
	}
	return true;
}

bool fold_equal(struct slice text, struct slice folded)
{
	return take(&text, folded) && text.size == 0;
}

bool fold_starts(struct slice text, struct slice folded)
{
	return take(&text, folded);
}

/* Takes the last character off `text`, which must not be empty. */
static inline uint32_t last_point(struct slice *text)
{
	size_t at = text->size - 1;
	struct slice last;
	uint32_t point;

	while (at > 0 && text->size - at < 4 && is_tail((unsigned char)text->data[at]))
		at--;
	last = behind(*text, at);
	point = next_point(&last);
	if (last.size) { /* more than a character: its last byte is none */
		at = text->size - 1;
		point = NO_TEXT + (unsigned char)text->data[at];
	}
	text->size = at;
	return point;
}

bool fold_ends(struct slice text, struct slice folded)
{
	uint64_t word;

	while (folded.size) {
		if (text.size >= WORD && folded.size >= WORD &&
			fold_word(word_at(text.data + text.size - WORD), &word)) {
			if (word != word_at(folded.data + folded.size - WORD))
				return false;
			text.size -= WORD;
			folded.size -= WORD;
		} else if (text.size == 0 || !folds_to(last_point(&text), last_point(&folded))) {
			return false;
		}
	}
	return true;
}
