/* state: `seatwire state dump` and `seatwire state adopt`: what is remembered of accounts, and the operator's word that
 * offsets were moved on purpose.
 *
 * Place: a command. Thread: the main thread. */
#include "account/codec.h"
#include "base/hash.h"
#include "cli/command.h"
#include "cli/findings.h"
#include "cli/setup.h"
#include "io/adopt.h"
#include "io/reader.h"
#include "io/state_topic.h"
#include <inttypes.h>
#include <stdio.h>

enum { PARTITIONS_MOST = 1000000 };

struct work {
	const struct command_line *line;
	struct setup setup; /* no plan for a dump */
};

/* What a dump prints of a partition's records. */
struct dump {
	struct slice account; /* only this one; empty: all */
	int32_t partition;
	struct partition *progress; /* NULL: accounts are printed; else it takes the progress record */
	struct arena scratch;
	struct buffer text;
	uint64_t found;
	const char *fault;
};

static bool print_account(void *context, struct slice key, struct slice value)
{
	struct dump *dump = context;
	struct json_out out;

	if (slice_equal(key, PROGRESS_KEY) || (dump->account.size && !slice_equal(key, dump->account)))
		return true;
	arena_reset(&dump->scratch);
	buffer_reset(&dump->text);
	out = json_out(&dump->text);
	if (!codec_describe(key, value, &dump->scratch, &out)) {
		dump->fault = "the state of an account is damaged, or of a newer version";
		return false;
	}
	buffer_byte(&dump->text, '\n');
	dump->found++;
	return fwrite(dump->text.data, 1, dump->text.size, stdout) == dump->text.size;
}

static bool take_progress(void *context, struct slice key, struct slice value)
{
	struct dump *dump = context;

	if (!slice_equal(key, PROGRESS_KEY))
		return true;
	if (partition_restore(dump->progress, key, value) != RESTORE_OK)
		dump->fault = "the progress record is damaged, or of a newer version";
	return false;
}

static void print_progress(struct dump *dump, const struct config *config)
{
	const struct progress *progress = partition_progress(dump->progress);
	struct json_out out;

	buffer_reset(&dump->text);
	out = json_out(&dump->text);
	json_begin_object(&out);
	json_member_integer(&out, "partition", dump->partition);
	if (progress->exists) {
		json_member_integer(&out, "batch", (int64_t)progress->batch);
		json_key(&out, "clock");
		json_time(&out, progress->clock_ms);
		json_key(&out, "next");
		json_begin_object(&out);
		for (uint32_t t = 0; t < config->consumed_count; t++) {
			json_key_slice(&out, config->consumed[t]);
			json_integer(&out, progress->next_offset[t]);
		}
		json_end_object(&out);
	}
	json_end_object(&out);
	buffer_byte(&dump->text, '\n');
	fwrite(dump->text.data, 1, dump->text.size, stdout);
}

static int dump_partition(struct work *work, struct dump *dump, const struct core_setup *core)
{
	bool progress = command_flag(work->line, "progress");
	struct slice error;
	bool good;

	dump->progress = progress ? partition_create(core, dump->partition) : NULL;
	good = state_topic_read(work->setup.config, dump->partition, progress ? take_progress : print_account, dump,
		&work->setup.arena, &error);
	if (good && progress && !dump->fault)
		print_progress(dump, work->setup.config);
	partition_destroy(dump->progress);
	if (!good)
		return command_fail("%.*s", SLICE_PRINT(error));
	return dump->fault ? command_fail("partition %d: %s", dump->partition, dump->fault) : EXIT_GOOD;
}

static int dump(struct work *work)
{
	const struct config *config = work->setup.config;
	const char *account = command_value(work->line, "account");
	struct dump dump = {.account = slice_of(account)};
	struct core_setup core = {.inputs = config->inputs,
		.input_count = config->input_count,
		.limits = config->limits,
		.rekey_topic = config->names.rekey,
		.cross_topic = config->names.cross,
		.instance = config->instance};
	struct slice error;
	int status = EXIT_GOOD;

	core.partition_count = reader_partitions(config, config->names.state, &work->setup.arena, &error);
	if (core.partition_count < 0)
		return command_fail("%.*s", SLICE_PRINT(error));
	arena_init(&dump.scratch, 0);
	if (account) {
		dump.partition = hash_partition(dump.account, core.partition_count);
		status = dump_partition(work, &dump, &core);
	}
	for (; !account && status == EXIT_GOOD && dump.partition < core.partition_count; dump.partition++)
		status = dump_partition(work, &dump, &core);
	arena_finish(&dump.scratch);
	buffer_finish(&dump.text);
	if (status == EXIT_GOOD && account && !dump.found && !command_flag(work->line, "progress")) {
		fprintf(stderr, "seatwire: nothing is remembered of account \"%s\"\n", account);
		return EXIT_FINDINGS;
	}
	return status;
}

