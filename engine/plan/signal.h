/* What an interaction means. Immutable; memory of the plan's arena. */
#pragma once
#include "plan/seat.h"
#include "pattern/pattern.h"

enum { SIGNAL_TIMES_MOST = 1000 };

struct plan_signal {
	struct slice name;
	uint32_t hash;               /* of when, times, distinct: another hash, another window */
	const struct pattern *when;  /* over the event */
	uint32_t times;              /* 1: each match */
	int64_t within_ms;           /* times > 1: the window (t - within, t] of event time */
	struct path distinct;        /* count 0: distinct events */
	int64_t quiet_ms;            /* 0: none */
	const struct pattern *given; /* over the account's state; NULL: none */
	bool since_read;             /* some pattern or carry reads since.<name>, so that its time must be kept */
	const plan_index *flows;     /* that read it, ascending by name */
	uint32_t flow_count;
};
