/* ast: what a pattern is made of once it is parsed. For the files of this folder only.
 *
 *     mapping ── members ──> by key: a leaf, or the mapping below
 *        ├────── ors ──────> branches, each a mapping at the same place
 *        ├────── alls ─────> sub-patterns at the same place, each choosing array elements for itself
 *        └────── nots ─────> sub-patterns at the same place that must not hold
 *     leaf ───── equals (literals, sorted) and conditions (operators): alternatives for one value
 *
 * A mapping holds where all of its parts hold. Immutable once built; all of it lives in the pattern's arena. */
#pragma once
#include "pattern/literals.h"
#include "pattern/pattern.h"

struct operator;

/* An operator with its operand: a test of one scalar. */
struct condition {
	const struct operator *operator;
	union {
		struct {
			struct slice operand; /* folded if `fold` */
			bool fold;
		} text;
		struct {
			const struct slice *pieces; /* what stands between the stars; the outer ones may be empty */
			uint32_t count;             /* stars + 1 */
		} wildcard;
		struct {
			struct value low, high;
			bool has_low, has_high, low_included, high_included;
		} range;
		struct {
			uint8_t address[16]; /* bits beyond `bits` are 0 */
			uint8_t bytes;       /* 4 or 16 */
			uint8_t bits;
		} network;
		struct {
			struct literals values;
			const struct condition *conditions;
			uint32_t count;
		} but;
		bool present; /* `exists`: only true stays a condition, false is the leaf's `absent` */
	};
};

struct leaf {
	struct slice path; /* from the pattern's root: "data.contact.role" */
	uint32_t order;    /* its place among the leaves of the document */
	bool absent;       /* `exists: false` is among the alternatives */
	struct literals equals;
	const struct condition *conditions;
	uint32_t count;
};

/* What must hold of the value at `key`: of the same element, where it is an array. */
struct member {
	struct slice key;
	const struct leaf *leaf;        /* NULL: none */
	struct mapping *object;         /* NULL: none; as written, a member has one of the two */
	const struct leaf *const *more; /* further leaves (couple.c) */
	uint32_t more_count;
	bool may_lack;                  /* all of it can hold of a value that is missing */
};

struct choice { /* one `$or` */
	struct mapping **branches;
	uint32_t count;
	bool may_lack; /* some branch can hold where no value is */
};

struct mapping {
	struct member *members;
	struct choice *ors;
	struct mapping **alls, **nots;
	uint32_t member_count, or_count, all_count, not_count;
	bool may_have;           /* some condition can be met by a value */
	bool may_lack;           /* can hold where no value is */
	uint32_t leaves;         /* below, each as often as it stands there, since places share (couple.c) */
	struct mapping *coupled; /* what couple.c made of it; NULL before */
};

struct pattern {
	const struct mapping *source; /* as written */
	const struct mapping *root;   /* as evaluated: `$or`s coupled with their siblings */
	uint64_t hash;
	uint32_t leaves;              /* orders are below this */
};
