/* lower: from a pattern's AST to terms.
 *
 * Place: pattern, first step of building a matcher. Memory: terms in `terms`, lists of its own. Thread: the builder's.
 *
 * Without arrays on their paths all leaves of a pattern speak of one value each, so that the pattern is a formula over
 * them and it does not matter how its mappings are nested. With arrays it matters only where two leaves pass the same
 * node, because one element must meet both. That is counted here. Other patterns never pay for it, and these only for
 * events that have an array at such a node. */
#include "pattern/lower.h"
#include "pattern/operators.h"
#include <stdlib.h>

void lower_init(struct lowering *lowering, struct terms *terms)
{
	*lowering = (struct lowering){.terms = terms};
}

void lower_finish(struct lowering *lowering)
{
	free(lowering->stack.items);
	free(lowering->passes.items);
	free(lowering->passed.items);
	free(lowering->shared.items);
}

/* A term of the numbers on the stack from `from` on, which are taken off. */
static uint32_t gather(struct lowering *lowering, enum term_kind kind, uint32_t node, uint32_t from)
{
	struct words *stack = &lowering->stack;
	uint32_t count = stack->count - from;

	stack->count = from;
	return terms_add(lowering->terms, kind, node, stack->items + from, count);
}

/* A term of `kind` for a set of values; `one` for a single one, if that is another kind. */
static uint32_t lower_values(struct lowering *lowering, const struct literals *values, enum term_kind one,
	enum term_kind kind, uint32_t node)
{
	struct terms *terms = lowering->terms;
	uint32_t from = lowering->stack.count;

	for (uint32_t i = 0; i < values->count; i++)
		words_add(&lowering->stack, exact_add(&terms->exact, node, &values->values[i], &terms->arena));
	qsort(lowering->stack.items + from, values->count, sizeof(uint32_t), words_compare);
	return gather(lowering, values->count == 1 ? one : kind, node, from);
}

static uint32_t lower_condition(struct lowering *lowering, const struct condition *condition, uint32_t node)
{
	uint32_t number;

	if (condition->operator->holds == exists_holds)
		return terms_add(lowering->terms, TERM_PRESENT, node, NULL, 0);
	if (condition->operator->holds == anything_but_holds && condition->but.count == 0)
		return lower_values(lowering, &condition->but.values, TERM_BUT, TERM_BUT, node);
	number = terms_condition(lowering->terms, condition);
	return terms_add(lowering->terms, TERM_CONDITION, node, &number, 1);
}

static uint32_t lower_leaf(struct lowering *lowering, const struct leaf *leaf, uint32_t node)
{
	uint32_t from = lowering->stack.count;

	if (leaf->equals.count) {
		uint32_t term = lower_values(lowering, &leaf->equals, TERM_ONE, TERM_SOME, node);

		words_add(&lowering->stack, term);
	}
	for (uint32_t i = 0; i < leaf->count; i++) {
		uint32_t term = lower_condition(lowering, &leaf->conditions[i], node);

		words_add(&lowering->stack, term);
	}
	if (leaf->absent)
		words_add(&lowering->stack, terms_add(lowering->terms, TERM_ABSENT, node, NULL, 0));
	if (lowering->stack.count == from + 1)
		return lowering->stack.items[--lowering->stack.count];
	return gather(lowering, TERM_ANY, node, from);
}

static uint32_t lower_mapping(struct lowering *lowering, const struct mapping *mapping, uint32_t node);

static void lower_member(struct lowering *lowering, const struct member *member, uint32_t node)
{
	uint32_t child = trie_insert(&lowering->terms->trie, node, member->key), term;

	if (member->leaf) {
		term = lower_leaf(lowering, member->leaf, child);
		words_add(&lowering->stack, term);
	}
	for (uint32_t i = 0; i < member->more_count; i++) {
		term = lower_leaf(lowering, member->more[i], child);
		words_add(&lowering->stack, term);
	}
	if (member->object) {
		term = lower_mapping(lowering, member->object, child);
		words_add(&lowering->stack, term);
	}
}

static uint32_t lower_branches(struct lowering *lowering, const struct choice *choice, uint32_t node)
{
	uint32_t from = lowering->stack.count, term;

	for (uint32_t i = 0; i < choice->count; i++) {
		term = lower_mapping(lowering, choice->branches[i], node);
		words_add(&lowering->stack, term);
	}
	qsort(lowering->stack.items + from, choice->count, sizeof(uint32_t), words_compare);
	return gather(lowering, TERM_CHOICE, node, from);
}

/* Whether a part was lowered before, and where its term is or will be kept. */
static bool is_lowered(struct lowering *lowering, const void *part, struct lowered **ret_lowered)
{
	struct lowered *lowered = &lowering->lowered[((uintptr_t)part >> 4) % LOWERED_MOST];

	*ret_lowered = lowered;
	return lowered->part == part && lowered->pattern == lowering->pattern;
}

static void lower_choice(struct lowering *lowering, const struct choice *choice, uint32_t node)
{
	struct lowered *lowered;

	if (!is_lowered(lowering, choice->branches, &lowered)) {
		uint32_t term = lower_branches(lowering, choice, node);

		*lowered = (struct lowered){choice->branches, lowering->pattern, term};
	}
	words_add(&lowering->stack, lowered->term);
}

