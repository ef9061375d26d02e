/* kafka_state: reads a partition of the state topic: to its end, at a restore; or one record, after a commit in doubt.
 *
 * Place: io, mostly before the first batch of a partition. Thread: the worker's. Memory: a reader of its own, from the
 * first partition of an assignment to the next poll.
 * Invariant: the end is the log's end, not the last stable offset: a transaction that an earlier owner left open may
 * still commit, and what it wrote counts. So the target is asked for as a reader of uncommitted data sees it, after the
 * committed offsets are known, and the committed reader waits until it gets there. */
#include "io/kafka_log.h"
#include <stdio.h>

enum { CHUNK = 1000, WAIT_MS = 100, LOOK_MS = 1000 };

static enum log_result make_reader(struct kafka_log *kafka)
{
	struct arena arena;
	struct slice error = {0};
	rd_kafka_conf_t *conf;
	char why[256];

	if (kafka->reader)
		return LOG_OK;
	arena_init(&arena, 0);
	conf = kafka_conf_make(KAFKA_READER, kafka->settings, kafka->member, &arena, &error);
	if (conf) {
		kafka_conf_set(conf, "group.id", kafka->group);
		kafka->reader = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof(why));
		if (!kafka->reader) {
			rd_kafka_conf_destroy(conf);
			error = slice_of(why);
		} else {
			rd_kafka_poll_set_consumer(kafka->reader);
		}
	}
	if (!kafka->reader)
		kafka_fail(kafka, LOG_FATAL, "no reader of the state topic can be made: %.*s", SLICE_PRINT(error));
	arena_finish(&arena);
	return kafka->reader ? LOG_OK : LOG_FATAL;
}

void kafka_state_finish(struct kafka_log *kafka)
{
	if (kafka->reader)
		rd_kafka_destroy(kafka->reader);
	kafka->reader = NULL;
}

struct restore {
	struct kafka_log *kafka;
	bool (*each)(void *context, struct slice key, struct slice value);
	void *context;
	int64_t next, target; /* offsets */
	int64_t first;        /* offset of the first record that came; -1: none */
	bool stopped;         /* `each` has had enough */
	enum log_result result;
};

static void take(struct restore *restore, const rd_kafka_message_t *message)
{
	if (restore->stopped || restore->result != LOG_OK)
		return;
	if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
		restore->next = message->offset > restore->next ? message->offset : restore->next;
		return;
	}
	if (message->err) {
		if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
			message->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
			restore->result = kafka_fail(restore->kafka, LOG_FATAL, "the state topic cannot be read: %s",
				rd_kafka_message_errstr(message));
		return;
	}
	restore->next = message->offset + 1;
	if (restore->first < 0)
		restore->first = message->offset;
	restore->stopped =
		!restore->each(restore->context, (struct slice){message->key, message->key ? message->key_len : 0},
			(struct slice){message->payload, message->payload ? message->len : 0});
}

/* Nothing came for LOOK_MS. False: nothing will. */
static bool goes_on(struct restore *restore, int64_t *deadline_ms, int64_t patience_ms)
{
	struct kafka_log *kafka = restore->kafka;
	enum kafka_why why = kafka_why_waiting(kafka, kafka->reader);

	if (why == KAFKA_UNANSWERED)
		*deadline_ms = kafka_now_ms() + patience_ms;
	if (why == KAFKA_GIVE_UP)
		restore->result = LOG_FATAL;
	else if (kafka_now_ms() > *deadline_ms)
		restore->result = kafka_fail(kafka, LOG_FATAL,
			"restoring %.*s stands still at offset %lld of %lld: "
			"a transaction may be open that never ends; see kafka-transactions.sh find-hanging",
			SLICE_PRINT(kafka->setup->names.state), (long long)restore->next, (long long)restore->target);
	return restore->result == LOG_OK;
}

