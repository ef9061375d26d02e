/* config_table: the keys of the engine configuration and the properties of librdkafka that it may hold.
 *
 * Place: read at start. Constant. Thread: any. */
#include "io/config_table.h"
#include "io/config.h"

#define IN_CONFIG(field) offsetof(struct config, field)
#define IN_INPUT(field) offsetof(struct event_input, field)

#define KIB ((int64_t)1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

enum {
	PARTITIONS_MOST = 10000,
	WORKERS_MOST = 64,
	COMMIT_EVERY_MS_MOST = 5000, /* a transaction must end well within transaction.timeout.ms */
	COMMIT_EVENTS_MOST = 1000000,
};

static const struct config_key log_keys[] = {
	{.name = "kafka", .type = CONFIG_PROPERTIES, .offset = IN_CONFIG(properties),
		.schema = "\"anyOf\":[{\"required\":[\"bootstrap.servers\"]},{\"required\":[\"bootstrap.servers.file\"]}]",
		.help = "Kafka: properties of librdkafka, of those listed here; a secret is given as the path of a file that "
			"holds it, by the property's name and `.file`, as in `sasl.password.file: password.txt`"},
	{.name = "embedded", .type = CONFIG_FILE, .offset = IN_CONFIG(embedded), .example = "seatwire.db",
		.help = "Instead of kafka: one SQLite file that holds topics, offsets and state, for pilots and tests; "
			"a path, relative to this file"},
	{.name = "partitions", .type = CONFIG_COUNT, .offset = IN_CONFIG(partitions), .fallback = "4", .least = 1,
		.most = PARTITIONS_MOST,
		.help = "How many partitions `seatwire topics --create` gives the topics where none exists yet; all "
			"partitioned topics have the same number"},
	{.name = "insecure", .type = CONFIG_BOOL, .offset = IN_CONFIG(insecure), .fallback = "false",
		.help = "Whether a connection without TLS to a broker on another machine, or one whose certificate is not "
			"checked, is allowed"},
	{0},
};

static const struct config_key event_keys[] = {
	{.name = "type", .type = CONFIG_TEMPLATE, .required = true, .offset = IN_INPUT(mapping.type),
		.example = "\"ticket.{data.state}\"", .help = "The event's type: text with fields of the JSON in braces"},
	{.name = "id", .type = CONFIG_TEMPLATE, .offset = IN_INPUT(mapping.id), .example = "\"{data.id}\"",
		.help = "The event's id; without it the record's place is the id, and no event is a duplicate"},
	{.name = "time", .type = CONFIG_TEMPLATE, .offset = IN_INPUT(mapping.time), .example = "\"{data.updated_at}\"",
		.help = "When it happened: RFC 3339, or milliseconds since 1970; without it the record's own time"},
	{.name = "subject", .type = CONFIG_TEMPLATE, .offset = IN_INPUT(mapping.subject),
		.example = "\"{data.caller}\"", .help = "Whom it is about; without it the event has no subject"},
	{.name = "source", .type = CONFIG_TEMPLATE, .offset = IN_INPUT(mapping.source), .example = "/tickets",
		.help = "Where it comes from; without it the name of the topic"},
	{0},
};

static const struct config_key input_keys[] = {
	{.name = "topic", .type = CONFIG_TOPIC, .required = true, .offset = IN_INPUT(topic), .example = "tickets",
		.help = "The topic's name"},
	{.name = "format", .type = CONFIG_FORMAT, .offset = IN_INPUT(format), .fallback = "cloudevents", .example = "json",
		.help = "cloudevents (CloudEvents 1.0: structured JSON or MessagePack, or Kafka binary mode) or json (plain "
			"JSON, which `event` makes an event)"},
	{.name = "event", .type = CONFIG_SECTION, .keys = event_keys,
		.help = "With `format: json`: how an event's attributes are made from the JSON, which stands under `data`"},
	{.name = "only", .type = CONFIG_PREFIXES, .offset = IN_INPUT(only), .example = "[\"ticket.\"]",
		.help = "Prefixes of the types that this input takes; without it all but `seatwire.*`, so the topic with "
			"events of tasks needs `only: [\"seatwire.task.\"]`"},
	{0},
};

