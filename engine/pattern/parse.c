/* parse: from a tree of values to the AST, with all faults in one run.
 *
 * Place: pattern, its entrance. Memory: the pattern's arena; nothing points into the tree afterwards. Thread: any.
 *
 * Recursion is bounded by PATTERN_DEPTH_MOST; after a fault the parser goes on with the next part. */
#include "base/hash.h"
#include "pattern/canonical.h"
#include "pattern/couple.h"
#include "pattern/operators.h"
#include <stdarg.h>
#include <stdio.h>

static struct mapping *parse_mapping(struct parser *parser, const struct value *node);

static struct slice path_here(struct parser *parser)
{
	struct path path = {parser->steps, parser->step_count};

	return parser->step_count ? path_text(parser->arena, &path) : SLICE("the pattern");
}

void parser_error(struct parser *parser, const char *code, const struct value *node, const char *hint,
	const char *format, ...)
{
	const struct pattern_source *source = parser->source;
	struct place place = {0};
	struct slice path = path_here(parser);
	va_list arguments;
	char *sentence;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	sentence = arena_alloc(parser->arena, (size_t)size + 1);
	va_start(arguments, format);
	vsnprintf(sentence, (size_t)size + 1, format, arguments);
	va_end(arguments);
	if (source && source->place)
		place = source->place(source->context, node);
	parser->failed = true;
	diag_add(parser->diag, SEVERITY_ERROR, code, place, slice_of(hint), "%.*s: %s", SLICE_PRINT(path), sentence);
}

bool parser_count(struct parser *parser, const struct value *node)
{
	if (parser->conditions < PATTERN_CONDITIONS_MOST) {
		parser->conditions++;
		return true;
	}
	if (parser->conditions++ == PATTERN_CONDITIONS_MOST)
		parser_error(parser, "SW128", node, "split it into several patterns",
			"more than %d alternatives in one pattern", PATTERN_CONDITIONS_MOST);
	return false;
}

struct value parser_literal(struct parser *parser, const struct value *scalar)
{
	struct value literal = *scalar;

	literal.key = NULL;
	literal.key_bytes = 0;
	if (literal.kind == VALUE_STRING || literal.kind == VALUE_DECIMAL)
		literal.text = arena_copy(parser->arena, value_text(scalar)).data;
	return literal;
}

const char *parser_type(const struct value *node)
{
	static const char *const types[] = {
		[VALUE_NULL] = "null",
		[VALUE_FALSE] = "false",
		[VALUE_TRUE] = "true",
		[VALUE_INTEGER] = "a number",
		[VALUE_REAL] = "a number",
		[VALUE_DECIMAL] = "a number",
		[VALUE_STRING] = "a string",
		[VALUE_BYTES] = "bytes",
		[VALUE_ARRAY] = "a list",
		[VALUE_OBJECT] = "a mapping",
	};

	if (node->kind >= VALUE_ARRAY && node->size == 0)
		return node->kind == VALUE_ARRAY ? "an empty list" : "an empty mapping";
	return types[node->kind];
}

/* Says that there is no such operator, and which may be meant. */
static void unknown_operator(struct parser *parser, const struct value *node, bool inside_but)
{
	struct slice names[16];
	uint32_t count = 0;
	struct slice hint;

	for (const struct operator *row = operators; row->name; row++)
		if (row->inside_but || !inside_but)
			names[count++] = slice_of(row->name);
	hint = diag_did_you_mean(parser->arena, value_key(node), names, count);
	hint = arena_printf(parser->arena, "%.*s", SLICE_PRINT(hint));
	parser_error(parser, "SW122", node, hint.data, "%s operator \"%.*s\"%s",
		operators_find(value_key(node)) ? "the" : "unknown", SLICE_PRINT(value_key(node)),
		operators_find(value_key(node)) ? " has no place inside anything-but" : "");
}

bool parser_operator(struct parser *parser, const struct value *node, bool inside_but,
	const struct operator **ret_operator, const struct value **ret_operand)
{
	const struct value *member = node + 1;
	const struct operator *operator;

	if (node->size != 1) {
		parser_error(parser, "SW125", node, "write each operator as an alternative of its own",
			"an operator is a mapping with one key, not %u", node->size);
		return false;
	}
	operator = operators_find(value_key(member));
	if (!operator || (inside_but && !operator->inside_but)) {
		unknown_operator(parser, member, inside_but);
		return false;
	}
	*ret_operator = operator;
	*ret_operand = member;
	return true;
}

/* A leaf while its alternatives are collected. */
struct draft {
	struct value *literals;
	struct condition *conditions;
	uint32_t literal_count, condition_count;
	bool absent;
};

static void draft_init(struct draft *draft, struct arena *arena, const struct value *first, uint32_t count)
{
	uint32_t scalars = 0;

	for (uint32_t i = 0; i < count; i++, first += first->skip)
		scalars += value_is_scalar(first);
	*draft = (struct draft){.literals = ARENA_ARRAY(arena, struct value, scalars),
		.conditions = ARENA_ARRAY(arena, struct condition, count - scalars)};
}

