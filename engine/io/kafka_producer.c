/* kafka_producer: makes the transactional producer, and replaces it.
 *
 * Place: io, the tail of the arrow line. Thread: the worker's, but for the interceptors, which librdkafka's broker
 * threads call. Memory: librdkafka's.
 * Invariants
 *   1. Making a producer ends what an earlier one of the same name left open, and refuses all that the earlier one may
 *      still have under way: so a new producer is the answer to every doubt.
 *   2. No payload of ours is referenced once kafka_producer_drop is back: its threads are gone. */
#include "io/kafka_log.h"
#include <assert.h>
#include <stdlib.h>

enum {
	END_TXN = 26,
	INIT_STEP_MS = 5000,
	INIT_MOST_MS = 60000,
	QUIET_MS = 10,
	BATCH_BYTES = 900 * 1000, /* below librdkafka's batch.size */
	FRAME_BYTES = 192,        /* of a record with its headers */
};

void kafka_open_more(struct kafka_producer *producer, struct kafka_outlet *outlet, size_t bytes)
{
	size_t before = outlet->open_bytes;

	outlet->open_bytes += bytes + FRAME_BYTES;
	outlet->newest = -1;
	producer->crowded += before <= BATCH_BYTES && outlet->open_bytes > BATCH_BYTES;
}

static void open_less(struct kafka_producer *producer, struct kafka_outlet *outlet, size_t bytes)
{
	size_t before = outlet->open_bytes;

	outlet->open_bytes -= bytes + FRAME_BYTES;
	producer->crowded -= before > BATCH_BYTES && outlet->open_bytes <= BATCH_BYTES;
}

static rd_kafka_resp_err_t sent(rd_kafka_t *handle, int socket, const char *broker, int32_t broker_id, int16_t request,
	int16_t version, int32_t id, size_t bytes, void *opaque)
{
	struct kafka_producer *producer = opaque;

	(void)handle, (void)socket, (void)broker, (void)broker_id, (void)version, (void)id, (void)bytes;
	if (request == END_TXN)
		atomic_fetch_add(&producer->ends_sent, 1);
	return RD_KAFKA_RESP_ERR_NO_ERROR;
}

static rd_kafka_resp_err_t answered(rd_kafka_t *handle, int socket, const char *broker, int32_t broker_id,
	int16_t request, int16_t version, int32_t id, size_t bytes, int64_t round_trip, rd_kafka_resp_err_t failure,
	void *opaque)
{
	struct kafka_producer *producer = opaque;

	(void)handle, (void)socket, (void)broker, (void)broker_id, (void)version, (void)id, (void)bytes,
		(void)round_trip;
	if (request == END_TXN && failure)
		atomic_fetch_add(&producer->ends_failed, 1);
	return RD_KAFKA_RESP_ERR_NO_ERROR;
}

static rd_kafka_resp_err_t made(rd_kafka_t *handle, const rd_kafka_conf_t *conf, void *opaque, char *why, size_t bytes)
{
	(void)conf, (void)why, (void)bytes;
	rd_kafka_interceptor_add_on_request_sent(handle, "seatwire", sent, opaque);
	return rd_kafka_interceptor_add_on_response_received(handle, "seatwire", answered, opaque);
}

/* Without a callback for reports each commit would wait in steps of 10 ms. */
static void reported(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque)
{
	struct kafka_log *kafka = opaque;
	struct kafka_outlet *outlet = message->_private;

	(void)handle;
	kafka->producer.reported++;
	open_less(&kafka->producer, outlet, message->len + message->key_len);
	outlet->newest = message->err ? -1 : message->offset;
	if (message->err && !kafka->producer.delivery_error)
		kafka->producer.delivery_error = message->err;
}

