/* survey: how often a term is expected to hold.
 *
 * Place: pattern, while a matcher is built, between terms and keys. Memory: 12 bytes a term. Thread: the builder's.
 *
 * Nobody knows the events beforehand, but patterns say much: where they name many values of a field, each value is
 * expected seldom, but one that most of the rules name is expected often; the bounds of ranges are expected to lie as
 * the numbers do. A wrong guess costs time, never an answer. */
#include "pattern/survey.h"
#include "pattern/operators.h"
#include <stdlib.h>

static const float MOST_VALUES = 0.9f, SOME_EVENTS = 0.8f;
/* What a look-up in a typed index takes beside one candidate rule. It is paid for every event, so the rules that are
 * found by it share it: an index that serves few rules, which have other keys, is not worth its look-ups. */
static const float LOOK_UP = 6;

/* Conditions of a node that one typed index serves. */
struct kind {
	uint32_t conditions; /* different ones */
	uint32_t rules;      /* in which they stand */
};

struct counting {
	const struct terms *terms;
	struct survey *survey;
	uint32_t *uses;   /* by term: rules in which it stands */
	uint32_t *values; /* by node: different values asked for */
	uint32_t *named;  /* by node: how often its values are named */
	uint32_t *naming; /* by value: how often it is named */
	struct kind *kinds; /* by node and kind of key */
	const struct bounds *bounds;
};

void survey_finish(struct survey *survey)
{
	free(survey->shares);
	free(survey->costs);
	free(survey->rules);
	free(survey->ranges);
}

static struct kind *kind_of(const struct counting *counting, const struct term *term)
{
	enum key_kind kind = counting->terms->conditions[term->first].operator->key;

	return &counting->kinds[term->node * KEY_KINDS + kind];
}

/* The values that a term names. */
static const uint32_t *values_of(const struct terms *terms, const struct term *term)
{
	return term->kind == TERM_ONE ? &term->first : term_words(terms, term);
}

static void count_values(struct counting *counting)
{
	const struct terms *terms = counting->terms;

	for (uint32_t i = 0; i < terms->exact.count; i++)
		counting->values[terms->exact.nodes[i]]++;
	for (uint32_t i = 0; i < terms->count; i++) {
		const struct term *term = &terms->items[i];

		if (term->kind != TERM_ONE && term->kind != TERM_SOME)
			continue;
		for (uint32_t k = 0; k < term->count; k++)
			counting->naming[values_of(terms, term)[k]] += counting->uses[i];
		counting->named[term->node] += counting->uses[i] * term->count;
	}
}

/* A value that is named more often than others is expected more often; none less often than if all were alike. */
static float share_of_values(const struct counting *counting, const struct term *term)
{
	float alike = 1 / ((float)counting->values[term->node] + 1), share = 0;

	for (uint32_t i = 0; i < term->count; i++) {
		uint32_t value = values_of(counting->terms, term)[i];
		float part = (float)counting->naming[value] / ((float)counting->named[term->node] + 1);

		share += part > alike ? part : alike;
	}
	return share < MOST_VALUES ? share : MOST_VALUES;
}

static void count_kinds(struct counting *counting)
{
	const struct terms *terms = counting->terms;

	for (uint32_t i = 0; i < terms->count; i++) {
		struct kind *kind;

		if (terms->items[i].kind != TERM_CONDITION)
			continue;
		kind = kind_of(counting, &terms->items[i]);
		kind->conditions++;
		kind->rules += counting->uses[i];
	}
}

/* The part of the node's ranks that lie in the range. */
static float share_of_range(const struct counting *counting, const struct condition *range, uint32_t node)
{
	uint32_t ranks = 2 * (counting->bounds->first[node + 1] - counting->bounds->first[node]) + 1;
	struct rank_range in = bounds_range(counting->bounds, node, range);
	uint32_t end = in.last < ranks ? in.last + 1 : ranks;

	return (float)(end > in.first ? end - in.first : 1) / (float)ranks;
}

