/* retrace: one partition after the other, one batch after the other.
 *
 * Place: beside worker.c and replay.c, the third driver of the core. Memory: one batch at a time.
 * Thread: the caller's.
 *
 * Invariant: what the worker passed to the core in a batch is passed again: records and their order, how many of each
 * topic were still to come, which topics were at their end, the clock. */
#include "io/retrace.h"
#include "event/json.h"
#include <stdlib.h>

enum { BATCH_RECORDS_MOST = 1000000 };

/* A record of the batch, copied into its arena. */
struct taken {
	uint32_t topic;
	struct record record;
	enum event_fault refused; /* EVENT_OK: taken */
	struct slice detail;
};

struct course {
	struct retrace *retrace;
	const struct core_setup *setup;
	struct partition *partition;
	int32_t number;
	struct reader *readers[CORE_TOPICS_MOST]; /* opened at the first record of the topic */
	struct arena arena; /* of one batch */
	struct arena *errors;
	struct slice *error;
	bool started;

	struct taken *records; /* of the batch in hand */
	uint32_t count, capacity;
	bool at_end[CORE_TOPICS_MOST];
	bool some_end;
	const struct value *held_topic, *held_arrival; /* NULL: no record was held up */
};

static bool fail(struct course *course, struct slice why)
{
	*course->error = arena_copy(course->errors, why);
	return false;
}

static bool find_topic(const struct course *course, struct slice name, uint32_t *ret_topic)
{
	for (*ret_topic = 0; *ret_topic < core_topic_count(course->setup); (*ret_topic)++)
		if (slice_equal(core_topic_name(course->setup, *ret_topic), name))
			return true;
	return false;
}

static struct record copy_record(struct arena *arena, const struct record *record)
{
	struct record copy = *record;
	struct header *headers = ARENA_ARRAY(arena, struct header, record->header_count);

	if (record->key.data)
		copy.key = arena_copy(arena, record->key);
	if (record->value.data)
		copy.value = arena_copy(arena, record->value);
	for (uint32_t i = 0; i < record->header_count; i++) {
		headers[i].name = arena_copy(arena, record->headers[i].name);
		headers[i].value = arena_copy(arena, record->headers[i].value);
	}
	copy.headers = headers;
	return copy;
}

/* Reads the records of a run: all that its topic holds from `first` to `last`. */
static bool read_run(struct course *course, uint32_t topic, int64_t first, int64_t last)
{
	struct slice name = core_topic_name(course->setup, topic);
	struct record record = {.offset = -1};

	if (!course->readers[topic])
		course->readers[topic] = reader_open(course->retrace->config, name, course->number, first,
			course->errors, course->error);
	if (!course->readers[topic])
		return false;
	while (record.offset < last) {
		enum reader_result result = reader_next(course->readers[topic], &record);

		if (result == READER_FAILED)
			return fail(course, slice_of(course->readers[topic]->error));
		if (result == READER_END || record.offset > last || course->count == BATCH_RECORDS_MOST)
			return fail(course,
				arena_printf(&course->arena,
					"%.*s/%d: the journal names offsets %lld to %lld, and they are no longer "
					"there; only what is kept can be replayed",
					SLICE_PRINT(name), (int)course->number, (long long)first,
					(long long)last));
		if (record.offset < first)
			continue;
		ARENA_GROW(&course->arena, course->records, course->count, course->capacity);
		course->records[course->count++] =
			(struct taken){.topic = topic, .record = copy_record(&course->arena, &record)};
	}
	return true;
}

static const struct value *member(const struct value *object, const char *key, enum value_kind kind)
{
	const struct value *value = object ? value_get(object, slice_of(key)) : NULL;

	return value && value->kind == kind ? value : NULL;
}

/* The n-th element of an array; NULL if it is not of the kind. */
static const struct value *element(const struct value *array, uint32_t at, enum value_kind kind)
{
	const struct value *value = array + 1;

	if (array->kind != VALUE_ARRAY || at >= array->size)
		return NULL;
	while (at--)
		value += value->skip;
	return value->kind == kind ? value : NULL;
}

static bool read_runs(struct course *course, const struct value *runs)
{
	value_each (run, runs) {
		const struct value *topic = element(run, 0, VALUE_STRING), *first = element(run, 1, VALUE_INTEGER),
				   *last = element(run, 2, VALUE_INTEGER);
		uint32_t number;

		if (!topic || !first || !last)
			return fail(course, SLICE("the journal holds a run that is none"));
		if (!find_topic(course, value_text(topic), &number))
			return fail(course,
				arena_printf(&course->arena,
					"the journal names topic %.*s, which is no input of this configuration",
					SLICE_PRINT(value_text(topic))));
		if (!read_run(course, number, first->integer, last->integer))
			return false;
	}
	return true;
}

