/* scribes: a place for outputs in tests of task/ and route/, and what was written there. */
#pragma once
#include "inputs.h"
#include "task/scribe.h"

/* A scribe for the plan in a batch 3/12, at record interactions/3/1841. */
struct scribe *a_scribe(const struct plan *plan);
/* All that was written since the last call, a line each:
 *   CHANGE ACTION SEAT/PERSON by RULE [due MS] [handoffs N] STATE rREVISION
 *   RESULT SIGNAL|-
 *   cross KEY */
const char *told(struct scribe *scribe);
/* The value of the newest output, as text; it stays until the next told(). */
const char *newest(const struct scribe *scribe);