static void parse_alternative(struct parser *parser, const struct value *node, struct draft *draft)
{
	struct condition condition = {0};
	const struct value *operand;

	if (value_is_scalar(node) && node->kind != VALUE_BYTES) {
		draft->literals[draft->literal_count++] = parser_literal(parser, node);
		return;
	}
	if (node->kind != VALUE_OBJECT) {
		parser_error(parser, "SW125", node,
			"an alternative is a literal or one operator; elements of arrays are found without",
			"%s stands where an alternative is expected", parser_type(node));
		return;
	}
	if (!parser_operator(parser, node, false, &condition.operator, &operand) ||
		!condition.operator->parse(parser, operand, &condition))
		return;
	if (condition.operator->holds == exists_holds && !condition.present)
		draft->absent = true;
	else
		draft->conditions[draft->condition_count++] = condition;
}

static const struct leaf *parse_leaf(struct parser *parser, const struct value *node)
{
	bool list = node->kind == VALUE_ARRAY;
	uint32_t count = list ? node->size : 1, at = 0;
	struct leaf *leaf = ARENA_NEW(parser->arena, struct leaf);
	struct draft draft;

	if (count == 0) {
		parser_error(parser, "SW121", node, "list what is accepted, or use [ { exists: true } ]",
			"an empty list accepts nothing");
		return leaf;
	}
	draft_init(&draft, parser->arena, list ? node + 1 : node, count);
	for (const struct value *each = list ? node + 1 : node; at < count; at++, each += each->skip) {
		if (!parser_count(parser, each))
			break;
		parse_alternative(parser, each, &draft);
	}
	leaf->path = path_here(parser);
	leaf->order = parser->leaves++;
	leaf->absent = draft.absent;
	leaf->equals = literals_make(draft.literals, draft.literal_count);
	leaf->conditions = draft.conditions;
	leaf->count = canonical_sort(parser->arena, draft.conditions, draft.condition_count);
	return leaf;
}

/* Whether `field: { name: ... }` is an operator whose list was forgotten, and not a field of that name. */
static bool misses_its_list(const struct value *node)
{
	const struct value *member = node + 1;
	const struct operator *operator = node->size == 1 ? operators_find(value_key(member)) : NULL;

	if (!operator)
		return false;
	if (value_is_scalar(member) || operator->bare_is_slip)
		return true;
	return member->kind == VALUE_OBJECT && value_get(member, SLICE("equals-ignore-case"));
}

/* The value under a key: a mapping below, or a leaf. */
static void parse_value(struct parser *parser, const struct value *node, struct member *member)
{
	struct slice hint;

	if (node->kind != VALUE_OBJECT) {
		member->leaf = parse_leaf(parser, node);
		return;
	}
	if (misses_its_list(node)) {
		hint = arena_printf(parser->arena,
			"write [ { %.*s: ... } ]; if it is a field of the event, give it a list: %.*s: [ ... ]",
			SLICE_PRINT(value_key(node + 1)), SLICE_PRINT(value_key(node + 1)));
		parser_error(parser, "SW124", node + 1, hint.data, "the operator %.*s stands outside a list",
			SLICE_PRINT(value_key(node + 1)));
		return;
	}
	member->object = parse_mapping(parser, node);
}

static bool is_combinator(struct slice key)
{
	return slice_is(key, "$or") || slice_is(key, "$all") || slice_is(key, "$not");
}

/* Other languages' words for our combinators would be taken for fields that no event has. */
static bool check_key(struct parser *parser, const struct value *node)
{
	static const struct {
		const char *word, *meant;
	} words[] = {{"$and", "$all"}, {"$any", "$or"}, {"$anyOf", "$or"}, {"$allOf", "$all"}, {"$nor", "$not"},
		{"$none", "$not"}};
	static const struct slice names[] = {{"$or", 3}, {"$all", 4}, {"$not", 4}};
	struct slice key = value_key(node), nearest;

	if (key.size == 0 || key.data[0] != '$')
		return true;
	nearest = diag_nearest(key, names, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(key, words[i].word))
			nearest = slice_of(words[i].meant);
	if (nearest.size == 0)
		return true;
	nearest = arena_printf(parser->arena, "did you mean \"%.*s\"?", SLICE_PRINT(nearest));
	parser_error(parser, "SW126", node, nearest.data, "unknown word \"%.*s\"", SLICE_PRINT(key));
	return false;
}

