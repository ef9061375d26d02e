/* topics: `seatwire topics`: the topics that a map and a configuration need; makes what is missing; loads events.
 *
 * Place: a command. Thread: the main thread. */
#include "io/topics.h"
#include "base/json_out.h"
#include "cli/command.h"
#include "cli/findings.h"
#include "cli/setup.h"
#include "io/append.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PARTITIONS_MOST = 10000, REPLICAS_MOST = 100 };

struct work {
	const struct command_line *line;
	struct setup setup;
	struct topics topics;
};

static void print_text(const struct topics *topics)
{
	size_t widest = strlen("topic");

	for (uint32_t i = 0; i < topics->count; i++)
		if (topics->items[i].name.size > widest)
			widest = topics->items[i].name.size;
	printf("%-*s  partitions  cleanup  purpose\n", (int)widest, "topic");
	for (uint32_t i = 0; i < topics->count; i++) {
		const struct topic *topic = &topics->items[i];
		char count[16] = "missing";

		if (topic->partition_count)
			snprintf(count, sizeof(count), "%d", topic->partition_count);
		printf("%-*s  %10s  %-7s  %s: %s\n", (int)widest, topic->name.data, count,
			topic_compacted(topic->purpose) ? "compact" : "delete", topic_purpose_name(topic->purpose),
			topic_purpose_text(topic->purpose));
	}
}

static void print_json(const struct topics *topics)
{
	struct buffer buffer = {0};

	for (uint32_t i = 0; i < topics->count; i++) {
		const struct topic *topic = &topics->items[i];
		struct json_out out = json_out(&buffer);

		json_begin_object(&out);
		json_member_string(&out, "topic", topic->name);
		json_member_string(&out, "purpose", slice_of(topic_purpose_name(topic->purpose)));
		json_member_string(
			&out, "cleanup", topic_compacted(topic->purpose) ? SLICE("compact") : SLICE("delete"));
		json_key(&out, "exists");
		json_bool(&out, topic->partition_count > 0);
		if (topic->partition_count)
			json_member_integer(&out, "partitions", topic->partition_count);
		json_end_object(&out);
		buffer_byte(&buffer, '\n');
	}
	fwrite(buffer.data, 1, buffer.size, stdout);
	buffer_finish(&buffer);
}

static int list(const struct work *work)
{
	int status = EXIT_GOOD;

	if (command_json(work->line))
		print_json(&work->topics);
	else
		print_text(&work->topics);
	for (uint32_t i = 0; i < work->topics.count; i++)
		if (!work->topics.items[i].partition_count)
			status = EXIT_FINDINGS;
	return status;
}

/* The number of partitions to make: that of the topics which exist, else what the user says. */
static bool choose_partitions(struct work *work, int32_t *ret_count)
{
	struct slice error;
	int64_t wanted;

	if (!command_number(work->line, "partitions", 1, PARTITIONS_MOST, 0, &wanted))
		return false;
	if (!topics_partitions(&work->topics, &work->setup.arena, ret_count, &error)) {
		command_fail("%s", error.data);
		return false;
	}
	if (*ret_count && wanted && *ret_count != wanted) {
		command_usage_error(work->line,
			"--partitions %" PRId64 " does not fit: topics exist that have %d; leave it out", wanted,
			*ret_count);
		return false;
	}
	if (!*ret_count)
		*ret_count = wanted ? (int32_t)wanted : (int32_t)work->setup.config->partitions;
	return true;
}

static int create(struct work *work)
{
	int32_t partitions;
	int64_t replication;
	struct slice error;

	if (!choose_partitions(work, &partitions) ||
		!command_number(work->line, "replication", 1, REPLICAS_MOST, 0, &replication))
		return EXIT_USAGE;
	if (!topics_create(work->setup.config, &work->topics, partitions, (int32_t)replication,
		    &work->setup.arena, &error))
		return command_fail("%s", error.data);
	return EXIT_GOOD;
}

/* The number of the input whose topic is `name`, or -1 after a usage error. */
static int input_find(struct work *work, struct slice name)
{
	struct slice names[CORE_TOPICS_MOST];
	const struct config *config = work->setup.config;

	for (uint32_t i = 0; i < config->input_count; i++) {
		names[i] = config->inputs[i].topic;
		if (slice_equal(names[i], name))
			return (int)i;
	}
	command_usage_error(work->line, "\"%.*s\" is no input of %s; %s", SLICE_PRINT(name), config->file.data,
		diag_did_you_mean(&work->setup.arena, name, names, config->input_count).data);
	return -1;
}

