/* logger: one line for each notable fact, for people on a terminal and as JSON for programs. (The log that holds
 * records is another thing: io/log.h.)
 *
 *   logger_line(logger, LOGGER_INFO, "partition restored", FIELD("partition", 3), FIELD("took_ms", ms));
 *
 *   10:00:00Z info     partition restored  partition=3 took_ms=120
 *   {"time":"2026-11-23T10:00:00.250Z","level":"info","fact":"partition restored","partition":3,"took_ms":120}
 *
 * A fact is a fixed sentence, so that it can be searched for; what varies goes into fields, with units in their names.
 * Never an event's content: neither its data nor its subject.
 *
 * Thread: any; each line is one write. A line that cannot be written is lost: the engine goes on. The process must
 * ignore SIGPIPE. */
#pragma once
#include "base/buffer.h"
#include <pthread.h>

enum logger_level { LOGGER_INFO, LOGGER_WARNING, LOGGER_ERROR };
enum logger_format { LOGGER_TEXT, LOGGER_COLOUR, LOGGER_JSON };

enum {
	LOGGER_KEYS_MOST = 64,
	LOGGER_KEY_BYTES = 48,
	LOGGER_EVERY_MS = 60 * 1000,
	LOGGER_TEXT_BYTES = 1024, /* of a field's text; the rest is cut */
};

/* How often something happened since it was last told. */
struct logger_tally {
	char key[LOGGER_KEY_BYTES];
	int64_t told_ms; /* monotonic */
	uint64_t untold;
};

struct logger {
	int fd;
	enum logger_format format;
	pthread_mutex_t mutex; /* for all that follows */
	struct buffer line;
	struct logger_tally tallies[LOGGER_KEYS_MOST];
	uint32_t tally_count;
};

/* Writes to `fd` (2: standard error), which stays the caller's. */
void logger_init(struct logger *logger, int fd, enum logger_format format);
void logger_finish(struct logger *logger);

struct logger_field {
	const char *key;
	enum { LOGGER_FIELD_TEXT, LOGGER_FIELD_INTEGER, LOGGER_FIELD_REAL, LOGGER_FIELD_BOOL } kind;
	union {
		struct slice text;
		int64_t integer;
		double real;
		bool truth;
	};
};

/* A fact with at least one field. */
#define logger_line(logger, level, fact, ...)                                                                          \
	logger_write((logger), (level), (fact), (const struct logger_field[]){__VA_ARGS__},                            \
		sizeof((const struct logger_field[]){__VA_ARGS__}) / sizeof(struct logger_field))
/* A fact without fields. */
void logger_fact(struct logger *logger, enum logger_level level, const char *fact);
void logger_write(struct logger *logger, enum logger_level level, const char *fact, const struct logger_field *fields,
	size_t count);

/* A field of a struct slice, C string, number or bool; the text need not outlive the call. */
#define FIELD(key, value)                                                                                              \
	_Generic((value), struct slice: logger_text, char *: logger_c_text, const char *: logger_c_text,     \
		double: logger_real, float: logger_real, bool: logger_bool, default: logger_integer)((key), (value))

static inline struct logger_field logger_text(const char *key, struct slice text)
{
	return (struct logger_field){.key = key, .kind = LOGGER_FIELD_TEXT, .text = text};
}

static inline struct logger_field logger_c_text(const char *key, const char *text)
{
	return logger_text(key, slice_of(text));
}

static inline struct logger_field logger_integer(const char *key, int64_t integer)
{
	return (struct logger_field){.key = key, .kind = LOGGER_FIELD_INTEGER, .integer = integer};
}

static inline struct logger_field logger_real(const char *key, double real)
{
	return (struct logger_field){.key = key, .kind = LOGGER_FIELD_REAL, .real = real};
}

static inline struct logger_field logger_bool(const char *key, bool truth)
{
	return (struct logger_field){.key = key, .kind = LOGGER_FIELD_BOOL, .truth = truth};
}

/* Counts that `key` happened `times` more (0: only asks), and whether it is to be told now: when something is untold
 * and it was not told within LOGGER_EVERY_MS before `now_ms` (monotonic). Then *ret_count is how often it happened
 * since it was last told. At most LOGGER_KEYS_MOST keys; beyond that, those told longest ago are forgotten.
 *
 *   if (logger_due(logger, reason, 1, now_ms, &count))
 *           logger_line(logger, LOGGER_WARNING, "dead letters", FIELD("reason", reason), FIELD("count", count)); */
bool logger_due(struct logger *logger, const char *key, uint64_t times, int64_t now_ms, uint64_t *ret_count);
