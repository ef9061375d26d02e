/* terms: the hash-consed parts of patterns.
 *
 * Place: pattern, between the AST (lower.c) and the index. Memory: its own, until terms_finish. Thread: the builder's,
 * then any.
 *
 * Invariants
 *   1. No two terms have the same kind, node and numbers, so equal numbers mean equal terms.
 *   2. A term's parts have smaller numbers than itself. */
#include "pattern/terms.h"
#include "base/hash.h"
#include "pattern/literals.h"
#include "pattern/operators.h"
#include <assert.h>
#include <stdlib.h>

/* A number that nobody knows who writes patterns: the system places memory by chance (ASLR). What is built does not
 * depend on it, only in what time. */
static uint64_t place_of(const void *memory)
{
	return hash64((struct slice){(const char *)&memory, sizeof(memory)}, 0);
}

void terms_init(struct terms *terms)
{
	*terms = (struct terms){0};
	slots_init(&terms->by_hash);
	slots_init(&terms->conditions_by_hash);
	terms->seed = place_of(terms->by_hash.items);
	exact_init(&terms->exact, terms->seed);
	trie_init(&terms->trie, terms->seed);
	arena_init(&terms->arena, 0);
	arena_init(&terms->building, 0);
}

static void finish_building(struct terms *terms)
{
	slots_finish(&terms->by_hash);
	slots_finish(&terms->conditions_by_hash);
	free(terms->condition_texts);
	arena_finish(&terms->building);
	buffer_finish(&terms->text);
	terms->condition_texts = NULL;
}

void terms_finish(struct terms *terms)
{
	if (terms->by_hash.items)
		finish_building(terms);
	free(terms->items);
	free(terms->pool.items);
	free(terms->conditions);
	exact_finish(&terms->exact);
	trie_finish(&terms->trie);
	arena_finish(&terms->arena);
}

/* Whether the kind keeps its one number in `first`. */
static bool is_inline(enum term_kind kind)
{
	return kind == TERM_ONE || kind == TERM_CONDITION || kind == TERM_NOT || kind == TERM_LOOSE;
}

static uint32_t hash_of(
	const struct terms *terms, enum term_kind kind, uint32_t node, const uint32_t *words, uint32_t count)
{
	const struct slice bytes = {(const char *)words, count * sizeof(*words)};

	return (uint32_t)hash64(bytes, terms->seed ^ ((uint64_t)node << 8 | kind));
}

static bool is_term(const struct terms *terms, const struct term *term, enum term_kind kind, uint32_t node,
	const uint32_t *words, uint32_t count)
{
	if (term->kind != kind || term->node != node || term->count != count)
		return false;
	if (is_inline(kind))
		return term->first == *words;
	return count == 0 || memcmp(term_words(terms, term), words, count * sizeof(*words)) == 0;
}

/* Marks of a term that has parts. */
static void mark_inner(const struct terms *terms, struct term *term, const uint32_t *parts)
{
	bool all = term->kind == TERM_MAPPING;

	term->may_lack = all;
	for (uint32_t i = 0; i < term->count; i++) {
		const struct term *part = &terms->items[parts[i]];

		if (part->kind != TERM_NOT)
			term->may_have |= part->may_have;
		term->may_lack = all ? term->may_lack && part->may_lack : term->may_lack || part->may_lack;
		term->lacks |= part->lacks;
	}
}

static void mark(const struct terms *terms, struct term *term, const uint32_t *words)
{
	switch (term->kind) {
	case TERM_ANY:
	case TERM_MAPPING:
	case TERM_CHOICE:
	case TERM_LOOSE:
		mark_inner(terms, term, words);
		break;
	case TERM_ABSENT:
	case TERM_NOT:
		term->may_lack = term->lacks = true;
		break;
	default:
		term->may_have = true;
		break;
	}
}

