/* kafka_probe: whether the broker fences.
 *
 * A broker that does not look at the group's generation in a transaction's offsets (before 2.5) gives no error and no
 * fencing. So one offset is sent in the name of a member that does not exist; it must be refused. The transaction is
 * aborted either way, and has an id of its own, so no worker is disturbed.
 *
 * On a cluster that was just set up the broker answers that there is no coordinator, for transactions or for the
 * group, until it has made the topics where it keeps them. Some seconds are usual; when the topics want more replicas
 * than there are brokers it lasts for ever. Both calls keep their time, and the second is tried again.
 *
 * Place: io, once a process. Thread: the main one. */
#include "io/kafka_inspect.h"
#include <stdio.h>

enum {
	STEP_MS = 20000,
	SENDINGS_MOST = 2, /* each takes up to transaction.timeout.ms */
	GENERATION = 1 << 30,
};

static void fault(struct inspection *inspection, const char *what, rd_kafka_error_t *error)
{
	bool waited = rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__TIMED_OUT;

	diag_add(inspection->diag, SEVERITY_ERROR, "SW402", (struct place){0},
		waited ? SLICE("see the broker's log; its transaction.state.log.replication.factor and "
			       "offsets.topic.replication.factor must not be larger than the number of brokers")
		       : SLICE("see that the broker is of version 3.0 or newer and that transactions are allowed"),
		"%s: %s", what, rd_kafka_error_string(error));
}

/* True if the call was good; else its error is told. */
static bool good(struct inspection *inspection, const char *what, rd_kafka_error_t *error)
{
	if (!error)
		return true;
	fault(inspection, what, error);
	rd_kafka_error_destroy(error);
	return false;
}

static rd_kafka_error_t *send_made_up(struct inspection *inspection, rd_kafka_t *producer, const char *group)
{
	rd_kafka_consumer_group_metadata_t *nobody =
		rd_kafka_consumer_group_metadata_new_with_genid(group, GENERATION, "seatwire-probe", NULL);
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	rd_kafka_error_t *error;
	char topic[256];

	snprintf(topic, sizeof(topic), "%.*s", SLICE_PRINT(inspection->setup->topics[0]));
	rd_kafka_topic_partition_list_add(list, topic, 0)->offset = 0;
	error = rd_kafka_send_offsets_to_transaction(producer, list, nobody, STEP_MS);
	rd_kafka_topic_partition_list_destroy(list);
	rd_kafka_consumer_group_metadata_destroy(nobody);
	return error;
}

static bool is_refusal(rd_kafka_resp_err_t code)
{
	return code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID ||
	       code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

static void judge(struct inspection *inspection, rd_kafka_error_t *error)
{
	if (!error)
		diag_add(inspection->diag, SEVERITY_ERROR, "SW402", (struct place){0},
			SLICE("use a broker of version 3.0 or newer"),
			"the broker takes offsets from a member that is not in the group: two processes could do the "
			"same work");
	else if (!is_refusal(rd_kafka_error_code(error)))
		fault(inspection, "whether the broker fences cannot be found out", error);
}

static void probe(struct inspection *inspection, rd_kafka_t *producer, const char *group)
{
	rd_kafka_error_t *error;
	bool again = true;

	if (!good(inspection, "the broker opens no transactions", rd_kafka_init_transactions(producer, STEP_MS)))
		return;
	for (int sendings = 1; again; sendings++) {
		if (!good(inspection, "the broker begins no transaction", rd_kafka_begin_transaction(producer)))
			return;
		error = send_made_up(inspection, producer, group);
		again = error && rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__TIMED_OUT && sendings < SENDINGS_MOST;
		if (!again)
			judge(inspection, error);
		if (error)
			rd_kafka_error_destroy(error);
		error = rd_kafka_abort_transaction(producer, STEP_MS);
		if (error)
			rd_kafka_error_destroy(error);
	}
}

void kafka_probe_fencing(struct inspection *inspection)
{
	const struct log_setup *setup = inspection->setup;
	char group[256], name[512], why[256];
	struct slice error;
	rd_kafka_conf_t *conf;
	rd_kafka_t *producer;

	snprintf(group, sizeof(group), "%.*s", SLICE_PRINT(setup->names.application));
	snprintf(name, sizeof(name), "%s-%.*s-probe", group, SLICE_PRINT(setup->instance));
	conf = kafka_conf_make(KAFKA_PRODUCER, inspection->settings, name, &inspection->arena, &error);
	if (!conf)
		return; /* the admin's configuration told it */
	kafka_conf_set(conf, "transactional.id", name);
	producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (!producer) {
		rd_kafka_conf_destroy(conf);
		diag_add(inspection->diag, SEVERITY_ERROR, "SW402", (struct place){0}, (struct slice){0},
			"no producer can be made: %s", why);
		return;
	}
	probe(inspection, producer, group);
	rd_kafka_destroy(producer);
}
