/* template: texts with fields of the event in braces, as the mapping of plain JSON has them.
 *
 * Place: event; parsed with the configuration, filled for each event. Memory: the arena passed in; a template of one
 * field of text gives that text itself. Thread: any. */
#include "event/input.h"
#include <stdio.h>
#include <stdlib.h>

struct parser {
	struct arena *arena;
	struct slice text;
	size_t at;            /* byte of the text */
	size_t literal_start; /* of what was read and not added yet */
	struct template_part *parts;
	uint32_t count, capacity;
};

static void add_part(struct parser *parser, struct template_part part)
{
	ARENA_GROW(parser->arena, parser->parts, parser->count, parser->capacity);
	parser->parts[parser->count++] = part;
}

/* Adds the literal text up to byte `end`. */
static void add_literal(struct parser *parser, size_t end)
{
	struct slice literal = {parser->text.data + parser->literal_start, end - parser->literal_start};

	if (literal.size > 0)
		add_part(parser, (struct template_part){.literal = literal});
}

/* Takes "{data.state}" at `at`. False with a sentence when it is malformed. */
static bool take_field(struct parser *parser, struct slice *ret_why)
{
	struct template_part part = {.literal = {NULL, 0}};
	const char *start = parser->text.data + parser->at + 1;
	const char *end = memchr(start, '}', parser->text.size - parser->at - 1);
	struct slice field;

	if (!end) {
		*ret_why = arena_printf(
			parser->arena, "the \"{\" at byte %zu is not closed; write \"{{\" for a brace", parser->at);
		return false;
	}
	field = (struct slice){start, (size_t)(end - start)};
	if (!path_parse(parser->arena, field, &part.path) || !slice_is(part.path.steps[0], "data")) {
		*ret_why = arena_printf(parser->arena, "\"{%.*s}\" names no field; fields are written \"{data.name}\"",
			SLICE_PRINT(field));
		return false;
	}
	add_part(parser, part);
	parser->at = parser->literal_start = (size_t)(end + 1 - parser->text.data);
	return true;
}

bool template_parse(struct arena *arena, struct slice text, struct template *ret_template, struct slice *ret_why)
{
	struct parser parser = {.arena = arena, .text = text};

	while (parser.at < text.size) {
		char byte = text.data[parser.at];

		if (byte != '{' && byte != '}') {
			parser.at++;
		} else if (parser.at + 1 < text.size && text.data[parser.at + 1] == byte) {
			add_literal(&parser, parser.at + 1);
			parser.at += 2;
			parser.literal_start = parser.at;
		} else if (byte == '{') {
			add_literal(&parser, parser.at);
			if (!take_field(&parser, ret_why))
				return false;
		} else {
			*ret_why = arena_printf(
				arena, "the \"}\" at byte %zu closes nothing; write \"}}\" for a brace", parser.at);
			return false;
		}
	}
	add_literal(&parser, text.size);
	if (parser.count == 0) {
		*ret_why = SLICE("the text is empty");
		return false;
	}
	*ret_template = (struct template){text, parser.parts, parser.count};
	return true;
}

/* The shortest of 15, 16 or 17 significant digits that reads back the same. */
static struct slice real_text(struct arena *arena, double real)
{
	char text[40];

	for (int precision = 15; precision <= 17; precision++) {
		snprintf(text, sizeof(text), "%.*g", precision, real);
		if (strtod(text, NULL) == real)
			break;
	}
	return arena_copy(arena, slice_of(text));
}

static struct slice scalar_text(struct arena *arena, const struct value *scalar)
{
	switch ((enum value_kind)scalar->kind) {
	case VALUE_FALSE:
		return SLICE("false");
	case VALUE_TRUE:
		return SLICE("true");
	case VALUE_INTEGER:
		return arena_printf(arena, "%lld", (long long)scalar->integer);
	case VALUE_REAL:
		return real_text(arena, scalar->real);
	default:
		return value_text(scalar);
	}
}

/* The text of a part; data NULL if its field is missing. */
static struct slice part_text(const struct template_part *part, const struct value *root, struct arena *arena)
{
	const struct value *scalar;

	if (part->path.count == 0)
		return part->literal;
	scalar = path_scalar(&part->path, root);
	if (!scalar || scalar->kind == VALUE_NULL)
		return (struct slice){NULL, 0};
	return scalar_text(arena, scalar);
}

static struct slice join(struct arena *arena, struct slice left, struct slice right)
{
	char *joined = arena_alloc(arena, left.size + right.size);

	memcpy(joined, left.data, left.size);
	memcpy(joined + left.size, right.data, right.size);
	return (struct slice){joined, left.size + right.size};
}

bool template_fill(const struct template *template, const struct value *root, struct arena *arena,
	struct slice *ret_text, struct slice *ret_missing)
{
	struct slice text = SLICE("");

	for (uint32_t i = 0; i < template->count; i++) {
		struct slice part = part_text(&template->parts[i], root, arena);

		if (!part.data) {
			*ret_missing = path_text(arena, &template->parts[i].path);
			return false;
		}
		text = i == 0 ? part : join(arena, text, part);
	}
	*ret_text = text;
	return true;
}
