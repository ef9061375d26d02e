/* forward: the bound for a stream processor on librdkafka: reads records, looks at none, forwards one in ten, with
 * transactions and the offsets in them. What it costs is what Kafka itself costs; a processor's own work is what it
 * takes beyond.
 *
 *   forward BOOTSTRAP GROUP INPUT OUTPUT LOOP    reads INPUT to its end; prints one JSON line: events, cpu_s, wall_s
 *
 * Settings that decide what is delivered, and how, are those of Seatwire (io/kafka_conf.c). LOOP says how records are
 * taken: `documented`, as librdkafka's manual and examples have it, one by one with rd_kafka_consumer_poll and fetched
 * ahead as it does by itself; or `lean`, the cheapest way that was found and the one of Seatwire: many at a time from
 * the queue, and little fetched ahead. */
#include "kafka_tool.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { BATCH = 10000, WAIT_MS = 50, COMMIT_MS = 100, PARTITIONS_MOST = 64, PATIENCE_MS = 60000 };

struct forward {
	bool lean;
	rd_kafka_t *consumer, *producer;
	rd_kafka_queue_t *queue;
	rd_kafka_topic_t *output;
	rd_kafka_message_t *messages[2 * BATCH];
	uint32_t held;
	int64_t next[PARTITIONS_MOST];
	bool touched[PARTITIONS_MOST], ended[PARTITIONS_MOST];
	uint64_t events;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static double cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void delivered(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque)
{
	(void)handle;
	(void)opaque;
	if (message->err)
		tool_die("not delivered", rd_kafka_err2str(message->err));
}

static rd_kafka_conf_t *settings(const char *bootstrap)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();

	tool_set(conf, "bootstrap.servers", bootstrap);
	tool_set(conf, "socket.nagle.disable", "true");
	tool_set(conf, "log_level", "3");
	return conf;
}

static void make_consumer(struct forward *forward, const char *bootstrap, const char *group, const char *input)
{
	rd_kafka_conf_t *conf = settings(bootstrap);
	rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);

	tool_set(conf, "group.id", group);
	tool_set(conf, "enable.auto.commit", "false");
	tool_set(conf, "enable.auto.offset.store", "false");
	tool_set(conf, "isolation.level", "read_committed");
	tool_set(conf, "auto.offset.reset", "earliest");
	tool_set(conf, "enable.partition.eof", "true");
	tool_set(conf, "partition.assignment.strategy", "range");
	if (forward->lean) {
		tool_set(conf, "fetch.message.max.bytes", "1048576");
		tool_set(conf, "queued.min.messages", "20000");
		tool_set(conf, "queued.max.messages.kbytes", "16384");
		tool_set(conf, "fetch.queue.backoff.ms", "10");
	}
	tool_set(conf, "check.crcs", "true");
	forward->consumer = tool_make(RD_KAFKA_CONSUMER, conf);
	rd_kafka_poll_set_consumer(forward->consumer);
	rd_kafka_topic_partition_list_add(topics, input, RD_KAFKA_PARTITION_UA);
	rd_kafka_subscribe(forward->consumer, topics);
	rd_kafka_topic_partition_list_destroy(topics);
}

static void make_producer(struct forward *forward, const char *bootstrap, const char *group, const char *output)
{
	rd_kafka_conf_t *conf = settings(bootstrap);

	tool_set(conf, "transactional.id", group);
	tool_set(conf, "transaction.timeout.ms", "10000");
	tool_set(conf, "compression.codec", "lz4");
	tool_set(conf, "linger.ms", "50");
	rd_kafka_conf_set_dr_msg_cb(conf, delivered);
	forward->producer = tool_make(RD_KAFKA_PRODUCER, conf);
	tool_check(rd_kafka_init_transactions(forward->producer, PATIENCE_MS), "init_transactions");
	forward->output = rd_kafka_topic_new(forward->producer, output, NULL);
}

static bool all_ended(const struct forward *forward, int partitions)
{
	for (int i = 0; i < partitions; i++)
		if (!forward->ended[i])
			return false;
	return true;
}

/* Adds messages to those held; returns how many. */
static ssize_t take(struct forward *forward)
{
	rd_kafka_message_t **place = forward->messages + forward->held;

	if (forward->lean)
		return rd_kafka_consume_batch_queue(forward->queue, WAIT_MS, place, BATCH);
	*place = rd_kafka_consumer_poll(forward->consumer, WAIT_MS);
	return *place != NULL;
}