static const struct config_key commit_keys[] = {
	{.name = "every", .type = CONFIG_DURATION, .offset = IN_CONFIG(commit_every_ms), .fallback = "100ms", .least = 1,
		.most = COMMIT_EVERY_MS_MOST, .help = "The longest time that a transaction stays open"},
	{.name = "events", .type = CONFIG_COUNT, .offset = IN_CONFIG(commit_events), .fallback = "10000", .least = 1,
		.most = COMMIT_EVENTS_MOST, .help = "The most events of one transaction"},
	{.name = "bytes", .type = CONFIG_SIZE, .offset = IN_CONFIG(commit_bytes), .fallback = "8MiB", .least = 4 * KIB,
		.most = GIB, .help = "The most bytes of events of one transaction"},
	{0},
};

static const struct config_key limit_keys[] = {
	{.name = "event_bytes", .type = CONFIG_SIZE_32, .offset = IN_CONFIG(limits.event_bytes), .fallback = "1MiB",
		.least = 256, .most = 64 * MIB, .help = "The largest event; a larger one is a dead letter `too_large`"},
	{.name = "depth", .type = CONFIG_COUNT, .offset = IN_CONFIG(limits.depth), .fallback = "64", .least = 2,
		.most = EVENT_DEPTH_MOST,
		.help = "How deep arrays and objects may nest in an event; a deeper one is a dead letter `too_deep`"},
	{.name = "accounts_in_memory_bytes", .type = CONFIG_SIZE, .offset = IN_CONFIG(accounts_in_memory_bytes),
		.fallback = "4GiB", .least = MIB, .most = 1024 * GIB,
		.help = "Memory for what is remembered of accounts; beyond it the engine stops reading and says so"},
	{0},
};

const struct config_key config_keys[] = {
	{.name = "seatwire", .type = CONFIG_VERSION, .required = true, .example = "1",
		.help = "Version of this file's format"},
	{.name = "application", .type = CONFIG_NAME, .required = true, .offset = IN_CONFIG(application),
		.example = "post-sale",
		.help = "Prefix of the internal topics and of the transactional ids, and the consumer group's name"},
	{.name = "instance", .type = CONFIG_NAME, .offset = IN_CONFIG(instance), .fallback = "a",
		.help = "Stable name of this process; each process of the application needs its own"},
	{.name = "map", .type = CONFIG_FILE, .required = true, .offset = IN_CONFIG(map), .example = "flow-map.yaml",
		.help = "The flow map; a path, relative to this file"},
	{.name = "log", .type = CONFIG_SECTION, .required = true, .keys = log_keys,
		.schema = "\"oneOf\":[{\"required\":[\"kafka\"]},{\"required\":[\"embedded\"]}]",
		.help = "Where records come from and go to: kafka or embedded"},
	{.name = "inputs", .type = CONFIG_INPUTS, .required = true, .offset = IN_CONFIG(inputs), .keys = input_keys,
		.schema = "\"minItems\":1,\"maxItems\":62", .help = "The topics with customer events, 1 to 62"},
	{.name = "live_from", .type = CONFIG_LIVE_FROM, .fallback = "now",
		.help = "At the first start inputs are read from their beginning; events before this time build memory but "
			"make no tasks: now, or a time in RFC 3339"},
	{.name = "workers", .type = CONFIG_COUNT, .offset = IN_CONFIG(workers), .fallback = "2", .least = 1,
		.most = WORKERS_MOST, .help = "Threads, each with a consumer, a producer and the state of its partitions"},
	{.name = "commit", .type = CONFIG_SECTION, .keys = commit_keys,
		.help = "When a transaction ends: whichever comes first, and earlier when there is nothing to read"},
	{.name = "limits", .type = CONFIG_SECTION, .keys = limit_keys, .help = "What is too much"},
	{.name = "http", .type = CONFIG_LATER, .help = "metrics and health over HTTP"},
	{0},
};

