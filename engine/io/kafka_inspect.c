/* kafka_inspect: what must hold of the broker and the topics before a worker may start; all of it in one run.
 *
 * Place: io, once a process. Thread: the main one. Memory: its own, freed at the end.
 * The rules and why: equal partition counts (partition i of all topics is one unit of work); a compacted state topic (a
 * restore reads it whole); no compaction elsewhere (it would eat records); room for our largest record (else a batch
 * could never commit); replication (a lost broker must not lose what was committed). The last cannot hold on a cluster
 * of one broker, so there it is a warning. */
#include "io/kafka_inspect.h"
#include "base/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ASK_MS = 10000,
	TRY_MS = 1500, /* how soon it is told that no broker answers */
	PATIENCE_MS = 15000,
	PAUSE_MS = 100, /* some failures come without a wait */
	TELL_EVERY_MS = 10000,
	REPLICAS_LEAST = 3,
	IN_SYNC_LEAST = 2,
};

static void add_topic(struct inspection *inspection, struct slice name, unsigned rules)
{
	for (uint32_t i = 0; i < inspection->topic_count; i++) {
		if (slice_equal(inspection->topics[i].name, name)) {
			inspection->topics[i].rules |= rules;
			if (!(rules & RULE_READ_ONLY))
				inspection->topics[i].rules &= ~(unsigned)RULE_READ_ONLY;
			return;
		}
	}
	inspection->topics[inspection->topic_count++] = (struct inspected){.name = name, .rules = rules};
}

static void list_topics(struct inspection *inspection)
{
	const struct log_setup *setup = inspection->setup;
	const struct log_names *names = &setup->names;

	inspection->topics =
		memory_zalloc(setup->topic_count + setup->action_topic_count + 8, sizeof(struct inspected));
	for (uint32_t i = 0; i < setup->topic_count; i++)
		add_topic(inspection, setup->topics[i], RULE_EQUAL | RULE_NOT_COMPACTED | RULE_READ_ONLY);
	add_topic(inspection, names->cross, RULE_REPLICATED);
	add_topic(inspection, names->rekey, RULE_LARGE | RULE_REPLICATED);
	add_topic(inspection, names->state, RULE_EQUAL | RULE_COMPACTED | RULE_REPLICATED);
	add_topic(inspection, names->journal, RULE_EQUAL | RULE_NOT_COMPACTED | RULE_REPLICATED);
	add_topic(inspection, names->receipts, RULE_NOT_COMPACTED);
	add_topic(inspection, names->dead_letters, RULE_NOT_COMPACTED);
	for (uint32_t i = 0; i < setup->action_topic_count; i++)
		add_topic(inspection, setup->action_topics[i], 0);
}

static const struct rd_kafka_metadata_topic *find_metadata(const struct rd_kafka_metadata *metadata, struct slice name)
{
	for (int i = 0; i < metadata->topic_cnt; i++)
		if (slice_is(name, metadata->topics[i].topic))
			return &metadata->topics[i];
	return NULL;
}

#define FAULT(inspection, hint, ...)                                                                                   \
	diag_add((inspection)->diag, SEVERITY_ERROR, "SW401", (struct place){0}, (hint), __VA_ARGS__)
#define WARNING(inspection, hint, ...)                                                                                 \
	diag_add((inspection)->diag, SEVERITY_WARNING, "SW451", (struct place){0}, (hint), __VA_ARGS__)

static void take_metadata(struct inspection *inspection, const struct rd_kafka_metadata *metadata)
{
	inspection->broker_count = metadata->broker_cnt;
	for (uint32_t i = 0; i < inspection->topic_count; i++) {
		struct inspected *topic = &inspection->topics[i];
		const struct rd_kafka_metadata_topic *found = find_metadata(metadata, topic->name);

		if (found && found->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
			FAULT(inspection, SLICE("allow Describe, and Read or Write, on it"),
				"topic %.*s may not be used: %s", SLICE_PRINT(topic->name),
				rd_kafka_err2str(found->err));
		} else if (!found || found->err || found->partition_cnt == 0) {
			if (FAULT(inspection, (struct slice){0}, "topic %.*s does not exist", SLICE_PRINT(topic->name)))
				inspection->missing = inspection->diag->count;
		} else {
			topic->partition_count = found->partition_cnt;
			topic->replicas = found->partitions[0].replica_cnt;
		}
	}
	if (inspection->missing)
		inspection->diag->findings[inspection->missing - 1].hint =
			arena_copy(inspection->diag->arena, inspection->setup->mending);
}

