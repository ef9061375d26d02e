/* config: what the engine makes of a configuration, and what it says of a wrong one. */
#include "base/buffer.h"
#include "check.h"
#include "config_reading.h"
#include "io/config_example.h"
#include <stdio.h>
#include <stdlib.h>

#define MINIMAL                                                                                                        \
	"seatwire: 1\napplication: post-sale\nmap: flow-map.yaml\nlog: { embedded: seatwire.db }\n"                    \
	"inputs: [ { topic: interactions } ]\n"

TEST(a_configuration_with_only_what_is_required_has_the_defaults_for_the_rest)
{
	struct reading reading;
	struct config *config = reading_config(&reading, MINIMAL);

	expect_true(config != NULL);
	expect_slice(config->application, "post-sale");
	expect_slice(config->instance, "a");
	expect_slice(config->map, "flow-map.yaml");
	expect_int(config->log, CONFIG_LOG_EMBEDDED);
	expect_slice(config->embedded, "seatwire.db");
	expect_int(config->partitions, 4);
	expect_true(config->live_from_now);
	expect_int(config->workers, 2);
	expect_int(config->commit_every_ms, 100);
	expect_int(config->commit_events, 10000);
	expect_int(config->commit_bytes, 8 * 1024 * 1024);
	expect_int(config->limits.event_bytes, 1024 * 1024);
	expect_int(config->limits.depth, 64);
	expect_int(config->accounts_in_memory_bytes, 4ll << 30);
	expect_int(config->input_count, 1);
	expect_int(config->inputs[0].format, FORMAT_CLOUDEVENTS);
	expect_int(config->inputs[0].only_count, 0);
	reading_finish(&reading);
}

TEST(topics_are_numbered_inputs_first_and_named_after_the_application)
{
	struct reading reading;
	struct config *config = reading_config(&reading,
		"seatwire: 1\napplication: x\nmap: m\nlog: { embedded: d }\ninputs: [ { topic: a }, { topic: b } ]\n");

	expect_int(config->consumed_count, 4);
	expect_slice(config->consumed[0], "a");
	expect_slice(config->consumed[1], "b");
	expect_slice(config->consumed[2], "x.rekey");
	expect_slice(config->consumed[3], "x.cross");
	expect_slice(config->names.dead_letters, "x.dead-letters");
	expect_slice(config->names.state, "x.state");
	reading_finish(&reading);
}

TEST(every_key_is_read)
{
	struct reading reading;
	struct config *config = reading_config(&reading,
		"seatwire: 1\napplication: x\ninstance: b-2\nmap: /etc/map.yaml\n"
		"log: { kafka: { bootstrap.servers: \"127.0.0.1:9092\", linger.ms: 5 }, partitions: 12, insecure: true "
		"}\n"
		"inputs:\n"
		"  - { topic: tickets, format: json, event: { type: \"ticket.{data.state}\", id: \"{data.id}\" } }\n"
		"  - { topic: task-events, only: [ seatwire.task. ] }\n"
		"live_from: 2026-11-23T10:00:00Z\nworkers: 3\ncommit: { every: 2s, events: 7, bytes: 64KiB }\n"
		"limits: { event_bytes: 2000, depth: 5, accounts_in_memory_bytes: 512MiB }\n");

	expect_true(config != NULL);
	expect_slice(config->map, "/etc/map.yaml");
	expect_int(config->log, CONFIG_LOG_KAFKA);
	expect_int(config->property_count, 2);
	expect_slice(config->properties[1].name, "linger.ms");
	expect_slice(config->properties[1].value, "5");
	expect_int(config->partitions, 12);
	expect_true(config->insecure);
	expect_int(config->inputs[0].format, FORMAT_JSON);
	expect_int(config->inputs[0].mapping.type.count, 2);
	expect_int(config->inputs[0].mapping.subject.count, 0);
	expect_slice(config->inputs[1].only[0], "seatwire.task.");
	expect_false(config->live_from_now);
	expect_int(config->live_from_ms, 1795428000000);
	expect_int(config->workers, 3);
	expect_int(config->commit_every_ms, 2000);
	expect_int(config->commit_events, 7);
	expect_int(config->commit_bytes, 65536);
	expect_int(config->limits.event_bytes, 2000);
	expect_int(config->limits.depth, 5);
	expect_int(config->accounts_in_memory_bytes, 512 << 20);
	reading_finish(&reading);
}

TEST(relative_paths_are_relative_to_the_configuration)
{
	struct reading reading;
	struct config *config = reading_config_as(&reading, "etc/seatwire/config.yaml", MINIMAL);

	expect_slice(config->map, "etc/seatwire/flow-map.yaml");
	expect_slice(config->embedded, "etc/seatwire/seatwire.db");
	reading_finish(&reading);
}

TEST(all_faults_are_told_in_one_run_with_their_places)
{
	reading_expect_refused(
		"seatwire: 2\naplication: x\nmap: m\nlog: { embedded: d }\ninputs: [ { topic: \"a b\" } ]\n"
		"workers: many\ncommit: { every: 10m, evnts: 1 }\n",
		"1:11 SW154 `seatwire` takes 1; here stands 2\n"
		"2:1 SW151 there is no key \"aplication\" here (did you mean \"application\"?)\n"
		"5:20 SW154 `topic` takes the name of a topic: letters, digits, `.`, `_` and `-`, at most 249; "
		"here stands \"a b\"\n"
		"6:10 SW154 `workers` takes a whole number from 1 to 64; here stands \"many\"\n"
		"7:18 SW154 `every` takes a duration from 1ms to 5s (units ms s m h d); here stands \"10m\"\n"
		"7:23 SW151 there is no key \"evnts\" here (did you mean \"events\"?)\n"
		"1:1 SW152 `application` is missing (application: Prefix of the internal topics and of the "
		"transactional "
		"ids, and the consumer group's name)");
}

