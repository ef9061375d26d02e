/* parser: what parsing a pattern carries along; operators report their findings through it. */
#pragma once
#include "pattern/ast.h"

struct parser {
	struct arena *arena;
	const struct pattern_source *source;
	struct diag *diag;
	struct slice steps[PATTERN_DEPTH_MOST]; /* keys from the root to where the parser stands */
	uint32_t step_count;
	uint32_t depth;      /* mappings and sub-patterns around */
	uint32_t nots;       /* `$not`s around */
	uint32_t inner_nots; /* so far, that stand inside two others */
	uint32_t conditions; /* so far */
	uint32_t leaves;     /* so far */
	bool failed;
};

/* Adds an error about `node` at the parser's path: "data.plan: <sentence>". */
void parser_error(struct parser *parser, const char *code, const struct value *node, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6), nonnull(5)));
/* Counts one more condition; false, and an error, beyond PATTERN_CONDITIONS_MOST. */
bool parser_count(struct parser *parser, const struct value *node);
/* A literal for the AST: its text is copied. */
struct value parser_literal(struct parser *parser, const struct value *scalar);
/* Reads the one-member mapping `node` ({prefix: x}); false after having said what is wrong. `inside_but`: only what
 * may stand inside anything-but. */
bool parser_operator(struct parser *parser, const struct value *node, bool inside_but,
	const struct operator **ret_operator, const struct value **ret_operand);
/* A short word for the type of a value, with its article: "a string", "an empty list". */
const char *parser_type(const struct value *node);
