/* media_type: takes content types apart.
 *
 * Place: event. Memory: none. Thread: any. */
#include "event/media_type.h"

/* RFC 2045: any printable ASCII but blanks and what separates. */
static bool is_token_byte(char byte)
{
	switch (byte) {
	case '(':
	case ')':
	case '<':
	case '>':
	case '@':
	case ',':
	case ';':
	case ':':
	case '\\':
	case '"':
	case '/':
	case '[':
	case ']':
	case '?':
	case '=':
		return false;
	default:
		return byte > ' ' && byte < 0x7f;
	}
}

static size_t token_bytes(struct slice text, size_t at)
{
	size_t start = at;

	while (at < text.size && is_token_byte(text.data[at]))
		at++;
	return at - start;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

bool media_type_parse(struct slice text, struct slice *ret_essence)
{
	size_t start = 0, type, subtype, end;

	while (start < text.size && is_blank(text.data[start]))
		start++;
	type = token_bytes(text, start);
	if (type == 0 || start + type == text.size || text.data[start + type] != '/')
		return false;
	subtype = token_bytes(text, start + type + 1);
	if (subtype == 0)
		return false;
	end = start + type + 1 + subtype;
	*ret_essence = (struct slice){text.data + start, end - start};
	while (end < text.size && is_blank(text.data[end]))
		end++;
	return end == text.size || text.data[end] == ';';
}

static char lower(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool media_type_starts(struct slice essence, const char *name)
{
	for (size_t i = 0; name[i]; i++)
		if (i == essence.size || lower(essence.data[i]) != name[i])
			return false;
	return true;
}

bool media_type_is(struct slice essence, const char *name)
{
	return essence.size == strlen(name) && media_type_starts(essence, name);
}

static bool ends_in(struct slice essence, const char *name)
{
	size_t bytes = strlen(name);

	return essence.size >= bytes && media_type_is((struct slice){essence.data + essence.size - bytes, bytes}, name);
}

enum media_kind media_type_kind(struct slice essence)
{
	if (ends_in(essence, "/json") || ends_in(essence, "+json"))
		return MEDIA_JSON;
	if (ends_in(essence, "/msgpack") || ends_in(essence, "/x-msgpack") || ends_in(essence, "/vnd.msgpack") ||
		ends_in(essence, "+msgpack"))
		return MEDIA_MSGPACK;
	return MEDIA_OTHER;
}
