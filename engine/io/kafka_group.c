/* kafka_group: the membership in the consumer group.
 *
 * Place: io, the head of the arrow line. Thread: the worker's; librdkafka calls turned_cb and troubled_cb on it
 * too, from within a consume call. Memory: the log's.
 * Invariants
 *   1. turned_cb only notes what the group wants; it is carried out when the consume call is over, so that nobody
 *      pulls partitions away below the array of messages. The group waits for our answer meanwhile.
 *   2. Partitions that we own have the same number in every consumed topic: a range assignment over topics of equal
 *      partition counts. Anything else ends the worker.
 *   3. Reading starts at offsets that the worker gave, never at a stored position.
 *   4. Group metadata is taken at the assignment and kept: what is taken after an eviction would not be fenced. */
#include "io/kafka_log.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	SHUT_OUT_MOST = 3, /* times in a row that we join again */
	SHUT_OUT_MEMORY_MS = 60 * 1000,
	SHUT_OUT_WAIT_MS = 500,
};

/* Numbers of the assigned partitions, ascending, each once; false if some topic lacks one of them. */
static bool assigned_numbers(const struct kafka_log *kafka, int32_t *numbers, uint32_t *ret_count)
{
	uint32_t count = 0, topics = kafka->setup->topic_count;
	uint32_t *seen = memory_zalloc((size_t)kafka->partition_count, sizeof(*seen));
	bool whole = true;

	for (int i = 0; i < kafka->assigned->cnt; i++) {
		int32_t number = kafka->assigned->elems[i].partition;

		if (number < kafka->partition_count)
			seen[number]++;
		else
			whole = false;
	}
	for (int32_t i = 0; i < kafka->partition_count; i++) {
		whole = whole && (seen[i] == 0 || seen[i] == topics);
		if (seen[i])
			numbers[count++] = i;
	}
	free(seen);
	*ret_count = count;
	return whole;
}

static void drop_partitions(struct kafka_log *kafka)
{
	for (int32_t i = 0; i < kafka->partition_count; i++) {
		free(kafka->partitions[i]);
		kafka->partitions[i] = NULL;
	}
}

/* Gives back what the group wants back. All of it: the assignor is an eager one. */
static enum log_result carry_out_revoke(struct kafka_log *kafka)
{
	const struct log_owner *owner = &kafka->setup->owner;
	bool lost = kafka->revoke_due == KAFKA_REVOKED_LOST, owned = kafka->assigned && !kafka->assign_due;
	int32_t *numbers = memory_alloc(sizeof(*numbers) * (size_t)kafka->partition_count);
	uint32_t count = 0;
	rd_kafka_resp_err_t failure;

	kafka->revoke_due = KAFKA_NO_TURN;
	kafka->assign_due = false;
	if (owned) {
		assigned_numbers(kafka, numbers, &count);
		owner->revoked(owner->context, numbers, count, lost);
	}
	free(numbers);
	kafka_release(&kafka->log);
	drop_partitions(kafka);
	if (kafka->assigned)
		rd_kafka_topic_partition_list_destroy(kafka->assigned);
	kafka->assigned = NULL;
	failure = rd_kafka_assign(kafka->consumer, NULL);
	if (failure && !kafka_group_fatal(kafka))
		return kafka_fail(
			kafka, LOG_FATAL, "the partitions cannot be given back: %s", rd_kafka_err2str(failure));
	return LOG_OK;
}

/* Of a broker that does not answer no call fails: librdkafka tries again for ever. So this is the only word of it. */
static void troubled_cb(rd_kafka_t *consumer, int error, const char *reason, void *opaque)
{
	(void)consumer;
	if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
		kafka_fail(opaque, LOG_OK, "no broker answers (%s); the engine waits for one", reason);
}

static void turned_cb(
	rd_kafka_t *consumer, rd_kafka_resp_err_t turn, rd_kafka_topic_partition_list_t *partitions, void *opaque)
{
	struct kafka_log *kafka = opaque;

	if (turn == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
		if (kafka->assigned)
			rd_kafka_topic_partition_list_destroy(kafka->assigned);
		kafka->assigned = rd_kafka_topic_partition_list_copy(partitions);
		kafka->assign_due = true;
		if (kafka->membership)
			rd_kafka_consumer_group_metadata_destroy(kafka->membership);
		kafka->membership = rd_kafka_consumer_group_metadata(consumer);
	} else if (turn == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
		kafka->revoke_due = rd_kafka_assignment_lost(consumer) ? KAFKA_REVOKED_LOST : KAFKA_REVOKED;
	} else {
		kafka->revoke_due = KAFKA_REVOKED_LOST;
	}
	if (kafka->closing)
		carry_out_revoke(kafka);
	else
		rd_kafka_queue_yield(kafka->queue);
}

