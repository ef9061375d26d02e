/* lines: a buffer that grows to the longest line, filled by read().
 *
 * Place: before the arrow line: where `match`, `replay` and `topics --append` get their events from.
 * Invariants
 *   1. start <= scanned <= size <= capacity.
 *   2. The buffer never holds more than most_bytes + one read: a line without an end cannot take all memory.
 * Memory: the buffer, until lines_close. Thread: the caller's. */
#include "io/lines.h"
#include "base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 256 * 1024 };

bool lines_open(struct lines *lines, const char *path, size_t most_bytes)
{
	struct stat status;

	*lines = (struct lines){.path = path, .most_bytes = most_bytes, .fd = STDIN_FILENO};
	if (strcmp(path, "-") != 0)
		lines->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (lines->fd < 0) {
		lines->error = errno;
		return false;
	}
	if (fstat(lines->fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		lines->error = EISDIR;
		lines_close(lines);
		return false;
	}
	return true;
}

void lines_close(struct lines *lines)
{
	if (lines->fd > STDIN_FILENO)
		close(lines->fd);
	free(lines->data);
	lines->fd = -1;
	lines->data = NULL;
}

/* Reads more behind what is unread. False at the end or on a failure. */
static bool fill(struct lines *lines)
{
	ssize_t got;

	if (lines->ended)
		return false;
	if (lines->start > 0) {
		memmove(lines->data, lines->data + lines->start, lines->size - lines->start);
		lines->scanned -= lines->start;
		lines->size -= lines->start;
		lines->start = 0;
	}
	if (lines->capacity - lines->size < READ_BYTES) {
		lines->capacity = 2 * lines->capacity + READ_BYTES;
		lines->data = memory_realloc(lines->data, lines->capacity);
	}
	do
		got = read(lines->fd, lines->data + lines->size, READ_BYTES);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		lines->error = errno;
	lines->ended = got <= 0;
	lines->size += got > 0 ? (size_t)got : 0;
	return got > 0;
}

/* Takes the bytes up to `end` (the place of the line's end) as a line. */
static struct slice take(struct lines *lines, size_t end)
{
	struct slice line = {lines->data + lines->start, end - lines->start};

	lines->start = lines->scanned = end < lines->size ? end + 1 : end;
	if (line.size && line.data[line.size - 1] == '\r')
		line.size--;
	return line;
}

/* The next line end, or the end of the file; false when more than `most_bytes` come without one. */
static bool find_end(struct lines *lines, size_t *ret_end)
{
	for (;;) {
		const char *end = lines->size > lines->scanned
					  ? memchr(lines->data + lines->scanned, '\n', lines->size - lines->scanned)
					  : NULL;

		*ret_end = end ? (size_t)(end - lines->data) : lines->size;
		if (end)
			return true;
		lines->scanned = lines->size;
		/* One byte more may be the CR of a line end. */
		if (lines->size - lines->start > lines->most_bytes + 1)
			return false;
		if (!fill(lines)) {
			*ret_end = lines->size;
			return true;
		}
	}
}

/* Takes a line without an end in sight: its first most_bytes stay where they are, the rest is only counted. */
static struct slice take_head(struct lines *lines)
{
	uint64_t passed = 0;
	size_t end, from;
	const char *found;
	bool more;

	do {
		from = lines->start + lines->most_bytes;
		passed += lines->size - 1 - from;
		lines->data[from] = lines->data[lines->size - 1]; /* it may be the CR of the line's end */
		lines->size = lines->scanned = from + 1;
		more = fill(lines);
		from = lines->start + lines->most_bytes;
		end = from + 1;
		found = memchr(lines->data + end, '\n', lines->size - end);
		end = found ? (size_t)(found - lines->data) : lines->size;
	} while (!found && more);
	lines->line_bytes = passed + take(lines, end).size;
	return (struct slice){lines->data + from - lines->most_bytes, lines->most_bytes};
}

enum lines_result lines_next(struct lines *lines, struct slice *ret_line)
{
	for (;;) {
		size_t end;
		bool whole = find_end(lines, &end);

		if (lines->error)
			return LINES_FAILED;
		if (lines->start == lines->size)
			return LINES_END;
		lines->number++;
		if (whole) {
			*ret_line = take(lines, end);
			lines->line_bytes = ret_line->size;
		} else {
			*ret_line = take_head(lines);
			if (lines->error)
				return LINES_FAILED;
		}
		if (lines->line_bytes > lines->most_bytes) {
			ret_line->size = lines->most_bytes;
			return LINES_TOO_LONG;
		}
		if (ret_line->size)
			return LINES_LINE;
	}
}
