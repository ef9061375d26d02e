/* kafka_txn: one transaction: outputs and offsets together or not at all.
 *
 * Place: io, the tail of the arrow line. Thread: the worker's. Memory: payloads are the batch's, not copied; they are
 * referenced until commit or abort is back, which waits for their delivery or ends the producer.
 * Invariants
 *   1. A transaction sends at least one offset, with the group metadata of the present assignment: else a fenced owner
 *      would not be refused.
 *   2. LOG_OK only when the broker said so, or when what the transaction wrote is found committed. LOG_AGAIN only when
 *      nothing is visible and nothing will be.
 *   3. A commit in doubt (its EndTxn was sent twice, or went unanswered) is followed by a new producer before the next
 *      transaction: a late EndTxn would end that one.
 *   4. No abort before one delivery report has come, if anything was produced. */
#include "io/kafka_log.h"
#include "base/hash.h"
#include "base/search.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { FULL_WAIT_MS = 10, SERVE_EACH = 1000, REPORT_WAIT_MS = 50, CROWD_WAIT_MS = 10 };

/* What to do about an error of a transactional call. */
enum verdict { FINE, RETRY, MUST_ABORT, MUST_REPLACE };

/* Consumes the error, with its text in log->error. */
static enum verdict judge(struct kafka_log *kafka, const char *what, rd_kafka_error_t *error)
{
	enum verdict verdict;

	if (!error)
		return FINE;
	kafka_fail(kafka, LOG_AGAIN, "%s: %s (%s)", what, rd_kafka_error_string(error), rd_kafka_error_name(error));
	if (rd_kafka_error_is_fatal(error))
		verdict = MUST_REPLACE;
	else if (rd_kafka_error_txn_requires_abort(error))
		verdict = MUST_ABORT;
	else if (rd_kafka_error_is_retriable(error))
		verdict = RETRY;
	else
		verdict = MUST_REPLACE;
	rd_kafka_error_destroy(error);
	return verdict;
}

/* Nothing of the transaction was committed: a new producer aborts it. */
static enum log_result replace(struct kafka_log *kafka)
{
	char cause[KAFKA_ERROR_BYTES];

	snprintf(cause, sizeof(cause), "%s", kafka->error);
	if (kafka_group_fatal(kafka)) {
		/* Whoever shut us out may be our successor: leave its producer alone. The next poll loses the
		 * partitions, and with them what is to be done again. */
		kafka_producer_drop(kafka);
		return LOG_AGAIN;
	}
	if (kafka_producer_make(kafka) != LOG_OK)
		return LOG_FATAL;
	return kafka_fail(kafka, LOG_AGAIN, "%s", cause);
}

static enum log_result again(const struct kafka_log *kafka)
{
	rd_kafka_resp_err_t failure = kafka->producer.delivery_error;

	return failure == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || failure == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE ||
			       failure == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE
		       ? LOG_TOO_LARGE
		       : LOG_AGAIN;
}

enum log_result kafka_begin(struct log *log)
{
	struct kafka_log *kafka = kafka_of(log);
	struct kafka_producer *producer = &kafka->producer;
	enum verdict verdict;

	assert(!producer->open);
	if (!producer->handle && kafka_group_fatal(kafka))
		return LOG_AGAIN; /* as in replace() */
	if (!producer->handle && kafka_producer_make(kafka) != LOG_OK)
		return LOG_FATAL;
	verdict = judge(kafka, "beginning a transaction", rd_kafka_begin_transaction(producer->handle));
	if (verdict != FINE)
		return replace(kafka);
	producer->open = true;
	producer->produced = producer->reported = 0;
	producer->delivery_error = RD_KAFKA_RESP_ERR_NO_ERROR;
	atomic_store(&producer->ends_sent, 0);
	atomic_store(&producer->ends_failed, 0);
	return LOG_OK;
}

static const struct kafka_target *find_target(const struct kafka_log *kafka, const struct output *output)
{
	uint32_t at;

	if (output->kind != OUTPUT_TASK)
		return kafka->internal[output->kind];
	at = search_name(kafka->targets, 0, kafka->target_count, sizeof(*kafka->targets), output->topic);
	return at == SEARCH_NONE ? NULL : &kafka->targets[at];
}

static rd_kafka_headers_t *make_headers(const struct output *output)
{
	rd_kafka_headers_t *list = rd_kafka_headers_new(output->header_count);

	for (uint32_t i = 0; i < output->header_count; i++)
		rd_kafka_header_add(list, output->headers[i].name.data, (ssize_t)output->headers[i].name.size,
			output->headers[i].value.data, (ssize_t)output->headers[i].value.size);
	return list;
}

