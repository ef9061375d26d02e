/* kafka_inspect: the insides of the start's checks, shared with kafka_probe.c and nobody else. */
#pragma once
#include "io/kafka.h"

/* What is asked of a topic, besides that it exists. */
enum {
	RULE_EQUAL = 1, /* as many partitions as the others with this rule */
	RULE_COMPACTED = 2,
	RULE_NOT_COMPACTED = 4,
	RULE_LARGE = 8,       /* takes a whole event, with what we add to it */
	RULE_REPLICATED = 16, /* what is in it must survive a broker */
	RULE_READ_ONLY = 32,  /* we write nothing to it */
};

struct inspected {
	struct slice name;
	unsigned rules;
	int32_t partition_count; /* 0: missing */
	int replicas;
	bool compacted, deleted, unclean_election;
	int64_t bytes_most, in_sync_least;
};

struct inspection {
	const struct kafka_settings *settings;
	const struct log_setup *setup;
	struct logger *logger;
	struct diag *diag;
	struct arena arena; /* of hints; diag copies them */
	rd_kafka_t *admin;
	struct inspected *topics;
	uint32_t topic_count;
	int broker_count;
	int32_t partition_count;
	uint32_t missing; /* number of the finding, from 1, on the topic that was found missing last; 0: none is */
};

/* Sees that the broker refuses offsets from a member that is not in the group: what no check of versions can tell.
 * Leaves nothing behind. */
void kafka_probe_fencing(struct inspection *inspection);
