/* traffic: events for the stream benchmark, and the time that they take to become tasks.
 *
 *   traffic load BOOTSTRAP TOPIC COUNT RULES ACCOUNTS       COUNT events, as fast as it goes
 *   traffic latency BOOTSTRAP TOPIC TASKS COUNT RULES ACCOUNTS PER_SECOND
 *                                                           at a fixed rate, while it reads the topic TASKS; prints one
 *                                                           JSON line: p50_ms, p99_ms from produce to task
 *
 * An event is a CloudEvent of about 500 bytes. One in ten is such that exactly one of the RULES rules that
 * bench/stream/run writes holds of it; half of the others share a rule's type and kind and fail at its threshold. */
#include "kafka_tool.h"
#include "base/clock.h"
#include "base/hash.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { TYPES = 60, PATIENCE_MS = 60000, EVENT_BYTES = 1024, DRAIN_MS = 10000 };

struct traffic {
	rd_kafka_t *producer;
	rd_kafka_topic_t *topic;
	int partitions, rules, accounts;
	uint64_t random;
};

/* xorshift64* (Vigna 2016): the same events on every run. */
static uint64_t next_random(struct traffic *traffic)
{
	traffic->random ^= traffic->random >> 12;
	traffic->random ^= traffic->random << 25;
	traffic->random ^= traffic->random >> 27;
	return traffic->random * 2685821657736338717ull;
}

static void delivered(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque)
{
	(void)handle;
	(void)opaque;
	if (message->err)
		tool_die("not delivered", rd_kafka_err2str(message->err));
}

static void make_producer(struct traffic *traffic, const char *bootstrap, const char *topic)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	const struct rd_kafka_metadata *metadata;

	tool_set(conf, "bootstrap.servers", bootstrap);
	tool_set(conf, "log_level", "3");
	tool_set(conf, "linger.ms", "2");
	tool_set(conf, "compression.codec", "lz4");
	tool_set(conf, "queue.buffering.max.messages", "500000");
	rd_kafka_conf_set_dr_msg_cb(conf, delivered);
	traffic->producer = tool_make(RD_KAFKA_PRODUCER, conf);
	traffic->topic = rd_kafka_topic_new(traffic->producer, topic, NULL);
	if (rd_kafka_metadata(traffic->producer, 0, traffic->topic, &metadata, PATIENCE_MS) || !metadata->topic_cnt)
		tool_die(topic, "no metadata");
	traffic->partitions = metadata->topics[0].partition_cnt;
	if (traffic->partitions < 1)
		tool_die(topic, "there is no such topic");
	rd_kafka_metadata_destroy(metadata);
}

static int write_event(struct traffic *traffic, char *text, const char *account, uint64_t number, int64_t wall_ms)
{
	uint64_t random = next_random(traffic);
	int rule = (int)(random % (uint64_t)traffic->rules);
	bool hit = number % 10 == 0, near = !hit && number % 2;
	int kind = hit || near ? rule : -1;

	return snprintf(text, EVENT_BYTES,
		"{\"specversion\":\"1.0\",\"id\":\"%lld-%llu\",\"source\":\"/product/usage\",\"type\":\"usage.t%d\","
		"\"subject\":\"%s\",\"datacontenttype\":\"application/json\",\"data\":{\"kind\":\"k%d\",\"score\":%d,"
		"\"region\":\"%s\",\"plan\":\"%s\",\"seats\":%d,\"arr\":%d,\"owner\":\"person-%d@example.com\","
		"\"tags\":[\"north\",\"trial\",\"web\"],\"session\":{\"device\":\"desktop\",\"agent\":\"Mozilla/5.0\","
		"\"minutes\":%d,\"pages\":%d},\"note\":\"weekly roll-up of product usage for this account\"}}",
		(long long)wall_ms, (unsigned long long)number, rule % TYPES, account, kind,
		hit ? 50 + (int)(random >> 40) % 50 : (int)(random >> 40) % 50,
		random >> 50 & 1 ? "emea" : "amer", random >> 51 & 1 ? "pro" : "team", (int)(random >> 20) % 500,
		(int)(random >> 30) % 100000, (int)(random >> 10) % 1000, (int)(random >> 5) % 300,
		(int)(random >> 7) % 80);
}

static void produce(struct traffic *traffic, uint64_t number)
{
	char account[32], text[EVENT_BYTES];
	int account_bytes = snprintf(account, sizeof(account), "acct-%07d",
		(int)(next_random(traffic) % (uint64_t)traffic->accounts));
	int bytes = write_event(traffic, text, account, number, clock_wall_ms());
	int32_t partition = hash_partition((struct slice){account, (size_t)account_bytes}, traffic->partitions);

	while (rd_kafka_produce(traffic->topic, partition, RD_KAFKA_MSG_F_COPY, text, (size_t)bytes, account,
		       (size_t)account_bytes, NULL) == -1) {
		if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
			tool_die("produce", rd_kafka_err2str(rd_kafka_last_error()));
		rd_kafka_poll(traffic->producer, 10);
	}
}

static void finish(struct traffic *traffic)
{
	if (rd_kafka_flush(traffic->producer, PATIENCE_MS))
		tool_die("flush", "not everything was delivered within a minute");
	rd_kafka_topic_destroy(traffic->topic);
	rd_kafka_destroy(traffic->producer);
}

