/* operators: the table of what may stand in a list of alternatives. One operator family, one file; one operator,
 * one row. */
#pragma once
#include "base/buffer.h"
#include "pattern/ast.h"
#include "pattern/key.h"
#include "pattern/parser.h"

struct operator {
	const char *name;
	const char *help;  /* its form, for messages */
	bool inside_but;   /* may stand inside anything-but */
	bool bare_is_slip; /* `field: { name: [ ... ] }` is taken for a slip, not for a field of this name */
	/* Checks the operand and fills in the condition; false after having said what is wrong. */
	bool (*parse)(struct parser *parser, const struct value *operand, struct condition *ret_condition);
	/* Whether the scalar meets the condition. */
	bool (*holds)(const struct condition *condition, const struct value *scalar);
	/* Appends the operand's meaning, the same for all ways of writing it. */
	void (*write)(const struct condition *condition, struct buffer *buffer);
	/* Whether no value at all can meet it; NULL: some value can. */
	bool (*never)(const struct condition *condition);
	/* Puts what the condition points to into the arena; NULL: it points to nothing. */
	void (*copy)(struct condition *condition, struct arena *arena);
	/* The typed index (key.h) that finds the rules which ask for it. */
	enum key_kind key;
};

/* The rows, in the order of the documentation, ended by a row without name. */
extern const struct operator operators[];
const struct operator *operators_find(struct slice name);

/* A condition that needs nothing of the pattern it comes from. */
struct condition operators_copy(const struct condition *condition, struct arena *arena);

static inline bool condition_holds(const struct condition *condition, const struct value *scalar)
{
	return condition->operator->holds(condition, scalar);
}

/* text.c */
bool text_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition);
bool text_parse_folded(struct parser *parser, const struct value *operand, struct condition *ret_condition);
bool text_prefix_holds(const struct condition *condition, const struct value *scalar);
bool text_suffix_holds(const struct condition *condition, const struct value *scalar);
bool text_equal_holds(const struct condition *condition, const struct value *scalar);
void text_write(const struct condition *condition, struct buffer *buffer);
void text_copy(struct condition *condition, struct arena *arena);
/* wildcard.c */
bool wildcard_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition);
bool wildcard_holds(const struct condition *condition, const struct value *scalar);
void wildcard_write(const struct condition *condition, struct buffer *buffer);
void wildcard_copy(struct condition *condition, struct arena *arena);
/* numeric.c */
bool numeric_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition);
bool numeric_holds(const struct condition *condition, const struct value *scalar);
void numeric_write(const struct condition *condition, struct buffer *buffer);
void numeric_copy(struct condition *condition, struct arena *arena);
bool numeric_never(const struct condition *condition);
/* Whether no number lies in both ranges. */
bool numeric_disjoint(const struct condition *a, const struct condition *b);
/* exists.c */
bool exists_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition);
bool exists_holds(const struct condition *condition, const struct value *scalar);
void exists_write(const struct condition *condition, struct buffer *buffer);
/* cidr.c */
bool cidr_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition);
bool cidr_holds(const struct condition *condition, const struct value *scalar);
void cidr_write(const struct condition *condition, struct buffer *buffer);
/* Bytes of the address that `text` is: 4, 16, or 0 if it is none. */
uint8_t cidr_address(struct slice text, uint8_t address[16]);
/* anything_but.c */
bool anything_but_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition);
bool anything_but_holds(const struct condition *condition, const struct value *scalar);
void anything_but_write(const struct condition *condition, struct buffer *buffer);
void anything_but_copy(struct condition *condition, struct arena *arena);
