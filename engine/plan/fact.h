/* What the map asks to remember of an account. Immutable; memory of the plan's arena. */
#pragma once
#include "plan/seat.h"

enum fact_kind {
	FACT_LAST,   /* the newest value at a path */
	FACT_OPEN,   /* a set of ids: opened by one pattern, closed by another */
	FACT_COUNT,  /* events within a rolling window */
	FACT_RECENT, /* the newest N events: time, type, id, signals */
	FACT_PERSON, /* as FACT_LAST, for who sits in a seat: the branch `people` */
};

enum {
	FACT_BYTES_MOST = 4096,   /* of a remembered value; a larger one is as missing */
	FACT_OPEN_MOST = 256,     /* members of a set; the oldest goes */
	FACT_COUNT_SLICES = 32,   /* a window is counted in slices of window/32, aligned to the epoch */
	FACT_RECENT_MOST = 100,   /* events of a FACT_RECENT */
	FACT_PLACES_MOST = 256,   /* facts and people of a map */
};

struct plan_fact {
	struct slice name;   /* of the fact, or of the seat */
	enum fact_kind kind;
	uint32_t hash;       /* of kind, paths, sizes and patterns: another hash, another fact */
	plan_index seat;     /* FACT_PERSON */
	struct path path;    /* FACT_LAST, FACT_PERSON, FACT_OPEN */
	int64_t window_ms;   /* FACT_COUNT: window (>= 32 ms); FACT_OPEN: how long a member is kept */
	uint32_t most;       /* FACT_RECENT */
};
