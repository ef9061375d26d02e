/* terminal: decides whether a person watches, and writes colour and progress only then.
 *
 * Place: beside the frame. Thread: the main thread. */
#include "cli/terminal.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PROGRESS_EVERY_MS = 100, PROGRESS_BYTES = 200 };

static bool is_terminal(int fd)
{
	const char *kind = getenv("TERM");

	return isatty(fd) && kind && strcmp(kind, "dumb") != 0;
}

bool terminal_colour(int fd)
{
	const char *no_colour = getenv("NO_COLOR");

	return is_terminal(fd) && !(no_colour && *no_colour);
}

struct terminal_style terminal_style(int fd)
{
	if (!terminal_colour(fd))
		return (struct terminal_style){"", "", "", "", "", "", ""};
	return (struct terminal_style){"\33[0m", "\33[1m", "\33[2m", "\33[31m", "\33[33m", "\33[32m", "\33[36m"};
}

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void terminal_progress(struct terminal_progress *progress, const char *format, ...)
{
	char text[PROGRESS_BYTES];
	int64_t now_ms;
	va_list arguments;

	if (!is_terminal(STDERR_FILENO))
		return;
	now_ms = monotonic_ms();
	if (progress->shown && now_ms - progress->shown_ms < PROGRESS_EVERY_MS)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fprintf(stderr, "\r\33[K%s", text);
	progress->shown = true;
	progress->shown_ms = now_ms;
}

void terminal_progress_end(struct terminal_progress *progress)
{
	if (progress->shown)
		fputs("\r\33[K", stderr);
	*progress = (struct terminal_progress){0};
}