/* The sub-patterns of `$or` or `$all`. Returns how many were read. */
static uint32_t parse_list(struct parser *parser, const struct value *node, struct mapping ***ret_mappings)
{
	uint32_t count = 0;

	if (node->kind != VALUE_ARRAY || node->size == 0) {
		parser_error(parser, "SW126", node, "write a list of patterns: [ { ... }, { ... } ]",
			"%.*s takes a list of patterns, not %s", SLICE_PRINT(value_key(node)), parser_type(node));
		return 0;
	}
	*ret_mappings = ARENA_ARRAY(parser->arena, struct mapping *, node->size);
	value_each (each, node) {
		struct mapping *mapping = parse_mapping(parser, each);

		if (mapping)
			(*ret_mappings)[count++] = mapping;
	}
	return count;
}

static void parse_not(struct parser *parser, const struct value *node, struct mapping *mapping)
{
	if (node->kind != VALUE_OBJECT) {
		parser_error(parser, "SW126", node, "write $not: { ... }", "$not takes one pattern, not %s",
			parser_type(node));
		return;
	}
	if (parser->nots >= 2 && parser->inner_nots++ == PATTERN_NOTS_MOST)
		parser_error(parser, "SW127", node, "write $all: [ P ] for $not: { $not: P }",
			"more than %d $nots that stand inside two others", PATTERN_NOTS_MOST);
	mapping->nots = ARENA_ARRAY(parser->arena, struct mapping *, 1);
	parser->nots++;
	mapping->nots[0] = parse_mapping(parser, node);
	parser->nots--;
	mapping->not_count = 1;
}

static void parse_combinator(struct parser *parser, const struct value *node, struct mapping *mapping)
{
	struct choice *choice;

	if (slice_is(value_key(node), "$all")) {
		mapping->all_count = parse_list(parser, node, &mapping->alls);
		return;
	}
	if (slice_is(value_key(node), "$or")) {
		choice = mapping->ors = ARENA_NEW(parser->arena, struct choice);
		mapping->or_count = 1;
		choice->count = parse_list(parser, node, &choice->branches);
		return;
	}
	parse_not(parser, node, mapping);
}

static void parse_members(struct parser *parser, const struct value *node, struct mapping *mapping)
{
	mapping->members = ARENA_ARRAY(parser->arena, struct member, node->size);
	value_each (each, node) {
		struct member *member;

		if (is_combinator(value_key(each))) {
			parse_combinator(parser, each, mapping);
			continue;
		}
		if (!check_key(parser, each))
			continue;
		member = &mapping->members[mapping->member_count++];
		member->key = arena_copy(parser->arena, value_key(each));
		parser->steps[parser->step_count++] = member->key;
		parse_value(parser, each, member);
		parser->step_count--;
	}
}

/* NULL, after having said why, if there is no mapping to be had. */
static struct mapping *parse_mapping(struct parser *parser, const struct value *node)
{
	struct mapping *mapping;

	if (node->kind != VALUE_OBJECT || node->size == 0) {
		parser_error(parser, "SW120", node, "name at least one field: { type: [ \"x\" ] }",
			"a pattern is a mapping from fields to what they may be, not %s", parser_type(node));
		return NULL;
	}
	if (parser->depth == PATTERN_DEPTH_MOST) {
		parser_error(parser, "SW127", node, "flatten it", "more than %d mappings inside each other",
			PATTERN_DEPTH_MOST);
		return NULL;
	}
	mapping = ARENA_NEW(parser->arena, struct mapping);
	parser->depth++;
	parse_members(parser, node, mapping);
	parser->depth--;
	return mapping;
}

static uint64_t hash_of(const struct mapping *source)
{
	struct arena arena;
	uint64_t hash;

	arena_init(&arena, 4096);
	hash = hash64(canonical_bytes(source, &arena), 0);
	arena_finish(&arena);
	return hash;
}

/* The pattern is beyond a bound of couple.c. */
static void say_exceeded(struct parser *parser, const struct value *tree, bool combines)
{
	if (combines)
		parser_error(parser, "SW129", tree, "name a field in a $or or beside it, not in both",
			"its $or and the fields beside it combine to more than %d fields",
			PATTERN_COMBINATIONS_MOST);
	else
		parser_error(parser, "SW129", tree, "split it into several patterns",
			"its $or and the fields beside it have so many keys that more than %d pairs would be compared",
			COUPLE_COMPARISONS_MOST);
}

const struct pattern *pattern_parse(struct arena *arena, const struct value *tree,
	const struct pattern_source *source, struct diag *diag)
{
	struct parser parser = {.arena = arena, .source = source, .diag = diag};
	struct mapping *mapping = parse_mapping(&parser, tree);
	struct pattern *pattern;
	const struct mapping *root;
	bool combines;

	if (parser.failed)
		return NULL;
	root = couple_mapping(arena, mapping, &combines);
	if (!root) {
		say_exceeded(&parser, tree, combines);
		return NULL;
	}
	pattern = ARENA_NEW(arena, struct pattern);
	*pattern = (struct pattern){mapping, root, hash_of(mapping), parser.leaves};
	return pattern;
}

uint64_t pattern_hash(const struct pattern *pattern)
{
	return pattern->hash;
}
