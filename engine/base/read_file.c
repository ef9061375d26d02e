/* read_file: open, read, close.
 *
 * Place: base; used by cli and io. Memory: the arena passed in. Thread: the caller's. */
#include "base/read_file.h"
#include "base/buffer.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { STEP_BYTES = 64 * 1024 };

/* Reads to the end, or one step past the limit. An errno, or 0. */
static int read_all(int fd, size_t bytes_most, struct buffer *bytes)
{
	while (bytes->size <= bytes_most) {
		ssize_t got = read(fd, buffer_reserve(bytes, STEP_BYTES), STEP_BYTES);

		if (got == 0)
			return 0;
		if (got < 0 && errno != EINTR)
			return errno;
		if (got > 0)
			bytes->size += (size_t)got;
	}
	return 0;
}

static int read_path(const char *path, size_t bytes_most, struct buffer *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;

	if (fd < 0)
		return errno;
	error = read_all(fd, bytes_most, bytes);
	close(fd);
	return error;
}

bool read_file(
	struct arena *arena, const char *path, size_t bytes_most, struct slice *ret_text, struct slice *ret_error)
{
	bool standard_input = strcmp(path, "-") == 0;
	const char *name = standard_input ? "standard input" : path;
	struct buffer bytes = {0};
	int error = standard_input ? read_all(STDIN_FILENO, bytes_most, &bytes) : read_path(path, bytes_most, &bytes);
	bool good = false;

	if (error) {
		*ret_error = arena_printf(arena, "%s cannot be read: %s", name, strerror(error));
	} else if (bytes.size > bytes_most) {
		*ret_error = arena_printf(arena, "%s has more than %zu bytes", name, bytes_most);
	} else {
		*ret_text = arena_copy(arena, buffer_slice(&bytes));
		good = true;
	}
	buffer_finish(&bytes);
	return good;
}