/* Hands one record to librdkafka; RD_KAFKA_RESP_ERR__QUEUE_FULL is for the caller to wait on. */
static rd_kafka_resp_err_t hand_over(
	struct kafka_log *kafka, const struct kafka_target *target, const struct output *output, int32_t partition)
{
	rd_kafka_headers_t *headers = output->header_count ? make_headers(output) : NULL;
	struct kafka_outlet *outlet = &target->outlets[partition];
	rd_kafka_vu_t parts[6] = {
		{.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = target->handle},
		{.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = outlet},
		{.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
		{.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)output->key.data, output->key.size}},
		{.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)output->value.data, output->value.size}},
		{.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
	};
	rd_kafka_error_t *error = rd_kafka_produceva(kafka->producer.handle, parts, headers ? 6 : 5);
	rd_kafka_resp_err_t failure = error ? rd_kafka_error_code(error) : RD_KAFKA_RESP_ERR_NO_ERROR;

	if (error) {
		kafka_fail(kafka, LOG_AGAIN, "producing to %.*s: %s", SLICE_PRINT(target->name),
			rd_kafka_error_string(error));
		rd_kafka_error_destroy(error);
		if (headers) /* ours again: only a produced record takes them over */
			rd_kafka_headers_destroy(headers);
	} else {
		kafka_open_more(&kafka->producer, outlet, output->value.size + output->key.size);
	}
	return failure;
}

enum log_result kafka_produce(struct log *log, const struct output *output)
{
	struct kafka_log *kafka = kafka_of(log);
	struct kafka_producer *producer = &kafka->producer;
	const struct kafka_target *target = find_target(kafka, output);
	int32_t partition = output->partition;
	int64_t deadline_ms = 0;
	rd_kafka_resp_err_t failure;

	if (!target)
		return kafka_fail(kafka, LOG_FATAL, "an output names the topic %.*s, which the map does not",
			SLICE_PRINT(output->topic));
	if (partition < 0)
		partition = hash_partition(output->key, target->partition_count);
	while ((failure = hand_over(kafka, target, output, partition)) == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
		if (deadline_ms == 0)
			deadline_ms = kafka_now_ms() + kafka->transaction_ms;
		else if (kafka_now_ms() > deadline_ms)
			return LOG_AGAIN;
		rd_kafka_poll(producer->handle, FULL_WAIT_MS);
	}
	if (failure == RD_KAFKA_RESP_ERR_NO_ERROR) {
		if (++producer->produced % SERVE_EACH == 0)
			rd_kafka_poll(producer->handle, 0);
		return LOG_OK;
	}
	return failure == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ? LOG_TOO_LARGE : LOG_AGAIN;
}

static rd_kafka_topic_partition_list_t *offset_list(
	const struct kafka_log *kafka, const struct log_offsets *offsets, uint32_t count)
{
	uint32_t topics = kafka->setup->topic_count;
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)(topics * count));
	char name[256];

	for (uint32_t i = 0; i < count; i++) {
		const struct kafka_partition *partition = kafka->partitions[offsets[i].partition];
		bool any = false;

		assert(partition);
		for (uint32_t t = 0; t < topics; t++) {
			rd_kafka_topic_partition_t *element;

			if (offsets[i].next[t] < 0)
				continue;
			any = true;
			snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(kafka->setup->topics[t]));
			element = rd_kafka_topic_partition_list_add(list, name, offsets[i].partition);
			element->offset = offsets[i].next[t];
			if (partition->topics[t].epoch >= 0)
				rd_kafka_topic_partition_set_leader_epoch(element, partition->topics[t].epoch);
		}
		assert(any);
	}
	return list;
}

/* The offsets of the progress records that the transaction wrote, in the order of `offsets`; false if not all are
 * known: some record was not delivered, or the broker did not say where. */
static bool written_at(
	const struct kafka_log *kafka, const struct log_offsets *offsets, uint32_t count, int64_t *places)
{
	for (uint32_t i = 0; i < count; i++) {
		places[i] = kafka->internal[OUTPUT_STATE]->outlets[offsets[i].partition].newest;
		if (places[i] < 0)
			return false;
	}
	return true;
}

/* Looks for what the transaction wrote. It is one transaction, so all of it is there or nothing. */
static enum log_result look(
	struct kafka_log *kafka, const struct log_offsets *offsets, uint32_t count, const int64_t *places)
{
	enum log_result result = LOG_OK;
	uint32_t found = 0;
	bool there;

	for (uint32_t i = 0; i < count && result == LOG_OK; i++) {
		result = kafka_state_find(kafka, offsets[i].partition, places[i], &there);
		found += result == LOG_OK && there;
	}
	if (result != LOG_OK)
		return result;
	if (found > 0 && found < count)
		return kafka_fail(kafka, LOG_UNKNOWN,
			"the broker committed a transaction in part: %u of %u partitions; each is restored and checked",
			found, count);
	return found ? LOG_OK : LOG_AGAIN;
}

/* The outcome of a commit in doubt. A new producer ends the transaction one way or the other, and whether its progress
 * records can be seen tells which. The committed offsets would not: who took over meanwhile may have moved them on, or
 * have done the same once more up to the same offsets. A record that is not seen was aborted; or compacted, after
 * somebody else wrote a newer one: then we are no longer the owner, and what we do again is refused. */
