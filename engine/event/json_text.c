/* json_text: a string that is not plain ASCII: other characters are checked, escapes become what they stand for.
 *
 * Place: event, under json. Memory: the arena, for strings with escapes only. Thread: any.
 * Rules: RFC 8259, section 7 (strings); RFC 3629 (UTF-8). RFC 8259, section 8.2, leaves it open what half of a
 * surrogate pair means: it is refused, because no UTF-8 says it.
 *
 * Invariant: what an escape stands for takes no more bytes in UTF-8 than the escape does, so the bytes between the
 * quotes are room enough. */
#include "event/json_text.h"

struct refusal {
	const char *at;
	const char *reason;
};

/* Bytes of the character at `at`, which is not ASCII; 0 if it is malformed (RFC 3629, section 4). */
static inline size_t character_bytes(const char *at, const char *end)
{
	const unsigned char *byte = (const unsigned char *)at;
	ptrdiff_t left = end - at;
	uint32_t head;

	if (left < 2 || byte[1] >> 6 != 2)
		return 0;
	head = (uint32_t)byte[0] << 8 | byte[1];
	if (head < 0xe000)
		return head >= 0xc200 ? 2 : 0;
	if (left < 3 || byte[2] >> 6 != 2)
		return 0;
	if (head < 0xf000) /* neither what two bytes say as well nor half of a surrogate pair */
		return head >= 0xe0a0 && (head < 0xeda0 || head > 0xedbf) ? 3 : 0;
	return left >= 4 && byte[3] >> 6 == 2 && head >= 0xf090 && head <= 0xf48f ? 4 : 0;
}

/* Steps over characters that are not ASCII. NULL if one is malformed. */
static const char *skip_others(const char *at, const char *end, struct refusal *refusal)
{
	while (at < end && (unsigned char)*at >= 0x80) {
		size_t bytes = character_bytes(at, end);

		if (bytes == 0) {
			*refusal = (struct refusal){at, "the text is not UTF-8"};
			return NULL;
		}
		at += bytes;
	}
	return at;
}

/* Finds the closing quote. All between is well-formed then, but for the escapes, of which *ret_first is the first. */
static const char *find_quote(
	struct json_marks *marks, const char *start, const char **ret_first, struct refusal *refusal)
{
	const char *at = start, *end = marks->end;

	*ret_first = NULL;
	while (at && (at = json_marks_from(marks, at)) < end) {
		if (*at == '"')
			return at;
		if ((unsigned char)*at >= 0x80) {
			at = skip_others(at, end, refusal);
		} else if (*at == '\\') {
			*ret_first = *ret_first ? *ret_first : at;
			at += end - at > 1 && (unsigned char)at[1] >= ' ' && (unsigned char)at[1] < 0x80 ? 2 : 1;
		} else {
			*refusal = (struct refusal){
				at, "a control character in a string must be an escape such as \\n"};
			return NULL;
		}
	}
	if (at)
		*refusal = (struct refusal){start - 1, "the string has no closing quote"};
	return NULL;
}

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The four digits at `at`; -1 if they are not there. */
static int32_t hex_unit(const char *at, const char *end)
{
	int32_t unit = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static char *put_point(char *to, uint32_t point)
{
	if (point < 0x80) {
		*to++ = (char)point;
		return to;
	}
	if (point < 0x800) {
		*to++ = (char)(0xc0 | point >> 6);
	} else {
		if (point < 0x10000) {
			*to++ = (char)(0xe0 | point >> 12);
		} else {
			*to++ = (char)(0xf0 | point >> 18);
			*to++ = (char)(0x80 | (point >> 12 & 63));
		}
		*to++ = (char)(0x80 | (point >> 6 & 63));
	}
	*to++ = (char)(0x80 | (point & 63));
	return to;
}

/* The escape \uXXXX at `at`, two of them if they are a pair. Returns the byte behind it, NULL if it is refused. */
static const char *take_unicode(const char *at, const char *end, char **to, struct refusal *refusal)
{
	int32_t unit = hex_unit(at + 2, end), low;

	if (unit < 0) {
		*refusal = (struct refusal){at, "\\u needs four hexadecimal digits"};
		return NULL;
	}
	if (unit < 0xd800 || unit > 0xdfff) {
		*to = put_point(*to, (uint32_t)unit);
		return at + 6;
	}
	low = end - at >= 12 && at[6] == '\\' && at[7] == 'u' ? hex_unit(at + 8, end) : -1;
	if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) {
		*refusal = (struct refusal){at, "half of a surrogate pair stands alone"};
		return NULL;
	}
	*to = put_point(*to, 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(low - 0xdc00));
	return at + 12;
}

static const char *take_escape(const char *at, const char *end, char **to, struct refusal *refusal)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (at[1] == 'u')
		return take_unicode(at, end, to, refusal);
	letter = at[1] ? strchr(letters, at[1]) : NULL;
	if (!letter) {
		*refusal = (struct refusal){at, "behind \\ comes one of \" \\ / b f n r t u"};
		return NULL;
	}
	*(*to)++ = meanings[letter - letters];
	return at + 2;
}

/* Copies the string with its escapes, of which `escape` is the first, undone. */
static bool undo_escapes(struct arena *arena, struct slice raw, const char *escape, struct slice *ret_string,
	struct refusal *refusal)
{
	const char *from = raw.data, *end = raw.data + raw.size;
	char *copy = arena_alloc(arena, raw.size), *to = copy;

	while (escape) {
		memcpy(to, from, (size_t)(escape - from));
		to += escape - from;
		from = take_escape(escape, end, &to, refusal);
		if (!from)
			return false;
		escape = memchr(from, '\\', (size_t)(end - from));
	}
	memcpy(to, from, (size_t)(end - from));
	to += end - from;
	*ret_string = (struct slice){copy, (size_t)(to - copy)};
	return true;
}

const char *json_text_read(struct arena *arena, struct json_marks *marks, const char *start, struct slice *ret_string,
	const char **ret_at, const char **ret_reason)
{
	struct refusal refusal = {NULL, NULL};
	const char *escape, *quote = find_quote(marks, start, &escape, &refusal);

	if (quote) {
		*ret_string = (struct slice){start, (size_t)(quote - start)};
		if (!escape || undo_escapes(arena, *ret_string, escape, ret_string, &refusal))
			return quote + 1;
	}
	*ret_at = refusal.at;
	*ret_reason = refusal.reason;
	return NULL;
}