static rd_kafka_topic_partition_list_t *subscription(const struct kafka_log *kafka)
{
	const struct log_setup *setup = kafka->setup;
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)setup->topic_count);
	char name[256];

	for (uint32_t i = 0; i < setup->topic_count; i++) {
		snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(setup->topics[i]));
		rd_kafka_topic_partition_list_add(list, name, RD_KAFKA_PARTITION_UA);
	}
	return list;
}

bool kafka_group_join(struct kafka_log *kafka, struct arena *arena, struct slice *ret_error)
{
	rd_kafka_topic_partition_list_t *topics;
	rd_kafka_conf_t *conf;
	rd_kafka_resp_err_t failure;
	char why[512];

	conf = kafka_conf_make(KAFKA_GROUP, kafka->settings, kafka->member, arena, ret_error);
	if (!conf)
		return false;
	kafka_conf_set(conf, "group.id", kafka->group);
	kafka_conf_set(conf, "group.instance.id", kafka->member);
	rd_kafka_conf_set_opaque(conf, kafka);
	rd_kafka_conf_set_rebalance_cb(conf, turned_cb);
	rd_kafka_conf_set_error_cb(conf, troubled_cb);
	kafka->consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof(why));
	if (!kafka->consumer) {
		rd_kafka_conf_destroy(conf);
		*ret_error = arena_printf(arena, "no consumer can be made: %s", why);
		return false;
	}
	rd_kafka_poll_set_consumer(kafka->consumer);
	kafka->queue = rd_kafka_queue_get_consumer(kafka->consumer);
	topics = subscription(kafka);
	failure = rd_kafka_subscribe(kafka->consumer, topics);
	rd_kafka_topic_partition_list_destroy(topics);
	if (failure)
		*ret_error = arena_printf(
			arena, "the consumed topics cannot be subscribed to: %s", rd_kafka_err2str(failure));
	return !failure;
}

uint32_t kafka_topic_number(const struct kafka_log *kafka, const char *name)
{
	const struct log_setup *setup = kafka->setup;

	for (uint32_t i = 0; i < setup->topic_count; i++)
		if (slice_is(setup->topics[i], name))
			return i;
	assert(!"the group assigned a topic that we did not subscribe to");
	return 0;
}

static void make_partitions(struct kafka_log *kafka, const int32_t *numbers, uint32_t count)
{
	uint32_t topics = kafka->setup->topic_count;

	for (uint32_t i = 0; i < count; i++) {
		struct kafka_partition *partition =
			memory_zalloc(1, sizeof(*partition) + topics * sizeof(partition->topics[0]));

		partition->number = numbers[i];
		for (uint32_t t = 0; t < topics; t++)
			partition->topics[t] = (struct kafka_toppar){.start = -1, .next = -1, .epoch = -1};
		kafka->partitions[numbers[i]] = partition;
	}
}

/* Tells librdkafka where to read each partition that we own. */
static enum log_result read_on(struct kafka_log *kafka)
{
	rd_kafka_resp_err_t failure;

	for (int i = 0; i < kafka->assigned->cnt; i++) {
		rd_kafka_topic_partition_t *element = &kafka->assigned->elems[i];
		const struct kafka_partition *partition = kafka->partitions[element->partition];

		element->offset = partition->topics[kafka_topic_number(kafka, element->topic)].next;
		assert(element->offset >= 0);
	}
	failure = rd_kafka_assign(kafka->consumer, kafka->assigned);
	if (failure && !kafka_group_fatal(kafka))
		return kafka_fail(kafka, LOG_FATAL, "the partitions cannot be read: %s", rd_kafka_err2str(failure));
	return LOG_OK;
}

static enum log_result carry_out_assign(struct kafka_log *kafka)
{
	const struct log_owner *owner = &kafka->setup->owner;
	int32_t *numbers = memory_alloc(sizeof(*numbers) * (size_t)kafka->partition_count);
	const char *member = rd_kafka_consumer_group_metadata_member_id(kafka->membership);
	uint32_t count = 0;
	bool taken = false;

	if (!member || !*member)
		kafka_fail(kafka, LOG_FATAL, "the group gave partitions to a member without a name");
	else if (!assigned_numbers(kafka, numbers, &count))
		kafka_fail(kafka, LOG_FATAL,
			"the group gave partitions of different numbers for different topics; "
			"all members must use the same version and topics of equal partition counts");
	else {
		make_partitions(kafka, numbers, count);
		taken = owner->assigned(owner->context, numbers, count);
	}
	free(numbers);
	kafka->assign_due = false;
	if (!taken)
		return LOG_FATAL;
	return kafka->paused ? LOG_OK : read_on(kafka);
}