static float share_of_condition(const struct counting *counting, const struct term *term)
{
	const struct condition *condition = &counting->terms->conditions[term->first];
	enum key_kind kind = condition->operator->key;

	if (kind == KEY_RANGE) {
		float share = share_of_range(counting, condition, term->node);

		counting->survey->ranges[term->node] += share / (float)kind_of(counting, term)->conditions;
		return share;
	}
	if (kind == KEY_PRESENT)
		return MOST_VALUES;
	return 1 / (float)(kind_of(counting, term)->conditions + 1);
}

/* What shares and costs of its parts make of a term that has some. */
static void survey_inner(struct survey *survey, const struct terms *terms, uint32_t number)
{
	const struct term *term = &terms->items[number];
	const uint32_t *parts = term_words(terms, term);
	bool all = term->kind == TERM_MAPPING;
	float share = all, cost = all ? SURVEY_NO_KEY : 0;

	for (uint32_t i = 0; i < term->count; i++) {
		float part = survey->costs[parts[i]];

		share = all ? share * survey->shares[parts[i]] : share + survey->shares[parts[i]];
		cost = !all ? cost + part : part < cost ? part : cost;
	}
	survey->shares[number] = share < 1 ? share : 1;
	survey->costs[number] = cost < SURVEY_NO_KEY ? cost : SURVEY_NO_KEY;
}

static float cost_of_condition(const struct counting *counting, const struct term *term, float share)
{
	return LOOK_UP / (float)(kind_of(counting, term)->rules + 1) + share;
}

static void survey_term(const struct counting *counting, uint32_t number)
{
	const struct term *term = &counting->terms->items[number];
	struct survey *survey = counting->survey;
	float share = 0;

	switch (term->kind) {
	case TERM_ONE:
	case TERM_SOME:
		share = share_of_values(counting, term);
		break;
	case TERM_BUT:
		share = MOST_VALUES;
		break;
	case TERM_PRESENT:
		share = SOME_EVENTS;
		break;
	case TERM_CONDITION:
		share = share_of_condition(counting, term);
		break;
	case TERM_ABSENT:
		survey->shares[number] = 1 - SOME_EVENTS;
		survey->costs[number] = SURVEY_NO_KEY;
		return;
	case TERM_NOT:
	case TERM_LOOSE:
		share = survey->shares[term->first];
		survey->shares[number] = term->kind == TERM_NOT ? 1 - share : share;
		survey->costs[number] = SURVEY_NO_KEY;
		return;
	default:
		survey_inner(survey, counting->terms, number);
		return;
	}
	survey->shares[number] = survey->costs[number] = share;
	if (term->kind == TERM_CONDITION)
		survey->costs[number] = cost_of_condition(counting, term, share);
}

/* Parts have smaller numbers than what they are part of. */
static void count_uses(struct counting *counting)
{
	const struct terms *terms = counting->terms;

	for (uint32_t i = terms->count; i-- > 0;) {
		const struct term *term = &terms->items[i];

		if (term->kind == TERM_NOT)
			counting->uses[term->first] += counting->uses[i];
		else if (term->kind >= TERM_ANY)
			for (uint32_t k = 0; k < term->count; k++)
				counting->uses[term_words(terms, term)[k]] += counting->uses[i];
	}
}

void survey_init(struct survey *survey, const struct terms *terms, const struct bounds *bounds, uint32_t *uses)
{
	struct counting counting = {.terms = terms, .survey = survey, .uses = uses, .bounds = bounds};

	*survey = (struct survey){memory_zalloc(terms->count + 1ull, sizeof(*survey->shares)),
		memory_zalloc(terms->count + 1ull, sizeof(*survey->costs)), uses, terms->count,
		memory_zalloc(terms->trie.node_count, sizeof(*survey->ranges))};
	counting.values = memory_zalloc(terms->trie.node_count, sizeof(*counting.values));
	counting.kinds = memory_zalloc(terms->trie.node_count, KEY_KINDS * sizeof(*counting.kinds));
	counting.named = memory_zalloc(terms->trie.node_count, sizeof(*counting.named));
	counting.naming = memory_zalloc(terms->exact.count + 1ull, sizeof(*counting.naming));
	count_uses(&counting);
	count_values(&counting);
	count_kinds(&counting);
	for (uint32_t i = 0; i < terms->count; i++)
		survey_term(&counting, i);
	free(counting.values);
	free(counting.named);
	free(counting.naming);
	free(counting.kinds);
}
