/* kafka_tool: the few lines that every benchmark program on Kafka needs. */
#pragma once
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn static inline void tool_die(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

static inline void tool_set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
	char why[256];

	if (rd_kafka_conf_set(conf, name, value, why, sizeof(why)) != RD_KAFKA_CONF_OK)
		tool_die(name, why);
}

static inline rd_kafka_t *tool_make(rd_kafka_type_t type, rd_kafka_conf_t *conf)
{
	char why[256];
	rd_kafka_t *handle = rd_kafka_new(type, conf, why, sizeof(why));

	if (!handle)
		tool_die("no handle", why);
	return handle;
}

static inline void tool_check(rd_kafka_error_t *error, const char *what)
{
	if (error)
		tool_die(what, rd_kafka_error_string(error));
}
