/* work: the kernel's counter of instructions.
 *
 * Place: tests of the matcher. Memory: none. Thread: that which called work_init. */
#include "work.h"
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void work_init(struct work *work)
{
	struct perf_event_attr attributes;

	memset(&attributes, 0, sizeof(attributes));
	attributes.type = PERF_TYPE_HARDWARE;
	attributes.size = sizeof(attributes);
	attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
	attributes.exclude_kernel = 1;
	attributes.exclude_hv = 1;
	work->counter = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}

void work_finish(struct work *work)
{
	if (work->counter >= 0)
		close(work->counter);
}

uint64_t work_now(const struct work *work)
{
	struct timespec time;
	uint64_t count;

	if (work->counter >= 0 && read(work->counter, &count, sizeof(count)) == sizeof(count))
		return count;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

const char *work_unit(const struct work *work)
{
	return work->counter >= 0 ? "instructions" : "ns";
}
