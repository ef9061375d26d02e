/* kafka_admin: what the tests change on a real broker.
 *
 *   kafka_admin create BOOTSTRAP TOPIC:PARTITIONS[:NAME=VALUE...] ...
 *   kafka_admin delete BOOTSTRAP TOPIC ...
 *   kafka_admin truncate BOOTSTRAP TOPIC PARTITION OFFSET     drops the records below the offset
 *   kafka_admin commit BOOTSTRAP GROUP TOPIC PARTITION OFFSET
 */
#include "kafka_handle.h"

static rd_kafka_NewTopic_t *new_topic(char *words)
{
	char why[256], *name = strtok(words, ":"), *count = strtok(NULL, ":"), *setting;
	rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new(name, atoi(count), 1, why, sizeof(why));

	while ((setting = strtok(NULL, ":"))) {
		char *value = strchr(setting, '=');

		*value++ = '\0';
		rd_kafka_NewTopic_set_config(topic, setting, value);
	}
	return topic;
}

static void check_topics(const rd_kafka_topic_result_t **results, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rd_kafka_topic_result_error(results[i]))
			die(rd_kafka_topic_result_name(results[i]),
				rd_kafka_err2str(rd_kafka_topic_result_error(results[i])));
}

static void create(rd_kafka_t *handle, rd_kafka_queue_t *queue, int count, char **words)
{
	rd_kafka_NewTopic_t *topics[256];
	const rd_kafka_topic_result_t **results;
	rd_kafka_event_t *event;
	size_t result_count;

	for (int i = 0; i < count; i++)
		topics[i] = new_topic(words[i]);
	rd_kafka_CreateTopics(handle, topics, (size_t)count, NULL, queue);
	event = await(queue, "create");
	results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &result_count);
	check_topics(results, result_count);
	for (size_t i = 0; i < result_count; i++)
		partition_count(handle, rd_kafka_topic_result_name(results[i]));
	rd_kafka_event_destroy(event);
	rd_kafka_NewTopic_destroy_array(topics, (size_t)count);
}

static void delete (rd_kafka_t *handle, rd_kafka_queue_t *queue, int count, char **words)
{
	rd_kafka_DeleteTopic_t *topics[256];
	const rd_kafka_topic_result_t **results;
	rd_kafka_event_t *event;
	size_t result_count;

	for (int i = 0; i < count; i++)
		topics[i] = rd_kafka_DeleteTopic_new(words[i]);
	rd_kafka_DeleteTopics(handle, topics, (size_t)count, NULL, queue);
	event = await(queue, "delete");
	results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &result_count);
	check_topics(results, result_count);
	rd_kafka_event_destroy(event);
	rd_kafka_DeleteTopic_destroy_array(topics, (size_t)count);
}

static void truncate_log(rd_kafka_t *handle, rd_kafka_queue_t *queue, char **words)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	rd_kafka_DeleteRecords_t *request;

	rd_kafka_topic_partition_list_add(list, words[0], atoi(words[1]))->offset = atoll(words[2]);
	request = rd_kafka_DeleteRecords_new(list);
	rd_kafka_DeleteRecords(handle, &request, 1, NULL, queue);
	rd_kafka_event_destroy(await(queue, "truncate"));
	rd_kafka_DeleteRecords_destroy(request);
	rd_kafka_topic_partition_list_destroy(list);
}

/* False if the group does not take it (yet): it must have no members. */
static bool try_commit(rd_kafka_t *handle, rd_kafka_queue_t *queue, char **words)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	rd_kafka_AlterConsumerGroupOffsets_t *request;
	const rd_kafka_group_result_t **results;
	rd_kafka_event_t *event;
	size_t count;
	bool good;

	rd_kafka_topic_partition_list_add(list, words[1], atoi(words[2]))->offset = atoll(words[3]);
	request = rd_kafka_AlterConsumerGroupOffsets_new(words[0], list);
	rd_kafka_AlterConsumerGroupOffsets(handle, &request, 1, NULL, queue);
	event = await(queue, "commit");
	results = rd_kafka_AlterConsumerGroupOffsets_result_groups(
		rd_kafka_event_AlterConsumerGroupOffsets_result(event), &count);
	good = !rd_kafka_group_result_error(results[0]) && !rd_kafka_group_result_partitions(results[0])->elems[0].err;
	rd_kafka_event_destroy(event);
	rd_kafka_AlterConsumerGroupOffsets_destroy(request);
	rd_kafka_topic_partition_list_destroy(list);
	return good;
}

static void commit(rd_kafka_t *handle, rd_kafka_queue_t *queue, char **words)
{
	int64_t deadline_ms = clock_monotonic_ms() + ASK_MS;

	while (!try_commit(handle, queue, words)) {
		if (clock_monotonic_ms() > deadline_ms)
			die("commit", "the group does not take it");
		rd_kafka_poll(handle, 50);
	}
}

int main(int argument_count, char **arguments)
{
	const char *verb = argument_count > 3 ? arguments[1] : "";
	rd_kafka_t *handle = make(RD_KAFKA_PRODUCER, argument_count > 3 ? arguments[2] : "", rd_kafka_conf_new());
	rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
	int count = argument_count - 3;
	char **words = arguments + 3;

	if (!strcmp(verb, "create"))
		create(handle, queue, count, words);
	else if (!strcmp(verb, "delete"))
		delete (handle, queue, count, words);
	else if (!strcmp(verb, "truncate") && count == 3)
		truncate_log(handle, queue, words);
	else if (!strcmp(verb, "commit") && count == 4)
		commit(handle, queue, words);
	else
		die("usage", "see the head of tests/broker/kafka_admin.c");
	rd_kafka_queue_destroy(queue);
	rd_kafka_destroy(handle);
	return 0;
}
