/* inputs: events and inputs for tests of the layers that work on one. All of it lives as long as the test. */
#pragma once
#include "account/input.h"

/* Memory for as long as the test. */
struct arena *inputs_arena(void);
/* An event of source /s, decoded; `data` is JSON. Its place is interactions/3/1841. */
const struct event *an_event(const char *id, const char *type, int64_t time_ms, const char *data);
/* The input of it, for the account, with the clock at the event's time. */
struct input an_input(const struct plan *plan, struct account *account, const struct event *event);
/* The uses of the plan's patterns that match the event: as matcher_match() has it. */
uint32_t uses_of(const struct plan *plan, const struct event *event, const uint32_t **ret_uses);
