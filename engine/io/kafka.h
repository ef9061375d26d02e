/* kafka: the log in Apache Kafka, through librdkafka. Implements io/log.h with one group consumer and one transactional
 * producer a worker; see io/README.md for the recipe. Brokers of 3.0 or newer. */
#pragma once
#include "base/diag.h"
#include "base/logger.h"
#include "io/kafka_conf.h"
#include "io/log.h"

/* What an output other than a forwarded event needs of a topic's max.message.bytes; a little above what the core
 * makes. */
enum { KAFKA_OUTPUT_BYTES_MOST = 1000 * 1000 };

/* Everything that must hold before a worker may start, asked of the broker: topics, their settings, and that the broker
 * refuses offsets of a member that is not in the group. `setup` is that of any worker. Each fault and warning goes to
 * `diag`, in one run. False if there is an error. When no broker answers, one is waited for, for 15 s, and `logger` is
 * told so within 2 s and at most once in 10 s. */
bool kafka_inspect(const struct kafka_settings *settings, const struct log_setup *setup, struct logger *logger,
	struct diag *diag, int32_t *ret_partition_count);

/* Opens a worker's log: its producer fences what an earlier process of the same instance left open, its consumer joins
 * the group (partitions come through the owner, from poll). NULL when that fails; *ret_error says why, in `arena`. */
struct log *kafka_open(const struct kafka_settings *settings, const struct log_setup *setup, int32_t partition_count,
	struct arena *arena, struct slice *ret_error);