/* The order of a mapping's parts: members first, since the nodes below have greater numbers; then by kind. */
static int compare_parts(const void *a, const void *b, void *context)
{
	const struct terms *terms = ((const struct lowering *)context)->terms;
	const struct term *first = &terms->items[*(const uint32_t *)a], *second = &terms->items[*(const uint32_t *)b];

	if (first->node != second->node)
		return first->node > second->node ? -1 : 1;
	if (first->kind != second->kind)
		return first->kind < second->kind ? -1 : 1;
	return words_compare(a, b);
}

static uint32_t lower_parts(struct lowering *lowering, const struct mapping *mapping, uint32_t node)
{
	uint32_t from = lowering->stack.count, kept = from, term;
	struct words *stack = &lowering->stack;

	for (uint32_t i = 0; i < mapping->member_count; i++)
		lower_member(lowering, &mapping->members[i], node);
	for (uint32_t i = 0; i < mapping->or_count; i++)
		lower_choice(lowering, &mapping->ors[i], node);
	for (uint32_t i = 0; i < mapping->all_count; i++) {
		term = lower_mapping(lowering, mapping->alls[i], node);
		words_add(stack, term);
	}
	for (uint32_t i = 0; i < mapping->not_count; i++) {
		term = lower_mapping(lowering, mapping->nots[i], node);
		words_add(stack, terms_add(lowering->terms, TERM_NOT, node, &term, 1));
	}
	qsort_r(stack->items + from, stack->count - from, sizeof(uint32_t), compare_parts, lowering);
	for (uint32_t i = from; i < stack->count; i++)
		if (i == from || stack->items[i] != stack->items[i - 1])
			stack->items[kept++] = stack->items[i];
	stack->count = kept;
	if (lowering->formula && kept == from + 1)
		return stack->items[--stack->count];
	return gather(lowering, TERM_MAPPING, node, from);
}

/* A mapping stands at one node, wherever it is shared. */
static uint32_t lower_mapping(struct lowering *lowering, const struct mapping *mapping, uint32_t node)
{
	struct lowered *lowered;

	if (!is_lowered(lowering, mapping, &lowered)) {
		uint32_t term = lower_parts(lowering, mapping, node);

		*lowered = (struct lowered){mapping, lowering->pattern, term};
	}
	return lowered->term;
}

/* Counts that `leaves` leaves pass the node. */
static void pass(struct lowering *lowering, uint32_t node, uint32_t leaves)
{
	while (lowering->passes.count <= node) {
		words_add(&lowering->passes, 0);
		words_add(&lowering->shared, false);
	}
	if (lowering->passes.items[node] == 0)
		words_add(&lowering->passed, node);
	lowering->passes.items[node] += leaves;
}

/* Leaves of the mapping. */
static uint32_t count_leaves(struct lowering *lowering, const struct mapping *mapping, uint32_t node)
{
	uint32_t leaves = 0;

	for (uint32_t i = 0; i < mapping->member_count; i++) {
		const struct member *member = &mapping->members[i];
		uint32_t child = trie_insert(&lowering->terms->trie, node, member->key);
		uint32_t below = member->leaf != NULL;

		if (member->object)
			below += count_leaves(lowering, member->object, child);
		pass(lowering, child, below);
		leaves += below;
	}
	for (uint32_t i = 0; i < mapping->or_count; i++)
		for (uint32_t j = 0; j < mapping->ors[i].count; j++)
			leaves += count_leaves(lowering, mapping->ors[i].branches[j], node);
	for (uint32_t i = 0; i < mapping->all_count; i++)
		leaves += count_leaves(lowering, mapping->alls[i], node);
	for (uint32_t i = 0; i < mapping->not_count; i++)
		leaves += count_leaves(lowering, mapping->nots[i], node);
	return leaves;
}

/* The marks of the nodes that two leaves of the pattern pass; 0: none. */
static uint16_t shared_nodes(struct lowering *lowering, const struct pattern *pattern)
{
	uint16_t marks = 0;

	lowering->passed.count = 0;
	pass(lowering, TRIE_ROOT, count_leaves(lowering, pattern->source, TRIE_ROOT));
	for (uint32_t i = 0; i < lowering->passed.count; i++) {
		uint32_t node = lowering->passed.items[i];

		if (lowering->passes.items[node] > 1) {
			lowering->shared.items[node] = true;
			marks |= lower_mark(node);
		}
		lowering->passes.items[node] = 0;
	}
	return marks;
}

uint32_t lower_pattern(struct lowering *lowering, const struct pattern *pattern, uint32_t *ret_elements)
{
	uint16_t shared = shared_nodes(lowering, pattern);
	uint32_t term;

	lowering->pattern++;
	lowering->formula = !shared || pattern->root != pattern->source;
	term = lower_mapping(lowering, pattern->source, TRIE_ROOT);
	*ret_elements = LOWER_NONE;
	if (!shared)
		return term;
	*ret_elements = term;
	if (lowering->formula) {
		lowering->pattern++;
		lowering->formula = false;
		*ret_elements = lower_mapping(lowering, pattern->root, TRIE_ROOT);
	}
	lowering->terms->items[*ret_elements].shared |= shared;
	return term;
}
