/* progress: how far a partition has come, as a record of the state topic.
 *
 * MessagePack [version, batch, clock, live_from, instance, map version, topics, checksum]; topics is a list of
 * [name, next offset, arrival or nil]; the checksum is XXH3-64 over all before it. Topics are found by name, so that an
 * input may be added.
 * Place: core. Memory: the arena passed in. Thread: the worker's. */
#include "core/state.h"
#include "account/pack.h"
#include "base/hash.h"
#include "event/msgpack.h"

enum { PROGRESS_VERSION = 1, CHECKSUM_BYTES = 10, PROGRESS_PARTS = 8 };

static void pack_time(struct buffer *buffer, int64_t time_ms)
{
	if (time_ms == INT64_MIN)
		pack_nil(buffer);
	else
		pack_integer(buffer, time_ms);
}

static void pack_topics(struct buffer *buffer, const struct core_setup *setup, const struct progress *progress)
{
	pack_array(buffer, core_topic_count(setup));
	for (uint32_t i = 0; i < core_topic_count(setup); i++) {
		pack_array(buffer, 3);
		pack_text(buffer, core_topic_name(setup, i));
		pack_integer(buffer, progress->next_offset[i]);
		pack_time(buffer, progress->arrival_ms[i]);
	}
}

struct slice progress_encode(const struct partition *partition, struct arena *arena)
{
	const struct progress *progress = &partition->pending;
	struct buffer buffer = {0};
	struct slice value;
	uint64_t checksum;

	pack_array(&buffer, PROGRESS_PARTS);
	pack_integer(&buffer, PROGRESS_VERSION);
	pack_natural(&buffer, progress->batch);
	pack_integer(&buffer, progress->clock_ms);
	pack_time(&buffer, progress->live_from_ms);
	pack_text(&buffer, partition->setup->instance);
	pack_text(&buffer, partition->plan->version);
	pack_topics(&buffer, partition->setup, progress);
	checksum = hash64(buffer_slice(&buffer), 0);
	pack_bytes(&buffer, (struct slice){(const char *)&checksum, sizeof(checksum)});
	value = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return value;
}

static int64_t take_time(struct cursor *cursor)
{
	const struct value *value = cursor_next(cursor);

	return value->kind == VALUE_INTEGER ? value->integer : INT64_MIN;
}

static void take_topics(struct cursor *cursor, const struct core_setup *setup, struct progress *progress)
{
	uint32_t count, parts;
	struct cursor list = cursor_array(cursor, &count);

	for (uint32_t i = 0; i < count; i++) {
		struct cursor entry = cursor_array(&list, &parts);
		struct slice name = cursor_text(&entry);
		int64_t next_offset = cursor_integer(&entry);
		int64_t arrival_ms = take_time(&entry);

		list.good &= entry.good;
		for (uint32_t topic = 0; topic < core_topic_count(setup); topic++) {
			if (!slice_equal(core_topic_name(setup, topic), name))
				continue;
			progress->next_offset[topic] = next_offset;
			progress->arrival_ms[topic] = arrival_ms;
		}
	}
	cursor->good &= list.good;
}

static enum restore_result decode(struct slice value, const struct core_setup *setup, struct arena *scratch,
	struct progress *ret_progress)
{
	const struct msgpack_limits limits = {8, 10000};
	const struct value *root;
	struct msgpack_fault fault;
	struct progress progress = *ret_progress;
	struct cursor cursor;
	uint32_t duplicates;
	uint64_t checksum;

	if (value.size <= CHECKSUM_BYTES)
		return RESTORE_CORRUPT;
	memcpy(&checksum, value.data + value.size - sizeof(checksum), sizeof(checksum));
	if (checksum != hash64((struct slice){value.data, value.size - CHECKSUM_BYTES}, 0) ||
		!msgpack_read(scratch, value, &limits, &root, &duplicates, &fault))
		return RESTORE_CORRUPT;
	cursor = cursor_over(root);
	if (cursor_integer(&cursor) > PROGRESS_VERSION)
		return RESTORE_NEWER;
	progress.exists = true;
	progress.batch = (uint64_t)cursor_integer(&cursor);
	progress.clock_ms = cursor_integer(&cursor);
	progress.live_from_ms = take_time(&cursor);
	cursor_text(&cursor);
	cursor_text(&cursor);
	take_topics(&cursor, setup, &progress);
	if (!cursor.good || progress.batch < ret_progress->batch)
		return RESTORE_CORRUPT;
	*ret_progress = progress;
	return RESTORE_OK;
}

enum restore_result progress_decode(struct slice value, const struct core_setup *setup, struct progress *ret_progress)
{
	struct arena scratch;
	enum restore_result result;

	arena_init(&scratch, 4096);
	result = decode(value, setup, &scratch, ret_progress);
	arena_finish(&scratch);
	return result;
}