uint32_t terms_add(struct terms *terms, enum term_kind kind, uint32_t node, const uint32_t *words, uint32_t count)
{
	struct term term = {.kind = (uint8_t)kind, .node = node, .count = count};
	uint32_t hash = hash_of(terms, kind, node, words, count);
	struct slot *slot;

	for (slot = slots_first(&terms->by_hash, hash); slot->number; slot = slots_next(&terms->by_hash, slot))
		if (is_term(terms, &terms->items[slot->number - 1], kind, node, words, count))
			return slot->number - 1;
	assert(terms->count < TERMS_MOST);
	if (terms->count == terms->capacity) {
		terms->capacity = terms->capacity * 2 + 64;
		terms->items = memory_realloc(terms->items, terms->capacity * sizeof(*terms->items));
	}
	term.first = is_inline(kind) ? *words : words_append(&terms->pool, words, count);
	mark(terms, &term, words);
	terms->items[terms->count] = term;
	slots_take(&terms->by_hash, slot, hash, terms->count);
	return terms->count++;
}

static uint32_t new_condition(struct terms *terms, const struct condition *condition, struct slice text)
{
	if (terms->condition_count == terms->condition_capacity) {
		uint32_t capacity = terms->condition_capacity * 2 + 16;

		terms->condition_capacity = capacity;
		terms->conditions = memory_realloc(terms->conditions, capacity * sizeof(*terms->conditions));
		terms->condition_texts =
			memory_realloc(terms->condition_texts, capacity * sizeof(*terms->condition_texts));
	}
	terms->condition_texts[terms->condition_count] = arena_copy(&terms->building, text);
	terms->conditions[terms->condition_count] = operators_copy(condition, &terms->arena);
	return terms->condition_count++;
}

uint32_t terms_condition(struct terms *terms, const struct condition *condition)
{
	struct slots *slots = &terms->conditions_by_hash;
	struct slot *slot;
	struct slice text;
	uint32_t hash, number;

	buffer_reset(&terms->text);
	buffer_append(&terms->text, slice_of(condition->operator->name));
	buffer_byte(&terms->text, ' ');
	condition->operator->write(condition, &terms->text);
	text = buffer_slice(&terms->text);
	hash = (uint32_t)hash64(text, terms->seed);
	for (slot = slots_first(slots, hash); slot->number; slot = slots_next(slots, slot))
		if (slice_equal(terms->condition_texts[slot->number - 1], text))
			return slot->number - 1;
	number = new_condition(terms, condition, text);
	slots_take(slots, slot, hash, number);
	return number;
}

/* A seed that all terms have a part in. */
static uint64_t make_seed(const struct terms *terms)
{
	uint64_t seed = terms->trie.node_count;

	for (uint32_t i = 0; i < terms->trie.edge_count; i++)
		seed = hash64(terms->trie.edges[i].key, seed);
	for (uint32_t i = 0; i < terms->exact.count; i++)
		seed = literals_hash(&terms->exact.values[i], seed);
	for (uint32_t i = 0; i < terms->condition_count; i++)
		seed = hash64(terms->condition_texts[i], seed);
	return seed;
}

void terms_seal(struct terms *terms)
{
	uint64_t seed = make_seed(terms);

	finish_building(terms);
	terms->items = memory_realloc(terms->items, (terms->count + 1ull) * sizeof(*terms->items));
	terms->pool.items = memory_realloc(terms->pool.items, (terms->pool.count + 1ull) * sizeof(uint32_t));
	terms->conditions =
		memory_realloc(terms->conditions, (terms->condition_count + 1ull) * sizeof(*terms->conditions));
	exact_seal(&terms->exact, seed);
	trie_seal(&terms->trie, seed);
}

size_t terms_bytes(const struct terms *terms)
{
	return terms->count * sizeof(*terms->items) + terms->pool.count * sizeof(*terms->pool.items) +
	       terms->condition_count * sizeof(*terms->conditions) + exact_bytes(&terms->exact) +
	       trie_bytes(&terms->trie) + terms->arena.used_bytes;
}
