/* arena: memory by lifetime.
 *
 * Place: base, under everything. Memory: chunks from malloc, linked newest first. Thread: the owner's.
 *
 * Invariants
 *   1. next <= end, both within the newest chunk, or both NULL when there is no chunk.
 *   2. What was handed out is never moved. */
#include "base/arena.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(start, bytes) ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(start, bytes) ((void)0)
#endif

enum { ALIGNMENT = 16, DEFAULT_CHUNK_BYTES = 64 * 1024, KEPT_BYTES_MOST = 64 * 1024 * 1024 };
enum { FIRST_BYTES = 256, FIRST_ITEMS_MOST = 8 }; /* of a list that grows */

struct arena_chunk {
	struct arena_chunk *older;
	size_t bytes; /* of `space` */
	_Alignas(ALIGNMENT) char space[];
};

void arena_init(struct arena *arena, size_t chunk_bytes)
{
	*arena = (struct arena){.chunk_bytes = chunk_bytes ? chunk_bytes : DEFAULT_CHUNK_BYTES};
}

static void free_chunks(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *older = chunk->older;

		ASAN_UNPOISON_MEMORY_REGION(chunk->space, chunk->bytes);
		free(chunk);
		chunk = older;
	}
}

void arena_finish(struct arena *arena)
{
	free_chunks(arena->chunk);
	*arena = (struct arena){.chunk_bytes = arena->chunk_bytes};
}

static size_t space_of(const struct arena_chunk *chunk)
{
	size_t bytes = 0;

	for (; chunk; chunk = chunk->older)
		bytes += chunk->bytes;
	return bytes;
}

static void take_chunk(struct arena *arena, size_t bytes)
{
	size_t space = bytes > arena->chunk_bytes ? bytes : arena->chunk_bytes;
	struct arena_chunk *chunk = memory_alloc(sizeof(*chunk) + space);

	chunk->older = arena->chunk;
	chunk->bytes = space;
	ASAN_POISON_MEMORY_REGION(chunk->space, space);
	arena->chunk = chunk;
	arena->next = chunk->space;
	arena->end = chunk->space + space;
}

/* Several chunks become one of their size, so that a steady load settles on one. */
void arena_reset(struct arena *arena)
{
	size_t bytes = space_of(arena->chunk);

	arena->used_bytes = 0;
	if (!arena->chunk)
		return;
	if (arena->chunk->older || bytes > KEPT_BYTES_MOST) {
		free_chunks(arena->chunk);
		arena->chunk = NULL;
		take_chunk(arena, bytes < KEPT_BYTES_MOST ? bytes : KEPT_BYTES_MOST);
		return;
	}
	arena->next = arena->chunk->space;
	ASAN_POISON_MEMORY_REGION(arena->chunk->space, arena->chunk->bytes);
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){arena->chunk, arena->next, arena->used_bytes};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	if (arena->chunk != mark.chunk || !mark.chunk)
		return;
	ASAN_POISON_MEMORY_REGION(mark.next, (size_t)(arena->next - mark.next));
	arena->next = mark.next;
	arena->used_bytes = mark.used_bytes;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	size_t rounded;
	void *memory;

	if (bytes > SIZE_MAX / 2)
		memory_exhausted(bytes);
	rounded = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if ((size_t)(arena->end - arena->next) < rounded || !arena->next)
		take_chunk(arena, rounded);
	memory = arena->next;
	arena->next += rounded;
	arena->used_bytes += rounded;
	ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
	return memory;
}

void *arena_zalloc(struct arena *arena, size_t count, size_t bytes)
{
	size_t total;
	void *memory;

	if (__builtin_mul_overflow(count, bytes, &total))
		memory_exhausted(SIZE_MAX);
	memory = arena_alloc(arena, total);
	memset(memory, 0, total);
	return memory;
}

struct slice arena_copy(struct arena *arena, struct slice slice)
{
	char *copy = arena_alloc(arena, slice.size + 1);

	if (slice.size)
		memcpy(copy, slice.data, slice.size);
	copy[slice.size] = 0;
	return (struct slice){copy, slice.size};
}

struct slice arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0)
		return (struct slice){"", 0};
	text = arena_alloc(arena, (size_t)size + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)size + 1, format, arguments);
	va_end(arguments);
	return (struct slice){text, (size_t)size};
}

/* Most lists in an arena stay short: the first room is for a few items, fewer of large ones. */
static uint32_t first_capacity(size_t item_bytes)
{
	size_t items = FIRST_BYTES / item_bytes;

	return items > FIRST_ITEMS_MOST ? FIRST_ITEMS_MOST : items > 1 ? (uint32_t)items : 1;
}

void *arena_grow(struct arena *arena, const void *items, size_t count, uint32_t *capacity, size_t item_bytes)
{
	uint32_t larger = *capacity ? *capacity * 2 : first_capacity(item_bytes);
	void *grown;

	if (larger <= *capacity)
		memory_exhausted(SIZE_MAX);
	grown = arena_zalloc(arena, larger, item_bytes);
	if (count)
		memcpy(grown, items, count * item_bytes);
	*capacity = larger;
	return grown;
}

_Noreturn void memory_exhausted(size_t bytes)
{
	char text[128];
	int size = snprintf(text, sizeof(text), "seatwire: out of memory: %zu bytes could not be had\n", bytes);

	if (size > 0 && write(STDERR_FILENO, text, (size_t)size) < 0)
		_exit(71);
	_exit(70);
}

void *memory_alloc(size_t bytes)
{
	void *memory = malloc(bytes ? bytes : 1);

	if (!memory)
		memory_exhausted(bytes);
	return memory;
}

void *memory_zalloc(size_t count, size_t bytes)
{
	void *memory = calloc(count ? count : 1, bytes ? bytes : 1);

	if (!memory)
		memory_exhausted(count * bytes);
	return memory;
}

void *memory_realloc(void *old, size_t bytes)
{
	void *memory = realloc(old, bytes ? bytes : 1);

	if (!memory)
		memory_exhausted(bytes);
	return memory;
}
