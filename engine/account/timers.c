/* timers: a binary heap.
 *
 * Place: account. Memory: malloc. Thread: the worker's.
 *
 * Invariant: heap[i] is not after heap[2i + 1] and heap[2i + 2] in the order of (deadline, key). */
#include "account/timers.h"
#include <assert.h>
#include <stdlib.h>

static bool before(const struct timer *a, const struct timer *b)
{
	if (a->deadline_ms != b->deadline_ms)
		return a->deadline_ms < b->deadline_ms;
	return slice_compare(timer_key(a), timer_key(b)) < 0;
}

void timers_finish(struct timers *timers)
{
	for (size_t i = 0; i < timers->count; i++)
		free(timers->heap[i].key);
	free(timers->heap);
	*timers = (struct timers){0};
}

/* Moves `timer` up from the free place `at`. */
static void rise(struct timers *timers, size_t at, struct timer timer)
{
	while (at > 0 && before(&timer, &timers->heap[(at - 1) / 2])) {
		timers->heap[at] = timers->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	timers->heap[at] = timer;
}

/* Moves `timer` down from the free place `at`. */
static void sink(struct timers *timers, size_t at, struct timer timer)
{
	while (2 * at + 1 < timers->count) {
		size_t child = 2 * at + 1;

		if (child + 1 < timers->count && before(&timers->heap[child + 1], &timers->heap[child]))
			child++;
		if (!before(&timers->heap[child], &timer))
			break;
		timers->heap[at] = timers->heap[child];
		at = child;
	}
	timers->heap[at] = timer;
}

static void push(struct timers *timers, int64_t deadline_ms, struct slice key, uint32_t round)
{
	struct timer timer = {deadline_ms, memory_alloc(key.size), (uint32_t)key.size, round};

	memcpy(timer.key, key.data, key.size);
	if (timers->count == timers->capacity) {
		timers->capacity = timers->capacity ? timers->capacity * 2 : 64;
		timers->heap = memory_realloc(timers->heap, timers->capacity * sizeof(*timers->heap));
	}
	rise(timers, timers->count++, timer);
}

void timers_begin(struct timers *timers)
{
	timers->round = timers->round == UINT32_MAX ? 1 : timers->round + 1;
	timers->pushed = 0;
}

void timers_push(struct timers *timers, int64_t deadline_ms, struct slice key)
{
	push(timers, deadline_ms, key, 0);
}

void timers_push_round(struct timers *timers, int64_t deadline_ms, struct slice key)
{
	push(timers, deadline_ms, key, timers->round);
	timers->pushed++;
}

void timers_undo(struct timers *timers)
{
	size_t kept = 0;

	if (!timers->pushed)
		return;
	for (size_t i = 0; i < timers->count; i++) {
		if (timers->heap[i].round == timers->round)
			free(timers->heap[i].key);
		else
			timers->heap[kept++] = timers->heap[i];
	}
	timers->count = kept;
	timers->pushed = 0;
	for (size_t i = kept / 2; i-- > 0;)
		sink(timers, i, timers->heap[i]);
}

const struct timer *timers_first(const struct timers *timers)
{
	return timers->count ? &timers->heap[0] : NULL;
}

void timers_pop(struct timers *timers)
{
	assert(timers->count > 0);
	free(timers->heap[0].key);
	timers->count--;
	if (timers->count)
		sink(timers, 0, timers->heap[timers->count]);
}
