/* state_topic: reads a compacted partition as a table. The embedded log keeps it as one; of Kafka's, older records of a
 * key may still be there, so the newest are found here.
 *
 * Place: io, for commands. Memory: all entries of the partition, until the call returns. Thread: the caller's. */
#include "io/state_topic.h"
#include "base/hash.h"
#include "io/embedded.h"
#include "io/reader.h"
#include <stdlib.h>

struct entry {
	struct slice key, value; /* allocated; value NULL: tombstoned */
};

/* Entries in the order of their first record, and a table of their places (1 more; 0: empty) by the key's hash. */
struct table {
	struct entry *entries;
	uint32_t count, capacity;
	uint32_t *places;
	uint32_t place_count; /* a power of two, at least twice `capacity` */
};

static struct slice copy(struct slice bytes)
{
	char *data = memory_alloc(bytes.size + 1);

	if (bytes.size)
		memcpy(data, bytes.data, bytes.size);
	return (struct slice){data, bytes.size};
}

/* The place of the key in the table, or the empty one where it belongs. */
static uint32_t *place_of(const struct table *table, struct slice key)
{
	uint32_t at = (uint32_t)hash64(key, 0) & (table->place_count - 1);

	while (table->places[at] && !slice_equal(table->entries[table->places[at] - 1].key, key))
		at = (at + 1) & (table->place_count - 1);
	return &table->places[at];
}

static void grow(struct table *table)
{
	table->capacity = table->capacity ? 2 * table->capacity : 1024;
	table->place_count = 4 * table->capacity;
	table->entries = memory_realloc(table->entries, table->capacity * sizeof(*table->entries));
	free(table->places);
	table->places = memory_zalloc(table->place_count, sizeof(*table->places));
	for (uint32_t i = 0; i < table->count; i++)
		*place_of(table, table->entries[i].key) = i + 1;
}

static void put(struct table *table, struct slice key, struct slice value)
{
	struct entry *entry;
	uint32_t *place;

	if (table->count == table->capacity)
		grow(table);
	place = place_of(table, key);
	if (!*place) {
		table->entries[table->count] = (struct entry){.key = copy(key)};
		*place = ++table->count;
	}
	entry = &table->entries[*place - 1];
	free((char *)(uintptr_t)entry->value.data);
	entry->value = value.data ? copy(value) : (struct slice){0};
}

static int by_key(const void *a, const void *b)
{
	return slice_compare(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static void finish(struct table *table)
{
	for (uint32_t i = 0; i < table->count; i++) {
		free((char *)(uintptr_t)table->entries[i].key.data);
		free((char *)(uintptr_t)table->entries[i].value.data);
	}
	free(table->entries);
	free(table->places);
}

static bool read_kafka(const struct config *config, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context, struct arena *arena,
	struct slice *ret_error)
{
	struct reader *reader = reader_open(config, config->names.state, partition, 0, arena, ret_error);
	enum reader_result result = READER_FAILED;
	struct table table = {0};
	struct record record;

	while (reader && (result = reader_next(reader, &record)) == READER_RECORD)
		put(&table, record.key, record.value);
	if (reader && result == READER_FAILED)
		*ret_error = arena_copy(arena, slice_of(reader->error));
	reader_close(reader);
	if (result == READER_END && table.count)
		qsort(table.entries, table.count, sizeof(*table.entries), by_key);
	for (uint32_t i = 0; result == READER_END && i < table.count; i++)
		if (table.entries[i].value.data && !each(context, table.entries[i].key, table.entries[i].value))
			break;
	finish(&table);
	return result == READER_END;
}

static bool read_embedded(const struct config *config, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context, struct arena *arena,
	struct slice *ret_error)
{
	struct embedded *embedded = embedded_open(config->embedded.data, false, arena, ret_error);
	struct slice error;
	bool good;

	if (!embedded)
		return false;
	good = embedded_read_compacted(embedded, config->names.state, partition, each, context, &error);
	if (!good)
		*ret_error = arena_copy(arena, error);
	embedded_close(embedded);
	return good;
}

bool state_topic_read(const struct config *config, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context, struct arena *arena,
	struct slice *ret_error)
{
	return config->log == CONFIG_LOG_KAFKA ? read_kafka(config, partition, each, context, arena, ret_error)
					       : read_embedded(config, partition, each, context, arena, ret_error);
}
