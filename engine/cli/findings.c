/* findings: prints diagnostics for people and for programs.
 *
 * Place: the end of every reader of maps and configurations. Thread: the main thread. */
#include "cli/findings.h"
#include "base/json_out.h"
#include "cli/terminal.h"

enum { LINE_BYTES_MOST = 160 }; /* of the user's line that are shown */

static const char *severity_name(enum severity severity)
{
	return severity == SEVERITY_ERROR ? "error" : "warning";
}

static void print_place(FILE *file, struct place place)
{
	if (place.file.size)
		fprintf(file, "%.*s:", SLICE_PRINT(place.file));
	if (place.line)
		fprintf(file, "%u:", place.line);
	if (place.line && place.column)
		fprintf(file, "%u:", place.column);
}

/* Where the caret goes, `column` counting bytes from 1: bytes that continue a UTF-8 sequence take no room of their own,
 * and a tab stays one. */
static void print_caret(FILE *file, struct slice line, uint32_t column, const struct terminal_style *style)
{
	fputs("       | ", file);
	for (uint32_t i = 0; i + 1 < column && i < line.size; i++)
		if (((unsigned char)line.data[i] & 0xc0) != 0x80)
			fputc(line.data[i] == '\t' ? '\t' : ' ', file);
	fprintf(file, "%s^%s\n", style->green, style->plain);
}

static void print_line(FILE *file, const struct finding *finding, const struct terminal_style *style)
{
	struct slice line = finding->line_text;

	if (!line.size || !finding->place.line || finding->place.column > LINE_BYTES_MOST)
		return;
	if (line.size > LINE_BYTES_MOST)
		line.size = LINE_BYTES_MOST;
	while (line.size < finding->line_text.size && line.size > 0 &&
		((unsigned char)line.data[line.size] & 0xc0) == 0x80)
		line.size--; /* not within a UTF-8 sequence */
	fprintf(file, " %5u | %.*s%s\n", finding->place.line, SLICE_PRINT(line),
		line.size < finding->line_text.size ? "…" : "");
	if (finding->place.column)
		print_caret(file, line, finding->place.column, style);
}

static void print_finding(FILE *file, const struct finding *finding, const struct terminal_style *style)
{
	bool error = finding->severity == SEVERITY_ERROR;

	fputs(style->bold, file);
	print_place(file, finding->place);
	fprintf(file, "%s %s%s %s:%s %.*s\n", style->plain, error ? style->red : style->yellow,
		severity_name(finding->severity), finding->code, style->plain, SLICE_PRINT(finding->sentence));
	print_line(file, finding, style);
	if (finding->other.line) {
		fputs("  see ", file);
		print_place(file, finding->other);
		fputc('\n', file);
	}
	if (finding->hint.size)
		fprintf(file, "  %shint:%s %.*s\n", style->cyan, style->plain, SLICE_PRINT(finding->hint));
}

void findings_print(FILE *file, const struct diag *diag)
{
	const struct terminal_style style = terminal_style(fileno(file));

	for (uint32_t i = 0; i < diag->count; i++)
		print_finding(file, &diag->findings[i], &style);
	if (diag->errors + diag->warnings > diag->count)
		fprintf(file, "... and %u more\n", diag->errors + diag->warnings - diag->count);
}

static void write_place(struct json_out *out, struct place place)
{
	json_member_string(out, "file", place.file);
	if (place.line)
		json_member_integer(out, "line", place.line);
	if (place.line && place.column)
		json_member_integer(out, "column", place.column);
}

static void write_finding(struct json_out *out, const struct finding *finding)
{
	json_begin_object(out);
	json_member_string(out, "severity", slice_of(severity_name(finding->severity)));
	json_member_string(out, "code", slice_of(finding->code));
	json_member_string(out, "sentence", finding->sentence);
	if (finding->hint.size)
		json_member_string(out, "hint", finding->hint);
	write_place(out, finding->place);
	if (finding->other.line) {
		json_key(out, "other");
		json_begin_object(out);
		write_place(out, finding->other);
		json_end_object(out);
	}
	json_end_object(out);
}

void findings_print_json(FILE *file, const struct diag *diag)
{
	struct buffer buffer = {0};

	for (uint32_t i = 0; i < diag->count; i++) {
		struct json_out out = json_out(&buffer);

		write_finding(&out, &diag->findings[i]);
		buffer_byte(&buffer, '\n');
	}
	if (buffer.size)
		fwrite(buffer.data, 1, buffer.size, file);
	buffer_finish(&buffer);
}
