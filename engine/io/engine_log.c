/* engine_log: chooses between Kafka and the embedded log, and tells both the same about topics.
 *
 * Place: io, at start. Thread: engine_log_open is called by each worker's. Memory: an arena of its own. */
#include "io/engine_log.h"
#include "io/embedded.h"
#include "io/kafka.h"
#include <stdlib.h>

/* What a forwarded event carries beside its value: key, headers, where it comes from. */
enum { FORWARD_EXTRA_BYTES = 64 * 1024 };

struct engine_log {
	const struct config *config;
	struct arena arena;
	struct log_setup common;
	struct log_setup *workers; /* one each: a log keeps its setup */
	struct kafka_settings kafka;
	struct embedded *embedded;
	int32_t partition_count;
};

/* The topics that tasks may go to: those of the actions, and the steward's. */
static void list_action_topics(struct engine_log *engine_log, const struct plan *plan)
{
	struct slice *topics = ARENA_ARRAY(&engine_log->arena, struct slice, plan->action_count + 1u);
	uint32_t count = 0;

	topics[count++] = plan->steward.topic;
	for (uint32_t i = 0; i < plan->action_count; i++) {
		bool known = false;

		for (uint32_t j = 0; j < count; j++)
			known = known || slice_equal(topics[j], plan->actions[i].topic);
		if (!known)
			topics[count++] = plan->actions[i].topic;
	}
	engine_log->common.action_topics = topics;
	engine_log->common.action_topic_count = count;
}

static bool fault(const struct engine_setup *setup, struct slice why)
{
	diag_add(setup->diag, SEVERITY_ERROR, "SW403", (struct place){.file = setup->config->file}, (struct slice){0},
		"%.*s", SLICE_PRINT(why));
	return false;
}

static bool inspect(struct engine_log *engine_log, const struct engine_setup *setup)
{
	const struct config *config = setup->config;
	struct slice error = {0};

	if (config->log == CONFIG_LOG_KAFKA)
		return kafka_inspect(&engine_log->kafka, &engine_log->common, setup->logger, setup->diag,
			&engine_log->partition_count);
	engine_log->embedded = embedded_open(config->embedded.data, false, &engine_log->arena, &error);
	if (!engine_log->embedded || !embedded_claim(engine_log->embedded, &engine_log->arena, &error))
		return fault(setup, error);
	return embedded_inspect(engine_log->embedded, &engine_log->common, setup->diag, &engine_log->partition_count);
}

struct engine_log *engine_log_create(const struct engine_setup *setup, int32_t *ret_partition_count)
{
	const struct config *config = setup->config;
	struct engine_log *engine_log = memory_zalloc(1, sizeof(*engine_log));

	engine_log->config = config;
	arena_init(&engine_log->arena, 0);
	engine_log->common = (struct log_setup){
		.names = config->names,
		.topics = config->consumed,
		.topic_count = config->consumed_count,
		.instance = config->instance,
		.mending = arena_printf(&engine_log->arena,
			"`seatwire topics --config %.*s --create` makes what is missing", SLICE_PRINT(config->file)),
	};
	list_action_topics(engine_log, setup->plan);
	engine_log->kafka = (struct kafka_settings){
		config->properties, config->property_count, config->limits.event_bytes + FORWARD_EXTRA_BYTES};
	if (engine_log->kafka.record_bytes_most < KAFKA_OUTPUT_BYTES_MOST)
		engine_log->kafka.record_bytes_most = KAFKA_OUTPUT_BYTES_MOST;
	engine_log->workers = ARENA_ARRAY(&engine_log->arena, struct log_setup, config->workers);
	if (!inspect(engine_log, setup)) {
		engine_log_destroy(engine_log);
		return NULL;
	}
	*ret_partition_count = engine_log->partition_count;
	return engine_log;
}

void engine_log_destroy(struct engine_log *engine_log)
{
	if (!engine_log)
		return;
	embedded_close(engine_log->embedded);
	arena_finish(&engine_log->arena);
	free(engine_log);
}

struct log *engine_log_open(
	void *context, uint32_t number, const struct log_owner *owner, struct arena *arena, struct slice *ret_error)
{
	struct engine_log *engine_log = context;
	struct log_setup *setup = &engine_log->workers[number];

	*setup = engine_log->common;
	setup->worker = number;
	setup->owner = *owner;
	if (engine_log->config->log == CONFIG_LOG_KAFKA)
		return kafka_open(&engine_log->kafka, setup, engine_log->partition_count, arena, ret_error);
	return embedded_log_open(engine_log->embedded, setup, engine_log->config->workers, engine_log->partition_count,
		arena, ret_error);
}
