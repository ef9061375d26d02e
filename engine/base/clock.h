/* clock: what time it is. The core never asks; whoever feeds it does, once a batch. Never fails. */
#pragma once
#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00:00Z by the machine's wall clock, which may be set back. */
int64_t clock_wall_ms(void);

/* Time since some point in the past, which only grows: for measuring and for waiting. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_ns(void);
