/* plans: plans for tests of the layers that read one. Only the map compiler makes plans, so those programs link it. */
#pragma once
#include "map/map.h"

/* The plan of a map that is one text; ends the test with the findings when the map is refused. One reference. */
struct plan *plan_of(const char *text);
/* The same for a map that begins as A_MAP_HEAD says and goes on with `sections`. */
struct plan *plan_with(const char *sections);

/* Name, steward, seats and the outcome retention. More outcomes may follow at once, indented by two. */
#define A_MAP_HEAD                                                                                                     \
	"seatwire: 1\n"                                                                                                \
	"map: demo\n"                                                                                                  \
	"steward: { seat: ops, topic: tasks.drift }\n"                                                                 \
	"seats:\n"                                                                                                     \
	"  csm:  { function: customer_success, reports_to: head }\n"                                                   \
	"  ae:   { function: sales, reports_to: head, person: ada }\n"                                                 \
	"  head: { function: sales, person: hugo }\n"                                                                  \
	"  ops:  { function: revops, person: olga }\n"                                                                 \
	"outcomes:\n"                                                                                                  \
	"  retention: { owner: csm, contributors: [ { seat: ae, expect: Help, due: 1d } ] }\n"
