/* kafka_conf: settings of librdkafka handles.
 *
 * Place: io, under the Kafka log and the commands that ask a broker. Memory: the caller's. Thread: any.
 * Invariant: a user's property never replaces one that exactly-once rests on; config_table.c lists what may be set. */
#include "io/kafka_conf.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALL = KAFKA_GROUP | KAFKA_PRODUCER | KAFKA_READER | KAFKA_ADMIN, READS = KAFKA_GROUP | KAFKA_READER };

/* What the engine sets. io/README.md gives the reasons. */
static const struct {
	const char *name, *value;
	unsigned roles;
} ours[] = {
	{"allow.auto.create.topics", "false", READS},
	{"auto.offset.reset", "error", READS},
	{"check.crcs", "true", READS},
	{"compression.type", "lz4", KAFKA_PRODUCER},
	{"enable.auto.commit", "false", READS},
	{"enable.auto.offset.store", "false", READS},
	{"enable.partition.eof", "true", KAFKA_READER},
	/* Little is fetched ahead: a few megabytes stay in the processor's caches, which measures a tenth less CPU
	 * an event than larger queues. */
	{"fetch.message.max.bytes", "1048576", READS},
	{"fetch.queue.backoff.ms", "10", READS},
	{"fetch.wait.max.ms", "100", KAFKA_GROUP}, /* how long a partition that joins may wait for the others */
	{"fetch.wait.max.ms", "10", KAFKA_READER}, /* the end is told by an answer without records */
	{"group.protocol", "classic", KAFKA_GROUP},
	{"heartbeat.interval.ms", "3000", KAFKA_GROUP},
	{"isolation.level", "read_committed", READS},
	{"linger.ms", "50", KAFKA_PRODUCER}, /* a commit flushes at once; until then larger batches cost less */
	{"log.connection.close", "false", ALL},
	{"partition.assignment.strategy", "range", KAFKA_GROUP},
	{"partitioner", "murmur2_random", KAFKA_PRODUCER},
	{"queue.buffering.max.kbytes", "131072", KAFKA_PRODUCER},
	{"queue.buffering.max.messages", "500000", KAFKA_PRODUCER},
	{"queued.max.messages.kbytes", "16384", READS},
	{"queued.min.messages", "20000", READS},
	{"reconnect.backoff.max.ms", "1000", ALL}, /* a broker that is back should not wait for us */
	{"retry.backoff.ms", "15", ALL},
	{"session.timeout.ms", "10000", KAFKA_GROUP},
	{"socket.nagle.disable", "true", ALL},
	{"topic.metadata.refresh.interval.ms", "60000", ALL},
	{"transaction.timeout.ms", "10000", KAFKA_PRODUCER},
};

enum {
	SOCKET_TIMEOUT_MS = 5000, /* of a producer; must stay below the transaction's by SOCKET_MARGIN_MS */
	SOCKET_MARGIN_MS = 200,
};

void kafka_conf_set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
	char why[256];

	if (rd_kafka_conf_set(conf, name, value, why, sizeof(why)) != RD_KAFKA_CONF_OK)
		assert(!"librdkafka refuses a setting of the engine");
}

static void set_number(rd_kafka_conf_t *conf, const char *name, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	kafka_conf_set(conf, name, text);
}

int64_t kafka_conf_number(const rd_kafka_conf_t *conf, const char *name)
{
	char text[64] = "0";
	size_t size = sizeof(text);

	rd_kafka_conf_get(conf, name, text, &size);
	return strtoll(text, NULL, 10);
}

/* librdkafka warns on standard error of a consumer's property given to a producer; the engine configuration is one
 * list for all handles, so that is no fault. What else it says reaches the worker as an error of a call. */
static void drop_log(const rd_kafka_t *handle, int level, const char *facility, const char *text)
{
	(void)handle, (void)level, (void)facility, (void)text;
}

rd_kafka_conf_t *kafka_conf_make(enum kafka_role role, const struct kafka_settings *settings, const char *client_id,
	struct arena *arena, struct slice *ret_error)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	int64_t transaction_ms;
	char why[256];

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (ours[i].roles & role)
			kafka_conf_set(conf, ours[i].name, ours[i].value);
	kafka_conf_set(conf, "client.id", client_id);
	if (settings->record_bytes_most)
		set_number(conf, "message.max.bytes", settings->record_bytes_most);
	for (uint32_t i = 0; i < settings->property_count; i++) {
		const struct config_property *property = &settings->properties[i];

		if (rd_kafka_conf_set(conf, property->name.data, property->value.data, why, sizeof(why)) ==
			RD_KAFKA_CONF_OK)
			continue;
		*ret_error = arena_printf(arena, "log.kafka.%s: %s", property->name.data,
			property->secret ? "librdkafka refuses the secret" : why);
		rd_kafka_conf_destroy(conf);
		return NULL;
	}
	transaction_ms = kafka_conf_number(conf, "transaction.timeout.ms");
	if (role == KAFKA_PRODUCER)
		set_number(conf, "socket.timeout.ms",
			transaction_ms < SOCKET_TIMEOUT_MS + SOCKET_MARGIN_MS ? transaction_ms - SOCKET_MARGIN_MS
									      : SOCKET_TIMEOUT_MS);
	rd_kafka_conf_set_log_cb(conf, drop_log);
	return conf;
}