void kafka_producer_drop(struct kafka_log *kafka)
{
	struct kafka_producer *producer = &kafka->producer;

	if (!producer->handle)
		return;
	for (uint32_t i = 0; i < kafka->target_count; i++)
		if (kafka->targets[i].handle)
			rd_kafka_topic_destroy(kafka->targets[i].handle);
	for (uint32_t i = 0; i < kafka->target_count; i++)
		kafka->targets[i].handle = NULL;
	rd_kafka_purge(producer->handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	rd_kafka_poll(producer->handle, QUIET_MS);
	rd_kafka_destroy(producer->handle);
	producer->handle = NULL;
	producer->open = false;
}

static enum log_result make_handle(struct kafka_log *kafka)
{
	struct arena arena;
	struct slice error = {0};
	rd_kafka_conf_t *conf;
	char why[384];

	arena_init(&arena, 0);
	conf = kafka_conf_make(KAFKA_PRODUCER, kafka->settings, kafka->member, &arena, &error);
	if (conf) {
		kafka->transaction_ms = kafka_conf_number(conf, "transaction.timeout.ms");
		kafka_conf_set(conf, "transactional.id", kafka->member);
		rd_kafka_conf_set_opaque(conf, kafka);
		rd_kafka_conf_set_dr_msg_cb(conf, reported);
		rd_kafka_conf_interceptor_add_on_new(conf, "seatwire", made, &kafka->producer);
		kafka->producer.handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
		if (!kafka->producer.handle) {
			rd_kafka_conf_destroy(conf);
			error = slice_of(why);
		}
	}
	if (!kafka->producer.handle)
		kafka_fail(kafka, LOG_FATAL, "no producer can be made: %.*s", SLICE_PRINT(error));
	arena_finish(&arena);
	return kafka->producer.handle ? LOG_OK : LOG_FATAL;
}

static enum log_result init_transactions(struct kafka_log *kafka)
{
	int64_t deadline_ms = kafka_now_ms() + INIT_MOST_MS;
	rd_kafka_error_t *error;

	while ((error = rd_kafka_init_transactions(kafka->producer.handle, INIT_STEP_MS))) {
		enum kafka_why why = rd_kafka_error_is_retriable(error)
					     ? kafka_why_waiting(kafka, kafka->producer.handle)
					     : KAFKA_GIVE_UP;
		bool again = why != KAFKA_GIVE_UP && kafka_now_ms() < deadline_ms;

		if (why == KAFKA_UNANSWERED)
			deadline_ms = kafka_now_ms() + INIT_MOST_MS;
		if (!again)
			kafka_fail(kafka, LOG_FATAL, "the broker opens no transactions for %s: %s", kafka->member,
				rd_kafka_error_string(error));
		rd_kafka_error_destroy(error);
		if (!again)
			return LOG_FATAL;
	}
	return LOG_OK;
}

/* Handles of the topics, and how many partitions each has. */
static enum log_result find_targets(struct kafka_log *kafka)
{
	const struct rd_kafka_metadata *metadata;
	rd_kafka_resp_err_t failure;
	char name[256];

	for (uint32_t i = 0; i < kafka->target_count; i++) {
		snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(kafka->targets[i].name));
		kafka->targets[i].handle = rd_kafka_topic_new(kafka->producer.handle, name, NULL);
		if (!kafka->targets[i].handle)
			return kafka_fail(
				kafka, LOG_FATAL, "topic %s: %s", name, rd_kafka_err2str(rd_kafka_last_error()));
	}
	do {
		failure = rd_kafka_metadata(kafka->producer.handle, 0, NULL, &metadata, KAFKA_ASK_MS);
	} while (failure && kafka_why_waiting(kafka, kafka->producer.handle) == KAFKA_UNANSWERED);
	if (failure)
		return kafka_fail(
			kafka, LOG_FATAL, "the topics' partitions cannot be had: %s", rd_kafka_err2str(failure));
	for (uint32_t i = 0; i < kafka->target_count; i++) {
		kafka->targets[i].partition_count = 0;
		for (int t = 0; t < metadata->topic_cnt; t++)
			if (slice_is(kafka->targets[i].name, metadata->topics[t].topic))
				kafka->targets[i].partition_count = metadata->topics[t].partition_cnt;
		free(kafka->targets[i].outlets);
		kafka->targets[i].outlets =
			memory_zalloc((size_t)kafka->targets[i].partition_count, sizeof(*kafka->targets[i].outlets));
		if (kafka->targets[i].partition_count == 0)
			failure = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
		if (failure)
			kafka_fail(kafka, LOG_FATAL, "topic %.*s does not exist; `seatwire topics --create` makes it",
				SLICE_PRINT(kafka->targets[i].name));
	}
	rd_kafka_metadata_destroy(metadata);
	return failure ? LOG_FATAL : LOG_OK;
}

enum log_result kafka_producer_make(struct kafka_log *kafka)
{
	enum log_result result;

	kafka_producer_drop(kafka);
	kafka->producer = (struct kafka_producer){0};
	result = make_handle(kafka);
	if (result == LOG_OK)
		result = init_transactions(kafka);
	if (result == LOG_OK)
		result = find_targets(kafka);
	if (result != LOG_OK)
		kafka_producer_drop(kafka);
	return result;
}
