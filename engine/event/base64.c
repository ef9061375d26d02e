/* base64: reads the `data_base64` of JSON events.
 *
 * Place: event. Memory: the arena passed in. Thread: any. */
#include "event/base64.h"

/* The six bits of a letter, or -1. */
static int letter_bits(char letter)
{
	if (letter >= 'A' && letter <= 'Z')
		return letter - 'A';
	if (letter >= 'a' && letter <= 'z')
		return letter - 'a' + 26;
	if (letter >= '0' && letter <= '9')
		return letter - '0' + 52;
	return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

bool base64_decode(struct arena *arena, struct slice text, struct slice *ret_bytes)
{
	size_t letters = text.size;
	char *bytes = arena_alloc(arena, text.size / 4 * 3 + 1), *next = bytes;
	uint32_t bits = 0;
	int count = 0; /* of bits */

	if (text.size % 4 != 0)
		return false;
	for (int padding = 0; padding < 2 && letters > 0 && text.data[letters - 1] == '='; padding++)
		letters--;
	for (size_t i = 0; i < letters; i++) {
		int six = letter_bits(text.data[i]);

		if (six < 0)
			return false;
		bits = bits << 6 | (uint32_t)six;
		count += 6;
		if (count >= 8) {
			count -= 8;
			*next++ = (char)(bits >> count & 0xff);
		}
	}
	if (bits & ((1u << count) - 1))
		return false;
	*ret_bytes = (struct slice){bytes, (size_t)(next - bytes)};
	return true;
}
