/* survey: how often a term is expected to hold, guessed from the patterns themselves. */
#pragma once
#include "pattern/terms.h"

struct survey {
	float *shares; /* by term: of the events for which it holds, 0 to 1 */
	float *costs;  /* by term: of the events that its best set of keys finds; SURVEY_NO_KEY if it has none */
};

static const float SURVEY_NO_KEY = 1e30f;

/* `uses`, by term: of how many rules it is the whole pattern; comes back as the rules in which it stands. */
void survey_init(struct survey *survey, const struct terms *terms, uint32_t *uses);
void survey_finish(struct survey *survey);