static enum log_result resolve(struct kafka_log *kafka, const struct log_offsets *offsets, uint32_t count)
{
	int64_t *places = memory_alloc(count * sizeof(*places));
	bool known = written_at(kafka, offsets, count, places);
	enum log_result result = replace(kafka);
	char cause[KAFKA_ERROR_BYTES];

	snprintf(cause, sizeof(cause), "%s", kafka->error);
	if (result == LOG_AGAIN && known)
		result = look(kafka, offsets, count, places);
	else if (result == LOG_AGAIN && kafka->producer.handle)
		result = LOG_UNKNOWN;
	free(places);
	if (result == LOG_OK || result == LOG_AGAIN)
		kafka_fail(kafka, result, "%s; it was found that the transaction %s", cause,
			result == LOG_OK ? "is committed" : "is not committed");
	return result;
}

static enum log_result send_offsets(struct kafka_log *kafka, const struct log_offsets *offsets, uint32_t count)
{
	rd_kafka_topic_partition_list_t *list = offset_list(kafka, offsets, count);
	int64_t deadline_ms = kafka_now_ms() + kafka->transaction_ms;
	enum verdict verdict;

	do {
		verdict = judge(kafka, "sending offsets",
			rd_kafka_send_offsets_to_transaction(kafka->producer.handle, list, kafka->membership, -1));
	} while (verdict == RETRY && kafka_now_ms() < deadline_ms);
	rd_kafka_topic_partition_list_destroy(list);
	if (verdict == FINE)
		return LOG_OK;
	return verdict == MUST_REPLACE ? replace(kafka) : again(kafka);
}

/* librdkafka has one batch of a partition under way at a time, and while it flushes, its thread spins until the next
 * one may go. So what is more than a batch is waited for before the flush; linger.ms is long enough that nothing else
 * is due. */
static void await_room(struct kafka_log *kafka)
{
	int64_t deadline_ms = kafka_now_ms() + kafka->transaction_ms;

	while (kafka->producer.crowded > 0 && kafka_now_ms() < deadline_ms)
		rd_kafka_poll(kafka->producer.handle, CROWD_WAIT_MS);
}

/* Sends the end of the transaction, and finds out what came of it. */
static enum log_result end(struct kafka_log *kafka, const struct log_offsets *offsets, uint32_t count)
{
	struct kafka_producer *producer = &kafka->producer;
	int64_t start_ms = kafka_now_ms();
	enum verdict verdict;
	bool doubt = false;

	do {
		verdict = judge(kafka, "committing", rd_kafka_commit_transaction(producer->handle, -1));
		doubt = doubt || verdict == RETRY;
	} while (verdict == RETRY && kafka_now_ms() < start_ms + kafka->transaction_ms);
	doubt = doubt || atomic_load(&producer->ends_sent) > 1 || atomic_load(&producer->ends_failed) > 0;
	if (verdict == MUST_ABORT && !doubt)
		return again(kafka);
	producer->open = false;
	if (verdict != FINE)
		return resolve(kafka, offsets, count);
	if (!doubt)
		return LOG_OK;
	kafka_producer_drop(kafka);
	return kafka_fail(kafka, LOG_OK,
		"the answer to a commit was late or came twice; it is committed, and a new producer goes on");
}

enum log_result kafka_commit(struct log *log, const struct log_offsets *offsets, uint32_t count)
{
	struct kafka_log *kafka = kafka_of(log);
	enum log_result result;

	assert(kafka->producer.open && count > 0);
	log->error = (struct slice){0};
	if (kafka->revoke_due == KAFKA_REVOKED_LOST || rd_kafka_assignment_lost(kafka->consumer))
		return kafka_fail(kafka, LOG_AGAIN, "the group has given our partitions to others");
	result = send_offsets(kafka, offsets, count);
	if (result != LOG_OK)
		return result;
	await_room(kafka);
	return end(kafka, offsets, count);
}

static void await_report(struct kafka_log *kafka)
{
	struct kafka_producer *producer = &kafka->producer;
	int64_t deadline_ms = kafka_now_ms() + kafka->transaction_ms;

	while (producer->produced > 0 && producer->reported == 0 && kafka_now_ms() < deadline_ms)
		rd_kafka_poll(producer->handle, REPORT_WAIT_MS);
}

enum log_result kafka_abort(struct log *log)
{
	struct kafka_log *kafka = kafka_of(log);
	struct kafka_producer *producer = &kafka->producer;
	int64_t deadline_ms;
	enum verdict verdict;

	if (!producer->open)
		return LOG_OK;
	await_report(kafka);
	deadline_ms = kafka_now_ms() + kafka->transaction_ms;
	do {
		verdict = judge(kafka, "aborting", rd_kafka_abort_transaction(producer->handle, -1));
	} while (verdict == RETRY && kafka_now_ms() < deadline_ms);
	producer->open = false;
	if (verdict == FINE && atomic_load(&producer->ends_failed) == 0 && atomic_load(&producer->ends_sent) <= 1)
		return LOG_OK;
	return replace(kafka) == LOG_FATAL ? LOG_FATAL : LOG_OK;
}
