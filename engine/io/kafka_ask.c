/* kafka_ask: asks the broker for offsets: committed, first and last.
 *
 * Place: io, at restores and when a timer is due. Thread: the worker's; waits up to KAFKA_ASK_MS a question, and while
 * no broker answers: but not for the ends, which are asked for again later.
 * Invariants
 *   1. A committed offset is a stable one: the consumer reads committed data only, so the broker answers when no
 *      transaction is open on it. When the wait for that runs out the list looks as if nothing was ever committed,
 *      with no error on its elements: the return code decides.
 *   2. `ends` compares the broker's answer with what was delivered, so it is newer than the call. */
#include "io/kafka_log.h"
#include <assert.h>
#include <stdio.h>
#include <time.h>

enum { PATIENCE_MS = 30000, RETRY_MS = 50, LOOK_MS = 2000 };

enum kafka_why kafka_why_waiting(struct kafka_log *kafka, rd_kafka_t *handle)
{
	const struct log_owner *owner = &kafka->setup->owner;
	const struct rd_kafka_metadata *metadata;
	rd_kafka_resp_err_t failure = rd_kafka_metadata(handle, 0, NULL, &metadata, LOOK_MS);

	if (!failure) {
		rd_kafka_metadata_destroy(metadata);
		return KAFKA_ANSWERED;
	}
	kafka_fail(kafka, LOG_FATAL, "no broker answers (%s)", rd_kafka_err2str(failure));
	return owner->waits && owner->waits(owner->context, kafka->log.error) ? KAFKA_UNANSWERED : KAFKA_GIVE_UP;
}

static void add(rd_kafka_topic_partition_list_t *list, struct slice topic, int32_t partition)
{
	char name[256];

	snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(topic));
	rd_kafka_topic_partition_list_add(list, name, partition);
}

/* Every consumed topic's partitions of these numbers: topics of the first partition, then those of the second ... */
static rd_kafka_topic_partition_list_t *consumed(
	const struct kafka_log *kafka, const int32_t *partitions, uint32_t count)
{
	uint32_t topics = kafka->setup->topic_count;
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)(topics * count));

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t t = 0; t < topics; t++)
			add(list, kafka->setup->topics[t], partitions[i]);
	return list;
}

/* The stable committed offsets of the list's partitions, into the list (RD_KAFKA_OFFSET_INVALID: none). */
static enum log_result committed_list(struct kafka_log *kafka, rd_kafka_topic_partition_list_t *list)
{
	int64_t patience_ms = kafka->transaction_ms + KAFKA_SWEEP_MS + KAFKA_ASK_MS;
	int64_t deadline_ms = kafka_now_ms() + patience_ms;
	enum kafka_why why = KAFKA_ANSWERED;
	rd_kafka_resp_err_t failure;

	do {
		failure = rd_kafka_committed(kafka->consumer, list, KAFKA_ASK_MS);
		for (int i = 0; !failure && i < list->cnt; i++)
			failure = list->elems[i].err;
		if (!failure)
			return LOG_OK;
		why = kafka_why_waiting(kafka, kafka->consumer);
		if (why == KAFKA_UNANSWERED)
			deadline_ms = kafka_now_ms() + patience_ms;
	} while (why != KAFKA_GIVE_UP && kafka_now_ms() < deadline_ms && !kafka_group_fatal(kafka));
	return kafka_fail(kafka, LOG_FATAL, "the committed offsets of group %s cannot be had: %s", kafka->group,
		rd_kafka_err2str(failure));
}

enum log_result kafka_committed(struct log *log, int32_t partition, struct log_offsets *ret_offsets)
{
	struct kafka_log *kafka = kafka_of(log);
	rd_kafka_topic_partition_list_t *list = consumed(kafka, &partition, 1);
	enum log_result result = committed_list(kafka, list);

	ret_offsets->partition = partition;
	for (int t = 0; result == LOG_OK && t < list->cnt; t++)
		ret_offsets->next[t] = list->elems[t].offset >= 0 ? list->elems[t].offset : -1;
	rd_kafka_topic_partition_list_destroy(list);
	return result;
}

/* Asks who leads a topic's partitions. What librdkafka knows of a topic that nobody reads, as the state topic, it keeps
 * for long; after the broker's restart its answers would be refused until then. */
static void learn_leaders(struct kafka_log *kafka, const char *topic)
{
	rd_kafka_topic_t *handle = rd_kafka_topic_new(kafka->consumer, topic, NULL);
	const struct rd_kafka_metadata *metadata;

	if (!rd_kafka_metadata(kafka->consumer, 0, handle, &metadata, KAFKA_ASK_MS))
		rd_kafka_metadata_destroy(metadata);
	rd_kafka_topic_destroy(handle);
}

/* Copies an answer into the list; false (with log->error) if some partition has none. */
static bool take_offsets(struct kafka_log *kafka, rd_kafka_event_t *event, rd_kafka_topic_partition_list_t *list)
{
	const rd_kafka_ListOffsets_result_t *answer;
	const rd_kafka_ListOffsetsResultInfo_t **infos;
	size_t count;

	if (!event || rd_kafka_event_error(event)) {
		kafka_fail(kafka, LOG_AGAIN, "the broker does not tell its offsets: %s",
			event ? rd_kafka_event_error_string(event) : "no answer");
		return false;
	}
	answer = rd_kafka_event_ListOffsets_result(event);
	infos = rd_kafka_ListOffsets_result_infos(answer, &count);
	for (size_t i = 0; i < count; i++) {
		const rd_kafka_topic_partition_t *info = rd_kafka_ListOffsetsResultInfo_topic_partition(infos[i]);
		rd_kafka_topic_partition_t *element;

		if (info->err) {
			kafka_fail(kafka, LOG_AGAIN, "the broker does not tell the offsets of %s/%d: %s", info->topic,
				info->partition, rd_kafka_err2str(info->err));
			learn_leaders(kafka, info->topic);
			return false;
		}
		element = rd_kafka_topic_partition_list_find(list, info->topic, info->partition);
		assert(element);
		element->offset = info->offset;
	}
	return true;
}

