/* text: the operators prefix, suffix and equals-ignore-case.
 *
 * Place: pattern, an operator family. Memory: operands in the parser's arena. Thread: any.
 * They hold of strings only. An operand that ignores case is folded once, when it is parsed. */
#include "pattern/fold.h"
#include "pattern/operators.h"

static bool fill(struct parser *parser, const struct value *operand, bool fold, const char *hint,
	struct condition *ret_condition)
{
	if (operand->kind != VALUE_STRING) {
		parser_error(parser, "SW123", operand, hint, "%s takes a string, not %s",
			ret_condition->operator->name, parser_type(operand));
		return false;
	}
	ret_condition->text.fold = fold;
	ret_condition->text.operand = fold ? fold_copy(parser->arena, value_text(operand))
					   : arena_copy(parser->arena, value_text(operand));
	return true;
}

bool text_parse_folded(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	return fill(parser, operand, true, ret_condition->operator->help, ret_condition);
}

bool text_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	const struct value *inner = operand->size == 1 ? value_get(operand, SLICE("equals-ignore-case")) : NULL;
	const char *hint = ret_condition->operator->help;

	return inner ? fill(parser, inner, true, hint, ret_condition)
		     : fill(parser, operand, false, hint, ret_condition);
}

bool text_prefix_holds(const struct condition *condition, const struct value *scalar)
{
	if (scalar->kind != VALUE_STRING)
		return false;
	if (condition->text.fold)
		return fold_starts(value_text(scalar), condition->text.operand);
	return slice_starts(value_text(scalar), condition->text.operand);
}

bool text_suffix_holds(const struct condition *condition, const struct value *scalar)
{
	struct slice text = value_text(scalar), suffix = condition->text.operand;

	if (scalar->kind != VALUE_STRING)
		return false;
	if (condition->text.fold)
		return fold_ends(text, suffix);
	return text.size >= suffix.size &&
	       slice_equal((struct slice){text.data + (text.size - suffix.size), suffix.size}, suffix);
}

bool text_equal_holds(const struct condition *condition, const struct value *scalar)
{
	return scalar->kind == VALUE_STRING && fold_equal(value_text(scalar), condition->text.operand);
}

void text_write(const struct condition *condition, struct buffer *buffer)
{
	buffer_byte(buffer, condition->text.fold ? 'i' : 's');
	buffer_append(buffer, condition->text.operand);
}

void text_copy(struct condition *condition, struct arena *arena)
{
	condition->text.operand = arena_copy(arena, condition->text.operand);
}
