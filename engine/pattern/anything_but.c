/* anything-but: the operator of that name: some value is none of the values listed, or meets none of the tests.
 *
 * Place: pattern, an operator family. Memory: the parser's arena. Thread: any. As in EventBridge a missing field
 * does not meet it, and of an array one element suffices; `$not` is the negation. */
#include "pattern/canonical.h"
#include "pattern/operators.h"

/* The values listed: one scalar, or a list of them. */
static bool parse_values(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	bool list = operand->kind == VALUE_ARRAY;
	uint32_t count = list ? operand->size : 1, at = 0;
	struct value *values = ARENA_ARRAY(parser->arena, struct value, count);

	if (count == 0) {
		parser_error(parser, "SW121", operand, ret_condition->operator->help, "anything-but an empty list");
		return false;
	}
	for (const struct value *each = list ? operand + 1 : operand; at < count; each += each->skip) {
		if (!value_is_scalar(each)) {
			parser_error(parser, "SW123", each, ret_condition->operator->help,
				"anything-but lists strings, numbers, true, false or null, not %s", parser_type(each));
			return false;
		}
		if (!parser_count(parser, each))
			return false;
		values[at++] = parser_literal(parser, each);
	}
	ret_condition->but.values = literals_make(values, count);
	return true;
}

/* A prefix or suffix that every string has would leave nothing. */
static bool check_text(struct parser *parser, const struct value *operand, const struct condition *condition)
{
	if ((condition->operator->holds == text_prefix_holds || condition->operator->holds == text_suffix_holds) &&
		condition->text.operand.size == 0) {
		parser_error(parser, "SW123", operand, "leave it out, or name what must not stand there",
			"every string has the empty %s", condition->operator->name);
		return false;
	}
	return true;
}

/* One operator with an operand, or with a list of operands. */
static bool parse_tests(struct parser *parser, const struct value *node, struct condition *ret_condition)
{
	const struct operator *operator;
	const struct value *operand, *each;
	struct condition *conditions;
	uint32_t count, at = 0;
	bool list;

	if (!parser_operator(parser, node, true, &operator, &operand))
		return false;
	list = operand->kind == VALUE_ARRAY;
	count = list ? operand->size : 1;
	if (count == 0) {
		parser_error(
			parser, "SW121", operand, operator->help, "anything-but %s of an empty list", operator->name);
		return false;
	}
	conditions = ARENA_ARRAY(parser->arena, struct condition, count);
	for (each = list ? operand + 1 : operand; at < count; each += each->skip) {
		conditions[at].operator = operator;
		if (!parser_count(parser, each) || !operator->parse(parser, each, &conditions[at]) ||
			!check_text(parser, each, &conditions[at]))
			return false;
		at++;
	}
	ret_condition->but.conditions = conditions;
	ret_condition->but.count = canonical_sort(parser->arena, conditions, count);
	return true;
}

bool anything_but_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	if (operand->kind == VALUE_OBJECT)
		return parse_tests(parser, operand, ret_condition);
	return parse_values(parser, operand, ret_condition);
}

bool anything_but_holds(const struct condition *condition, const struct value *scalar)
{
	if (literals_have(&condition->but.values, scalar))
		return false;
	for (uint32_t i = 0; i < condition->but.count; i++)
		if (condition_holds(&condition->but.conditions[i], scalar))
			return false;
	return true;
}

void anything_but_write(const struct condition *condition, struct buffer *buffer)
{
	canonical_alternatives(&condition->but.values, condition->but.conditions, condition->but.count, buffer);
}

/* Only tests: values are terms of their own (lower.c). */
void anything_but_copy(struct condition *condition, struct arena *arena)
{
	struct condition *conditions = ARENA_ARRAY(arena, struct condition, condition->but.count);

	for (uint32_t i = 0; i < condition->but.count; i++)
		conditions[i] = operators_copy(&condition->but.conditions[i], arena);
	condition->but.conditions = conditions;
}
