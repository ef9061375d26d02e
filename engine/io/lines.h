/* lines: reads a text line by line from a file or from standard input, for JSON Lines.
 *
 * Lines end with LF or CR LF; the last one may lack it. Empty lines are skipped, but counted.
 * Thread: one at a time. */
#pragma once
#include "base/slice.h"

struct lines {
	const char *path; /* as given; the caller's */
	int fd;
	int error;           /* errno of the failure */
	bool ended;          /* the file has no more bytes */
	uint64_t number;     /* of the line returned last, from 1 */
	uint64_t line_bytes; /* of the same, all of it */
	size_t most_bytes;
	char *data; /* `start` .. `size` is unread; up to `scanned` there is no line end */
	size_t start, scanned, size, capacity;
};

enum lines_result {
	LINES_LINE,
	LINES_END,
	LINES_TOO_LONG, /* the line's first `most_bytes` are returned; `line_bytes` tells how many there are */
	LINES_FAILED,   /* the system's reason is in `error` */
};

/* Opens `path` ("-": standard input) for lines of at most `most_bytes`. False if it cannot be opened or is a folder
 * (`error` says why); then nothing is to be closed. */
bool lines_open(struct lines *lines, const char *path, size_t most_bytes);
/* The next line, without its end, valid until the next call. */
enum lines_result lines_next(struct lines *lines, struct slice *ret_line);
void lines_close(struct lines *lines);