/* Reads until the target is reached. While a transaction is open below it nothing comes; it ends within its time. */
static void read_on(struct restore *restore, rd_kafka_queue_t *queue)
{
	struct kafka_log *kafka = restore->kafka;
	int64_t patience_ms = kafka->transaction_ms + KAFKA_SWEEP_MS + 2 * KAFKA_ASK_MS;
	int64_t deadline_ms = kafka_now_ms() + patience_ms, look_ms = kafka_now_ms() + LOOK_MS;
	rd_kafka_message_t *messages[CHUNK];

	while (restore->result == LOG_OK && !restore->stopped && restore->next < restore->target) {
		/* A wait for one message ends when it comes; the rest of the chunk is there by then. */
		ssize_t got = rd_kafka_consume_batch_queue(queue, WAIT_MS, messages, 1);

		if (got == 1)
			got += rd_kafka_consume_batch_queue(queue, 0, messages + 1, CHUNK - 1);
		for (ssize_t i = 0; i < got; i++) {
			take(restore, messages[i]);
			rd_kafka_message_destroy(messages[i]);
		}
		if (got > 0)
			deadline_ms = kafka_now_ms() + patience_ms;
		else if (kafka_now_ms() < look_ms || !goes_on(restore, &deadline_ms, patience_ms))
			continue;
		look_ms = kafka_now_ms() + LOOK_MS;
	}
}

static enum log_result find_range(
	struct kafka_log *kafka, rd_kafka_topic_partition_list_t *list, int64_t *ret_first, int64_t *ret_target)
{
	enum log_result result;

	result =
		kafka_list_offsets(kafka, list, RD_KAFKA_OFFSET_SPEC_LATEST, RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED);
	*ret_target = list->elems[0].offset;
	if (result == LOG_OK)
		result = kafka_list_offsets(
			kafka, list, RD_KAFKA_OFFSET_SPEC_EARLIEST, RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED);
	*ret_first = list->elems[0].offset;
	return result;
}

static rd_kafka_topic_partition_list_t *state_partition(const struct kafka_log *kafka, int32_t partition)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	char name[256];

	snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(kafka->setup->names.state));
	rd_kafka_topic_partition_list_add(list, name, partition);
	return list;
}

/* Reads from the offset in `list` to the target. */
static void read_range(struct restore *restore, rd_kafka_topic_partition_list_t *list)
{
	struct kafka_log *kafka = restore->kafka;
	rd_kafka_queue_t *queue;

	if (restore->result == LOG_OK && restore->next < restore->target)
		restore->result = make_reader(kafka);
	if (restore->result != LOG_OK || restore->next >= restore->target)
		return;
	rd_kafka_assign(kafka->reader, list);
	queue = rd_kafka_queue_get_consumer(kafka->reader);
	read_on(restore, queue);
	rd_kafka_assign(kafka->reader, NULL);
	rd_kafka_queue_destroy(queue);
}

enum log_result kafka_read_state(struct log *log, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context)
{
	struct kafka_log *kafka = kafka_of(log);
	struct restore restore = {.kafka = kafka, .each = each, .context = context, .first = -1};
	rd_kafka_topic_partition_list_t *list = state_partition(kafka, partition);

	restore.result = find_range(kafka, list, &restore.next, &restore.target);
	read_range(&restore, list);
	rd_kafka_topic_partition_list_destroy(list);
	return restore.result;
}

static bool stop(void *context, struct slice key, struct slice value)
{
	(void)context, (void)key, (void)value;
	return false;
}

enum log_result kafka_state_find(struct kafka_log *kafka, int32_t partition, int64_t offset, bool *ret_found)
{
	struct restore restore = {.kafka = kafka, .each = stop, .next = offset, .target = offset + 1, .first = -1};
	rd_kafka_topic_partition_list_t *list = state_partition(kafka, partition);

	list->elems[0].offset = offset;
	read_range(&restore, list);
	rd_kafka_topic_partition_list_destroy(list);
	*ret_found = restore.first == offset;
	return restore.result;
}
