/* logger: lines of text or JSON on a file descriptor.
 *
 * Place: base; used by io, serve and cli. Memory: one buffer for the line that is being made. Thread: any.
 *
 * Invariant: `line`, `tallies` and `tally_count` are touched only under the mutex. */
#include "base/logger.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/time_text.h"
#include "base/utf8.h"
#include <errno.h>
#include <math.h>
#include <unistd.h>

enum { FACT_COLUMNS = 24 };

static const struct {
	const char *name, *colour;
} levels[] = {
	[LOGGER_INFO] = {"info", "\033[32m"},
	[LOGGER_WARNING] = {"warning", "\033[33m"},
	[LOGGER_ERROR] = {"error", "\033[31m"},
};

void logger_init(struct logger *logger, int fd, enum logger_format format)
{
	*logger = (struct logger){.fd = fd, .format = format};
	pthread_mutex_init(&logger->mutex, NULL);
}

void logger_finish(struct logger *logger)
{
	pthread_mutex_destroy(&logger->mutex);
	buffer_finish(&logger->line);
}

/* The text cut to what a line may hold, between characters. */
static struct slice cut(struct slice text)
{
	if (text.size > LOGGER_TEXT_BYTES) {
		text.size = LOGGER_TEXT_BYTES;
		while (text.size && ((unsigned char)text.data[text.size] & 0xc0) == 0x80)
			text.size--;
	}
	return text;
}

static bool needs_quotes(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] <= ' ' || text.data[i] == '"' || text.data[i] == '=')
			return true;
	return text.size == 0;
}

/* The value of a field as JSON has it; text is made UTF-8 first. */
static void write_value(struct json_out *out, const struct logger_field *field)
{
	struct buffer shown = {0};

	switch (field->kind) {
	case LOGGER_FIELD_TEXT:
		utf8_append_shown(&shown, cut(field->text));
		json_string(out, buffer_slice(&shown));
		buffer_finish(&shown);
		return;
	case LOGGER_FIELD_INTEGER:
		json_integer(out, field->integer);
		return;
	case LOGGER_FIELD_REAL:
		if (isfinite(field->real))
			json_real(out, field->real);
		else
			json_null(out);
		return;
	case LOGGER_FIELD_BOOL:
		json_bool(out, field->truth);
		return;
	}
}

static void make_json(
	struct buffer *line, enum logger_level level, const char *fact, const struct logger_field *fields, size_t count)
{
	struct json_out out = json_out(line);

	json_begin_object(&out);
	json_key(&out, "time");
	json_time(&out, clock_wall_ms());
	json_member_string(&out, "level", slice_of(levels[level].name));
	json_member_string(&out, "fact", slice_of(fact));
	for (size_t i = 0; i < count; i++) {
		json_key(&out, fields[i].key);
		write_value(&out, &fields[i]);
	}
	json_end_object(&out);
}

static void make_text(struct buffer *line, bool colour, enum logger_level level, const char *fact,
	const struct logger_field *fields, size_t count)
{
	int64_t second_ms = clock_wall_ms() / 1000 * 1000;
	char time[TIME_TEXT_BYTES];
	struct slice text = time_format(second_ms, time);

	/* "10:00:00Z": who watches knows the day. */
	buffer_append(line, (struct slice){text.data + 11, text.size - 11});
	buffer_printf(line, " %s%-7s%s  %-*s", colour ? levels[level].colour : "", levels[level].name,
		colour ? "\033[0m" : "", count ? FACT_COLUMNS : 0, fact);
	for (size_t i = 0; i < count; i++) {
		struct json_out out = json_out(line);

		buffer_printf(line, "%s%s=", i ? " " : "  ", fields[i].key);
		if (fields[i].kind == LOGGER_FIELD_TEXT && !needs_quotes(fields[i].text))
			utf8_append_shown(line, cut(fields[i].text));
		else
			write_value(&out, &fields[i]);
	}
}

/* Nothing can be done about a line that cannot be written. */
static void write_line(int fd, struct slice line)
{
	while (line.size) {
		ssize_t written = write(fd, line.data, line.size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		line.data += written;
		line.size -= (size_t)written;
	}
}

void logger_write(struct logger *logger, enum logger_level level, const char *fact, const struct logger_field *fields,
	size_t count)
{
	pthread_mutex_lock(&logger->mutex);
	buffer_reset(&logger->line);
	if (logger->format == LOGGER_JSON)
		make_json(&logger->line, level, fact, fields, count);
	else
		make_text(&logger->line, logger->format == LOGGER_COLOUR, level, fact, fields, count);
	buffer_byte(&logger->line, '\n');
	write_line(logger->fd, buffer_slice(&logger->line));
	pthread_mutex_unlock(&logger->mutex);
}

void logger_fact(struct logger *logger, enum logger_level level, const char *fact)
{
	logger_write(logger, level, fact, NULL, 0);
}

/* The tally of a key; a new one takes a free place or that of the key told longest ago. */
static struct logger_tally *find_tally(struct logger *logger, struct slice key, int64_t now_ms)
{
	struct logger_tally *oldest = &logger->tallies[0];

	for (uint32_t i = 0; i < logger->tally_count; i++) {
		if (slice_is(key, logger->tallies[i].key))
			return &logger->tallies[i];
		if (logger->tallies[i].told_ms < oldest->told_ms)
			oldest = &logger->tallies[i];
	}
	if (logger->tally_count < LOGGER_KEYS_MOST)
		oldest = &logger->tallies[logger->tally_count++];
	*oldest = (struct logger_tally){.told_ms = now_ms - LOGGER_EVERY_MS};
	memcpy(oldest->key, key.data, key.size);
	return oldest;
}

bool logger_due(struct logger *logger, const char *key, uint64_t times, int64_t now_ms, uint64_t *ret_count)
{
	struct slice word = slice_of(key);
	struct logger_tally *tally;
	bool due;

	if (word.size >= LOGGER_KEY_BYTES)
		word.size = LOGGER_KEY_BYTES - 1;
	pthread_mutex_lock(&logger->mutex);
	tally = find_tally(logger, word, now_ms);
	tally->untold += times;
	due = tally->untold && now_ms - tally->told_ms >= LOGGER_EVERY_MS;
	if (due) {
		*ret_count = tally->untold;
		tally->told_ms = now_ms;
		tally->untold = 0;
	}
	pthread_mutex_unlock(&logger->mutex);
	return due;
}
