/* kafka_client: what the tests ask of a real broker from outside the engine, through librdkafka.
 *
 *   kafka_client produce BOOTSTRAP TOPIC [OPTION...]           lines "key<TAB>value" from standard input
 *       --partition N    there, whatever the key (default: as Java's clients choose)
 *       --abort          in a transaction that is aborted
 *       --hang           in a transaction that stays open: prints "open" and sleeps until it is killed
 *       --per-second N   at that rate
 *       --time MS        as the records' timestamp
 *   kafka_client read BOOTSTRAP TOPIC [uncommitted]            every record up to the end, a JSON object a line
 *   kafka_client offsets BOOTSTRAP GROUP TOPIC:PARTITIONS ...  committed offsets, a JSON object a line
 */
#include "base/hash.h"
#include "base/json_out.h"
#include "kafka_handle.h"
#include <unistd.h>

enum { CHUNK = 1000 };

static void check(rd_kafka_error_t *error, const char *what)
{
	if (error)
		die(what, rd_kafka_error_string(error));
}

struct produce_options {
	int partition;
	bool transaction, abort, hang;
	int64_t per_second, time_ms;
};

static struct produce_options parse_options(int count, char **words)
{
	struct produce_options options = {.partition = -1};

	for (int i = 0; i < count; i++) {
		if (!strcmp(words[i], "--abort"))
			options.transaction = options.abort = true;
		else if (!strcmp(words[i], "--hang"))
			options.transaction = options.hang = true;
		else if (i + 1 < count && !strcmp(words[i], "--partition"))
			options.partition = atoi(words[++i]);
		else if (i + 1 < count && !strcmp(words[i], "--per-second"))
			options.per_second = atoll(words[++i]);
		else if (i + 1 < count && !strcmp(words[i], "--time"))
			options.time_ms = atoll(words[++i]);
		else
			die("unknown option", words[i]);
	}
	return options;
}

static void reported(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque)
{
	(void)handle, (void)opaque;
	if (message->err && message->err != RD_KAFKA_RESP_ERR__PURGE_QUEUE &&
		message->err != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
		die("delivery", rd_kafka_err2str(message->err));
}

/* Keeps to the rate: waits when record `number` is not due yet. */
static void pace(rd_kafka_t *handle, const struct produce_options *options, int64_t start_ms, int64_t number)
{
	int64_t early_ms;

	if (!options->per_second)
		return;
	early_ms = number * 1000 / options->per_second - (clock_monotonic_ms() - start_ms);
	if (early_ms > 0)
		rd_kafka_poll(handle, (int)early_ms);
}

static void produce_lines(rd_kafka_t *handle, const char *topic, const struct produce_options *options)
{
	int partitions = partition_count(handle, topic);
	int64_t start_ms = clock_monotonic_ms(), number = 0;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t size;

	while ((size = getline(&line, &capacity, stdin)) > 0) {
		char *value = strchr(line, '\t');
		struct slice key = {line, value ? (size_t)(value - line) : 0};
		int32_t partition = options->partition;

		if (!value)
			die("a line without a tab", line);
		value++;
		size -= value - line + (line[size - 1] == '\n');
		if (partition < 0)
			partition = hash_partition(key, partitions);
		pace(handle, options, start_ms, number++);
		while (rd_kafka_producev(handle, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
			       RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.data, key.size),
			       RD_KAFKA_V_VALUE(value, (size_t)size), RD_KAFKA_V_TIMESTAMP(options->time_ms),
			       RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
			rd_kafka_poll(handle, 10);
		rd_kafka_poll(handle, 0);
	}
	free(line);
}

static void produce(const char *bootstrap, const char *topic, int count, char **words)
{
	struct produce_options options = parse_options(count, words);
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_t *handle;
	char name[64];

	snprintf(name, sizeof(name), "kafka-client-%d", (int)getpid());
	set(conf, "enable.idempotence", "true");
	set(conf, "socket.timeout.ms", "3000");
	set(conf, "transaction.timeout.ms", "4000");
	if (options.transaction)
		set(conf, "transactional.id", name);
	rd_kafka_conf_set_dr_msg_cb(conf, reported);
	handle = make(RD_KAFKA_PRODUCER, bootstrap, conf);
	if (options.transaction) {
		check(rd_kafka_init_transactions(handle, ASK_MS), "init");
		check(rd_kafka_begin_transaction(handle), "begin");
	}
	produce_lines(handle, topic, &options);
	if (rd_kafka_flush(handle, ASK_MS * 3))
		die("flush", "not everything was delivered");
	if (options.hang) {
		puts("open");
		fflush(stdout);
		pause();
	}
	if (options.transaction)
		check(options.abort ? rd_kafka_abort_transaction(handle, ASK_MS)
				    : rd_kafka_commit_transaction(handle, ASK_MS),
			"end");
	rd_kafka_destroy(handle);
}

static void print_message(const rd_kafka_message_t *message, struct buffer *buffer)
{
	struct json_out out = json_out(buffer);
	rd_kafka_headers_t *headers;
	rd_kafka_timestamp_type_t type;
	const char *name;
	const void *value;
	size_t size;

	buffer_reset(buffer);
	json_begin_object(&out);
	json_member_integer(&out, "partition", message->partition);
	json_member_integer(&out, "offset", message->offset);
	json_member_integer(&out, "time", rd_kafka_message_timestamp(message, &type));
	json_key(&out, "headers");
	json_begin_object(&out);
	if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR)
		for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; i++)
			json_member_string(&out, name, (struct slice){value, size});
	json_end_object(&out);
	json_key(&out, "key");
	if (message->key)
		json_string(&out, (struct slice){message->key, message->key_len});
	else
		json_null(&out);
	json_key(&out, "value");
	if (!message->payload) {
		json_null(&out);
	} else {
		/* Bytes as hex: values may be MessagePack. */
		static const char digits[] = "0123456789abcdef";
		char *hex = malloc(message->len * 2 + 1);

		for (size_t i = 0; i < message->len; i++) {
			hex[2 * i] = digits[((const unsigned char *)message->payload)[i] >> 4];
			hex[2 * i + 1] = digits[((const unsigned char *)message->payload)[i] & 15];
		}
		json_string(&out, (struct slice){hex, message->len * 2});
		free(hex);
	}
	json_end_object(&out);
	buffer_byte(buffer, '\n');
	fwrite(buffer->data, 1, buffer->size, stdout);
}

