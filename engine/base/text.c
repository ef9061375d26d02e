/* text: joins slices, writes whole numbers.
 *
 * Place: base. Memory: the arena passed in. Thread: any. */
#include "base/text.h"

struct slice text_decimal(int64_t integer, char digits[TEXT_DECIMAL_BYTES])
{
	uint64_t rest = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
	size_t at = TEXT_DECIMAL_BYTES;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (integer < 0)
		digits[--at] = '-';
	return (struct slice){digits + at, TEXT_DECIMAL_BYTES - at};
}

struct slice text_join(struct arena *arena, const struct slice *parts, uint32_t count)
{
	size_t bytes = 0, at = 0;
	char *text;

	for (uint32_t i = 0; i < count; i++)
		bytes += parts[i].size;
	text = arena_alloc(arena, bytes + 1);
	for (uint32_t i = 0; i < count; i++) {
		if (parts[i].size)
			memcpy(text + at, parts[i].data, parts[i].size);
		at += parts[i].size;
	}
	text[bytes] = 0;
	return (struct slice){text, bytes};
}