enum log_result kafka_start(struct log *log, const struct log_offsets *offsets)
{
	struct kafka_log *kafka = kafka_of(log);
	struct kafka_partition *partition = kafka->partitions[offsets->partition];

	assert(partition);
	for (uint32_t t = 0; t < kafka->setup->topic_count; t++) {
		assert(offsets->next[t] >= 0);
		partition->topics[t].start = offsets->next[t];
		partition->topics[t].next = offsets->next[t];
	}
	return LOG_OK;
}

/* Pausing takes the assignment from librdkafka while the group still counts it as ours; resuming gives it again with
 * explicit offsets. Its own pause has delivered wrong records after resuming. */
enum log_result kafka_pause(struct log *log, bool pause)
{
	struct kafka_log *kafka = kafka_of(log);
	bool owned = kafka->assigned && !kafka->assign_due;

	assert(kafka->held == 0);
	if (pause == kafka->paused)
		return LOG_OK;
	kafka->paused = pause;
	if (!owned || kafka->revoke_due)
		return LOG_OK;
	if (!pause)
		return read_on(kafka);
	return rd_kafka_assign(kafka->consumer, NULL) ? kafka_fail(kafka, LOG_FATAL, "reading cannot be paused")
						      : LOG_OK;
}

bool kafka_group_fatal(struct kafka_log *kafka)
{
	char why[384];
	rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(kafka->consumer, why, sizeof(why));

	if (!fatal)
		return false;
	if (fatal == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
		kafka_fail(kafka, LOG_FATAL,
			"another process runs as instance %.*s of application %s and owns its "
			"partitions now; give each process an `instance` of its own",
			SLICE_PRINT(kafka->setup->instance), kafka->group);
	else
		kafka_fail(kafka, LOG_FATAL, "the consumer group has shut us out: %s", why);
	return true;
}

/* The close calls turned_cb if partitions are ours, and waits until they are given back. */
void kafka_group_leave(struct kafka_log *kafka)
{
	kafka->closing = true;
	kafka_state_finish(kafka);
	if (kafka->revoke_due || kafka->assign_due)
		carry_out_revoke(kafka);
	kafka_release(&kafka->log);
	rd_kafka_consumer_close(kafka->consumer);
	if (kafka->assigned)
		carry_out_revoke(kafka);
	if (kafka->membership)
		rd_kafka_consumer_group_metadata_destroy(kafka->membership);
	kafka->membership = NULL;
	rd_kafka_queue_destroy(kafka->queue);
	rd_kafka_destroy(kafka->consumer);
	kafka->consumer = NULL;
	kafka->closing = false;
}

/* The group has shut us out. It may be a misunderstanding: a request that was sent again after a broker came back looks
 * like that of an older process. So we join again, a few times. When there really are two processes of one name, the
 * older one is shut out first and more often, and gives up first. */
static enum log_result join_again(struct kafka_log *kafka)
{
	int64_t now_ms = kafka_now_ms();
	char why[KAFKA_ERROR_BYTES];
	struct slice error = {0};
	struct arena arena;
	bool joined;

	kafka_group_fatal(kafka); /* for its words */
	snprintf(why, sizeof(why), "%s", kafka->error);
	if (now_ms - kafka->shut_out_ms > SHUT_OUT_MEMORY_MS)
		kafka->shut_out_times = 0;
	kafka->shut_out_ms = now_ms;
	if (++kafka->shut_out_times > SHUT_OUT_MOST)
		return LOG_FATAL;
	if (kafka->assigned)
		kafka->revoke_due = KAFKA_REVOKED_LOST;
	kafka_group_leave(kafka);
	nanosleep(&(struct timespec){0, SHUT_OUT_WAIT_MS * 1000000L}, NULL);
	arena_init(&arena, 0);
	joined = kafka_group_join(kafka, &arena, &error);
	kafka_fail(kafka, LOG_FATAL, "%s%s%.*s", why, joined ? "" : "; ", SLICE_PRINT(error));
	arena_finish(&arena);
	if (!joined)
		return LOG_FATAL;
	return kafka->producer.handle ? LOG_OK : kafka_producer_make(kafka);
}

enum log_result kafka_group_turn(struct kafka_log *kafka)
{
	enum log_result result = LOG_OK;

	if (kafka_group_fatal(kafka))
		return join_again(kafka);
	if (kafka->revoke_due)
		result = carry_out_revoke(kafka);
	if (result == LOG_OK && kafka->assign_due)
		result = carry_out_assign(kafka);
	if (result != LOG_OK && kafka_group_fatal(kafka))
		return join_again(kafka);
	return result;
}
