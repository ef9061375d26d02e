/* evidence: a reference to an event that led to a signal, and the conditions by which it matched. */
#pragma once
#include "base/value.h"

enum {
	EVIDENCE_MOST = 16,         /* kept by a task; more is counted */
	EVIDENCE_MATCHES_MOST = 8,  /* conditions kept of an event */
	EVIDENCE_VALUE_BYTES = 256, /* of a matched value; a longer one is left out */
};

struct evidence_match {
	struct slice path, operator;
	const struct value *value; /* a scalar of the event; NULL: there was none, or it was too long */
};

struct evidence {
	struct slice source, id, type;
	int64_t time_ms;
	struct slice topic; /* the event's first place */
	int32_t partition;
	int64_t offset;
	const struct evidence_match *matches;
	uint32_t match_count;
};
