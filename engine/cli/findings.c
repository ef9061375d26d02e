/* findings: brings diagnostics to a file or a terminal.
 *
 * Place: the end of every reader of maps and configurations. Thread: the main thread. */
#include "cli/findings.h"
#include "base/diag_print.h"
#include "cli/terminal.h"

static void write_out(FILE *file, struct buffer *buffer)
{
	if (buffer->size)
		fwrite(buffer->data, 1, buffer->size, file);
	buffer_finish(buffer);
}

void findings_print(FILE *file, const struct diag *diag)
{
	struct buffer buffer = {0};

	diag_print_text(diag, terminal_colour(fileno(file)), &buffer);
	write_out(file, &buffer);
}

void findings_print_json(FILE *file, const struct diag *diag)
{
	struct buffer buffer = {0};

	diag_print_json(diag, &buffer);
	write_out(file, &buffer);
}
