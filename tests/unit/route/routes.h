/* routes: a map with a contested outcome, and inputs that go the whole way from a matched event to outputs. */
#pragma once
#include "account/input.h"
#include "scribes.h"

/* Outcomes retention (csm) and expansion (ae; claimed by csm and head). Signals a1 a2 (retention, review, due 3d
 * and 1d), other (retention, cause), bare (retention, review, no due), g1 g2 (expansion, claimed by csm and head),
 * read (retention, note, untracked). People: csm. `seats` replaces the seats of the map: NULL for the usual ones. */
struct plan *a_route_plan(const char *seats);

struct route {
	struct plan *plan;
	struct account *account;
	struct scribe *scribe;
	int64_t clock_ms;
};
struct route a_route(void);
void route_finish(struct route *route);

/* An event whose type is `type`: remembers, raises the signals of that `when`, routes; returns what was told. */
const char *goes(struct route *route, const char *type, const char *data);
/* The same for an event before live_from. */
const char *goes_in_history(struct route *route, const char *type, const char *data);
/* Word from downstream about the task that stands `at` in the account: seatwire.task.<word>; `data` is put behind the
 * task's id: ",\"by\":...". */
const char *word(struct route *route, const char *word, uint32_t at, const char *data);
#define BY(seat) ",\"by\":{\"seat\":\"" seat "\"}"