static enum event_fault fault_of(struct slice name)
{
	for (int fault = EVENT_OK; fault <= EVENT_POISON; fault++)
		if (slice_is(name, event_fault_name((enum event_fault)fault)))
			return (enum event_fault)fault;
	return EVENT_POISON;
}

static void read_refusals(struct course *course, const struct value *refused)
{
	value_each (entry, refused) {
		const struct value *topic = element(entry, 0, VALUE_STRING),
				   *offset = element(entry, 1, VALUE_INTEGER),
				   *reason = element(entry, 2, VALUE_STRING),
				   *detail = element(entry, 3, VALUE_STRING);
		uint32_t number;

		if (!topic || !offset || !reason || !detail || !find_topic(course, value_text(topic), &number))
			continue;
		for (uint32_t i = 0; i < course->count; i++) {
			struct taken *taken = &course->records[i];

			if (taken->topic != number || taken->record.offset != offset->integer)
				continue;
			taken->refused = fault_of(value_text(reason));
			taken->detail = value_text(detail);
		}
	}
}

static void read_ends(struct course *course, const struct value *ends)
{
	uint32_t topic;

	memset(course->at_end, 0, sizeof(course->at_end));
	course->some_end = ends->size > 0;
	value_each (name, ends)
		if (name->kind == VALUE_STRING && find_topic(course, value_text(name), &topic))
			course->at_end[topic] = true;
}

/* The timers that held up a record, which a later batch took. */
static bool hold_up(struct course *course, const uint32_t *remaining, const bool *at_end)
{
	uint32_t topic;

	return !course->held_topic || (course->held_arrival &&
					      find_topic(course, value_text(course->held_topic), &topic) &&
					      !partition_arrive(course->partition, topic, course->held_arrival->integer,
						      remaining, at_end));
}

/* False if they are not what made the batch. */
static bool take_records(struct course *course)
{
	const bool *at_end = course->some_end ? course->at_end : NULL;
	uint32_t remaining[CORE_TOPICS_MOST] = {0};
	bool good = true;

	for (uint32_t i = 0; i < course->count; i++)
		remaining[course->records[i].topic]++;
	for (uint32_t i = 0; i < course->count; i++) {
		const struct taken *taken = &course->records[i];

		remaining[taken->topic]--;
		if (taken->refused == EVENT_OK)
			good = partition_take(course->partition, taken->topic, &taken->record, remaining, at_end) &&
			       good;
		else
			good = partition_refuse(course->partition, taken->topic, &taken->record, taken->refused,
				       taken->detail, remaining, at_end) &&
			       good;
	}
	good = hold_up(course, remaining, at_end) && good;
	partition_timers(course->partition, at_end);
	partition_end(course->partition, at_end);
	return good;
}

static bool run_batch(struct course *course, int64_t number, int64_t clock_ms)
{
	struct retrace *retrace = course->retrace;
	struct outputs outputs;

	outputs_init(&outputs, &course->arena);
	partition_begin(course->partition, retrace->plan, clock_ms, &outputs);
	if (!take_records(course)) {
		partition_abort(course->partition);
		return fail(course,
			arena_printf(&course->arena,
				"batch %lld of partition %d does not take what its journal entry says",
				(long long)number, (int)course->number));
	}
	for (uint32_t i = 0; retrace->sink && i < outputs.count; i++)
		retrace->sink(retrace->context, log_topic_of(&retrace->config->names, &outputs.items[i]),
			&outputs.items[i]);
	partition_commit(course->partition);
	return true;
}

static void close_readers(struct course *course)
{
	for (uint32_t i = 0; i < core_topic_count(course->setup); i++) {
		reader_close(course->readers[i]);
		course->readers[i] = NULL;
	}
}

/* A batch that starts a partition, or starts it elsewhere, tells where; its first one also from when on it was live. */
static bool start(struct course *course, const struct value *data, const struct value *from, int64_t number)
{
	const struct value *live_from = member(data, "live_from", VALUE_INTEGER);
	int64_t next[CORE_TOPICS_MOST];
	uint32_t topic;

	if (!course->started && (number != 1 || !from))
		return fail(course,
			arena_printf(&course->arena,
				"the journal of partition %d begins with batch %lld: what was before it is no longer "
				"kept, and without it nothing after it can be done again",
				(int)course->number, (long long)number));
	if (!from)
		return true;
	for (int i = 0; i < CORE_TOPICS_MOST; i++)
		next[i] = -1;
	value_each (entry, from) {
		const struct value *name = element(entry, 0, VALUE_STRING), *offset = element(entry, 1, VALUE_INTEGER);

		if (name && offset && find_topic(course, value_text(name), &topic))
			next[topic] = offset->integer;
	}
	if (course->started)
		partition_adopt(course->partition, next);
	else
		partition_start_new(course->partition, live_from ? live_from->integer : INT64_MIN, next);
	close_readers(course);
	course->started = true;
	return true;
}