static int append_file(struct work *work, uint32_t input, const char *path)
{
	const struct slice topic = work->setup.config->inputs[input].topic;
	int32_t partitions = work->topics.items[input].partition_count;
	struct append_counts counts;
	struct lines lines;
	struct slice error;
	bool good;

	if (!partitions)
		return command_fail("topic %.*s does not exist; add --create", SLICE_PRINT(topic));
	if (!lines_open(&lines, path, APPEND_LINE_BYTES_MOST))
		return command_fail("%s: %s", path, strerror(lines.error));
	good = append_lines(
		work->setup.config, work->setup.plan, input, partitions, &lines, &counts, &work->setup.arena, &error);
	lines_close(&lines);
	if (!good)
		return command_fail("%.*s", SLICE_PRINT(error));
	printf("%.*s: %" PRIu64 " event%s appended to %d partition%s", SLICE_PRINT(topic), counts.records,
		counts.records == 1 ? "" : "s", partitions, partitions == 1 ? "" : "s");
	if (counts.without_account)
		printf(", %" PRIu64 " of them without an account", counts.without_account);
	putchar('\n');
	return EXIT_GOOD;
}

static int append(struct work *work)
{
	for (int i = 0; i < work->line->operand_count; i++) {
		const char *operand = work->line->operands[i], *equals = strchr(operand, '=');
		int input, status;

		if (!equals || !equals[1])
			return command_usage_error(work->line, "\"%s\" names no file; write TOPIC=FILE", operand);
		input = input_find(work, (struct slice){operand, (size_t)(equals - operand)});
		status = input < 0 ? EXIT_USAGE : append_file(work, (uint32_t)input, equals + 1);
		if (status != EXIT_GOOD)
			return status;
	}
	return EXIT_GOOD;
}

static int work_on_topics(struct work *work)
{
	bool appends = command_flag(work->line, "append");
	struct slice error;
	int status = EXIT_GOOD;

	work->topics = topics_needed(work->setup.config, work->setup.plan, &work->setup.arena);
	if (!topics_look(work->setup.config, &work->topics, &work->setup.arena, &error))
		return command_fail("%s", error.data);
	if (command_flag(work->line, "create"))
		status = create(work);
	if (status == EXIT_GOOD && appends)
		return append(work);
	return status == EXIT_GOOD ? list(work) : status;
}

static int run(const struct command_line *line)
{
	struct work work = {.line = line};
	int status = EXIT_USAGE;

	if (!command_value(line, "config"))
		return command_usage_error(line, "--config is missing; write --config seatwire.yaml");
	if (line->operand_count && !command_flag(line, "append"))
		return command_usage_error(line, "\"%s\" is one too many; to load events write --append %s",
			line->operands[0], line->operands[0]);
	if (!line->operand_count && command_flag(line, "append"))
		return command_usage_error(line, "--append names nothing to load; write --append TOPIC=FILE");
	if (setup_load(&work.setup, command_value(line, "config")))
		status = work_on_topics(&work);
	else
		findings_print(stderr, &work.setup.diag);
	setup_finish(&work.setup);
	return status;
}

static const struct command_option options[] = {
	{"config", "FILE", "the engine configuration", "file"},
	{"create", NULL, "make the topics that are missing", NULL},
	{"partitions", "N", "of the topics made, where none exists yet (log.partitions, 4)", NULL},
	{"replication", "N", "of the topics made in Kafka (the broker's default)", NULL},
	{"append", NULL, "load events: each TOPIC=FILE is JSON Lines for an input (- reads standard input)", NULL},
	{0},
};

const struct command command_topics = {
	.name = "topics",
	.operands = "[TOPIC=FILE ...]",
	.operands_most = 64,
	.summary = "the topics that a map and a configuration need: list, make, load",
	.description = "Lists the topics that the engine reads and writes, what each is for, and how many\n"
		       "partitions it has; exit status 1 when one is missing. With --create it makes what\n"
		       "is missing, in Kafka or in the embedded log's file; the state topic is compacted,\n"
		       "and all get the same number of partitions.\n\n"
		       "With --append each line of a file becomes a record of an input topic. Its key is\n"
		       "the account that the map finds in the event, its partition that of the key, so\n"
		       "that nothing needs to be re-keyed. A line without an account gets no key; the\n"
		       "engine puts it to the dead letters. Loading works beside a running engine.",
	.example = "$ seatwire topics --config seatwire.yaml\n"
		   "$ seatwire topics --config seatwire.yaml --create --partitions 8\n"
		   "$ seatwire topics --config seatwire.yaml --create --append interactions=events.jsonl",
	.options = options,
	.run = run,
};
