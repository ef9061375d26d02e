/* wildcard: the operator of that name: `*` stands for any characters, `\*` and `\\` for the characters themselves.
 *
 * Place: pattern, an operator family. Memory: pieces in the parser's arena. Thread: any.
 *
 * The pattern is kept as the pieces between its stars. The first must begin the text and the last must end it;
 * those between are looked for from left to right, each where it is found first. Taking the first place never
 * hurts, since what follows may begin anywhere later: so nothing is tried twice, and the time is that of one search
 * through the text. */
#include "pattern/canonical.h"
#include "pattern/operators.h"

/* Whether the pattern text is well formed; counts its stars. */
static bool check(struct parser *parser, const struct value *operand, uint32_t *ret_stars)
{
	struct slice text = value_text(operand);
	bool after_star = false;

	*ret_stars = 0;
	for (size_t i = 0; i < text.size; i++) {
		bool star = text.data[i] == '*';

		if (star && after_star) {
			parser_error(parser, "SW123", operand, "one star stands for any number of characters",
				"two stars beside each other in a wildcard");
			return false;
		}
		if (text.data[i] == '\\') {
			i++;
			if (i == text.size || (text.data[i] != '*' && text.data[i] != '\\')) {
				parser_error(parser, "SW123", operand, "write \\\\ for a backslash and \\* for a star",
					"a backslash in a wildcard stands only before * or another backslash");
				return false;
			}
		}
		*ret_stars += star;
		after_star = star;
	}
	return true;
}

/* Cuts checked text at its stars and takes the escapes out. */
static void cut(struct parser *parser, struct slice text, struct slice *pieces)
{
	char *to = arena_alloc(parser->arena, text.size + 1);

	*pieces = (struct slice){to, 0};
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '*') {
			*++pieces = (struct slice){to, 0};
			continue;
		}
		if (text.data[i] == '\\')
			i++;
		*to++ = text.data[i];
		pieces->size++;
	}
}

bool wildcard_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	struct slice *pieces;
	uint32_t stars;

	if (operand->kind != VALUE_STRING) {
		parser_error(parser, "SW123", operand, ret_condition->operator->help, "wildcard takes a string, not %s",
			parser_type(operand));
		return false;
	}
	if (!check(parser, operand, &stars))
		return false;
	pieces = ARENA_ARRAY(parser->arena, struct slice, stars + 1);
	cut(parser, value_text(operand), pieces);
	ret_condition->wildcard.pieces = pieces;
	ret_condition->wildcard.count = stars + 1;
	return true;
}

bool wildcard_holds(const struct condition *condition, const struct value *scalar)
{
	const struct slice *pieces = condition->wildcard.pieces, *last = &pieces[condition->wildcard.count - 1];
	struct slice text = value_text(scalar);

	if (scalar->kind != VALUE_STRING || !slice_starts(text, *pieces))
		return false;
	if (pieces == last)
		return text.size == pieces->size;
	text.data += pieces->size;
	text.size -= pieces->size;
	if (text.size < last->size)
		return false;
	text.size -= last->size;
	if (last->size && memcmp(text.data + text.size, last->data, last->size) != 0)
		return false;
	while (++pieces < last) {
		const char *found = memmem(text.data, text.size, pieces->data, pieces->size);

		if (!found)
			return false;
		text.size -= (size_t)(found - text.data) + pieces->size;
		text.data = found + pieces->size;
	}
	return true;
}

void wildcard_write(const struct condition *condition, struct buffer *buffer)
{
	for (uint32_t i = 0; i < condition->wildcard.count; i++) {
		canonical_whole(condition->wildcard.pieces[i].size, buffer);
		buffer_byte(buffer, '*');
		buffer_append(buffer, condition->wildcard.pieces[i]);
	}
}

void wildcard_copy(struct condition *condition, struct arena *arena)
{
	struct slice *pieces = ARENA_ARRAY(arena, struct slice, condition->wildcard.count);

	for (uint32_t i = 0; i < condition->wildcard.count; i++)
		pieces[i] = arena_copy(arena, condition->wildcard.pieces[i]);
	condition->wildcard.pieces = pieces;
}
