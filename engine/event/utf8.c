/* utf8: checks what readers without a text format of their own hand on as strings.
 *
 * Place: event; used for MessagePack and headers (yyjson checks JSON itself). Memory: none. Thread: any. */
#include "event/utf8.h"

static bool is_ascii_word(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return (word & 0x8080808080808080ull) == 0;
}

/* Bytes of the well-formed sequence at `at`, 0 if there is none (Unicode Standard, table 3-7). */
static size_t sequence_bytes(const unsigned char *at, size_t left)
{
	unsigned char first = at[0], low = 0x80, high = 0xbf;
	size_t bytes;

	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	bytes = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (left < bytes)
		return 0;
	if (first == 0xe0)
		low = 0xa0;
	else if (first == 0xed)
		high = 0x9f;
	else if (first == 0xf0)
		low = 0x90;
	else if (first == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < bytes; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return bytes;
}

bool utf8_is_valid(struct slice text)
{
	const unsigned char *bytes = (const unsigned char *)text.data;
	size_t at = 0;

	while (at < text.size) {
		size_t sequence;

		if (text.size - at >= sizeof(uint64_t) && is_ascii_word(bytes + at)) {
			at += sizeof(uint64_t);
			continue;
		}
		sequence = sequence_bytes(bytes + at, text.size - at);
		if (sequence == 0)
			return false;
		at += sequence;
	}
	return true;
}
