/* terminal: what may be shown to a person who watches: colour, and a line of progress.
 *
 * Neither is ever written to a file or a pipe; NO_COLOR (any value but an empty one) and TERM=dumb are respected. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Whether colour may be written to this file descriptor. */
bool terminal_colour(int fd);

/* Escape sequences; all are empty texts where there is no colour. */
struct terminal_style {
	const char *plain, *bold, *dim, *red, *yellow, *green, *cyan;
};
struct terminal_style terminal_style(int fd);

/* One line on standard error that is written over and over. Starts zeroed. */
struct terminal_progress {
	bool shown;
	int64_t shown_ms; /* monotonic */
};
/* Shows the text in place of the last one, at most ten times a second; nothing when standard error is no terminal. */
void terminal_progress(struct terminal_progress *progress, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull(2)));
/* Takes the line away, before anything else is written there and at the end. */
void terminal_progress_end(struct terminal_progress *progress);
