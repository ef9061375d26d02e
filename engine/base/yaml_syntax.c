/* yaml_syntax: one row for each complaint of libyaml 0.2 that a file can cause.
 *
 * Place: base, beside yaml.c. Memory: none. Thread: any. A complaint without a row is passed on as it is. */
#include "base/yaml_syntax.h"

static const char quote_it[] = "put quotes around the text";
static const char check_indent[] =
	"check the indentation of this line, and quotes or brackets that end too early before it";
static const char close_it[] = "close it, or put a comma before the next element";

static const char no_tags[] = "tags are not supported";
static const char no_directives[] = "directives are not supported";
static const char quote_tag[] = "put quotes around a text that starts with !";
static const char quote_directive[] = "put quotes around a text that starts with %";

static const struct {
	const char *problem;
	struct yaml_words words;
} rows[] = {
	{"could not find expected ':'", {"a key needs a `:` behind it, on the same line", check_indent}},
	{"block sequence entries are not allowed in this context",
		{"a `-` list cannot start here", "start the list on a line of its own, or write it in brackets"}},
	{"mapping keys are not allowed in this context", {"a `?` key cannot stand here", quote_it}},
	{"mapping values are not allowed in this context",
		{"a `:` cannot stand here", "put quotes around a text that holds `: `, or check the indentation"}},
	{"did not find expected alphabetic or numeric character", {"a text cannot start with & or *", quote_it}},
	{"found an indentation indicator equal to 0", {"a text block cannot be indented by 0", "remove the 0"}},
	{"did not find expected comment or line break",
		{"only a line break may follow the start of a text block", "start the text on the next line"}},
	{"found a tab character where an indentation space is expected", {"a tab cannot indent", "indent with blanks"}},
	{"found a tab character that violates indentation", {"a tab cannot indent", "indent with blanks"}},
	{"found unexpected document indicator",
		{"a quoted text is not closed before `---` or `...`", "write the closing quote"}},
	{"found unexpected end of stream",
		{"a quoted text is not closed at the end of the file", "write the closing quote"}},
	{"found unknown escape character",
		{"no such escape in double quotes", "write \\\\ for a backslash, or use single quotes"}},
	{"did not find expected hexdecimal number",
		{"an escape needs hexadecimal digits: \\xHH, \\uHHHH or \\UHHHHHHHH", "write \\\\ for a backslash"}},
	{"found invalid Unicode character escape code",
		{"the escape is no character", "write the character itself, or \\UHHHHHHHH for one beyond U+FFFF"}},
	{"found unexpected ':'", {"a text in brackets or braces cannot hold this `:`", quote_it}},
	{"did not find expected <document start>",
		{"something follows the end of the document", "keep one document in a file"}},
	{"did not find expected '-' indicator", {"the line is indented like a list but has no `-`", check_indent}},
	{"did not find expected key", {"a key is expected here", check_indent}},
	{"did not find expected ',' or ']'", {"the list in brackets goes on without a comma or `]`", close_it}},
	{"did not find expected ',' or '}'", {"the mapping in braces goes on without a comma or `}`", close_it}},
	{"found undefined tag handle", {no_tags, quote_tag}},
	{"did not find expected whitespace or line break", {no_tags, quote_tag}},
	{"did not find expected tag URI", {no_tags, quote_tag}},
	{"did not find URI escaped octet", {no_tags, quote_tag}},
	{"found an incorrect leading UTF-8 octet", {no_tags, quote_tag}},
	{"found an incorrect trailing UTF-8 octet", {no_tags, quote_tag}},
	{"did not find expected '!'", {no_tags, quote_tag}},
	{"did not find the expected '>'", {no_tags, quote_tag}},
	{"could not find expected directive name", {no_directives, quote_directive}},
	{"found unknown directive name", {no_directives, quote_directive}},
	{"found unexpected non-alphabetical character", {no_directives, quote_directive}},
	{"did not find expected version number", {no_directives, quote_directive}},
	{"did not find expected digit or '.' character", {no_directives, quote_directive}},
	{"found extremely long version number", {no_directives, quote_directive}},
	{"did not find expected whitespace", {no_directives, quote_directive}},
	{"found duplicate %YAML directive", {no_directives, quote_directive}},
	{"found duplicate %TAG directive", {no_directives, quote_directive}},
	{"found incompatible YAML document", {no_directives, quote_directive}},
};

/* What cannot start a text: it depends on the character. */
static struct yaml_words start_words(struct slice rest)
{
	char first = rest.size ? rest.data[0] : 0;

	switch (first) {
	case '\t':
		return (struct yaml_words){"a tab cannot indent", "indent with blanks"};
	case '@':
	case '`':
		return (struct yaml_words){"a text cannot start with @ or a backtick", quote_it};
	case '%':
		return (struct yaml_words){"a text cannot start with %", quote_it};
	case ',':
		return (struct yaml_words){"nothing stands before the comma", "remove the comma, or write \"\""};
	case ':':
		return (struct yaml_words){
			"a key is missing", "write the key before the `:`, or `\"\"` for an empty one"};
	case ']':
	case '}':
		return (struct yaml_words){"a bracket is closed that was not opened", "remove it, or quote the text"};
	case '-':
		return (struct yaml_words){"a `-` cannot stand here", "put quotes around it if it is text"};
	default:
		return (struct yaml_words){"a value is expected here", check_indent};
	}
}

struct yaml_words yaml_syntax_words(const char *problem, struct slice rest)
{
	if (strcmp(problem, "found character that cannot start any token") == 0 ||
		strcmp(problem, "did not find expected node content") == 0)
		return start_words(rest);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(problem, rows[i].problem) == 0)
			return rows[i].words;
	return (struct yaml_words){problem, ""};
}