/* Collects messages for one interval. */
static void collect(struct forward *forward, int partitions)
{
	int64_t start_ms = now_ms();

	while (forward->held < BATCH && now_ms() - start_ms < COMMIT_MS && !all_ended(forward, partitions)) {
		ssize_t got = take(forward);
		uint32_t kept = forward->held;

		for (ssize_t i = 0; i < got; i++) {
			rd_kafka_message_t *message = forward->messages[forward->held + (uint32_t)i];

			if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
				forward->ended[message->partition] = true;
			if (message->err)
				rd_kafka_message_destroy(message);
			else
				forward->messages[kept++] = message;
		}
		forward->held = kept;
	}
}

static void produce(struct forward *forward, const rd_kafka_message_t *message)
{
	while (rd_kafka_produce(forward->output, RD_KAFKA_PARTITION_UA, 0, message->payload, message->len,
		       message->key, message->key_len, NULL) == -1) {
		if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
			tool_die("produce", rd_kafka_err2str(rd_kafka_last_error()));
		rd_kafka_poll(forward->producer, 10);
	}
}

static void commit(struct forward *forward, const char *input, int partitions)
{
	rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new(partitions);
	rd_kafka_consumer_group_metadata_t *membership = rd_kafka_consumer_group_metadata(forward->consumer);

	for (int i = 0; i < partitions; i++)
		if (forward->touched[i])
			rd_kafka_topic_partition_list_add(offsets, input, i)->offset = forward->next[i];
	memset(forward->touched, 0, sizeof(forward->touched));
	tool_check(rd_kafka_send_offsets_to_transaction(forward->producer, offsets, membership, -1), "offsets");
	tool_check(rd_kafka_commit_transaction(forward->producer, -1), "commit");
	rd_kafka_consumer_group_metadata_destroy(membership);
	rd_kafka_topic_partition_list_destroy(offsets);
}

static void run_batch(struct forward *forward, const char *input, int partitions)
{
	tool_check(rd_kafka_begin_transaction(forward->producer), "begin");
	for (uint32_t i = 0; i < forward->held; i++) {
		const rd_kafka_message_t *message = forward->messages[i];

		if (forward->events++ % 10 == 0)
			produce(forward, message);
		forward->next[message->partition] = message->offset + 1;
		forward->touched[message->partition] = true;
	}
	commit(forward, input, partitions);
	for (uint32_t i = 0; i < forward->held; i++)
		rd_kafka_message_destroy(forward->messages[i]);
	forward->held = 0;
}

static int partition_count(struct forward *forward, const char *topic)
{
	const struct rd_kafka_metadata *metadata;
	rd_kafka_topic_t *handle = rd_kafka_topic_new(forward->producer, topic, NULL);
	int count;

	if (rd_kafka_metadata(forward->producer, 0, handle, &metadata, PATIENCE_MS) || metadata->topic_cnt != 1)
		tool_die(topic, "no metadata");
	count = metadata->topics[0].partition_cnt;
	rd_kafka_metadata_destroy(metadata);
	rd_kafka_topic_destroy(handle);
	if (count < 1 || count > PARTITIONS_MOST)
		tool_die(topic, "needs 1 to 64 partitions");
	return count;
}

int main(int argc, char **argv)
{
	static struct forward forward;
	int64_t start_ms = now_ms();
	int partitions;

	if (argc != 6)
		tool_die("usage", "forward BOOTSTRAP GROUP INPUT OUTPUT documented|lean");
	forward.lean = strcmp(argv[5], "lean") == 0;
	make_producer(&forward, argv[1], argv[2], argv[4]);
	make_consumer(&forward, argv[1], argv[2], argv[3]);
	partitions = partition_count(&forward, argv[3]);
	forward.queue = rd_kafka_queue_get_consumer(forward.consumer);
	while (!all_ended(&forward, partitions)) {
		if (now_ms() - start_ms > 10 * PATIENCE_MS)
			tool_die(argv[3], "did not end within ten minutes");
		collect(&forward, partitions);
		if (forward.held)
			run_batch(&forward, argv[3], partitions);
	}
	rd_kafka_queue_destroy(forward.queue);
	rd_kafka_consumer_close(forward.consumer);
	rd_kafka_destroy(forward.consumer);
	rd_kafka_topic_destroy(forward.output);
	rd_kafka_destroy(forward.producer);
	printf("{\"events\":%llu,\"cpu_s\":%.3f,\"wall_s\":%.3f}\n", (unsigned long long)forward.events, cpu_s(),
		(double)(now_ms() - start_ms) / 1000);
	return EXIT_SUCCESS;
}
