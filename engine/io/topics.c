/* topics: lists what a map and a configuration need, and asks and tells the log that the configuration names.
 *
 * Place: io, for `seatwire topics`. Memory: the arena passed in. Thread: the caller's. */
#include "io/topics.h"
#include "io/embedded.h"
#include "io/kafka_admin.h"
#include <unistd.h>

static const struct {
	const char *name, *text;
	bool compacted;
	bool equal; /* all of them have the same number of partitions */
} purposes[] = {
	[TOPIC_INPUT] = {"input", "customer events, named in the configuration", false, true},
	[TOPIC_TASKS] = {"tasks", "tasks, named in the map", false, false},
	[TOPIC_RECEIPTS] = {"receipts", "what became of each signal", false, false},
	[TOPIC_DEAD_LETTERS] = {"dead letters", "records that are no events, as received", false, false},
	[TOPIC_STATE] = {"state", "what is remembered of each account, and progress", true, true},
	[TOPIC_JOURNAL] = {"journal", "what each transaction took in, for replay", false, true},
	[TOPIC_REKEY] = {"re-key", "misplaced records on their way to their account's partition", false, true},
	[TOPIC_CROSS] = {"cross", "what counts across accounts", false, true},
};

const char *topic_purpose_name(enum topic_purpose purpose)
{
	return purposes[purpose].name;
}

const char *topic_purpose_text(enum topic_purpose purpose)
{
	return purposes[purpose].text;
}

bool topic_compacted(enum topic_purpose purpose)
{
	return purposes[purpose].compacted;
}

static void add(struct topics *topics, struct arena *arena, struct slice name, enum topic_purpose purpose)
{
	for (uint32_t i = 0; i < topics->count; i++)
		if (slice_equal(topics->items[i].name, name))
			return;
	topics->items[topics->count++] = (struct topic){.name = arena_copy(arena, name), .purpose = purpose};
}

struct topics topics_needed(const struct config *config, const struct plan *plan, struct arena *arena)
{
	const struct log_names *names = &config->names;
	struct topics topics = {.items = ARENA_ARRAY(arena, struct topic,
					config->input_count + plan->action_count + 1u + TOPIC_PURPOSES)};

	for (uint32_t i = 0; i < config->input_count; i++)
		add(&topics, arena, config->inputs[i].topic, TOPIC_INPUT);
	for (uint32_t i = 0; i < plan->action_count; i++)
		add(&topics, arena, plan->actions[i].topic, TOPIC_TASKS);
	add(&topics, arena, plan->steward.topic, TOPIC_TASKS);
	add(&topics, arena, names->receipts, TOPIC_RECEIPTS);
	add(&topics, arena, names->dead_letters, TOPIC_DEAD_LETTERS);
	add(&topics, arena, names->state, TOPIC_STATE);
	add(&topics, arena, names->journal, TOPIC_JOURNAL);
	add(&topics, arena, names->rekey, TOPIC_REKEY);
	add(&topics, arena, names->cross, TOPIC_CROSS);
	return topics;
}

bool topics_partitions(const struct topics *topics, struct arena *arena, int32_t *ret_count, struct slice *ret_error)
{
	const struct topic *first = NULL;

	*ret_count = 0;
	for (uint32_t i = 0; i < topics->count; i++) {
		const struct topic *topic = &topics->items[i];

		if (!topic->partition_count || !purposes[topic->purpose].equal)
			continue;
		if (!first)
			first = topic;
		if (topic->partition_count != first->partition_count) {
			*ret_error = arena_printf(arena, "topic %s has %d partitions, but %s has %d; make them equal",
				topic->name.data, topic->partition_count, first->name.data, first->partition_count);
			return false;
		}
	}
	*ret_count = first ? first->partition_count : 0;
	return true;
}

static bool embedded_topics_look(
	const struct config *config, struct topics *topics, struct arena *arena, struct slice *ret_error)
{
	struct embedded *embedded;
	bool good;

	if (access(config->embedded.data, F_OK) != 0)
		return true; /* to look makes no file; there is no topic in it */
	embedded = embedded_open(config->embedded.data, true, arena, ret_error);
	good = embedded != NULL;
	for (uint32_t i = 0; i < topics->count && good; i++) {
		struct embedded_topic topic;
		struct slice error;

		if (embedded_find(embedded, topics->items[i].name, &topic, &error))
			topics->items[i].partition_count = topic.partition_count;
		good = error.size == 0;
		if (!good)
			*ret_error = arena_copy(arena, error);
	}
	embedded_close(embedded);
	return good;
}

static bool embedded_topics_create(const struct config *config, const struct topics *topics, int32_t partition_count,
	struct arena *arena, struct slice *ret_error)
{
	struct embedded *embedded = embedded_open(config->embedded.data, true, arena, ret_error);
	struct embedded_topic *missing = ARENA_ARRAY(arena, struct embedded_topic, topics->count);
	struct slice error;
	uint32_t count = 0;
	bool good;

	if (!embedded)
		return false;
	for (uint32_t i = 0; i < topics->count; i++)
		if (!topics->items[i].partition_count)
			missing[count++] = (struct embedded_topic){
				topics->items[i].name, partition_count, topics->items[i].purpose};
	good = embedded_create(embedded, missing, count, &error);
	if (!good)
		*ret_error = arena_copy(arena, error);
	embedded_close(embedded);
	return good;
}

bool topics_look(const struct config *config, struct topics *topics, struct arena *arena, struct slice *ret_error)
{
	return config->log == CONFIG_LOG_KAFKA ? kafka_admin_look(config, topics, arena, ret_error)
					       : embedded_topics_look(config, topics, arena, ret_error);
}

bool topics_create(const struct config *config, struct topics *topics, int32_t partition_count, int32_t replication,
	struct arena *arena, struct slice *ret_error)
{
	bool good = config->log == CONFIG_LOG_KAFKA
			    ? kafka_admin_create(config, topics, partition_count, replication, arena, ret_error)
			    : embedded_topics_create(config, topics, partition_count, arena, ret_error);

	for (uint32_t i = 0; good && i < topics->count; i++)
		if (!topics->items[i].partition_count)
			topics->items[i].partition_count = partition_count;
	return good;
}
