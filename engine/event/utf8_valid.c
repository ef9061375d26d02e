/* utf8_valid: checks what readers without a text format of their own hand on as strings.
 *
 * Place: event; used for MessagePack and headers (the JSON reader checks as it goes). Memory: none. Thread: any. */
#include "event/utf8_valid.h"
#include "base/utf8.h"

static bool is_ascii_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return (word & 0x8080808080808080ull) == 0;
}

bool utf8_is_valid(struct slice text)
{
	size_t at = 0;

	while (at < text.size) {
		size_t bytes;
		uint32_t point;

		if (text.size - at >= sizeof(uint64_t) && is_ascii_word(text.data + at)) {
			at += sizeof(uint64_t);
			continue;
		}
		bytes = (unsigned char)text.data[at] < 0x80 ? 1 : utf8_decode(text, at, &point);
		if (bytes == 0)
			return false;
		at += bytes;
	}
	return true;
}
