/* origin: the first place of a record that the engine forwarded, as a header.
 *
 * Place: event; written by core/ when it forwards, read by event_decode. Memory: as the header says. Thread: any. */
#include "event/event.h"

/* Takes a whole number up to `end` or the next '/', which is passed over. False if there is none within the bounds. */
static bool take_number(const char **at, const char *end, int64_t least, int64_t most, int64_t *ret_number)
{
	bool negative = *at < end && **at == '-';
	const char *digits = *at += negative;
	int64_t number = 0;

	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
		int digit = **at - '0';

		if (__builtin_mul_overflow(number, 10, &number) ||
			__builtin_add_overflow(number, negative ? -digit : digit, &number))
			return false;
	}
	if (*at == digits || number < least || number > most)
		return false;
	*ret_number = number;
	if (*at == end)
		return true;
	return *(*at)++ == '/';
}

bool event_origin(const struct record *record, struct event_origin *ret_origin)
{
	struct slice text = {NULL, 0};
	const char *slash, *at, *end;
	int64_t partition;

	if (!record_header(record, EVENT_ORIGIN_HEADER, &text) || text.size == 0)
		return false;
	end = text.data + text.size;
	slash = memchr(text.data, '/', text.size);
	if (!slash || slash == text.data)
		return false;
	at = slash + 1;
	if (!take_number(&at, end, 0, INT32_MAX, &partition) ||
		!take_number(&at, end, 0, INT64_MAX, &ret_origin->offset) ||
		!take_number(&at, end, INT64_MIN, INT64_MAX, &ret_origin->timestamp_ms) || at != end || end[-1] == '/')
		return false;
	ret_origin->topic = (struct slice){text.data, (size_t)(slash - text.data)};
	ret_origin->partition = (int32_t)partition;
	return true;
}

struct slice event_origin_text(struct arena *arena, const struct event_origin *origin)
{
	return arena_printf(arena, "%.*s/%ld/%lld/%lld", SLICE_PRINT(origin->topic), (long)origin->partition,
		(long long)origin->offset, (long long)origin->timestamp_ms);
}
