/* wall: the engine's clock. A wrong wall clock must raise no false alarm: timers cannot be unfired.
 *
 * Place: io, read once a batch. Memory: none. Thread: the worker's.
 * The first reading is believed, so a restart accepts a time that jumped. */
#include "io/wall.h"
#include "base/clock.h"
#include <time.h>

int64_t wall_advance(struct wall *wall, int64_t wall_ms, int64_t passed_ms)
{
	int64_t expected_ms = wall->now_ms + (passed_ms - wall->passed_ms);

	if (!wall->started) {
		wall->started = true;
		wall->now_ms = wall_ms;
	} else if ((wall->jumped = wall_ms > expected_ms + WALL_JUMP_MS)) {
		wall->now_ms = expected_ms;
	} else if (wall_ms > wall->now_ms) {
		wall->now_ms = wall_ms;
	}
	wall->passed_ms = passed_ms;
	return wall->now_ms;
}

int64_t wall_read(struct wall *wall)
{
	struct timespec passed;

	clock_gettime(CLOCK_BOOTTIME, &passed);
	return wall_advance(wall, clock_wall_ms(), (int64_t)passed.tv_sec * 1000 + passed.tv_nsec / 1000000);
}
