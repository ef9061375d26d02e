/* lines: what a reader of JSON Lines sees. Texts come through a pipe or a file of their own. */
#include "io/lines.h"
#include "base/buffer.h"
#include "check.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A file with `text`; removed when the test's process ends would leave it behind, so it is unlinked once opened. */
static struct lines lines_of(struct slice text, size_t most_bytes)
{
	char path[] = "/tmp/seatwire-lines-XXXXXX";
	int fd = mkstemp(path);
	struct lines lines;

	expect_true(fd >= 0);
	expect_int(write(fd, text.data, text.size), (long long)text.size);
	close(fd);
	expect_true(lines_open(&lines, path, most_bytes));
	unlink(path);
	return lines;
}

/* All lines, as "number:line|" in one text; a line that was too long ends with "~" and its size. */
static struct slice read_all(struct lines *lines, struct buffer *seen)
{
	struct slice line;
	enum lines_result result;

	while ((result = lines_next(lines, &line)) == LINES_LINE || result == LINES_TOO_LONG) {
		buffer_printf(seen, "%llu:%.*s", (unsigned long long)lines->number, SLICE_PRINT(line));
		if (result == LINES_TOO_LONG)
			buffer_printf(seen, "~%llu", (unsigned long long)lines->line_bytes);
		buffer_printf(seen, "|");
	}
	expect_int(result, LINES_END);
	expect_int(lines_next(lines, &line), LINES_END);
	lines_close(lines);
	return buffer_slice(seen);
}

TEST(lines_end_with_lf_or_crlf_and_the_last_needs_no_end)
{
	struct lines lines = lines_of(SLICE("{\"a\":1}\n{\"b\":2}\r\n{\"c\":3}"), 100);
	struct buffer seen = {0};

	expect_slice(read_all(&lines, &seen), "1:{\"a\":1}|2:{\"b\":2}|3:{\"c\":3}|");
	buffer_finish(&seen);
}

TEST(empty_lines_are_skipped_but_counted)
{
	struct lines lines = lines_of(SLICE("\n\na\n\r\nb\n\n"), 100);
	struct buffer seen = {0};

	expect_slice(read_all(&lines, &seen), "3:a|5:b|");
	buffer_finish(&seen);
}

TEST(an_empty_file_has_no_lines)
{
	struct lines lines = lines_of(SLICE(""), 100);
	struct buffer seen = {0};

	expect_slice(read_all(&lines, &seen), "");
	buffer_finish(&seen);
}

TEST(a_line_that_is_too_long_is_cut_and_the_next_is_whole)
{
	struct lines lines = lines_of(SLICE("1234\n12345\r\n123456\nabc\n1234567"), 5);
	struct buffer seen = {0};

	expect_slice(read_all(&lines, &seen), "1:1234|2:12345|3:12345~6|4:abc|5:12345~7|");
	buffer_finish(&seen);
}

TEST(a_line_of_many_reads_is_read_whole_or_skipped_whole)
{
	struct buffer text = {0}, seen = {0};
	struct lines lines;
	struct slice line;

	for (int i = 0; i < 100000; i++)
		buffer_append(&text, SLICE("0123456789"));
	buffer_append(&text, SLICE("\r\nnext\n"));
	lines = lines_of(buffer_slice(&text), 1000000);
	expect_int(lines_next(&lines, &line), LINES_LINE);
	expect_int(line.size, 1000000);
	expect_slice(read_all(&lines, &seen), "2:next|");

	lines = lines_of(buffer_slice(&text), 10);
	expect_int(lines_next(&lines, &line), LINES_TOO_LONG);
	expect_slice(line, "0123456789");
	expect_int(lines.line_bytes, 1000000);
	buffer_reset(&seen);
	expect_slice(read_all(&lines, &seen), "2:next|");
	buffer_finish(&text);
	buffer_finish(&seen);
}

TEST(a_file_that_is_missing_or_a_folder_is_refused_with_the_reason)
{
	struct lines lines;

	expect_false(lines_open(&lines, "/tmp/seatwire-there-is-no-such-file", 10));
	expect_int(lines.error, ENOENT);
	expect_false(lines_open(&lines, "/tmp", 10));
	expect_int(lines.error, EISDIR);
}
