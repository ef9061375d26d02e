/* diag_print: findings as text and as JSON.
 *
 * Place: base; the end of every reader of what people write. Memory: the caller's buffer. Thread: the owner's. */
#include "base/diag_print.h"
#include "base/json_out.h"
#include "base/utf8.h"
#include <stdlib.h>

enum { LINE_BYTES_MOST = 160 }; /* of a user's line that are shown */

struct style {
	const char *strong, *error, *warning, *mark, *hint, *plain;
};

static const struct style plain_style = {"", "", "", "", "", ""};
static const struct style colour_style = {"\033[1m", "\033[1;31m", "\033[1;33m", "\033[1;32m", "\033[36m", "\033[0m"};

static int compare(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* The findings stand in an array in the order in which they were found; an index breaks ties. */
struct ranked {
	struct finding finding;
	uint32_t rank;
};

static int by_place(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = slice_compare(a->finding.place.file, b->finding.place.file);

	if (!order)
		order = compare(a->finding.place.line, b->finding.place.line);
	if (!order)
		order = compare(a->finding.place.column, b->finding.place.column);
	return order ? order : compare(a->rank, b->rank);
}

void diag_sort(struct diag *diag)
{
	struct ranked *ranked = memory_alloc(diag->count * sizeof(*ranked));

	for (uint32_t i = 0; i < diag->count; i++)
		ranked[i] = (struct ranked){diag->findings[i], i};
	if (diag->count > 1)
		qsort(ranked, diag->count, sizeof(*ranked), by_place);
	for (uint32_t i = 0; i < diag->count; i++)
		diag->findings[i] = ranked[i].finding;
	free(ranked);
}

static const char *severity_name(enum severity severity)
{
	return severity == SEVERITY_ERROR ? "error" : "warning";
}

static void print_place(struct buffer *buffer, struct place place)
{
	if (place.file.size) {
		utf8_append_shown(buffer, place.file);
		buffer_byte(buffer, ':');
	}
	if (place.line)
		buffer_printf(buffer, "%u:", place.line);
	if (place.line && place.column)
		buffer_printf(buffer, "%u:", place.column);
	if (place.file.size || place.line)
		buffer_byte(buffer, ' ');
}

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* White space as wide as `text` on a terminal of one cell a character; tabs stay tabs. */
static void print_width(struct buffer *buffer, struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_continuation(text.data[i]))
			buffer_byte(buffer, text.data[i] == '\t' ? '\t' : ' ');
}

/* `at` moved back to where a character starts; not far, for the line may be no UTF-8. */
static size_t character_start(struct slice line, size_t at)
{
	for (int i = 0; i < 3 && at > 0 && at < line.size && is_continuation(line.data[at]); i++)
		at--;
	return at;
}

/* The part of the line around `column` that is shown: it starts and ends between characters. */
static struct slice part_of_line(struct slice line, size_t column)
{
	size_t start = 0, end = line.size;

	if (line.size <= LINE_BYTES_MOST)
		return line;
	if (column > LINE_BYTES_MOST * 3 / 4)
		start = column - LINE_BYTES_MOST / 2;
	if (end - start > LINE_BYTES_MOST)
		end = start + LINE_BYTES_MOST;
	start = character_start(line, start);
	end = character_start(line, end);
	return (struct slice){line.data + start, end - start};
}

static void print_line(struct buffer *buffer, const struct finding *finding, const struct style *style)
{
	struct slice line = finding->line_text, part;
	size_t column = finding->place.column, before;
	bool cut;

	if (!line.size || !finding->place.line)
		return;
	if (column > line.size + 1)
		column = line.size + 1;
	part = part_of_line(line, column);
	cut = part.data != line.data;
	buffer_printf(buffer, " %5u | %s", finding->place.line, cut ? "…" : "");
	utf8_append_shown(buffer, part);
	buffer_printf(buffer, "%s\n", part.data + part.size < line.data + line.size ? "…" : "");
	if (!column)
		return;
	before = column - 1 - (size_t)(part.data - line.data);
	buffer_printf(buffer, "       | %s", cut ? " " : "");
	print_width(buffer, (struct slice){part.data, before < part.size ? before : part.size});
	buffer_printf(buffer, "%s^%s\n", style->mark, style->plain);
}

static void print_finding(struct buffer *buffer, const struct finding *finding, const struct style *style)
{
	buffer_printf(buffer, "%s", style->strong);
	print_place(buffer, finding->place);
	buffer_printf(buffer, "%s%s%s %s:%s ", style->plain,
		finding->severity == SEVERITY_ERROR ? style->error : style->warning, severity_name(finding->severity),
		finding->code, style->plain);
	utf8_append_shown(buffer, finding->sentence);
	buffer_byte(buffer, '\n');
	print_line(buffer, finding, style);
	if (finding->other.line) {
		print_place(buffer, finding->other);
		buffer_append(buffer, SLICE("first defined here\n"));
	}
	if (finding->hint.size) {
		buffer_printf(buffer, "  %shint:%s ", style->hint, style->plain);
		utf8_append_shown(buffer, finding->hint);
		buffer_byte(buffer, '\n');
	}
}

void diag_print_text(const struct diag *diag, bool colour, struct buffer *buffer)
{
	for (uint32_t i = 0; i < diag->count; i++)
		print_finding(buffer, &diag->findings[i], colour ? &colour_style : &plain_style);
	if (diag->errors + diag->warnings > diag->count)
		buffer_printf(buffer, "and %u more\n", diag->errors + diag->warnings - diag->count);
}

/* A member whose text may hold what JSON does not: file names and quoted words are bytes. */
static void write_text(struct json_out *out, const char *key, struct slice text)
{
	struct buffer shown = {0};

	utf8_append_shown(&shown, text);
	json_member_string(out, key, buffer_slice(&shown));
	buffer_finish(&shown);
}

static void write_place(struct json_out *out, struct place place)
{
	write_text(out, "file", place.file);
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
	write_text(out, "message", finding->sentence);
	write_place(out, finding->place);
	if (finding->hint.size)
		write_text(out, "hint", finding->hint);
	if (finding->other.line) {
		json_key(out, "other");
		json_begin_object(out);
		write_place(out, finding->other);
		json_end_object(out);
	}
	json_end_object(out);
}

void diag_print_json(const struct diag *diag, struct buffer *buffer)
{
	for (uint32_t i = 0; i < diag->count; i++) {
		struct json_out out = json_out(buffer);

		write_finding(&out, &diag->findings[i]);
		buffer_byte(buffer, '\n');
	}
}