static void read_topic(const char *bootstrap, const char *topic, bool uncommitted)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_topic_partition_list_t *list;
	rd_kafka_queue_t *queue;
	rd_kafka_t *handle;
	struct buffer buffer = {0};
	int open;

	set(conf, "group.id", "kafka-client");
	set(conf, "enable.auto.commit", "false");
	set(conf, "enable.partition.eof", "true");
	set(conf, "fetch.wait.max.ms", "10");
	set(conf, "isolation.level", uncommitted ? "read_uncommitted" : "read_committed");
	handle = make(RD_KAFKA_CONSUMER, bootstrap, conf);
	rd_kafka_poll_set_consumer(handle);
	open = partition_count(handle, topic);
	list = rd_kafka_topic_partition_list_new(open);
	for (int i = 0; i < open; i++)
		rd_kafka_topic_partition_list_add(list, topic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
	rd_kafka_assign(handle, list);
	queue = rd_kafka_queue_get_consumer(handle);
	while (open > 0) {
		rd_kafka_message_t *messages[CHUNK];
		ssize_t got = rd_kafka_consume_batch_queue(queue, 10, messages, CHUNK);

		for (ssize_t i = 0; i < got; i++) {
			if (messages[i]->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
				open--;
			else if (messages[i]->err)
				die("reading", rd_kafka_message_errstr(messages[i]));
			else
				print_message(messages[i], &buffer);
			rd_kafka_message_destroy(messages[i]);
		}
	}
	buffer_finish(&buffer);
	rd_kafka_topic_partition_list_destroy(list);
	rd_kafka_queue_destroy(queue);
	rd_kafka_consumer_close(handle);
	rd_kafka_destroy(handle);
}

static void offsets(const char *bootstrap, char *group, int count, char **words)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
	rd_kafka_t *handle;

	set(conf, "group.id", group);
	set(conf, "isolation.level", "read_committed");
	handle = make(RD_KAFKA_CONSUMER, bootstrap, conf);
	for (int i = 0; i < count; i++) {
		char *name = strtok(words[i], ":");
		int partitions = atoi(strtok(NULL, ":"));

		for (int p = 0; p < partitions; p++)
			rd_kafka_topic_partition_list_add(list, name, p);
	}
	if (rd_kafka_committed(handle, list, ASK_MS))
		die("offsets", "no answer");
	for (int i = 0; i < list->cnt; i++)
		printf("{\"topic\":\"%s\",\"partition\":%d,\"offset\":%lld}\n", list->elems[i].topic,
			list->elems[i].partition, list->elems[i].offset >= 0 ? (long long)list->elems[i].offset : -1);
	rd_kafka_topic_partition_list_destroy(list);
	rd_kafka_destroy(handle);
}

int main(int count, char **words)
{
	if (count < 4)
		die("usage", "see the head of tests/broker/kafka_client.c");
	if (!strcmp(words[1], "produce"))
		produce(words[2], words[3], count - 4, words + 4);
	else if (!strcmp(words[1], "read"))
		read_topic(words[2], words[3], count > 4);
	else if (!strcmp(words[1], "offsets"))
		offsets(words[2], words[3], count - 4, words + 4);
	else
		die("unknown command", words[1]);
	return 0;
}