static bool same_map(struct course *course, const struct value *data, int64_t number)
{
	const struct value *version = member(member(data, "why", VALUE_OBJECT), "version", VALUE_STRING);

	if (version && slice_equal(value_text(version), course->retrace->plan->version))
		return true;
	return fail(course,
		arena_printf(&course->arena,
			"batch %lld of partition %d was made with map version %.*s, and the map at hand is %.*s; name "
			"that map in the configuration",
			(long long)number, (int)course->number,
			SLICE_PRINT(version ? value_text(version) : SLICE("unknown")),
			SLICE_PRINT(course->retrace->plan->version)));
}

/* An entry that is missing or stands twice would make another history of all that follows. */
static bool next_batch(struct course *course, int64_t number, int64_t clock_ms)
{
	const struct progress *progress = partition_progress(course->partition);

	if ((uint64_t)number == progress->batch + 1 && clock_ms >= progress->clock_ms)
		return true;
	return fail(course,
		arena_printf(&course->arena,
			"the journal of partition %d goes on with batch %lld where batch %llu should stand: "
			"records of it are missing or not its own",
			(int)course->number, (long long)number, (unsigned long long)progress->batch + 1));
}

static bool take_entry(struct course *course, const struct record *record)
{
	const struct value *event, *data, *batch, *clock, *runs, *ends, *refused, *held_up;
	struct json_fault fault;
	uint32_t duplicates;

	course->records = NULL;
	course->count = course->capacity = 0;
	if (!record->value.data ||
		!json_read(&course->arena, arena_copy(&course->arena, record->value), EVENT_DEPTH_MOST, &event,
			&duplicates, &fault))
		return fail(course, SLICE("the journal holds a record that is none of its own"));
	data = member(event, "data", VALUE_OBJECT);
	batch = member(data, "batch", VALUE_INTEGER);
	clock = member(data, "clock", VALUE_INTEGER);
	runs = member(data, "runs", VALUE_ARRAY);
	ends = member(data, "ends", VALUE_ARRAY);
	if (!batch || !clock || !runs || !ends)
		return fail(course, SLICE("the journal holds a record that is none of its own"));
	if (!start(course, data, member(data, "from", VALUE_ARRAY), batch->integer))
		return false;
	if (!next_batch(course, batch->integer, clock->integer) || !same_map(course, data, batch->integer) ||
		!read_runs(course, runs))
		return false;
	refused = member(data, "refused", VALUE_ARRAY);
	if (refused)
		read_refusals(course, refused);
	read_ends(course, ends);
	held_up = member(data, "held_up", VALUE_ARRAY);
	course->held_topic = held_up ? element(held_up, 0, VALUE_STRING) : NULL;
	course->held_arrival = held_up ? element(held_up, 1, VALUE_INTEGER) : NULL;
	return run_batch(course, batch->integer, clock->integer);
}

static bool follow_journal(struct course *course, struct reader *journal)
{
	enum reader_result result;
	struct record record;

	while ((result = reader_next(journal, &record)) == READER_RECORD) {
		if (!take_entry(course, &record))
			return false;
		arena_reset(&course->arena);
	}
	return result == READER_END || fail(course, slice_of(journal->error));
}

static bool run_partition(struct course *course)
{
	struct retrace *retrace = course->retrace;
	struct reader *journal = reader_open(retrace->config, retrace->config->names.journal, course->number, 0,
		course->errors, course->error);
	bool good = false;

	if (!journal)
		return false;
	course->partition = partition_create(course->setup, course->number);
	arena_init(&course->arena, 1024 * 1024);
	good = follow_journal(course, journal);
	if (good && retrace->account)
		partition_each_account(course->partition, retrace->account, retrace->context);
	partition_counts_add(&retrace->counts, partition_counts(course->partition));
	close_readers(course);
	reader_close(journal);
	arena_finish(&course->arena);
	partition_destroy(course->partition);
	return good;
}

bool retrace_run(struct retrace *retrace, struct arena *arena, struct slice *ret_error)
{
	const struct config *config = retrace->config;
	int32_t partitions = reader_partitions(config, config->names.journal, arena, ret_error);
	const struct core_setup setup = {.inputs = config->inputs,
		.input_count = config->input_count,
		.limits = config->limits,
		.partition_count = partitions,
		.rekey_topic = config->names.rekey,
		.cross_topic = config->names.cross,
		.instance = config->instance};

	for (int32_t i = 0; i < partitions; i++) {
		struct course course = {
			.retrace = retrace, .setup = &setup, .number = i, .errors = arena, .error = ret_error};

		if (!run_partition(&course))
			return false;
	}
	return partitions >= 0;
}
