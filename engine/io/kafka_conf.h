/* kafka_conf: the settings of librdkafka handles: the engine's own, then the user's. */
#pragma once
#include "io/config.h"
#include <librdkafka/rdkafka.h>

/* What stays the same for all handles of a process. Strings must outlive them. */
struct kafka_settings {
	const struct config_property *properties; /* of the engine configuration; among them bootstrap.servers */
	uint32_t property_count;
	uint32_t record_bytes_most; /* of a record that we produce: key, value and headers together; 0: librdkafka's */
};

/* What a handle is for. */
enum kafka_role {
	KAFKA_GROUP = 1,    /* the group's consumer */
	KAFKA_PRODUCER = 2, /* transactional */
	KAFKA_READER = 4,   /* reads partitions that it names itself: the state topic, at a restore */
	KAFKA_ADMIN = 8,    /* a plain producer's handle that asks and creates */
};

/* A configuration for a handle of `role`. NULL on a value that librdkafka refuses: *ret_error says which, in `arena`.
 * The caller owns the result. */
rd_kafka_conf_t *kafka_conf_make(enum kafka_role role, const struct kafka_settings *settings, const char *client_id,
	struct arena *arena, struct slice *ret_error);

/* Sets one more property; ends the process if librdkafka refuses it, which is a fault of ours. */
void kafka_conf_set(rd_kafka_conf_t *conf, const char *name, const char *value);
/* The whole number that a property holds. */
int64_t kafka_conf_number(const rd_kafka_conf_t *conf, const char *name);
