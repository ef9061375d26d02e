/* utf8: decodes and cleans.
 *
 * Place: base; under the readers and printers of text. Memory: none of its own. Thread: any. */
#include "base/utf8.h"

size_t utf8_decode(struct slice text, size_t at, uint32_t *ret_point)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *byte = (const unsigned char *)text.data + at;
	size_t left = text.size - at, bytes;
	uint32_t point;

	if (left == 0)
		return 0;
	bytes = byte[0] < 0x80 ? 1 : byte[0] >> 5 == 6 ? 2 : byte[0] >> 4 == 14 ? 3 : byte[0] >> 3 == 30 ? 4 : 0;
	if (bytes == 0 || bytes > left)
		return 0;
	point = bytes == 1 ? byte[0] : byte[0] & (0x7fu >> bytes);
	for (size_t i = 1; i < bytes; i++) {
		if (byte[i] >> 6 != 2)
			return 0;
		point = point << 6 | (byte[i] & 63);
	}
	if (point < least[bytes] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*ret_point = point;
	return bytes;
}

/* Controls, and what turns the direction of the text around it. */
static bool steers(uint32_t point)
{
	return (point < 0x20 && point != '\t') || (point >= 0x7f && point < 0xa0) ||
	       (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

void utf8_append_shown(struct buffer *buffer, struct slice text)
{
	size_t bytes;

	for (size_t at = 0; at < text.size; at += bytes ? bytes : 1) {
		uint32_t point;

		bytes = utf8_decode(text, at, &point);
		if (bytes == 0 || steers(point))
			buffer_append(buffer, SLICE("\xef\xbf\xbd"));
		else
			buffer_append(buffer, (struct slice){text.data + at, bytes});
	}
}
