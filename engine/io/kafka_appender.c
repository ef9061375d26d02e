/* kafka_appender: writes records to Kafka for `seatwire topics --append`.
 *
 * Place: io, for commands. One idempotent producer without transactions: a failed command may be run again, and what it
 * wrote twice has the same ids.
 * Memory: the appender's. Thread: the caller's; delivery reports come from its own polls. */
#include "io/kafka.h"
#include "io/kafka_admin.h"
#include <stdio.h>
#include <stdlib.h>

enum { FLUSH_MS = 60000, QUEUE_WAIT_MS = 100 };

struct kafka_appender {
	rd_kafka_t *handle;
	char error[512]; /* the first failure */
};

static void note_report(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque)
{
	struct kafka_appender *appender = opaque;

	(void)handle;
	if (message->err && !appender->error[0])
		snprintf(appender->error, sizeof(appender->error), "a record was not taken: %s",
			rd_kafka_err2str(message->err));
}

struct kafka_appender *kafka_appender_create(const struct config *config, struct arena *arena, struct slice *ret_error)
{
	const struct kafka_settings settings = {.properties = config->properties,
		.property_count = config->property_count,
		.record_bytes_most = KAFKA_OUTPUT_BYTES_MOST > config->limits.event_bytes ? KAFKA_OUTPUT_BYTES_MOST
											  : config->limits.event_bytes};
	struct kafka_appender *appender = memory_zalloc(1, sizeof(*appender));
	rd_kafka_conf_t *conf = kafka_conf_make(KAFKA_ADMIN, &settings, "seatwire-append", arena, ret_error);
	char why[256];

	if (conf) {
		kafka_conf_set(conf, "enable.idempotence", "true");
		kafka_conf_set(conf, "linger.ms", "5");
		rd_kafka_conf_set_dr_msg_cb(conf, note_report);
		rd_kafka_conf_set_opaque(conf, appender);
		appender->handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
		if (!appender->handle) {
			rd_kafka_conf_destroy(conf);
			*ret_error = arena_copy(arena, slice_of(why));
		}
	}
	if (appender->handle)
		return appender;
	free(appender);
	return NULL;
}

static bool good(struct kafka_appender *appender, struct slice *ret_error)
{
	*ret_error = slice_of(appender->error);
	return !appender->error[0];
}

bool kafka_appender_add(struct kafka_appender *appender, const struct record *record, struct slice *ret_error)
{
	char topic[256];
	rd_kafka_resp_err_t failure;

	snprintf(topic, sizeof(topic), "%.*s", SLICE_PRINT(record->topic));
	do {
		failure = rd_kafka_producev(appender->handle, RD_KAFKA_V_TOPIC(topic),
			RD_KAFKA_V_PARTITION(record->partition),
			RD_KAFKA_V_KEY((void *)(uintptr_t)record->key.data, record->key.size),
			RD_KAFKA_V_VALUE((void *)(uintptr_t)record->value.data, record->value.size),
			RD_KAFKA_V_TIMESTAMP(record->timestamp_ms), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
			RD_KAFKA_V_END);
		rd_kafka_poll(appender->handle, failure == RD_KAFKA_RESP_ERR__QUEUE_FULL ? QUEUE_WAIT_MS : 0);
	} while (failure == RD_KAFKA_RESP_ERR__QUEUE_FULL && !appender->error[0]);
	if (failure && !appender->error[0])
		snprintf(appender->error, sizeof(appender->error), "a record was not taken: %s",
			rd_kafka_err2str(failure));
	return good(appender, ret_error);
}

bool kafka_appender_finish(struct kafka_appender *appender, struct slice *ret_error)
{
	rd_kafka_resp_err_t failure = rd_kafka_flush(appender->handle, FLUSH_MS);

	if (failure && !appender->error[0])
		snprintf(appender->error, sizeof(appender->error), "the broker did not acknowledge in time: %s",
			rd_kafka_err2str(failure));
	return good(appender, ret_error);
}

void kafka_appender_destroy(struct kafka_appender *appender)
{
	if (!appender)
		return;
	rd_kafka_destroy(appender->handle);
	free(appender);
}
