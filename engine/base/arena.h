/* arena: memory by lifetime. Allocate many times, free once.
 *
 * Thread: one owner at a time. Allocation never fails to its caller: when the system has no memory left the process
 * ends with a message (memory_exhausted), so that a half-done batch is never committed. */
#pragma once
#include "base/slice.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunk; /* newest first */
	char *next, *end;          /* the free part of the newest chunk */
	size_t chunk_bytes;        /* size of the next ordinary chunk */
	size_t used_bytes;         /* handed out since the last reset */
};

/* Starts an arena that takes `chunk_bytes` from the system at a time (0: 64 KiB). Takes nothing yet. */
void arena_init(struct arena *arena, size_t chunk_bytes);
/* Gives all memory back. The arena may be initialised again. */
void arena_finish(struct arena *arena);
/* Forgets all allocations. Keeps one chunk, as large as the round needed (at most 64 MiB), so that the next round takes
 * nothing from the system. Poisons it under the address sanitizer. */
void arena_reset(struct arena *arena);

/* A point to go back to: arena_rewind forgets what was allocated after it, unless the arena has taken another chunk
 * since (then nothing happens, and the memory goes with the next reset). */
struct arena_mark {
	struct arena_chunk *chunk;
	char *next;
	size_t used_bytes;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* `bytes` of uninitialised memory, aligned to 16. `bytes` may be 0. Never NULL. */
void *arena_alloc(struct arena *arena, size_t bytes);
/* As arena_alloc for `count` elements of `bytes` each, zeroed. Ends the process if the product overflows. */
void *arena_zalloc(struct arena *arena, size_t count, size_t bytes);
/* A copy of the slice's bytes, followed by a NUL that is not counted. */
struct slice arena_copy(struct arena *arena, struct slice slice);
/* printf into the arena; the result is ended by a NUL that is not counted. */
struct slice arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(2)));

/* One zeroed object, or an array of them, of a type. */
#define ARENA_NEW(arena, type) ((type *)arena_zalloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_zalloc((arena), (count), sizeof(type)))

/* Grows an array that lives in an arena so that one more element fits: `items` is a pointer to elements, `count` how
 * many stand in it, `capacity` how many fit. The old array stays behind until the arena is reset. */
#define ARENA_GROW(arena, items, count, capacity)                                                            \
	do {                                                                                                 \
		if ((count) == (capacity))                                                                   \
			(items) = arena_grow((arena), (items), (count), &(capacity), sizeof(*(items)));      \
	} while (0)
void *arena_grow(struct arena *arena, const void *items, size_t count, uint32_t *capacity, size_t item_bytes);

/* malloc, realloc and calloc for what outlives every arena; they end the process instead of returning NULL. */
void *memory_alloc(size_t bytes);
void *memory_zalloc(size_t count, size_t bytes);
void *memory_realloc(void *old, size_t bytes);
/* Says on standard error that `bytes` could not be had and ends the process with status 70. */
_Noreturn void memory_exhausted(size_t bytes);
