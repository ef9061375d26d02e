/* yaml_text: the bytes of a YAML file, and the types of plain words.
 *
 * Place: base, beside yaml.c, which owns the parser. Memory: none of its own. Thread: any. */
#include "base/yaml_text.h"
#include "base/utf8.h"
#include <math.h>
#include <stdlib.h>

/* The fault of one character that is well-formed, or NULL. `next` is the byte after it. */
static const char *character_fault(uint32_t point, char next, const char **ret_hint)
{
	*ret_hint = "remove it, or write it as an escape in double quotes";
	switch (point) {
	case '\t':
	case '\n':
		return NULL;
	case '\r':
		*ret_hint = "end lines with LF or CR LF";
		return next == '\n' ? NULL : "a carriage return (CR) without a line feed after it";
	case 0:
		return "a NUL byte";
	case 0x85:
	case 0x2028:
	case 0x2029:
		return "a line break that is neither LF nor CR LF (U+0085, U+2028 or U+2029)";
	case 0xfeff:
		*ret_hint = "save the file as UTF-8 without a byte-order mark (BOM)";
		return "a byte-order mark (BOM)";
	default:
		if (point < 0x20 || (point >= 0x7f && point < 0xa0))
			return "a control character";
		return (point & 0xfffe) == 0xfffe ? "a character that is none (U+FFFE, U+FFFF)" : NULL;
	}
}

static bool starts_utf16(struct slice text)
{
	return slice_starts(text, SLICE("\xff\xfe")) || slice_starts(text, SLICE("\xfe\xff"));
}

static bool characters_sound(struct slice text, struct yaml_fault *fault)
{
	size_t bytes;

	for (size_t i = 0; i < text.size; i += bytes) {
		uint32_t point;

		*fault = (struct yaml_fault){i, "not UTF-8", "save the file as UTF-8"};
		bytes = utf8_decode(text, i, &point);
		if (!bytes) {
			if (i == 0 && starts_utf16(text))
				fault->sentence = "the file is UTF-16";
			return false;
		}
		fault->sentence = character_fault(point, i + 1 < text.size ? text.data[i + 1] : 0, &fault->hint);
		if (fault->sentence)
			return false;
	}
	return true;
}

static size_t skip_blanks(struct slice text, size_t at)
{
	while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t' || text.data[at] == '\r'))
		at++;
	return at;
}

static size_t next_line(struct slice text, size_t at)
{
	const char *end = at < text.size ? memchr(text.data + at, '\n', text.size - at) : NULL;

	return end ? (size_t)(end - text.data) + 1 : text.size;
}

/* Whether the line from `at` on holds nothing or a comment. */
static bool blank_line(struct slice text, size_t at)
{
	at = skip_blanks(text, at);
	return at == text.size || text.data[at] == '\n' || text.data[at] == '#';
}

bool yaml_text_sound(struct slice text, struct yaml_fault *ret_fault)
{
	size_t at = 0;

	if (!characters_sound(text, ret_fault))
		return false;
	while (at < text.size && blank_line(text, at))
		at = next_line(text, at);
	if (at < text.size && text.data[at] == '%') {
		*ret_fault = (struct yaml_fault){at, "directives are not supported", "remove the line"};
		return false;
	}
	return true;
}

bool yaml_text_ends(struct slice text, size_t offset)
{
	while (offset < text.size) {
		struct slice rest = {text.data + offset, text.size - offset};

		if (slice_starts(rest, SLICE("...")) && (offset == 0 || text.data[offset - 1] == '\n'))
			offset += 3;
		if (!blank_line(text, offset))
			return false;
		offset = next_line(text, offset);
	}
	return true;
}

static size_t skip_digits(struct slice text, size_t at)
{
	while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
		at++;
	return at;
}

static size_t skip_sign(struct slice text, size_t at)
{
	return at < text.size && (text.data[at] == '-' || text.data[at] == '+') ? at + 1 : at;
}

/* [-+]? [0-9]+ */
static bool is_integer(struct slice text)
{
	size_t start = skip_sign(text, 0);

	return start < text.size && skip_digits(text, start) == text.size;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_float(struct slice text)
{
	size_t start = skip_sign(text, 0), at = skip_digits(text, start), digits = at - start;

	if (at < text.size && text.data[at] == '.') {
		start = at + 1;
		at = skip_digits(text, start);
		digits += at - start;
	}
	if (!digits)
		return false;
	if (at < text.size && (text.data[at] == 'e' || text.data[at] == 'E')) {
		start = skip_sign(text, at + 1);
		at = skip_digits(text, start);
		if (at == start)
			return false;
	}
	return at == text.size;
}

/* An integer that is_integer has seen: int64_t if it fits, else its digits as JSON writes them. */
static void add_integer(struct value_builder *builder, struct slice key, struct slice text)
{
	bool negative = text.data[0] == '-';
	size_t start = skip_sign(text, 0);
	int64_t integer = 0;
	struct value *node;

	while (start + 1 < text.size && text.data[start] == '0')
		start++;
	for (size_t i = start; i < text.size; i++) {
		int64_t digit = text.data[i] - '0';

		if (__builtin_mul_overflow(integer, 10, &integer) ||
			__builtin_add_overflow(integer, negative ? -digit : digit, &integer)) {
			struct slice digits = {text.data + start, text.size - start};

			node = builder_add(builder, key, VALUE_DECIMAL);
			if (negative)
				digits = arena_printf(builder->arena, "-%.*s", SLICE_PRINT(digits));
			node->text = digits.data;
			node->size = (uint32_t)digits.size;
			return;
		}
	}
	builder_integer(builder, key, integer);
}

bool yaml_text_plain(struct value_builder *builder, struct slice key, struct slice text)
{
	double real;

	if (text.size == 0 || slice_is(text, "null")) {
		builder_null(builder, key);
	} else if (slice_is(text, "true") || slice_is(text, "false")) {
		builder_bool(builder, key, text.data[0] == 't');
	} else if (is_integer(text)) {
		add_integer(builder, key, text);
	} else if (is_float(text)) {
		real = strtod(text.data, NULL);
		if (!isfinite(real))
			return false;
		builder_real(builder, key, real);
	} else {
		builder_string(builder, key, text);
	}
	return true;
}
