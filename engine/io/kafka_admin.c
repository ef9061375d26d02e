/* kafka_admin: looks at topics and makes them, with the settings that a restore and exactly-once rest on.
 *
 * Place: io, for `seatwire topics`. Memory: the arena passed in. Thread: the caller's. */
#include "io/kafka_admin.h"
#include "base/clock.h"
#include "io/kafka.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	LOOK_AGAIN_MS = 50,
	ANSWER_MS = 30000,               /* how long the cluster may take */
	REPLICAS_SAFE = 3,               /* from so many on a record must be on two before it counts */
	FORWARD_EXTRA_BYTES = 64 * 1024, /* what a forwarded event carries beside its value */
};

struct setting {
	const char *name, *value;
};

/* The state topic is read whole at a restore: small segments that are soon compacted keep it short, and tombstones stay
 * longer than any restore takes. */
static const struct setting state_settings[] = {
	{"cleanup.policy", "compact"},
	{"segment.bytes", "67108864"},
	{"segment.ms", "600000"},
	{"min.cleanable.dirty.ratio", "0.2"},
	{"max.compaction.lag.ms", "21600000"},
	{"delete.retention.ms", "86400000"},
};

/* A handle that asks; NULL with a sentence. */
static rd_kafka_t *admin_handle(const struct config *config, struct arena *arena, struct slice *ret_error)
{
	const struct kafka_settings settings = {
		.properties = config->properties, .property_count = config->property_count};
	rd_kafka_conf_t *conf = kafka_conf_make(KAFKA_ADMIN, &settings, "seatwire-topics", arena, ret_error);
	rd_kafka_t *handle;
	char why[256];

	if (!conf)
		return NULL;
	handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (!handle) {
		rd_kafka_conf_destroy(conf);
		*ret_error = arena_copy(arena, slice_of(why));
	}
	return handle;
}

bool kafka_admin_look(const struct config *config, struct topics *topics, struct arena *arena, struct slice *ret_error)
{
	rd_kafka_t *handle = admin_handle(config, arena, ret_error);
	const struct rd_kafka_metadata *metadata;
	rd_kafka_resp_err_t failure;

	if (!handle)
		return false;
	/* Of all topics: to ask for one by name may make it. */
	failure = rd_kafka_metadata(handle, 1, NULL, &metadata, ANSWER_MS);
	if (failure) {
		*ret_error = arena_printf(arena,
			"no broker answers: %s; see that it runs and that log.kafka names its address",
			rd_kafka_err2str(failure));
	} else {
		for (int t = 0; t < metadata->topic_cnt; t++)
			for (uint32_t i = 0; i < topics->count; i++)
				if (slice_is(topics->items[i].name, metadata->topics[t].topic))
					topics->items[i].partition_count = metadata->topics[t].partition_cnt;
		rd_kafka_metadata_destroy(metadata);
	}
	rd_kafka_destroy(handle);
	return !failure;
}

static void set(rd_kafka_NewTopic_t *topic, const char *name, const char *value)
{
	rd_kafka_NewTopic_set_config(topic, name, value);
}

/* A request for one topic; `replication` -1: the broker's default. */
static rd_kafka_NewTopic_t *new_topic(
	const struct config *config, const struct topic *topic, int32_t partition_count, int32_t replication)
{
	char why[256], bytes[24];
	rd_kafka_NewTopic_t *request =
		rd_kafka_NewTopic_new(topic->name.data, partition_count, replication, why, sizeof(why));
	int64_t record_bytes = (int64_t)config->limits.event_bytes + FORWARD_EXTRA_BYTES;

	if (!request)
		return NULL;
	if (topic_compacted(topic->purpose))
		for (size_t i = 0; i < sizeof(state_settings) / sizeof(*state_settings); i++)
			set(request, state_settings[i].name, state_settings[i].value);
	else
		set(request, "cleanup.policy", "delete");
	/* A batch around the record takes some bytes, too. */
	if (record_bytes < KAFKA_OUTPUT_BYTES_MOST)
		record_bytes = KAFKA_OUTPUT_BYTES_MOST;
	snprintf(bytes, sizeof(bytes), "%lld", (long long)(record_bytes + FORWARD_EXTRA_BYTES));
	set(request, "max.message.bytes", bytes);
	set(request, "unclean.leader.election.enable", "false");
	if (replication >= REPLICAS_SAFE)
		set(request, "min.insync.replicas", "2");
	return request;
}