static void check_counts(struct inspection *inspection)
{
	const struct inspected *first = NULL;

	for (uint32_t i = 0; i < inspection->topic_count; i++) {
		const struct inspected *topic = &inspection->topics[i];

		if (!(topic->rules & RULE_EQUAL) || topic->partition_count == 0)
			continue;
		if (!first)
			first = topic;
		else if (topic->partition_count != first->partition_count)
			FAULT(inspection,
				SLICE("make them equal: the partitions of one number are one unit of work; records "
				      "already written do not move when partitions are added"),
				"topic %.*s has %d partitions, but %.*s has %d", SLICE_PRINT(topic->name),
				topic->partition_count, SLICE_PRINT(first->name), first->partition_count);
	}
	inspection->partition_count = first ? first->partition_count : 0;
}

static struct slice alter_hint(struct inspection *inspection, struct slice topic, const char *setting)
{
	return arena_printf(&inspection->arena,
		"kafka-configs.sh --alter --entity-type topics --entity-name %.*s "
		"--add-config %s",
		SLICE_PRINT(topic), setting);
}

/* Replication matters for what we write and read back; one broker cannot replicate. */
static void check_replication(struct inspection *inspection, const struct inspected *topic)
{
	bool alone = inspection->broker_count < REPLICAS_LEAST;
	enum severity severity = alone ? SEVERITY_WARNING : SEVERITY_ERROR;
	const char *code = alone ? "SW451" : "SW401";
	struct place nowhere = {0};

	if (!(topic->rules & RULE_REPLICATED) || topic->partition_count == 0)
		return;
	if (topic->replicas < REPLICAS_LEAST)
		diag_add(inspection->diag, severity, code, nowhere,
			SLICE("use 3 replicas, so that losing a broker loses "
			      "nothing"),
			"topic %.*s has %d replica%s", SLICE_PRINT(topic->name), topic->replicas,
			topic->replicas == 1 ? "" : "s");
	if (topic->replicas > 1 && topic->in_sync_least < IN_SYNC_LEAST)
		diag_add(inspection->diag, severity, code, nowhere,
			alter_hint(inspection, topic->name, "min.insync.replicas=2"),
			"topic %.*s takes records that only %lld replica holds", SLICE_PRINT(topic->name),
			(long long)topic->in_sync_least);
	if (topic->unclean_election)
		diag_add(inspection->diag, severity, code, nowhere,
			alter_hint(inspection, topic->name, "unclean.leader.election.enable=false"),
			"topic %.*s may elect a leader that lacks committed records", SLICE_PRINT(topic->name));
}

static void check_settings(struct inspection *inspection, const struct inspected *topic)
{
	int64_t wanted = (topic->rules & RULE_LARGE)       ? inspection->settings->record_bytes_most
			 : (topic->rules & RULE_READ_ONLY) ? 0
							   : KAFKA_OUTPUT_BYTES_MOST;
	char limit[48];

	if (topic->partition_count == 0)
		return;
	if ((topic->rules & RULE_COMPACTED) && !(topic->compacted && !topic->deleted))
		FAULT(inspection, alter_hint(inspection, topic->name, "cleanup.policy=compact"),
			"topic %.*s is not compacted, or deletes by age: restoring would find only a part of the state",
			SLICE_PRINT(topic->name));
	if ((topic->rules & RULE_NOT_COMPACTED) && topic->compacted)
		FAULT(inspection, alter_hint(inspection, topic->name, "cleanup.policy=delete"),
			"topic %.*s is compacted: records with the same key would disappear unread",
			SLICE_PRINT(topic->name));
	snprintf(limit, sizeof(limit), "max.message.bytes=%lld", (long long)wanted);
	if (topic->bytes_most < wanted)
		FAULT(inspection, alter_hint(inspection, topic->name, limit),
			"topic %.*s takes records of up to %lld bytes only, and ours may have %lld",
			SLICE_PRINT(topic->name), (long long)topic->bytes_most, (long long)wanted);
	check_replication(inspection, topic);
}

