/* work: how much the processor did: instructions of this thread where the kernel counts them, else its CPU time in ns.
 * Good for comparing two things in one run, no more. */
#pragma once
#include <stdint.h>

struct work {
	int counter; /* -1: time is taken instead */
};

void work_init(struct work *work);
void work_finish(struct work *work);
uint64_t work_now(const struct work *work);
const char *work_unit(const struct work *work);