/* What the cluster said of each topic; true if it made all. One that somebody else made meanwhile is no fault. */
static bool all_made(rd_kafka_event_t *event, struct arena *arena, struct slice *ret_error)
{
	const rd_kafka_topic_result_t **results;
	size_t count;
	bool good = true;

	if (rd_kafka_event_error(event)) {
		*ret_error = arena_printf(arena, "the cluster made no topics: %s", rd_kafka_event_error_string(event));
		return false;
	}
	results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
	for (size_t i = 0; i < count && good; i++) {
		rd_kafka_resp_err_t failure = rd_kafka_topic_result_error(results[i]);

		good = !failure || failure == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
		if (!good)
			*ret_error =
				arena_printf(arena, "topic %s was not made: %s", rd_kafka_topic_result_name(results[i]),
					rd_kafka_topic_result_error_string(results[i])
						? rd_kafka_topic_result_error_string(results[i])
						: rd_kafka_err2str(failure));
	}
	return good;
}

static bool create(
	rd_kafka_t *handle, rd_kafka_NewTopic_t **requests, size_t count, struct arena *arena, struct slice *ret_error)
{
	rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
	rd_kafka_event_t *event;
	char why[256];
	bool good;

	rd_kafka_AdminOptions_set_operation_timeout(options, ANSWER_MS, why, sizeof(why));
	rd_kafka_AdminOptions_set_request_timeout(options, ANSWER_MS, why, sizeof(why));
	rd_kafka_CreateTopics(handle, requests, count, options, queue);
	event = rd_kafka_queue_poll(queue, 2 * ANSWER_MS);
	good = event && all_made(event, arena, ret_error);
	if (event)
		rd_kafka_event_destroy(event);
	else
		*ret_error = SLICE("the cluster does not answer the request to make topics");
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(options);
	return good;
}

/* Whether a topic stands in the metadata, each of its partitions with a leader. */
static bool is_ready(const struct rd_kafka_metadata *metadata, struct slice name)
{
	for (int t = 0; t < metadata->topic_cnt; t++) {
		const struct rd_kafka_metadata_topic *topic = &metadata->topics[t];
		bool ready = topic->partition_cnt > 0;

		if (!slice_is(name, topic->topic))
			continue;
		for (int p = 0; p < topic->partition_cnt; p++)
			ready = ready && topic->partitions[p].leader >= 0;
		return ready;
	}
	return false;
}

static bool all_ready(rd_kafka_t *handle, const struct topics *topics)
{
	const struct rd_kafka_metadata *metadata;
	bool ready = true;

	if (rd_kafka_metadata(handle, 1, NULL, &metadata, ANSWER_MS))
		return false;
	for (uint32_t i = 0; i < topics->count; i++)
		ready = ready && is_ready(metadata, topics->items[i].name);
	rd_kafka_metadata_destroy(metadata);
	return ready;
}

/* The controller has made the topics a moment before the brokers know them; whoever comes next must find them. */
static bool wait_until_ready(rd_kafka_t *handle, const struct topics *topics, struct slice *ret_error)
{
	const struct timespec pause = {.tv_nsec = LOOK_AGAIN_MS * 1000000L};
	int64_t until_ms = clock_monotonic_ms() + ANSWER_MS;

	while (!all_ready(handle, topics)) {
		if (clock_monotonic_ms() > until_ms) {
			*ret_error = SLICE("the topics were made, but the brokers do not show all of them; look again");
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

bool kafka_admin_create(const struct config *config, const struct topics *topics, int32_t partition_count,
	int32_t replication, struct arena *arena, struct slice *ret_error)
{
	rd_kafka_t *handle = admin_handle(config, arena, ret_error);
	rd_kafka_NewTopic_t **requests = ARENA_ARRAY(arena, rd_kafka_NewTopic_t *, topics->count);
	size_t count = 0;
	bool good = handle != NULL;

	for (uint32_t i = 0; i < topics->count && good; i++) {
		if (topics->items[i].partition_count)
			continue;
		requests[count] = new_topic(config, &topics->items[i], partition_count, replication ? replication : -1);
		good = requests[count] != NULL;
		if (good)
			count++;
		else
			*ret_error = arena_printf(arena, "topic %s cannot be asked for", topics->items[i].name.data);
	}
	if (good && count)
		good = create(handle, requests, count, arena, ret_error) && wait_until_ready(handle, topics, ret_error);
	rd_kafka_NewTopic_destroy_array(requests, count);
	if (handle)
		rd_kafka_destroy(handle);
	return good;
}
