/* drift: where map and reality differ, told to the map's steward.
 *
 * An account's partition reports it to the cross topic, keyed drift/<code>/<name>; the partition of that key makes one
 * task for each key and UTC day. Such a task is not tracked and raises no drift. */
#pragma once
#include "task/task.h"

/* Codes: "seat_without_person" (name: the seat), "unowned" (name: the seat that the map no longer has). */
void drift_report(struct scribe *scribe, const struct input *input, const char *code, struct slice name);

/* Takes one report from the cross topic; the input's account is the one of the drift key, its event is the report. */
void drift_take(struct scribe *scribe, struct input *input);

#define DRIFT_EVENT_TYPE "seatwire.drift"
/* Whether no account may be named so: keys of the cross topic, and the engine's own. */
bool drift_key_reserved(struct slice key);
