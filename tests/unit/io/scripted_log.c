/* scripted_log: a log in memory that fails as it is told. */
#include "scripted_log.h"
#include "base/hash.h"
#include "check.h"
#include <stdio.h>

static struct scripted *of(struct log *log)
{
	return (struct scripted *)log;
}

static void scripted_close(struct log *log)
{
	struct scripted *scripted = of(log);

	if (scripted->assigned)
		scripted->owner.revoked(scripted->owner.context, &(int32_t){0}, 1, false);
}

static enum log_result scripted_poll(struct log *log, const struct log_poll_limits *limits, struct log_batch *ret_held)
{
	struct scripted *scripted = of(log);
	enum log_result result = LOG_OK;

	scripted->polls++;
	if (!scripted->assigned && scripted->polls == 1) {
		scripted->assigned = true;
		result = scripted->owner.assigned(scripted->owner.context, &(int32_t){0}, 1) ? LOG_OK : LOG_FATAL;
	} else if (scripted->polls == scripted->revoke_at_poll) {
		scripted->owner.revoked(scripted->owner.context, &(int32_t){0}, 1, true);
		scripted->assigned = false;
		scripted->released = scripted->delivered = scripted->count;
	} else if (!scripted->paused) {
		for (uint32_t i = 0; i < limits->records && scripted->delivered < scripted->count; i++)
			scripted->delivered++;
	}
	if (scripted->released == scripted->count ||
		(scripted->delivered == scripted->released && scripted->polls > 50))
		atomic_store(scripted->stop, true);
	*ret_held = (struct log_batch){
		scripted->records + scripted->released, scripted->topics, scripted->delivered - scripted->released};
	return result;
}

static void scripted_release(struct log *log)
{
	of(log)->released = of(log)->delivered;
}

static enum log_result scripted_pause(struct log *log, bool pause)
{
	of(log)->paused = pause;
	of(log)->pauses += pause;
	of(log)->resumes += !pause;
	return LOG_OK;
}

static enum log_result scripted_committed(struct log *log, int32_t partition, struct log_offsets *ret_offsets)
{
	ret_offsets->partition = partition;
	memcpy(ret_offsets->next, of(log)->committed, sizeof(ret_offsets->next));
	return LOG_OK;
}

static enum log_result scripted_first(struct log *log, int32_t partition, struct log_offsets *ret_offsets)
{
	(void)log;
	*ret_offsets = (struct log_offsets){.partition = partition};
	return LOG_OK;
}

static enum log_result scripted_read_state(struct log *log, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context)
{
	(void)partition;
	for (; of(log)->waits < of(log)->silences; of(log)->waits++) {
		if (of(log)->stop_in_silence)
			atomic_store(of(log)->stop, true);
		log->error = SLICE("nobody answers");
		if (!of(log)->owner.waits(of(log)->owner.context, log->error))
			return LOG_FATAL;
	}
	if (of(log)->stop_in_restore)
		atomic_store(of(log)->stop, true);
	for (uint32_t i = 0; i < of(log)->state_count; i++, of(log)->restored = i)
		if (!each(context, of(log)->state[i].key, of(log)->state[i].value))
			break;
	return LOG_OK;
}

static enum log_result scripted_start(struct log *log, const struct log_offsets *offsets)
{
	(void)log, (void)offsets;
	return LOG_OK;
}

static enum log_result scripted_ends(struct log *log, const int32_t *partitions, uint32_t count, uint64_t *ret_at_end)
{
	(void)log, (void)partitions;
	for (uint32_t i = 0; i < count; i++)
		ret_at_end[i] = 0;
	return LOG_OK;
}

static enum log_result scripted_begin(struct log *log)
{
	of(log)->open_state_count = of(log)->open_letter_count = 0;
	buffer_reset(&of(log)->open_letters);
	return LOG_OK;
}

static enum log_result scripted_produce(struct log *log, const struct output *output)
{
	struct scripted *scripted = of(log);
	struct slice reason = {0}, offset = {0};
	char own[32];

