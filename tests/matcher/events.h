/* events: random events of a world, events that meet patterns, and events a little changed. */
#pragma once
#include "world.h"

/* Any event. */
struct tree *events_make(struct world *world);
/* Adds to the object `event` what meets the pattern, mostly. */
void events_meet(struct world *world, struct tree *event, const struct tree *pattern);
/* Changes `event` in one place; it must share no part with another tree. Returns the event: a change of the root is
 * another tree. */
struct tree *events_change(struct world *world, struct tree *event);
