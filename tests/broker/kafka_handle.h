/* kafka_handle: what the two programs beside it share: handles, and a word on what went wrong. */
#pragma once
#include "base/clock.h"
#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_MS = 20000 };

_Noreturn static inline void die(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

static inline void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
	char why[256];

	if (rd_kafka_conf_set(conf, name, value, why, sizeof(why)))
		die(name, why);
}

static inline rd_kafka_t *make(rd_kafka_type_t type, const char *bootstrap, rd_kafka_conf_t *conf)
{
	char why[256];
	rd_kafka_t *handle;

	set(conf, "bootstrap.servers", bootstrap);
	set(conf, "log_level", "2");
	handle = rd_kafka_new(type, conf, why, sizeof(why));
	if (!handle)
		die("no handle", why);
	return handle;
}

static inline rd_kafka_event_t *await(rd_kafka_queue_t *queue, const char *what)
{
	rd_kafka_event_t *event = rd_kafka_queue_poll(queue, ASK_MS);

	if (!event || rd_kafka_event_error(event))
		die(what, event ? rd_kafka_event_error_string(event) : "no answer");
	return event;
}

/* How many partitions the topic has, once each has a leader: right after its creation brokers may not know it yet. */
static inline int partition_count(rd_kafka_t *handle, const char *name)
{
	int64_t deadline_ms = clock_monotonic_ms() + ASK_MS;
	rd_kafka_topic_t *topic = rd_kafka_topic_new(handle, name, NULL);
	const struct rd_kafka_metadata *metadata;
	int count = 0, led = 0;

	do {
		if (rd_kafka_metadata(handle, 0, topic, &metadata, ASK_MS))
			die("metadata", name);
		count = metadata->topics[0].partition_cnt;
		led = 0;
		for (int i = 0; i < count; i++)
			led += metadata->topics[0].partitions[i].leader >= 0 && !metadata->topics[0].partitions[i].err;
		rd_kafka_metadata_destroy(metadata);
		if (clock_monotonic_ms() > deadline_ms)
			die("no leader", name);
	} while (count == 0 || led < count);
	rd_kafka_topic_destroy(topic);
	return count;
}