	if (output->kind == OUTPUT_STATE)
		scripted->open_state[scripted->open_state_count++] =
			(struct output){.key = arena_copy(&scripted->arena, output->key),
				.value = arena_copy(&scripted->arena, output->value)};
	if (output->kind != OUTPUT_DEAD_LETTER)
		return LOG_OK;
	for (uint32_t i = 0; i < output->header_count; i++) {
		if (slice_is(output->headers[i].name, "reason"))
			reason = output->headers[i].value;
		if (slice_is(output->headers[i].name, "offset"))
			offset = output->headers[i].value;
	}
	snprintf(own, sizeof(own), "%lld", (long long)scripted->too_large_offset);
	if (slice_is(offset, own) && !slice_is(reason, "output_too_large"))
		return LOG_TOO_LARGE;
	buffer_printf(&scripted->open_letters, "%.*s:%.*s ", SLICE_PRINT(offset), SLICE_PRINT(reason));
	scripted->open_letter_count++;
	return LOG_OK;
}

/* Makes of a progress record of instance "a" one of instance "b". */
static void usurp(struct output *progress)
{
	enum { CHECKSUM_BYTES = sizeof(uint64_t), BIN_HEAD_BYTES = 2 };
	char *bytes = (char *)progress->value.data, *instance = memmem(bytes, progress->value.size,
							    "\xa1"
							    "a",
							    2);
	size_t size = progress->value.size - CHECKSUM_BYTES;
	uint64_t checksum;

	expect_true(instance != NULL);
	instance[1] = 'b';
	checksum = hash64((struct slice){bytes, size - BIN_HEAD_BYTES}, 0);
	memcpy(bytes + size, &checksum, sizeof(checksum));
}

static void apply(struct scripted *scripted, const struct log_offsets *offsets)
{
	if (scripted->usurped && scripted->usurped + 1 == scripted->transactions)
		usurp(&scripted->open_state[scripted->open_state_count - 1]);
	buffer_append(&scripted->letters, buffer_slice(&scripted->open_letters));
	buffer_printf(&scripted->sizes, "%u ", scripted->open_letter_count);
	for (uint32_t i = 0; i < scripted->open_state_count; i++)
		scripted->state[scripted->state_count++] = scripted->open_state[i];
	memcpy(scripted->committed, offsets->next, sizeof(scripted->committed));
}

static enum log_result scripted_commit(struct log *log, const struct log_offsets *offsets, uint32_t count)
{
	struct scripted *scripted = of(log);
	uint32_t number = scripted->transactions++;
	bool told = number < scripted->commit_count;
	enum log_result result = told ? scripted->commits[number] : LOG_OK;

	expect_int(count, 1);
	if (result == LOG_OK || (told && scripted->applied[number]))
		apply(scripted, offsets);
	return result;
}

static enum log_result scripted_abort(struct log *log)
{
	(void)log;
	return LOG_OK;
}

static const struct log_ops ops = {scripted_close, scripted_poll, scripted_release, scripted_pause, scripted_committed,
	scripted_first, scripted_read_state, scripted_start, scripted_ends, scripted_begin, scripted_produce,
	scripted_commit, scripted_abort};

void scripted_init(struct scripted *scripted, uint32_t count, atomic_bool *stop)
{
	*scripted = (struct scripted){.log.ops = &ops, .stop = stop, .count = count, .too_large_offset = -1};
	arena_init(&scripted->arena, 0);
	for (uint32_t i = 0; i < count; i++)
		scripted->records[i] =
			(struct record){.topic = SLICE("events"), .offset = i, .timestamp_ms = 1, .value = SLICE("{")};
	for (int t = 0; t < CORE_TOPICS_MOST; t++)
		scripted->committed[t] = -1;
}

void scripted_finish(struct scripted *scripted)
{
	buffer_finish(&scripted->open_letters);
	buffer_finish(&scripted->letters);
	buffer_finish(&scripted->sizes);
	arena_finish(&scripted->arena);
}
