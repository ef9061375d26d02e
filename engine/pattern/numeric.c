/* numeric: the operator of that name: one comparison, or a lower and an upper bound.
 *
 * Place: pattern, an operator family. Memory: decimal digits in the parser's arena. Thread: any.
 * It holds of numbers only; "5" is not one. `=` is a range with both ends at the number. */
#include "pattern/canonical.h"
#include "pattern/number.h"
#include "pattern/operators.h"

static bool wrong(struct parser *parser, const struct value *at, const char *help, const char *sentence)
{
	parser_error(parser, "SW123", at, help, "numeric %s", sentence);
	return false;
}

/* Takes one comparison into the range. Says why not, or NULL. */
static const char *bound(struct parser *parser, struct slice comparison, const struct value *number,
	struct condition *range)
{
	bool included = comparison.data[comparison.size - 1] == '=';
	struct value literal = parser_literal(parser, number);

	if (slice_is(comparison, "=")) {
		if (range->range.has_low || range->range.has_high)
			return "takes no other comparison beside \"=\"";
		range->range.low = range->range.high = literal;
		range->range.has_low = range->range.has_high = true;
		range->range.low_included = range->range.high_included = true;
	} else if (comparison.data[0] == '>') {
		if (range->range.has_low)
			return range->range.has_high ? "takes no other comparison beside \"=\""
						     : "has two lower bounds";
		range->range.low = literal;
		range->range.has_low = true;
		range->range.low_included = included;
	} else {
		if (range->range.has_high)
			return range->range.has_low ? "takes no other comparison beside \"=\"" : "has two upper bounds";
		range->range.high = literal;
		range->range.has_high = true;
		range->range.high_included = included;
	}
	return NULL;
}

static bool is_comparison(const struct value *value)
{
	struct slice text = value_text(value);

	return value->kind == VALUE_STRING && (slice_is(text, "=") || slice_is(text, "<") || slice_is(text, "<=") ||
						      slice_is(text, ">") || slice_is(text, ">="));
}

bool numeric_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	const char *help = ret_condition->operator->help;
	const struct value *next = operand + 1;

	if (operand->kind != VALUE_ARRAY || (operand->size != 2 && operand->size != 4))
		return wrong(parser, operand, help, "takes a list of one or two comparisons, each with its number");
	for (uint32_t i = 0; i < operand->size; i += 2) {
		const struct value *comparison = next, *number = comparison + comparison->skip;
		const char *reason;

		if (!is_comparison(comparison))
			return wrong(parser, comparison, help, "compares with one of = < <= > >=");
		if (!value_is_number(number))
			return wrong(parser, number, help, "compares with a number (without quotation marks)");
		reason = bound(parser, value_text(comparison), number, ret_condition);
		if (reason)
			return wrong(parser, comparison, help, reason);
		next = number + number->skip;
	}
	return true;
}

bool numeric_holds(const struct condition *condition, const struct value *scalar)
{
	int order;

	if (!value_is_number(scalar))
		return false;
	if (condition->range.has_low) {
		order = number_order(scalar, &condition->range.low);
		if (order < 0 || (order == 0 && !condition->range.low_included))
			return false;
	}
	if (condition->range.has_high) {
		order = number_order(scalar, &condition->range.high);
		if (order > 0 || (order == 0 && !condition->range.high_included))
			return false;
	}
	return true;
}

void numeric_write(const struct condition *condition, struct buffer *buffer)
{
	if (condition->range.has_low) {
		buffer_byte(buffer, condition->range.low_included ? '[' : '(');
		canonical_literal(&condition->range.low, buffer);
	}
	if (condition->range.has_high) {
		buffer_byte(buffer, condition->range.high_included ? ']' : ')');
		canonical_literal(&condition->range.high, buffer);
	}
}

/* Whether no number is above the lower bound of `low` and below the upper bound of `high`. Whole numbers are not
 * special: something lies between 5 and 6. */
static bool apart(const struct condition *low, const struct condition *high)
{
	int order;

	if (!low->range.has_low || !high->range.has_high)
		return false;
	order = number_compare(&low->range.low, &high->range.high);
	return order > 0 || (order == 0 && !(low->range.low_included && high->range.high_included));
}

bool numeric_never(const struct condition *condition)
{
	return apart(condition, condition);
}

bool numeric_disjoint(const struct condition *a, const struct condition *b)
{
	return apart(a, b) || apart(b, a);
}

void numeric_copy(struct condition *condition, struct arena *arena)
{
	if (condition->range.has_low && condition->range.low.kind == VALUE_DECIMAL)
		condition->range.low.text = arena_copy(arena, value_text(&condition->range.low)).data;
	if (condition->range.has_high && condition->range.high.kind == VALUE_DECIMAL)
		condition->range.high.text = arena_copy(arena, value_text(&condition->range.high)).data;
}
