/* survey: how often a term is expected to hold, and what finding rules by it costs, guessed from the patterns. */
#pragma once
#include "pattern/bounds.h"

struct survey {
	float *shares; /* by term: of the events for which it holds, 0 to 1 */
	/* By term: the share of events that its best set of keys finds, and its part of the look-ups for these keys;
	 * SURVEY_NO_KEY if it has none. */
	float *costs;
	uint32_t *rules; /* by term: in how many rules it stands */
	uint32_t terms;  /* of which this is known; later ones are tests that many rules share (guards.h) */
	float *ranges;   /* by node: the mean share of the ranges there; 0 if there are none */
};

static const float SURVEY_NO_KEY = 1e30f;

/* `uses`, by term: of how many rules it is the whole pattern; the survey's from here on. */
void survey_init(struct survey *survey, const struct terms *terms, const struct bounds *bounds, uint32_t *uses);
void survey_finish(struct survey *survey);
