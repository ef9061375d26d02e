/* buffer: bytes that grow at their end. Memory from malloc, kept over resets; ends the process when none is left. */
#pragma once
#include "base/slice.h"

struct buffer {
	char *data;
	size_t size, capacity; /* bytes */
};

/* A zeroed buffer is a valid empty one. */
void buffer_finish(struct buffer *buffer);
/* Makes room for `more` bytes behind the end. */
void buffer_grow(struct buffer *buffer, size_t more);
void buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull(2)));

/* Room for `more` bytes behind the end; returns where they go. The caller adds to `size` what it wrote. */
static inline char *buffer_reserve(struct buffer *buffer, size_t more)
{
	if (buffer->capacity - buffer->size < more)
		buffer_grow(buffer, more);
	return buffer->data + buffer->size;
}

static inline void buffer_reset(struct buffer *buffer)
{
	buffer->size = 0;
}

static inline struct slice buffer_slice(const struct buffer *buffer)
{
	return (struct slice){buffer->data, buffer->size};
}

static inline void buffer_byte(struct buffer *buffer, char byte)
{
	*buffer_reserve(buffer, 1) = byte;
	buffer->size++;
}

static inline void buffer_append(struct buffer *buffer, struct slice bytes)
{
	if (!bytes.size)
		return;
	memcpy(buffer_reserve(buffer, bytes.size), bytes.data, bytes.size);
	buffer->size += bytes.size;
}
