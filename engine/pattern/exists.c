/* exists: the operator of that name. It asks for leaves: a mapping, [] and {} are absent, null is present.
 *
 * Place: pattern, an operator family. Memory: none. Thread: any.
 * `exists: false` is no test of a value: parse.c keeps it as the leaf's `absent`, evaluate.c asks it of the event. */
#include "pattern/operators.h"

bool exists_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	if (operand->kind != VALUE_TRUE && operand->kind != VALUE_FALSE) {
		parser_error(parser, "SW123", operand, ret_condition->operator->help,
			"exists takes true or false, not %s", parser_type(operand));
		return false;
	}
	ret_condition->present = operand->kind == VALUE_TRUE;
	return true;
}

bool exists_holds(const struct condition *condition, const struct value *scalar)
{
	(void)scalar;
	return condition->present;
}

void exists_write(const struct condition *condition, struct buffer *buffer)
{
	buffer_byte(buffer, condition->present ? '1' : '0');
}