static void offset_text(int64_t offset, char text[24])
{
	if (offset < 0)
		snprintf(text, 24, "none");
	else
		snprintf(text, 24, "%" PRId64, offset);
}

static void print_report(const struct adopt_report *report)
{
	printf("%-32s  %12s  %12s  %12s\n", "topic", "committed", "state", "adopted");
	for (uint32_t t = 0; t < report->topic_count; t++) {
		const struct adopt_topic *topic = &report->topics[t];
		char committed[24], state[24], adopted[24];

		offset_text(topic->committed, committed);
		offset_text(topic->state, state);
		offset_text(topic->adopted, adopted);
		printf("%-32.*s  %12s  %12s  %12s\n", SLICE_PRINT(topic->name), committed, state, adopted);
	}
}

static int adopt_one(struct work *work, int32_t partition)
{
	bool yes = command_flag(work->line, "yes");
	struct adopt_report report;
	struct slice error;

	if (!adopt_partition(work->setup.config, work->setup.plan, partition, yes, &work->setup.diag,
		    &work->setup.arena, &report, &error)) {
		findings_print(stderr, &work->setup.diag);
		return error.size ? command_fail("%.*s", SLICE_PRINT(error)) : EXIT_USAGE;
	}
	print_report(&report);
	if (report.agree) {
		printf("partition %d: offsets and state agree; there is nothing to adopt\n", partition);
		return EXIT_GOOD;
	}
	if (yes) {
		printf("partition %d: adopted\n", partition);
		return EXIT_GOOD;
	}
	printf("partition %d: nothing was changed. Events between the two offsets would be skipped, or read again; of\n"
	       "those, what is older than the map's `dedupe` would count twice. If that is right, add --yes\n",
		partition);
	return EXIT_FINDINGS;
}

static int adopt(struct work *work)
{
	int64_t partition;

	if (!command_number(work->line, "partition", 0, PARTITIONS_MOST, -1, &partition))
		return EXIT_USAGE;
	if (partition < 0)
		return command_usage_error(work->line, "adopt needs --partition N");
	return adopt_one(work, (int32_t)partition);
}

static int run(const struct command_line *line)
{
	const char *path = command_value(line, "config");
	struct work work = {.line = line};
	bool dumps = strcmp(line->operands[0], "dump") == 0; /* needs no map, and is not to fail because of it */
	int status = EXIT_USAGE;

	if (!dumps && strcmp(line->operands[0], "adopt") != 0)
		return command_usage_error(line, "there is no \"%s\"; write dump or adopt", line->operands[0]);
	if (!path)
		return command_usage_error(line, "--config is missing; write --config seatwire.yaml");
	if (dumps ? setup_load_config(&work.setup, path) : setup_load(&work.setup, path))
		status = dumps ? dump(&work) : adopt(&work);
	else
		findings_print(stderr, &work.setup.diag);
	setup_finish(&work.setup);
	return status;
}

static const struct command_option options[] = {
	{"config", "FILE", "the engine configuration", "file"},
	{"account", "KEY", "dump: only this account", NULL},
	{"progress", NULL, "dump: how far each partition has come, instead of accounts", NULL},
	{"partition", "N", "adopt: the partition", NULL},
	{"yes", NULL, "adopt: do it; without it, only what would be done is shown", NULL},
	{0},
};

const struct command command_state = {
	.name = "state",
	.operands = "dump|adopt",
	.operands_least = 1,
	.operands_most = 1,
	.operands_complete = "dump adopt",
	.summary = "what is remembered of accounts; adopt moved offsets",
	.description = "dump prints one JSON object a line for each account that the state topic\n"
		       "remembers: facts, signals, open tasks. It works beside a running engine.\n\n"
		       "adopt is for an operator who moved or lost the committed offsets of a partition.\n"
		       "The engine refuses such a partition, because its state is that of other offsets:\n"
		       "events would be lost or done twice. adopt shows both; with --yes it writes that\n"
		       "the state goes with the committed offsets from now on. No engine of the\n"
		       "application may run meanwhile.",
	.example = "$ seatwire state dump --config seatwire.yaml --account acct-42\n"
		   "$ seatwire state dump --config seatwire.yaml --progress\n"
		   "$ seatwire state adopt --config seatwire.yaml --partition 3\n"
		   "$ seatwire state adopt --config seatwire.yaml --partition 3 --yes",
	.options = options,
	.run = run,
};
