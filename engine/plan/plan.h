/* plan: a checked flow map, compiled. All that the core reads of it; immutable, shared by the workers.
 *
 * Life: map_compile() makes it in one arena; plan_ref/plan_unref share it (atomic count); the last unref frees all.
 * Sections are ascending by name; references are indexes. */
#pragma once
#include "pattern/matcher.h"
#include "plan/fact.h"
#include "plan/flow.h"
#include "plan/signal.h"

/* Which part of the map an event pattern serves. */
enum plan_use_kind {
	USE_FACT,      /* a fact's or person's `on`, an open fact's `from` */
	USE_FACT_UNTIL, /* an open fact's `until` */
	USE_SIGNAL,    /* a signal's `when` */
};

struct plan_use {
	uint16_t kind;    /* enum plan_use_kind */
	plan_index index; /* of the fact or signal */
};

struct plan {
	struct arena arena;
	uint32_t references; /* atomic */

	struct slice name;    /* the map's */
	struct slice version; /* "sha256:<64 hex>" of the map's content, includes and all */
	int64_t late_ms;      /* default 7d */
	int64_t dedupe_ms;    /* default 7d */
	struct {
		plan_index seat;
		struct slice topic;
	} steward;
	const struct path *account_key; /* tried in order */
	uint32_t account_key_count;
	plan_index relationship; /* one seat for the whole journey, or PLAN_NONE */

	const struct plan_seat *seats;
	const struct plan_outcome *outcomes;
	const struct plan_action *actions;
	const struct plan_fact *facts; /* facts first, then people; each ascending by name */
	const struct plan_signal *signals;
	const struct plan_flow *flows;
	uint32_t seat_count, outcome_count, action_count, fact_count, signal_count, flow_count;

	/* All event patterns: id of the matcher = index of `uses`; facts, then people, then signals. */
	const struct plan_use *uses;
	uint32_t use_count;
	struct matcher *matcher;
};

struct plan *plan_create(void);
struct plan *plan_ref(struct plan *plan);
void plan_unref(struct plan *plan);

/* Look-ups by name: binary search; PLAN_NONE when there is none. */
plan_index plan_seat_find(const struct plan *plan, struct slice name);
plan_index plan_outcome_find(const struct plan *plan, struct slice name);
plan_index plan_action_find(const struct plan *plan, struct slice name);
plan_index plan_signal_find(const struct plan *plan, struct slice name);
/* `people` selects the branch: facts or people. */
plan_index plan_fact_find(const struct plan *plan, bool people, struct slice name);
