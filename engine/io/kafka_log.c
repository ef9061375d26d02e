/* kafka_log: opens and closes the Kafka log and joins its parts to struct log_ops.
 *
 * Place: io, both ends of the arrow line. Thread: the worker's. Memory: malloc, freed by close.
 * Order: the producer comes first, so that whatever an earlier process of this name left open is over before the
 * group hands out partitions; it goes last, after the partitions were given back. */
#include "io/kafka_log.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum log_result kafka_fail(struct kafka_log *kafka, enum log_result result, const char *format, ...)
{
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(kafka->error, sizeof(kafka->error), format, arguments);
	va_end(arguments);
	if (size < 0)
		size = 0;
	if (size >= (int)sizeof(kafka->error))
		size = sizeof(kafka->error) - 1;
	kafka->log.error = (struct slice){kafka->error, (size_t)size};
	return result;
}

int64_t kafka_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static char *text_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *text_printf(const char *format, ...)
{
	va_list arguments;
	char *text;
	int size;

	va_start(arguments, format);
	size = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (size < 0)
		memory_exhausted(0);
	return text;
}

static void kafka_close(struct log *log)
{
	struct kafka_log *kafka = kafka_of(log);

	if (kafka->consumer)
		kafka_group_leave(kafka);
	kafka_producer_drop(kafka);
	for (uint32_t i = 0; i < kafka->target_count; i++)
		free(kafka->targets[i].outlets);
	free(kafka->targets);
	free(kafka->partitions);
	free(kafka->messages);
	free(kafka->records);
	free(kafka->topics);
	arena_finish(&kafka->headers);
	free(kafka->group);
	free(kafka->member);
	free(kafka);
}

static const struct log_ops kafka_ops = {
	.close = kafka_close,
	.poll = kafka_poll,
	.release = kafka_release,
	.pause = kafka_pause,
	.committed = kafka_committed,
	.first = kafka_first,
	.read_state = kafka_read_state,
	.start = kafka_start,
	.ends = kafka_ends,
	.begin = kafka_begin,
	.produce = kafka_produce,
	.commit = kafka_commit,
	.abort = kafka_abort,
};

static int compare_targets(const void *a, const void *b)
{
	return slice_compare(((const struct kafka_target *)a)->name, ((const struct kafka_target *)b)->name);
}

static struct kafka_target *find_target(struct kafka_log *kafka, struct slice name)
{
	struct kafka_target key = {.name = name};

	return bsearch(&key, kafka->targets, kafka->target_count, sizeof(key), compare_targets);
}

/* The topics that outputs go to, each once. */
static void list_targets(struct kafka_log *kafka)
{
	const struct log_setup *setup = kafka->setup;
	const struct log_names *names = &setup->names;
	const struct slice internal[] = {
		[OUTPUT_RECEIPT] = names->receipts,
		[OUTPUT_DEAD_LETTER] = names->dead_letters,
		[OUTPUT_REKEY] = names->rekey,
		[OUTPUT_CROSS] = names->cross,
		[OUTPUT_STATE] = names->state,
		[OUTPUT_JOURNAL] = names->journal,
	};
	uint32_t all = 0, kept = 0;

	kafka->targets = memory_zalloc(setup->action_topic_count + OUTPUT_JOURNAL + 1, sizeof(*kafka->targets));
	for (uint32_t i = 0; i < setup->action_topic_count; i++)
		kafka->targets[all++].name = setup->action_topics[i];
	for (int kind = OUTPUT_RECEIPT; kind <= OUTPUT_JOURNAL; kind++)
		kafka->targets[all++].name = internal[kind];
	qsort(kafka->targets, all, sizeof(*kafka->targets), compare_targets);
	for (uint32_t i = 0; i < all; i++)
		if (kept == 0 || !slice_equal(kafka->targets[kept - 1].name, kafka->targets[i].name))
			kafka->targets[kept++] = kafka->targets[i];
	kafka->target_count = kept;
	for (int kind = OUTPUT_RECEIPT; kind <= OUTPUT_JOURNAL; kind++)
		kafka->internal[kind] = find_target(kafka, internal[kind]);
}

struct log *kafka_open(const struct kafka_settings *settings, const struct log_setup *setup, int32_t partition_count,
	struct arena *arena, struct slice *ret_error)
{
	struct kafka_log *kafka = memory_zalloc(1, sizeof(*kafka));

	kafka->log.ops = &kafka_ops;
	kafka->settings = settings;
	kafka->setup = setup;
	kafka->partition_count = partition_count;
	kafka->group = text_printf("%.*s", SLICE_PRINT(setup->names.application));
	kafka->member = text_printf("%s-%.*s-%u", kafka->group, SLICE_PRINT(setup->instance), setup->worker);
	kafka->partitions = memory_zalloc((size_t)partition_count, sizeof(struct kafka_partition *));
	arena_init(&kafka->headers, 0);
	list_targets(kafka);
	if (kafka_producer_make(kafka) != LOG_OK)
		*ret_error = arena_copy(arena, kafka->log.error);
	else if (kafka_group_join(kafka, arena, ret_error))
		return &kafka->log;
	kafka_close(&kafka->log);
	return NULL;
}
