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
	return slice_compare(a->key, b->key) < 0;
}

void timers_finish(struct timers *timers)
{
	for (size_t i = 0; i < timers->count; i++)
		free((char *)timers->heap[i].key.data);
	free(timers->heap);
	*timers = (struct timers){0};
}

void timers_push(struct timers *timers, int64_t deadline_ms, struct slice key)
{
	char *copy = memory_alloc(key.size);
	struct timer timer = {deadline_ms, {copy, key.size}};
	size_t at = timers->count++;

	memcpy(copy, key.data, key.size);
	if (timers->count > timers->capacity) {
		timers->capacity = timers->capacity ? timers->capacity * 2 : 64;
		timers->heap = memory_realloc(timers->heap, timers->capacity * sizeof(*timers->heap));
	}
	while (at > 0 && before(&timer, &timers->heap[(at - 1) / 2])) {
		timers->heap[at] = timers->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	timers->heap[at] = timer;
}

const struct timer *timers_first(const struct timers *timers)
{
	return timers->count ? &timers->heap[0] : NULL;
}

void timers_pop(struct timers *timers)
{
	struct timer last;
	size_t at = 0;

	assert(timers->count > 0);
	free((char *)timers->heap[0].key.data);
	last = timers->heap[--timers->count];
	while (2 * at + 1 < timers->count) {
		size_t child = 2 * at + 1;

		if (child + 1 < timers->count && before(&timers->heap[child + 1], &timers->heap[child]))
			child++;
		if (!before(&timers->heap[child], &last))
			break;
		timers->heap[at] = timers->heap[child];
		at = child;
	}
	if (timers->count)
		timers->heap[at] = last;
}
