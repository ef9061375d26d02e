/* kafka_record: a message of Kafka as a record.
 *
 * Place: io, under what reads topics: the membership of a worker, and the readers of commands. Memory: the message's,
 * and the arena passed in. Thread: any. */
#include "io/kafka_record.h"

static void take_headers(const rd_kafka_message_t *message, struct arena *arena, struct record *record)
{
	rd_kafka_headers_t *list;
	struct header *headers;
	const char *name;
	const void *value;
	size_t count, size;

	if (rd_kafka_message_headers(message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return;
	count = rd_kafka_header_cnt(list);
	headers = ARENA_ARRAY(arena, struct header, count);
	while (record->header_count < count &&
		rd_kafka_header_get_all(list, record->header_count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR)
		headers[record->header_count++] = (struct header){slice_of(name), {value, value ? size : 0}};
	record->headers = headers;
}

struct record kafka_record_of(const rd_kafka_message_t *message, struct slice topic, struct arena *arena)
{
	struct record record = {
		.topic = topic,
		.partition = message->partition,
		.offset = message->offset,
		.timestamp_ms = rd_kafka_message_timestamp(message, NULL),
		.key = {message->key, message->key ? message->key_len : 0},
		.value = {message->payload, message->payload ? message->len : 0},
	};

	take_headers(message, arena, &record);
	return record;
}
