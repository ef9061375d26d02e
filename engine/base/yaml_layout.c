/* yaml_layout: looks at a text where libyaml does not look closely enough.
 *
 * Place: base, beside yaml.c, which calls it with the places of libyaml's events. Memory: none. Thread: any. */
#include "base/yaml_layout.h"

static bool is_white(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t line_end(struct slice text, size_t at)
{
	const char *end = at < text.size ? memchr(text.data + at, '\n', text.size - at) : NULL;

	return end ? (size_t)(end - text.data) : text.size;
}

/* Blanks that start the line at `at`. Tabs do not indent. */
static size_t count_blanks(struct slice text, size_t at)
{
	size_t start = at;

	while (at < text.size && text.data[at] == ' ')
		at++;
	return at - start;
}

static size_t skip_white(struct slice text, size_t at)
{
	while (at < text.size && text.data[at] != '\n' && is_white(text.data[at]))
		at++;
	return at;
}

static bool shallow(size_t offset, struct yaml_fault *fault)
{
	*fault = (struct yaml_fault){offset, "the line is not indented enough",
		"indent it with blanks, deeper than the key or the dash to which it belongs"};
	return false;
}

bool yaml_layout_gap(struct slice text, size_t from, size_t to, struct yaml_fault *ret_fault)
{
	for (size_t at = from; at < to; at++) {
		if (text.data[at] != '#')
			continue;
		if (at > 0 && !is_white(text.data[at - 1])) {
			*ret_fault = (struct yaml_fault){at, "a comment needs a blank before its #",
				"put a blank before the #, or quotes around the text to which it belongs"};
			return false;
		}
		at = line_end(text, at);
	}
	return true;
}

/* Whether `start` is not the first place of its line that is no white space, or enough blanks stand before it. */
static bool deep_enough(struct slice text, size_t start, uint32_t indent)
{
	size_t line = start;

	while (line > 0 && (text.data[line - 1] == ' ' || text.data[line - 1] == '\t'))
		line--;
	return (line > 0 && text.data[line - 1] != '\n') || count_blanks(text, line) >= indent;
}

bool yaml_layout_in_flow(struct slice text, size_t start, uint32_t indent, struct yaml_fault *ret_fault)
{
	if (start > 0 && text.data[start - 1] == '?') {
		*ret_fault = (struct yaml_fault){
			start - 1, "a text in brackets or braces cannot start with ?", "put quotes around the text"};
		return false;
	}
	return deep_enough(text, start, indent) || shallow(start, ret_fault);
}

bool yaml_layout_lines(struct slice text, size_t start, size_t end, uint32_t indent, struct yaml_fault *ret_fault)
{
	text.size = end;
	for (size_t line = line_end(text, start) + 1; line < end; line = line_end(text, line) + 1) {
		size_t first = skip_white(text, line);

		if (first < end && text.data[first] != '\n' && count_blanks(text, line) < indent)
			return shallow(first, ret_fault);
	}
	return true;
}

bool yaml_layout_block(struct slice text, size_t start, uint32_t indent, struct yaml_fault *ret_fault)
{
	bool stated = false; /* the indentation, by a digit */
	size_t widest = 0, blanks, line, at = start + 1;

	if (!deep_enough(text, start, indent))
		return shallow(start, ret_fault);
	for (; at < text.size && strchr("+-0123456789", text.data[at]); at++)
		stated = stated || (text.data[at] >= '0' && text.data[at] <= '9');
	if (at < text.size && !yaml_layout_gap(text, at, at + 1, ret_fault))
		return false;
	for (line = line_end(text, at) + 1; line < text.size; line = line_end(text, line) + 1) {
		blanks = count_blanks(text, line);
		if (line + blanks < text.size && text.data[line + blanks] != '\n' && text.data[line + blanks] != '\r')
			break;
		widest = blanks > widest ? blanks : widest;
	}
	/* libyaml wants a text at the top of a file indented too, and drops a first line that looks like a comment. */
	if (line < text.size && blanks == 0 && indent == 0 && text.data[line] == '#')
		return shallow(line, ret_fault);
	if (stated || line >= text.size || widest <= blanks || blanks < indent)
		return true;
	*ret_fault =
		(struct yaml_fault){line + blanks, "a text block starts with a blank line that is wider than its text",
			"remove the blanks of the empty lines before this one"};
	return false;
}
