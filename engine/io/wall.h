/* wall: the engine's clock: the wall clock, made fit for timers. It never goes back, and it follows no jump ahead.
 *
 * Thread: one at a time. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { WALL_JUMP_MS = 5 * 60 * 1000 };

/* Starts zeroed. */
struct wall {
	bool started;
	bool jumped;               /* the wall clock is further ahead than time has passed; ours goes on at its pace */
	int64_t now_ms, passed_ms; /* the last answer, and the other clock then */
};

/* The time to work with. `wall_ms` is the wall clock, `passed_ms` one that only counts time that passes (also while the
 * machine sleeps). A wall clock set back makes ours stand until it is reached again. */
int64_t wall_advance(struct wall *wall, int64_t wall_ms, int64_t passed_ms);
/* wall_advance with the machine's clocks. */
int64_t wall_read(struct wall *wall);
