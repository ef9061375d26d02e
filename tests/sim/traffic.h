/* traffic: a random map, and random events for it: hot and cold accounts, late ones, ones from the future, repeated
 * ones, misplaced ones, broken ones, and word from downstream about tasks. */
#pragma once
#include "ledger.h"
#include "logs.h"
#include "random.h"

struct traffic {
	struct random *random;
	struct logs *logs;
	const struct ledger *ledger;
	uint32_t sent; /* events with ids of their own */
};

/* The plan of a map whose numbers are random. `dedupe_h`: how long ids are kept. `changed`: the map as it is edited
 * later: a seat is gone, a pattern is another, a signal is new. NULL and the findings on standard error if the map
 * is refused. */
struct plan *traffic_plan(struct random *random, int dedupe_h, bool changed);
/* The inputs by which the traffic is to be read. */
const struct event_input *traffic_inputs(struct arena *arena);
/* Sends one record, at `now_ms`. */
void traffic_send(struct traffic *traffic, int64_t now_ms);