static int load(struct traffic *traffic, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		produce(traffic, i);
		if (i % 1000 == 0)
			rd_kafka_poll(traffic->producer, 0);
	}
	finish(traffic);
	return EXIT_SUCCESS;
}

/* Reads tasks from the end of their topic on. */
static rd_kafka_t *make_reader(const char *bootstrap, const char *topic, int partitions)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);
	rd_kafka_t *reader;

	tool_set(conf, "bootstrap.servers", bootstrap);
	tool_set(conf, "group.id", "traffic");
	tool_set(conf, "isolation.level", "read_committed");
	tool_set(conf, "enable.auto.commit", "false");
	tool_set(conf, "fetch.wait.max.ms", "50");
	reader = tool_make(RD_KAFKA_CONSUMER, conf);
	rd_kafka_poll_set_consumer(reader);
	for (int i = 0; i < partitions; i++)
		rd_kafka_topic_partition_list_add(list, topic, i)->offset = RD_KAFKA_OFFSET_END;
	rd_kafka_assign(reader, list);
	rd_kafka_topic_partition_list_destroy(list);
	return reader;
}

/* An event's id begins with the wall clock at which it was produced. The newest evidence of a task is its last. */
static bool produced_ms(const rd_kafka_message_t *message, int64_t *ret_ms)
{
	static const char evidence[] = "\"source\":\"/product/usage\",\"id\":\"";
	const char *at = message->payload, *end = at + message->len, *found = NULL;

	while ((at = memmem(at, (size_t)(end - at), evidence, sizeof(evidence) - 1))) {
		at += sizeof(evidence) - 1;
		found = at;
	}
	if (found)
		*ret_ms = strtoll(found, NULL, 10);
	return found != NULL;
}

struct latencies {
	int32_t *ms;
	size_t count, capacity;
};

static void read_tasks(rd_kafka_t *reader, struct latencies *latencies, int wait_ms)
{
	rd_kafka_message_t *message;
	int64_t made_ms;

	while ((message = rd_kafka_consumer_poll(reader, wait_ms))) {
		if (!message->err && latencies->count < latencies->capacity && produced_ms(message, &made_ms))
			latencies->ms[latencies->count++] = (int32_t)(clock_wall_ms() - made_ms);
		rd_kafka_message_destroy(message);
		wait_ms = 0;
	}
}

static int by_size(const void *a, const void *b)
{
	return (*(const int32_t *)a > *(const int32_t *)b) - (*(const int32_t *)a < *(const int32_t *)b);
}

static int latency(struct traffic *traffic, const char *bootstrap, const char *tasks, uint64_t count, int per_second)
{
	rd_kafka_t *reader = make_reader(bootstrap, tasks, traffic->partitions);
	struct latencies latencies = {calloc(count, sizeof(int32_t)), 0, count};
	int64_t start_ms, end_ms;

	read_tasks(reader, &latencies, 2000); /* the assignment takes effect */
	start_ms = clock_monotonic_ms();
	for (uint64_t i = 0; i < count;) {
		uint64_t due = (uint64_t)(clock_monotonic_ms() - start_ms) * (uint64_t)per_second / 1000;

		for (; i < count && i < due; i++)
			produce(traffic, i);
		rd_kafka_poll(traffic->producer, 0);
		read_tasks(reader, &latencies, 1);
	}
	end_ms = clock_monotonic_ms() + DRAIN_MS;
	while (latencies.count < (count + 9) / 10 && clock_monotonic_ms() < end_ms)
		read_tasks(reader, &latencies, 10);
	qsort(latencies.ms, latencies.count, sizeof(int32_t), by_size);
	printf("{\"per_second\":%d,\"tasks\":%zu,\"expected\":%llu,\"p50_ms\":%d,\"p99_ms\":%d}\n", per_second,
		latencies.count, (unsigned long long)((count + 9) / 10),
		latencies.count ? latencies.ms[latencies.count / 2] : -1,
		latencies.count ? latencies.ms[latencies.count * 99 / 100] : -1);
	free(latencies.ms);
	rd_kafka_consumer_close(reader);
	rd_kafka_destroy(reader);
	finish(traffic);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct traffic traffic = {.random = 88172645463325252ull};
	bool loads = argc == 7 && strcmp(argv[1], "load") == 0;

	if (!loads && !(argc == 9 && strcmp(argv[1], "latency") == 0))
		tool_die("usage", "traffic load BOOTSTRAP TOPIC COUNT RULES ACCOUNTS | "
				  "traffic latency BOOTSTRAP TOPIC TASKS COUNT RULES ACCOUNTS PER_SECOND");
	traffic.rules = atoi(argv[loads ? 5 : 6]);
	traffic.accounts = atoi(argv[loads ? 6 : 7]);
	if (traffic.rules < 1 || traffic.accounts < 1)
		tool_die("usage", "RULES and ACCOUNTS are at least 1");
	make_producer(&traffic, argv[2], argv[3]);
	if (loads)
		return load(&traffic, strtoull(argv[4], NULL, 10));
	return latency(&traffic, argv[2], argv[4], strtoull(argv[5], NULL, 10), atoi(argv[8]));
}
