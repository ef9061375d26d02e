/* kafka_admin: what the commands ask and tell a Kafka cluster, without joining a group.
 *
 * Thread: the caller's. */
#pragma once
#include "io/topics.h"

/* See topics_look and topics_create. */
bool kafka_admin_look(const struct config *config, struct topics *topics, struct arena *arena, struct slice *ret_error);
bool kafka_admin_create(const struct config *config, const struct topics *topics, int32_t partition_count,
	int32_t replication, struct arena *arena, struct slice *ret_error);

/* Appends records, each to its partition, with idempotence; true once all are acknowledged by all replicas in sync. */
struct kafka_appender;
struct kafka_appender *kafka_appender_create(const struct config *config, struct arena *arena, struct slice *ret_error);
/* The record's bytes are copied. False on a failure of this record or an earlier one, with a sentence. */
bool kafka_appender_add(struct kafka_appender *appender, const struct record *record, struct slice *ret_error);
/* Waits for the acknowledgements of all. */
bool kafka_appender_finish(struct kafka_appender *appender, struct slice *ret_error);
/* NULL is allowed. */
void kafka_appender_destroy(struct kafka_appender *appender);