const struct config_property_row config_property_rows[] = {
	{"bootstrap.servers", PROPERTY_PLAIN},
	{"batch.num.messages", PROPERTY_PLAIN},
	{"batch.size", PROPERTY_PLAIN},
	{"broker.address.family", PROPERTY_PLAIN},
	{"broker.address.ttl", PROPERTY_PLAIN},
	{"client.dns.lookup", PROPERTY_PLAIN},
	{"client.id", PROPERTY_PLAIN},
	{"client.rack", PROPERTY_PLAIN},
	{"compression.level", PROPERTY_PLAIN},
	{"compression.type", PROPERTY_PLAIN},
	{"connections.max.idle.ms", PROPERTY_PLAIN},
	{"enable.ssl.certificate.verification", PROPERTY_PLAIN},
	{"fetch.max.bytes", PROPERTY_PLAIN},
	{"fetch.message.max.bytes", PROPERTY_PLAIN},
	{"fetch.min.bytes", PROPERTY_PLAIN},
	{"fetch.queue.backoff.ms", PROPERTY_PLAIN},
	{"fetch.wait.max.ms", PROPERTY_PLAIN},
	{"heartbeat.interval.ms", PROPERTY_PLAIN},
	{"linger.ms", PROPERTY_PLAIN},
	{"max.poll.interval.ms", PROPERTY_PLAIN},
	{"message.max.bytes", PROPERTY_PLAIN},
	{"metadata.max.age.ms", PROPERTY_PLAIN},
	{"queue.buffering.max.kbytes", PROPERTY_PLAIN},
	{"queue.buffering.max.messages", PROPERTY_PLAIN},
	{"queued.max.messages.kbytes", PROPERTY_PLAIN},
	{"queued.min.messages", PROPERTY_PLAIN},
	{"receive.message.max.bytes", PROPERTY_PLAIN},
	{"reconnect.backoff.max.ms", PROPERTY_PLAIN},
	{"reconnect.backoff.ms", PROPERTY_PLAIN},
	{"retry.backoff.ms", PROPERTY_PLAIN},
	{"sasl.mechanism", PROPERTY_PLAIN},
	{"sasl.oauthbearer.client.id", PROPERTY_PLAIN},
	{"sasl.oauthbearer.client.secret", PROPERTY_SECRET},
	{"sasl.oauthbearer.extensions", PROPERTY_PLAIN},
	{"sasl.oauthbearer.method", PROPERTY_PLAIN},
	{"sasl.oauthbearer.scope", PROPERTY_PLAIN},
	{"sasl.oauthbearer.token.endpoint.url", PROPERTY_PLAIN},
	{"sasl.password", PROPERTY_SECRET},
	{"sasl.username", PROPERTY_PLAIN},
	{"security.protocol", PROPERTY_PLAIN},
	{"session.timeout.ms", PROPERTY_PLAIN},
	{"socket.connection.setup.timeout.ms", PROPERTY_PLAIN},
	{"socket.keepalive.enable", PROPERTY_PLAIN},
	{"socket.receive.buffer.bytes", PROPERTY_PLAIN},
	{"socket.send.buffer.bytes", PROPERTY_PLAIN},
	{"ssl.ca.location", PROPERTY_PATH},
	{"ssl.certificate.location", PROPERTY_PATH},
	{"ssl.cipher.suites", PROPERTY_PLAIN},
	{"ssl.crl.location", PROPERTY_PATH},
	{"ssl.curves.list", PROPERTY_PLAIN},
	{"ssl.endpoint.identification.algorithm", PROPERTY_PLAIN},
	{"ssl.key.location", PROPERTY_PATH},
	{"ssl.key.password", PROPERTY_SECRET},
	{"ssl.key.pem", PROPERTY_SECRET},
	{"ssl.keystore.location", PROPERTY_PATH},
	{"ssl.keystore.password", PROPERTY_SECRET},
	{"ssl.sigalgs.list", PROPERTY_PLAIN},
	{"topic.metadata.refresh.interval.ms", PROPERTY_PLAIN},
	{"transaction.timeout.ms", PROPERTY_PLAIN},
	{0},
};
