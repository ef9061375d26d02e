/* kafka_poll: the records that the membership brings, held until the worker lets them go.
 *
 * Place: io, the head of the arrow line. Thread: the worker's. Memory: held messages are librdkafka's until release;
 * the arrays are the log's.
 * Invariant: a record below the next expected offset is dropped: librdkafka may deliver one twice. */
#include "io/kafka_log.h"
#include "io/kafka_record.h"

enum { CHUNK = 1000 };

void kafka_release(struct log *log)
{
	struct kafka_log *kafka = kafka_of(log);

	for (uint32_t i = 0; i < kafka->held; i++)
		rd_kafka_message_destroy(kafka->messages[i]);
	kafka->held = 0;
	arena_reset(&kafka->headers);
}

/* As kafka_topic_number; messages of one topic come in a row, and their handle is the same. */
static uint32_t message_topic(struct kafka_log *kafka, const rd_kafka_message_t *message)
{
	if (message->rkt != kafka->newest_handle) {
		kafka->newest_topic = kafka_topic_number(kafka, rd_kafka_topic_name(message->rkt));
		kafka->newest_handle = message->rkt;
	}
	return kafka->newest_topic;
}

/* A refusal by the group that no waiting mends. Of a right that was taken away while we were a member, waiting does:
 * whoever took it may give it back. */
static bool is_final(const struct kafka_log *kafka, rd_kafka_resp_err_t failure)
{
	return failure == RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT ||
	       failure == RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL ||
	       failure == RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED || failure == RD_KAFKA_RESP_ERR_INVALID_GROUP_ID ||
	       (failure == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED && !kafka->membership);
}

/* What the group says of us, not of a topic: what it is, and how to mend it. */
static enum log_result take_group_error(struct kafka_log *kafka, const rd_kafka_message_t *message)
{
	enum log_result result = is_final(kafka, message->err) ? LOG_FATAL : LOG_OK;
	const char *said = rd_kafka_message_errstr(message);

	switch (message->err) {
	case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
		return kafka_fail(kafka, result,
			"the broker refuses log.kafka.session.timeout.ms: %lld; set it between the broker's "
			"group.min.session.timeout.ms and group.max.session.timeout.ms (%s)",
			(long long)kafka_conf_number(rd_kafka_conf(kafka->consumer), "session.timeout.ms"), said);
	case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
		return kafka_fail(kafka, result,
			"group %s has members that are no engines, or engines of another version; stop them, or give "
			"`application` another name, which is the group's too (%s)",
			kafka->group, said);
	case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
		return kafka_fail(kafka, result,
			"group %s may not be used: allow Read on it, see docs/operating.md (%s)", kafka->group, said);
	case RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED:
		return kafka_fail(kafka, result,
			"group %s takes no more members: use fewer `workers`, or raise the broker's group.max.size "
			"(%s)",
			kafka->group, said);
	case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
		return kafka_fail(kafka, result,
			"the broker refuses the name of group %s; give `application` another one (%s)", kafka->group,
			said);
	default:
		return kafka_fail(kafka, result, "group %s: %s", kafka->group, said);
	}
}

/* A consumer's error. Most mend themselves; those that need a person are kept on the partition, or end the worker. */
static enum log_result take_error(struct kafka_log *kafka, const rd_kafka_message_t *message)
{
	struct kafka_partition *partition;

