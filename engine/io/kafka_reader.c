/* kafka_reader: a topic's partition out of Kafka, committed records only, by a consumer without a group.
 *
 * Place: io, for commands. Memory: the reader's; a message is held until the next one is asked for. Thread: the
 * caller's. Invariant: the end is the last stable offset as of the opening; what commits later is not waited for. */
#include "io/kafka_conf.h"
#include "io/kafka_record.h"
#include "io/reader.h"
#include <stdio.h>
#include <stdlib.h>

enum { ASK_MS = 10000, WAIT_MS = 100, SILENCE_MS = 30000 };

struct kafka_reader {
	struct reader reader;
	rd_kafka_t *consumer;
	rd_kafka_queue_t *queue;
	rd_kafka_message_t *message; /* held */
	struct arena headers;
	char *topic;
	bool ended;
};

static void drop_message(struct kafka_reader *reader)
{
	if (reader->message)
		rd_kafka_message_destroy(reader->message);
	reader->message = NULL;
}

static void close_reader(struct reader *head)
{
	struct kafka_reader *reader = (struct kafka_reader *)head;

	drop_message(reader);
	if (reader->queue)
		rd_kafka_queue_destroy(reader->queue);
	if (reader->consumer)
		rd_kafka_destroy(reader->consumer);
	arena_finish(&reader->headers);
	free(reader->topic);
	free(reader);
}

static enum reader_result fail(struct kafka_reader *reader, const char *why)
{
	snprintf(reader->reader.error, sizeof(reader->reader.error), "%s/%d cannot be read: %s", reader->topic,
		(int)reader->reader.partition, why);
	return READER_FAILED;
}

static enum reader_result next_record(struct reader *head, struct record *ret_record)
{
	struct kafka_reader *reader = (struct kafka_reader *)head;

	for (int waited_ms = 0; !reader->ended && waited_ms < SILENCE_MS; waited_ms += WAIT_MS) {
		drop_message(reader);
		reader->message = rd_kafka_consume_queue(reader->queue, WAIT_MS);
		if (!reader->message)
			continue;
		if (reader->message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
			reader->ended = true;
		} else if (reader->message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
			arena_reset(&reader->headers);
			*ret_record = kafka_record_of(reader->message, reader->reader.topic, &reader->headers);
			return READER_RECORD;
		} else if (reader->message->err != RD_KAFKA_RESP_ERR__TRANSPORT &&
			   reader->message->err != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
			return fail(reader, rd_kafka_message_errstr(reader->message));
		}
	}
	return reader->ended ? READER_END : fail(reader, "the broker does not answer");
}

static const struct reader_ops ops = {next_record, close_reader};

static rd_kafka_t *make_consumer(const struct config *config, struct arena *arena, struct slice *ret_error)
{
	const struct kafka_settings settings = {config->properties, config->property_count, 0};
	rd_kafka_conf_t *conf = kafka_conf_make(KAFKA_READER, &settings, "seatwire-reader", arena, ret_error);
	rd_kafka_t *consumer;
	char why[256];

	if (!conf)
		return NULL;
	kafka_conf_set(conf, "group.id", "seatwire-reader"); /* never joined, never committed to */
	consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof(why));
	if (!consumer) {
		rd_kafka_conf_destroy(conf);
		*ret_error = arena_printf(arena, "no reader can be made: %s", why);
		return NULL;
	}
	rd_kafka_poll_set_consumer(consumer);
	return consumer;
}

static void assign(struct kafka_reader *reader, int64_t from)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

	rd_kafka_topic_partition_list_add(list, reader->topic, reader->reader.partition)->offset = from;
	rd_kafka_assign(reader->consumer, list);
	rd_kafka_topic_partition_list_destroy(list);
	reader->queue = rd_kafka_queue_get_consumer(reader->consumer);
}

struct reader *kafka_reader_open(const struct config *config, struct slice topic, int32_t partition, int64_t from,
	struct arena *arena, struct slice *ret_error)
{
	struct kafka_reader *reader = memory_zalloc(1, sizeof(*reader));
	int64_t first, end;

	reader->reader = (struct reader){.ops = &ops, .topic = topic, .partition = partition};
	reader->topic = memory_zalloc(topic.size + 1, 1);
	memcpy(reader->topic, topic.data, topic.size);
	arena_init(&reader->headers, 0);
	reader->consumer = make_consumer(config, arena, ret_error);
	if (!reader->consumer) {
		close_reader(&reader->reader);
		return NULL;
	}
	if (rd_kafka_query_watermark_offsets(reader->consumer, reader->topic, partition, &first, &end, ASK_MS) !=
		RD_KAFKA_RESP_ERR_NO_ERROR) {
		*ret_error = arena_printf(arena, "%s/%d: the broker does not tell its offsets; is it there?",
			reader->topic, (int)partition);
		close_reader(&reader->reader);
		return NULL;
	}
	reader->ended = first == end;
	if (!reader->ended)
		assign(reader, from > first ? from : first);
	return &reader->reader;
}

int32_t kafka_reader_partitions(
	const struct config *config, struct slice topic, struct arena *arena, struct slice *ret_error)
{
	rd_kafka_t *consumer = make_consumer(config, arena, ret_error);
	const struct rd_kafka_metadata *metadata = NULL;
	rd_kafka_topic_t *handle;
	int32_t count = -1;
	rd_kafka_resp_err_t error;

	if (!consumer)
		return -1;
	handle = rd_kafka_topic_new(consumer, arena_copy(arena, topic).data, NULL);
	error = rd_kafka_metadata(consumer, 0, handle, &metadata, ASK_MS);
	if (error == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt == 1 && metadata->topics[0].partition_cnt > 0)
		count = metadata->topics[0].partition_cnt;
	else
		*ret_error = arena_printf(arena, "topic %.*s: %s; see seatwire topics --create", SLICE_PRINT(topic),
			error ? rd_kafka_err2str(error) : "there is none");
	if (metadata)
		rd_kafka_metadata_destroy(metadata);
	rd_kafka_topic_destroy(handle);
	rd_kafka_destroy(consumer);
	return count;
}
