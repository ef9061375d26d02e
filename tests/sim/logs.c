/* logs: topics in memory. Memory: one arena for all that was ever appended. */
#include "logs.h"
#include "base/hash.h"

void logs_init(struct logs *logs, const struct core_setup *setup)
{
	*logs = (struct logs){.setup = setup};
	arena_init(&logs->arena, 1024 * 1024);
}

void logs_finish(struct logs *logs)
{
	arena_finish(&logs->arena);
}

static struct slice copy(struct logs *logs, struct slice bytes)
{
	return bytes.data ? arena_copy(&logs->arena, bytes) : bytes;
}

void logs_append(struct logs *logs, uint32_t topic, int32_t partition, int64_t timestamp_ms, struct slice key,
	struct slice value, const struct header *headers, uint32_t header_count)
{
	struct header *copies = ARENA_ARRAY(&logs->arena, struct header, header_count);
	struct sim_topic *log;

	if (partition < 0)
		partition = hash_partition(key, SIM_PARTITIONS);
	for (uint32_t i = 0; i < header_count; i++)
		copies[i] = (struct header){copy(logs, headers[i].name), copy(logs, headers[i].value)};
	log = &logs->topics[topic][partition];
	ARENA_GROW(&logs->arena, log->records, log->count, log->capacity);
	log->records[log->count] = (struct record){.topic = core_topic_name(logs->setup, topic),
		.partition = partition,
		.offset = log->count,
		.timestamp_ms = timestamp_ms,
		.key = copy(logs, key),
		.value = copy(logs, value),
		.headers = copies,
		.header_count = header_count};
	log->count++;
}

static void append_state(struct logs *logs, int32_t partition, const struct output *output)
{
	struct sim_states *states = &logs->states[partition];

	ARENA_GROW(&logs->arena, states->items, states->count, states->capacity);
	states->items[states->count++] = (struct sim_state){copy(logs, output->key), copy(logs, output->value)};
}

void logs_commit(struct logs *logs, int32_t partition, int64_t timestamp_ms, const struct outputs *outputs)
{
	for (uint32_t i = 0; i < outputs->count; i++) {
		const struct output *output = &outputs->items[i];

		if (output->kind == OUTPUT_STATE)
			append_state(logs, partition, output);
		else if (output->kind == OUTPUT_REKEY || output->kind == OUTPUT_CROSS)
			logs_append(logs, output->kind == OUTPUT_REKEY ? TOPIC_REKEY : TOPIC_CROSS, output->partition,
				timestamp_ms, output->key, output->value, output->headers, output->header_count);
	}
}
