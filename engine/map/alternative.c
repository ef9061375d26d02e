/* alternative: what follows from one alternative of a leaf for another: literals, ranges, prefixes, presence.
 *
 * Place: within map/, below compare. Where one side is a literal, the pattern language itself decides, so that there is
 * no second meaning of an operator here. Memory: a scratch arena. Thread: the loader's. */
#include "map/alternative.h"
#include "pattern/pattern.h"
#include <math.h>

static const double exact_most = 9007199254740992.0; /* whole numbers beyond it have no double of their own */

static bool is_literal(const struct value *alternative)
{
	return alternative->kind != VALUE_OBJECT;
}

static const struct value *operand(const struct value *alternative, const char *operator)
{
	return is_literal(alternative) ? NULL : value_get(alternative, slice_of(operator));
}

/* Whether the alternative holds of the literal, as the pattern language says. */
static bool holds_of(struct arena *scratch, const struct value *alternative, const struct value *literal)
{
	struct value_builder tree, event;
	const struct pattern *pattern;
	struct diag diag;
	bool holds;

	diag_init(&diag, scratch);
	builder_init(&tree, scratch);
	builder_begin(&tree, (struct slice){0}, VALUE_OBJECT);
	builder_begin(&tree, SLICE("v"), VALUE_ARRAY);
	builder_tree(&tree, (struct slice){0}, alternative);
	builder_end(&tree);
	builder_end(&tree);
	builder_init(&event, scratch);
	builder_begin(&event, (struct slice){0}, VALUE_OBJECT);
	builder_tree(&event, SLICE("v"), literal);
	builder_end(&event);
	pattern = pattern_parse(scratch, builder_root(&tree), NULL, &diag);
	holds = pattern && pattern_holds(pattern, builder_root(&event));
	arena_reset(scratch);
	return holds;
}

/* Numbers from low to high. */
struct range {
	double low, high;
	bool low_included, high_included;
};

/* Reads `numeric: [">", 0, "<=", 5]`. False where doubles would not tell. */
static bool range_read(const struct value *numeric, struct range *ret_range)
{
	const struct value *item = numeric + 1, *end = numeric + numeric->skip;

	*ret_range = (struct range){-INFINITY, INFINITY, false, false};
	for (; item + 1 < end; item += 2) {
		struct slice sign = value_text(item);
		double bound;

		if (item->kind != VALUE_STRING || !value_is_number(item + 1))
			return false;
		bound = value_number(item + 1);
		if (fabs(bound) > exact_most)
			return false;
		if (sign.data[0] != '<')
			*ret_range =
				(struct range){bound, ret_range->high, !slice_is(sign, ">"), ret_range->high_included};
		if (sign.data[0] != '>')
			*ret_range =
				(struct range){ret_range->low, bound, ret_range->low_included, !slice_is(sign, "<")};
	}
	return true;
}

static bool apart(const struct range *below, const struct range *above)
{
	return below->high < above->low ||
	       (below->high == above->low && !(below->high_included && above->low_included));
}

static bool ranges_disjoint(const struct value *a, const struct value *b)
{
	struct range x, y;

	return range_read(a, &x) && range_read(b, &y) && (apart(&x, &y) || apart(&y, &x));
}

static bool range_within(const struct value *a, const struct value *b)
{
	struct range x, y;

	if (!range_read(a, &x) || !range_read(b, &y))
		return false;
	return (x.low > y.low || (x.low == y.low && (y.low_included || !x.low_included))) &&
	       (x.high < y.high || (x.high == y.high && (y.high_included || !x.high_included)));
}

static bool ends(struct slice text, struct slice suffix)
{
	return text.size >= suffix.size &&
	       slice_equal((struct slice){text.data + text.size - suffix.size, suffix.size}, suffix);
}

/* The operand of `prefix` or `suffix` that does not ignore case. */
static const struct value *plain(const struct value *alternative, const char *operator)
{
	const struct value *text = operand(alternative, operator);

	return text && text->kind == VALUE_STRING ? text : NULL;
}

static bool about_text(const struct value *alternative)
{
	static const char *const operators[] = {"prefix", "suffix", "wildcard", "equals-ignore-case", "cidr"};

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (operand(alternative, operators[i]))
			return true;
	return false;
}

static bool wants_none(const struct value *alternative)
{
	const struct value *exists = operand(alternative, "exists");

	return exists && exists->kind == VALUE_FALSE;
}

static bool wants_any(const struct value *alternative)
{
	const struct value *exists = operand(alternative, "exists");

	return exists && exists->kind == VALUE_TRUE;
}

bool alternative_disjoint(struct arena *scratch, const struct value *a, const struct value *b)
{
	const struct value *x, *y;

	if (is_literal(a) && is_literal(b))
		return !value_equal(a, b);
	if (is_literal(a))
		return !holds_of(scratch, b, a);
	if (is_literal(b))
		return !holds_of(scratch, a, b);
	if (wants_none(a) || wants_none(b))
		return !(wants_none(a) && wants_none(b));
	if ((x = operand(a, "numeric")) && (y = operand(b, "numeric")))
		return ranges_disjoint(x, y);
	if ((x = plain(a, "prefix")) && (y = plain(b, "prefix")))
		return !slice_starts(value_text(x), value_text(y)) && !slice_starts(value_text(y), value_text(x));
	if ((x = plain(a, "suffix")) && (y = plain(b, "suffix")))
		return !ends(value_text(x), value_text(y)) && !ends(value_text(y), value_text(x));
	return (operand(a, "numeric") && about_text(b)) || (about_text(a) && operand(b, "numeric"));
}

bool alternative_within(struct arena *scratch, const struct value *a, const struct value *b)
{
	const struct value *x, *y;

	if (value_equal(a, b))
		return true;
	if (is_literal(a))
		return !is_literal(b) && holds_of(scratch, b, a);
	if (is_literal(b))
		return false;
	if (wants_any(b))
		return !wants_none(a);
	if ((x = operand(a, "numeric")) && (y = operand(b, "numeric")))
		return range_within(x, y);
	if ((x = plain(a, "prefix")) && (y = plain(b, "prefix")))
		return slice_starts(value_text(x), value_text(y));
	if ((x = plain(a, "suffix")) && (y = plain(b, "suffix")))
		return ends(value_text(x), value_text(y));
	return false;
}