	if (message->err == RD_KAFKA_RESP_ERR__FATAL || kafka_group_fatal(kafka))
		return LOG_OK; /* kafka_group_turn sees to it */
	if (message->err == RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
		return kafka_fail(kafka, LOG_OK,
			"no poll for longer than max.poll.interval.ms; the group has given "
			"our partitions to others");
	if (message->rkt && message->partition >= 0 && message->partition < kafka->partition_count &&
		(partition = kafka->partitions[message->partition]) &&
		(message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
			message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE ||
			message->err == RD_KAFKA_RESP_ERR__LOG_TRUNCATION)) {
		struct kafka_toppar *toppar = &partition->topics[message_topic(kafka, message)];

		toppar->failed = true;
		return kafka_fail(kafka, LOG_OK,
			"%s/%d cannot be read on from offset %lld: the log no longer holds what "
			"comes next (%s); records are missing. To go on without them see `seatwire state adopt`",
			rd_kafka_topic_name(message->rkt), message->partition, (long long)toppar->next,
			rd_kafka_message_errstr(message));
	}
	if (!message->rkt || is_final(kafka, message->err))
		return take_group_error(kafka, message);
	return kafka_fail(
		kafka, LOG_OK, "reading %s: %s", rd_kafka_topic_name(message->rkt), rd_kafka_message_errstr(message));
}

/* Turns a message into a held record; false if it is to be dropped. */
static bool take_message(struct kafka_log *kafka, rd_kafka_message_t *message, size_t *bytes)
{
	struct kafka_partition *partition = kafka->partitions[message->partition];
	uint32_t number = message_topic(kafka, message);
	struct kafka_toppar *toppar;

	if (!partition || message->offset < partition->topics[number].next)
		return false;
	toppar = &partition->topics[number];
	toppar->next = message->offset + 1;
	toppar->epoch = rd_kafka_message_leader_epoch(message);
	kafka->messages[kafka->held] = message;
	kafka->topics[kafka->held] = (uint8_t)number;
	kafka->records[kafka->held++] = kafka_record_of(message, kafka->setup->topics[number], &kafka->headers);
	*bytes += message->len;
	return true;
}

static void reserve(struct kafka_log *kafka, uint32_t more)
{
	if (kafka->held + more <= kafka->capacity)
		return;
	kafka->capacity = (kafka->held + more) * 2;
	kafka->messages = memory_realloc(kafka->messages, kafka->capacity * sizeof(*kafka->messages));
	kafka->records = memory_realloc(kafka->records, kafka->capacity * sizeof(*kafka->records));
	kafka->topics = memory_realloc(kafka->topics, kafka->capacity * sizeof(*kafka->topics));
}

/* Up to `most` messages; the first may be waited for. A full answer comes at once, a partial one when the wait is
 * over: so only a wait for one message is a wait for the first. */
static enum log_result consume(
	struct kafka_log *kafka, int32_t wait_ms, uint32_t most, uint32_t *ret_got, size_t *bytes)
{
	enum log_result result = LOG_OK;
	rd_kafka_message_t **fresh;
	ssize_t got;

	reserve(kafka, most);
	fresh = kafka->messages + kafka->held;
	got = rd_kafka_consume_batch_queue(kafka->queue, wait_ms, fresh, most);
	*ret_got = got > 0 ? (uint32_t)got : 0;
	for (uint32_t i = 0; i < *ret_got; i++) {
		rd_kafka_message_t *message = fresh[i];
		bool drop = message->err || kafka->revoke_due;

		if (message->err && result == LOG_OK)
			result = take_error(kafka, message);
		if (drop || !take_message(kafka, message, bytes))
			rd_kafka_message_destroy(message);
	}
	return result;
}

enum log_result kafka_poll(struct log *log, const struct log_poll_limits *limits, struct log_batch *ret_held)
{
	struct kafka_log *kafka = kafka_of(log);
	enum log_result result;
	uint32_t got, added = 0, ask = 1;
	size_t bytes = 0;

	log->error = (struct slice){0};
	kafka_state_finish(kafka);
	result = consume(kafka, limits->wait_ms, ask, &got, &bytes);
	while (result == LOG_OK && got == ask && !kafka->revoke_due && (added += got) < limits->records &&
		bytes < limits->bytes) {
		ask = limits->records - added < CHUNK ? limits->records - added : CHUNK;
		result = consume(kafka, 0, ask, &got, &bytes);
	}
	if (result == LOG_OK)
		result = kafka_group_turn(kafka);
	*ret_held = (struct log_batch){kafka->records, kafka->topics, kafka->held};
	return result;
}