TEST(a_key_that_stands_twice_hides_no_other_fault)
{
	reading_expect_refused("seatwire: 1\napplication: x\napplication: y\nmap: m\nlog: { embedded: d }\n"
			       "inputs: [ { topic: a } ]\nworkers: many\n",
		"3:1 SW102 the key \"application\" is defined twice (keep one of them, or rename one)\n"
		"7:10 SW154 `workers` takes a whole number from 1 to 64; here stands \"many\"");
}

TEST(an_empty_file_or_a_list_is_no_configuration)
{
	reading_expect_refused("", "1:1 SW154 a configuration is a mapping of keys "
				   "(`seatwire --config-example` prints one with every key)");
	reading_expect_refused("- a\n", "1:1 SW154 a configuration is a mapping of keys "
					"(`seatwire --config-example` prints one with every key)");
}

TEST(what_comes_later_is_refused_and_never_ignored)
{
	reading_expect_refused(MINIMAL "http: { listen: \"127.0.0.1:8480\" }\n",
		"6:1 SW153 `http` (metrics and health over HTTP) is not yet supported (leave it out)");
}

TEST(exactly_one_of_the_two_logs_is_named)
{
	reading_expect_refused(
		"seatwire: 1\napplication: x\nmap: m\nlog: { partitions: 3 }\ninputs: [ { topic: a } ]\n",
		"4:6 SW155 `log` takes either `kafka` or `embedded` "
		"(write kafka: { bootstrap.servers: \"host:9092\" } or embedded: seatwire.db)");
	reading_expect_refused("seatwire: 1\napplication: x\nmap: m\ninputs: [ { topic: a } ]\n"
			       "log: { embedded: d, kafka: { bootstrap.servers: \"localhost:1\" } }\n",
		"5:6 SW155 `log` takes either `kafka` or `embedded` "
		"(write kafka: { bootstrap.servers: \"host:9092\" } or embedded: seatwire.db)");
}

TEST(sizes_and_durations_out_of_bounds_or_without_a_known_unit_are_refused)
{
	reading_expect_refused(MINIMAL "commit: { bytes: 8MB }\nlimits: { event_bytes: 1GiB, depth: 65 }\n",
		"6:18 SW154 `bytes` takes a size from 4KiB to 1GiB (units B KiB MiB GiB; without: bytes); here stands "
		"\"8MB\"\n"
		"7:24 SW154 `event_bytes` takes a size from 256 to 64MiB (units B KiB MiB GiB; without: bytes); "
		"here stands \"1GiB\"\n"
		"7:37 SW154 `depth` takes a whole number from 2 to 64; here stands 65");
	reading_expect_refused(MINIMAL "limits: { event_bytes: 99999999999999999999GiB }\ncommit: { every: 5 }\n",
		"6:24 SW154 `event_bytes` takes a size from 256 to 64MiB (units B KiB MiB GiB; without: bytes); "
		"here stands \"99999999999999999999GiB\"\n"
		"7:18 SW154 `every` takes a duration from 1ms to 5s (units ms s m h d); here stands 5");
}

TEST(an_input_of_plain_json_needs_a_mapping_and_a_cloudevent_none)
{
	reading_expect_refused("seatwire: 1\napplication: x\nmap: m\nlog: { embedded: d }\ninputs:\n"
			       "  - { topic: a, format: json }\n  - { topic: b, event: { type: t } }\n"
			       "  - { topic: c, format: json, event: { id: \"{data.id}\" } }\n",
		"6:5 SW155 an input with `format: json` needs `event`, which says how an event is made from it "
		"(add event: { type: \"ticket.{data.state}\" }, or use format: cloudevents)\n"
		"7:17 SW155 `event` needs `format: json`; a CloudEvent has its attributes already "
		"(add format: json, or leave `event` out)\n"
		"8:38 SW152 `type` is missing (type: The event's type: text with fields of the JSON in braces)");
}

TEST(an_input_stands_once_and_is_no_topic_of_the_engine)
{
	reading_expect_refused("seatwire: 1\napplication: x\nmap: m\nlog: { embedded: d }\n"
			       "inputs: [ { topic: a }, { topic: x.state }, { topic: a } ]\n",
		"5:54 SW155 topic \"a\" is an input already\n"
		"5:34 SW155 \"x.state\" is a topic of the engine itself and cannot be an input");
}

TEST(the_example_is_a_configuration_and_shows_the_defaults)
{
	struct buffer example = {0};
	struct reading minimal, whole;

	config_example(&example);
	buffer_byte(&example, '\0');
	reading_config(&minimal, MINIMAL);
	expect_true(reading_config(&whole, example.data) != NULL);
	expect_slice(whole.config->instance, minimal.config->instance.data);
	expect_int(whole.config->partitions, minimal.config->partitions);
	expect_int(whole.config->live_from_now, minimal.config->live_from_now);
	expect_int(whole.config->workers, minimal.config->workers);
	expect_int(whole.config->commit_every_ms, minimal.config->commit_every_ms);
	expect_int(whole.config->commit_events, minimal.config->commit_events);
	expect_int(whole.config->commit_bytes, minimal.config->commit_bytes);
	expect_int(whole.config->limits.event_bytes, minimal.config->limits.event_bytes);
	expect_int(whole.config->limits.depth, minimal.config->limits.depth);
	expect_int(whole.config->accounts_in_memory_bytes, minimal.config->accounts_in_memory_bytes);
	buffer_finish(&example);
	reading_finish(&minimal);
	reading_finish(&whole);
}
