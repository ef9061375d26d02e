/* operators: the table of what may stand in a list of alternatives.
 *
 * Place: pattern; parse.c finds rows by name, evaluate.c and the matcher call what they hold. */
#include "pattern/operators.h"

const struct operator operators[] = {
	{"prefix", "{ prefix: \"x\" } or { prefix: { equals-ignore-case: \"x\" } }", true, false, text_parse,
		text_prefix_holds, text_write, NULL, text_copy, KEY_HEAD},
	{"suffix", "{ suffix: \"x\" } or { suffix: { equals-ignore-case: \"x\" } }", true, false, text_parse,
		text_suffix_holds, text_write, NULL, text_copy, KEY_TAIL},
	{"equals-ignore-case", "{ equals-ignore-case: \"x\" }", true, true, text_parse_folded, text_equal_holds,
		text_write, NULL, text_copy, KEY_WHOLE},
	{"wildcard", "{ wildcard: \"a*b\" }, with \\* and \\\\ for the characters themselves", true, false,
		wildcard_parse, wildcard_holds, wildcard_write, NULL, wildcard_copy, KEY_PIECES},
	{"numeric", "{ numeric: [\">\", 0, \"<=\", 5] }", false, true, numeric_parse, numeric_holds, numeric_write,
		numeric_never, numeric_copy, KEY_RANGE},
	{"exists", "{ exists: true } or { exists: false }", false, false, exists_parse, exists_holds, exists_write,
		NULL, NULL, KEY_PRESENT},
	{"cidr", "{ cidr: \"10.0.0.0/24\" }", false, false, cidr_parse, cidr_holds, cidr_write, NULL, NULL,
		KEY_NETWORK},
	{"anything-but", "{ anything-but: [\"x\", \"y\"] } or { anything-but: { prefix: \"x\" } }", false, true,
		anything_but_parse, anything_but_holds, anything_but_write, NULL, anything_but_copy, KEY_PRESENT},
	{0},
};

const struct operator *operators_find(struct slice name)
{
	for (const struct operator *row = operators; row->name; row++)
		if (slice_is(name, row->name))
			return row;
	return NULL;
}

struct condition operators_copy(const struct condition *condition, struct arena *arena)
{
	struct condition copy = *condition;

	if (condition->operator->copy)
		condition->operator->copy(&copy, arena);
	return copy;
}
