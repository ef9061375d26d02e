/* buffer: bytes that grow at their end.
 *
 * Place: base. Memory: one malloc block, doubled as needed. Thread: the owner's. */
#include "base/buffer.h"
#include "base/arena.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_finish(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}

void buffer_grow(struct buffer *buffer, size_t more)
{
	size_t capacity = buffer->capacity ? buffer->capacity : 256;

	if (more > SIZE_MAX / 2 - buffer->size)
		memory_exhausted(more);
	while (capacity - buffer->size < more)
		capacity *= 2;
	buffer->data = memory_realloc(buffer->data, capacity);
	buffer->capacity = capacity;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0)
		return;
	va_start(arguments, format);
	vsnprintf(buffer_reserve(buffer, (size_t)size + 1), (size_t)size + 1, format, arguments);
	va_end(arguments);
	buffer->size += (size_t)size;
}