static void take_setting(struct inspected *topic, const rd_kafka_ConfigEntry_t *entry)
{
	const char *name = rd_kafka_ConfigEntry_name(entry), *value = rd_kafka_ConfigEntry_value(entry);

	if (!value)
		return;
	if (!strcmp(name, "cleanup.policy")) {
		topic->compacted = strstr(value, "compact") != NULL;
		topic->deleted = strstr(value, "delete") != NULL;
	} else if (!strcmp(name, "max.message.bytes")) {
		topic->bytes_most = strtoll(value, NULL, 10);
	} else if (!strcmp(name, "min.insync.replicas")) {
		topic->in_sync_least = strtoll(value, NULL, 10);
	} else if (!strcmp(name, "unclean.leader.election.enable")) {
		topic->unclean_election = !strcmp(value, "true");
	}
}

static void take_settings(struct inspection *inspection, const rd_kafka_DescribeConfigs_result_t *answer)
{
	const rd_kafka_ConfigResource_t **resources;
	const rd_kafka_ConfigEntry_t **entries;
	size_t resource_count, entry_count;

	resources = rd_kafka_DescribeConfigs_result_resources(answer, &resource_count);
	for (size_t r = 0; r < resource_count; r++) {
		struct slice name = slice_of(rd_kafka_ConfigResource_name(resources[r]));

		if (rd_kafka_ConfigResource_error(resources[r])) {
			FAULT(inspection, SLICE("allow DescribeConfigs on it"),
				"the settings of topic %.*s may not be read: %s", SLICE_PRINT(name),
				rd_kafka_err2str(rd_kafka_ConfigResource_error(resources[r])));
			continue;
		}
		entries = rd_kafka_ConfigResource_configs(resources[r], &entry_count);
		for (uint32_t i = 0; i < inspection->topic_count; i++) {
			if (!slice_equal(inspection->topics[i].name, name))
				continue;
			for (size_t e = 0; e < entry_count; e++)
				take_setting(&inspection->topics[i], entries[e]);
			check_settings(inspection, &inspection->topics[i]);
		}
	}
}

static void ask_settings(struct inspection *inspection)
{
	rd_kafka_ConfigResource_t **resources =
		memory_zalloc(inspection->topic_count, sizeof(rd_kafka_ConfigResource_t *));
	rd_kafka_AdminOptions_t *options =
		rd_kafka_AdminOptions_new(inspection->admin, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(inspection->admin);
	rd_kafka_event_t *event;
	size_t count = 0;
	char name[256], why[128];

	for (uint32_t i = 0; i < inspection->topic_count; i++) {
		if (inspection->topics[i].partition_count == 0)
			continue;
		snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(inspection->topics[i].name));
		resources[count++] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name);
	}
	rd_kafka_AdminOptions_set_request_timeout(options, ASK_MS, why, sizeof(why));
	if (count > 0) {
		rd_kafka_DescribeConfigs(inspection->admin, resources, count, options, queue);
		event = rd_kafka_queue_poll(queue, 2 * ASK_MS);
		if (event && !rd_kafka_event_error(event))
			take_settings(inspection, rd_kafka_event_DescribeConfigs_result(event));
		else
			FAULT(inspection, (struct slice){0}, "the settings of the topics cannot be read: %s",
				event ? rd_kafka_event_error_string(event) : "no answer");
		if (event)
			rd_kafka_event_destroy(event);
	}
	rd_kafka_ConfigResource_destroy_array(resources, count);
	free(resources);
	rd_kafka_queue_destroy(queue);
	rd_kafka_AdminOptions_destroy(options);
}

static bool reach_broker(struct inspection *inspection)
{
	struct slice error;
	rd_kafka_conf_t *conf;
	char why[256];

	conf = kafka_conf_make(KAFKA_ADMIN, inspection->settings, "seatwire", &inspection->arena, &error);
	if (!conf) {
		FAULT(inspection, (struct slice){0}, "%.*s", SLICE_PRINT(error));
		return false;
	}
	inspection->admin = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (!inspection->admin) {
		rd_kafka_conf_destroy(conf);
		FAULT(inspection, (struct slice){0}, "log.kafka: %s", why);
	}
	return inspection->admin != NULL;
}

