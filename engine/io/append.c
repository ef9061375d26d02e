/* append: lines to records to either log.
 *
 * Place: before the arrow line. Each line is decoded as the engine will, only to find its account; what is written is
 * the line itself. Memory: an arena a batch. Thread: the caller's. */
#include "io/append.h"
#include "base/clock.h"
#include "base/hash.h"
#include "io/embedded.h"
#include "io/kafka_admin.h"
#include <inttypes.h>

enum { BATCH_RECORDS = 2000, BATCH_BYTES = 4 * 1024 * 1024 };

struct appending {
	const struct config *config;
	const struct plan *plan;
	const struct event_input *input;
	int32_t partition_count;
	struct embedded *embedded; /* one of the two */
	struct kafka_appender *kafka;
	struct arena batch;
	struct record records[BATCH_RECORDS];
	uint32_t count;
	size_t bytes;
	struct append_counts *counts;
};

static bool open_log(struct appending *appending, struct arena *arena, struct slice *ret_error)
{
	if (appending->config->log == CONFIG_LOG_KAFKA) {
		appending->kafka = kafka_appender_create(appending->config, arena, ret_error);
		return appending->kafka != NULL;
	}
	appending->embedded = embedded_open(appending->config->embedded.data, false, arena, ret_error);
	return appending->embedded != NULL;
}

static bool flush(struct appending *appending, struct slice *ret_error)
{
	bool good = true;

	if (appending->embedded && appending->count)
		good = embedded_append(appending->embedded, appending->records, appending->count, ret_error);
	for (uint32_t i = 0; appending->kafka && i < appending->count && good; i++)
		good = kafka_appender_add(appending->kafka, &appending->records[i], ret_error);
	appending->count = 0;
	appending->bytes = 0;
	arena_reset(&appending->batch);
	return good;
}

/* The account's key; empty when the line is no event or names no account. */
static struct slice find_key(struct appending *appending, const struct record *record)
{
	struct event event;
	struct slice detail;

	if (event_decode(appending->input, &appending->config->limits, record, &appending->batch, &event, &detail) !=
		EVENT_OK)
		return (struct slice){0};
	return partition_account_key(appending->plan, &event, &appending->batch);
}

static bool add(struct appending *appending, struct slice line, uint64_t number, struct slice *ret_error)
{
	struct record *record = &appending->records[appending->count++];
	struct slice key;

	*record = (struct record){.topic = appending->input->topic,
		.offset = (int64_t)number,
		.timestamp_ms = clock_wall_ms(),
		.value = arena_copy(&appending->batch, line)};
	key = find_key(appending, record);
	appending->counts->records++;
	if (key.size) {
		record->key = key;
		record->partition = hash_partition(key, appending->partition_count);
	} else {
		record->partition =
			(int32_t)(appending->counts->without_account++ % (uint64_t)appending->partition_count);
	}
	appending->bytes += line.size;
	return (appending->count < BATCH_RECORDS && appending->bytes < BATCH_BYTES) || flush(appending, ret_error);
}

static bool append_all(struct appending *appending, struct lines *lines, struct arena *arena, struct slice *ret_error)
{
	struct slice line;

	for (;;) {
		switch (lines_next(lines, &line)) {
		case LINES_LINE:
			if (!add(appending, line, lines->number, ret_error))
				return false;
			break;
		case LINES_END:
			return flush(appending, ret_error) &&
			       (!appending->kafka || kafka_appender_finish(appending->kafka, ret_error));
		case LINES_TOO_LONG:
			*ret_error = arena_printf(arena, "%s:%" PRIu64 ": the line has more than %d bytes", lines->path,
				lines->number, APPEND_LINE_BYTES_MOST);
			return false;
		case LINES_FAILED:
			*ret_error = arena_printf(arena, "%s: %s", lines->path, strerror(lines->error));
			return false;
		}
	}
}

bool append_lines(const struct config *config, const struct plan *plan, uint32_t input, int32_t partition_count,
	struct lines *lines, struct append_counts *ret_counts, struct arena *arena, struct slice *ret_error)
{
	struct appending *appending = ARENA_NEW(arena, struct appending);
	bool good;

	*ret_counts = (struct append_counts){0};
	appending->config = config;
	appending->plan = plan;
	appending->input = &config->inputs[input];
	appending->partition_count = partition_count;
	appending->counts = ret_counts;
	arena_init(&appending->batch, 1024 * 1024);
	good = open_log(appending, arena, ret_error) && append_all(appending, lines, arena, ret_error);
	if (!good)
		*ret_error = arena_copy(arena, *ret_error);
	kafka_appender_destroy(appending->kafka);
	embedded_close(appending->embedded);
	arena_finish(&appending->batch);
	return good;
}