/* After a broker came back librdkafka may go on asking with a leader's epoch of before, and be refused, until its
 * metadata is fetched anew. */
static void refresh_metadata(struct kafka_log *kafka)
{
	const struct rd_kafka_metadata *metadata;

	if (rd_kafka_metadata(kafka->consumer, 1, NULL, &metadata, KAFKA_ASK_MS) == RD_KAFKA_RESP_ERR_NO_ERROR)
		rd_kafka_metadata_destroy(metadata);
}

static enum log_result list_offsets(struct kafka_log *kafka, rd_kafka_topic_partition_list_t *list, int64_t spec,
	rd_kafka_IsolationLevel_t isolation)
{
	rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(kafka->consumer, RD_KAFKA_ADMIN_OP_LISTOFFSETS);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(kafka->consumer);
	rd_kafka_event_t *event;
	rd_kafka_error_t *error;
	char why[128];
	bool good;

	if (rd_kafka_AdminOptions_set_request_timeout(options, KAFKA_ASK_MS, why, sizeof(why)))
		assert(!"librdkafka refuses a time limit");
	error = rd_kafka_AdminOptions_set_isolation_level(options, isolation);
	assert(!error);
	for (int i = 0; i < list->cnt; i++)
		list->elems[i].offset = spec;
	rd_kafka_ListOffsets(kafka->consumer, list, options, queue);
	event = rd_kafka_queue_poll(queue, 2 * KAFKA_ASK_MS);
	good = take_offsets(kafka, event, list);
	if (event)
		rd_kafka_event_destroy(event);
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(options);
	return good ? LOG_OK : LOG_AGAIN;
}

enum log_result kafka_list_offsets(struct kafka_log *kafka, rd_kafka_topic_partition_list_t *list, int64_t spec,
	rd_kafka_IsolationLevel_t isolation)
{
	int64_t deadline_ms = kafka_now_ms() + PATIENCE_MS;
	enum kafka_why why = KAFKA_ANSWERED;
	enum log_result result;
	bool again = false;

	while ((result = list_offsets(kafka, list, spec, isolation)) == LOG_AGAIN && why != KAFKA_GIVE_UP &&
		kafka_now_ms() < deadline_ms) {
		again = true;
		why = kafka_why_waiting(kafka, kafka->consumer);
		if (why == KAFKA_UNANSWERED)
			deadline_ms = kafka_now_ms() + PATIENCE_MS;
		if (why == KAFKA_ANSWERED) {
			refresh_metadata(kafka);
			nanosleep(&(struct timespec){0, RETRY_MS * 1000000L}, NULL);
		}
	}
	if (again && result == LOG_OK)
		kafka->log.error = (struct slice){0};
	return result;
}

enum log_result kafka_first(struct log *log, int32_t partition, struct log_offsets *ret_offsets)
{
	struct kafka_log *kafka = kafka_of(log);
	rd_kafka_topic_partition_list_t *list = consumed(kafka, &partition, 1);
	enum log_result result =
		kafka_list_offsets(kafka, list, RD_KAFKA_OFFSET_SPEC_EARLIEST, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED);

	ret_offsets->partition = partition;
	for (int t = 0; result == LOG_OK && t < list->cnt; t++)
		ret_offsets->next[t] = list->elems[t].offset;
	rd_kafka_topic_partition_list_destroy(list);
	return result;
}

/* How far everything was delivered: beyond the newest record there may be markers, which librdkafka has passed. */
static int64_t delivered(
	struct kafka_log *kafka, uint32_t topic, int32_t partition, const rd_kafka_topic_partition_list_t *positions)
{
	const struct kafka_toppar *toppar = &kafka->partitions[partition]->topics[topic];
	char name[256];
	const rd_kafka_topic_partition_t *position;

	snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(kafka->setup->topics[topic]));
	position = rd_kafka_topic_partition_list_find(positions, name, partition);
	return position && position->offset > toppar->next ? position->offset : toppar->next;
}

enum log_result kafka_ends(struct log *log, const int32_t *partitions, uint32_t count, uint64_t *ret_at_end)
{
	struct kafka_log *kafka = kafka_of(log);
	uint32_t topics = kafka->setup->topic_count;
	rd_kafka_topic_partition_list_t *ends = consumed(kafka, partitions, count);
	rd_kafka_topic_partition_list_t *positions = rd_kafka_topic_partition_list_copy(ends);
	enum log_result result;

	result = list_offsets(kafka, ends, RD_KAFKA_OFFSET_SPEC_LATEST, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED);
	if (result == LOG_AGAIN)
		refresh_metadata(kafka);
	rd_kafka_position(kafka->consumer, positions);
	for (uint32_t i = 0; result == LOG_OK && i < count; i++) {
		ret_at_end[i] = 0;
		for (uint32_t t = 0; t < topics; t++) {
			bool failed = kafka->partitions[partitions[i]]->topics[t].failed;

			if (!failed &&
				delivered(kafka, t, partitions[i], positions) >= ends->elems[i * topics + t].offset)
				ret_at_end[i] |= UINT64_C(1) << t;
		}
	}
	rd_kafka_topic_partition_list_destroy(ends);
	rd_kafka_topic_partition_list_destroy(positions);
	return result;
}