/* A consumer refuses settings that contradict each other; it is made once for that, and not used. */
static void check_consumer(struct inspection *inspection)
{
	struct slice error;
	rd_kafka_conf_t *conf =
		kafka_conf_make(KAFKA_GROUP, inspection->settings, "seatwire", &inspection->arena, &error);
	rd_kafka_t *consumer;
	char why[256];

	if (!conf)
		return; /* the admin's configuration told it */
	kafka_conf_set(conf, "group.id", "seatwire-check");
	consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof(why));
	if (consumer) {
		rd_kafka_destroy(consumer);
		return;
	}
	rd_kafka_conf_destroy(conf);
	FAULT(inspection, (struct slice){0}, "log.kafka: %s", why);
}

static void tell_waiting(const struct inspection *inspection, rd_kafka_resp_err_t failure)
{
	const struct kafka_settings *settings = inspection->settings;
	struct slice servers = SLICE("");

	for (uint32_t i = 0; i < settings->property_count; i++)
		if (slice_is(settings->properties[i].name, "bootstrap.servers"))
			servers = settings->properties[i].value;
	logger_line(inspection->logger, LOGGER_WARNING, "waiting for a broker", FIELD("servers", servers),
		FIELD("why", rd_kafka_err2str(failure)));
}

/* Whoever starts an engine before its broker sees at once what it waits for. */
static rd_kafka_resp_err_t await_metadata(
	const struct inspection *inspection, const struct rd_kafka_metadata **ret_metadata)
{
	int64_t start_ms = clock_monotonic_ms(), now_ms = start_ms, told_ms = start_ms - TELL_EVERY_MS;
	rd_kafka_resp_err_t failure;

	for (;;) {
		failure = rd_kafka_metadata(inspection->admin, 0, NULL, ret_metadata, TRY_MS);
		now_ms = clock_monotonic_ms();
		if (!failure || now_ms - start_ms + TRY_MS > PATIENCE_MS)
			return failure;
		if (now_ms - told_ms >= TELL_EVERY_MS) {
			tell_waiting(inspection, failure);
			told_ms = now_ms;
		}
		nanosleep(&(struct timespec){0, PAUSE_MS * 1000000L}, NULL);
	}
}

/* The metadata of the topics, once a broker answers. */
static bool ask_metadata(struct inspection *inspection)
{
	rd_kafka_topic_t **handles = memory_zalloc(inspection->topic_count, sizeof(rd_kafka_topic_t *));
	const struct rd_kafka_metadata *metadata = NULL;
	rd_kafka_resp_err_t failure;
	char name[256];

	for (uint32_t i = 0; i < inspection->topic_count; i++) {
		snprintf(name, sizeof(name), "%.*s", SLICE_PRINT(inspection->topics[i].name));
		handles[i] = rd_kafka_topic_new(inspection->admin, name, NULL);
	}
	failure = await_metadata(inspection, &metadata);
	if (failure)
		FAULT(inspection, SLICE("see that the broker runs and that log.kafka names its address"),
			"no broker answers: %s", rd_kafka_err2str(failure));
	else
		take_metadata(inspection, metadata);
	if (metadata)
		rd_kafka_metadata_destroy(metadata);
	for (uint32_t i = 0; i < inspection->topic_count; i++)
		if (handles[i])
			rd_kafka_topic_destroy(handles[i]);
	free(handles);
	return !failure;
}

bool kafka_inspect(const struct kafka_settings *settings, const struct log_setup *setup, struct logger *logger,
	struct diag *diag, int32_t *ret_partition_count)
{
	struct inspection inspection = {.settings = settings, .setup = setup, .logger = logger, .diag = diag};
	uint32_t errors = diag->errors;

	arena_init(&inspection.arena, 0);
	list_topics(&inspection);
	check_consumer(&inspection);
	if (reach_broker(&inspection) && ask_metadata(&inspection)) {
		check_counts(&inspection);
		ask_settings(&inspection);
		if (inspection.partition_count > 0)
			kafka_probe_fencing(&inspection);
	}
	*ret_partition_count = inspection.partition_count;
	if (inspection.admin)
		rd_kafka_destroy(inspection.admin);
	free(inspection.topics);
	arena_finish(&inspection.arena);
	return diag->errors == errors;
}
