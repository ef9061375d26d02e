/* embedded_inspect: what must hold of the topics before a worker may start; all of it in one run.
 *
 * Place: io, once a process. Memory: none of its own. Thread: the main one. */
#include "io/embedded_file.h"

enum { ALL_EQUAL = 1, KEPT = 2 };

struct embedded_check {
	struct embedded *embedded;
	struct diag *diag;
	struct slice first; /* topic that has `partition_count` */
	int32_t partition_count;
	uint32_t missing; /* number of the finding, from 1, on the topic that was found missing last; 0: none is */
};

#define FAULT(check, hint, ...) diag_add((check)->diag, SEVERITY_ERROR, "SW401", (struct place){0}, (hint), __VA_ARGS__)

static void check_topic(struct embedded_check *check, struct slice name, unsigned rules)
{
	struct embedded_topic topic;
	struct slice error;

	if (!embedded_find(check->embedded, name, &topic, &error)) {
		if (error.size)
			FAULT(check, (struct slice){0}, "%.*s", SLICE_PRINT(error));
		else if (FAULT(check, (struct slice){0}, "topic %.*s does not exist", SLICE_PRINT(name)))
			check->missing = check->diag->count;
		return;
	}
	if ((rules & KEPT) != (topic.purpose == TOPIC_STATE ? KEPT : 0))
		FAULT(check, SLICE("use another application's name, or another file"),
			"topic %.*s was made for something else", SLICE_PRINT(name));
	if (!(rules & ALL_EQUAL))
		return;
	if (check->partition_count == 0) {
		check->first = name;
		check->partition_count = topic.partition_count;
	} else if (topic.partition_count != check->partition_count) {
		FAULT(check, SLICE("make the topics anew in another file, all with one number of partitions"),
			"topic %.*s has %d partitions, but %.*s has %d", SLICE_PRINT(name), topic.partition_count,
			SLICE_PRINT(check->first), check->partition_count);
	}
}

bool embedded_inspect(
	struct embedded *embedded, const struct log_setup *setup, struct diag *diag, int32_t *ret_partition_count)
{
	struct embedded_check check = {.embedded = embedded, .diag = diag};
	uint32_t errors = diag->errors;

	for (uint32_t i = 0; i < setup->topic_count; i++)
		check_topic(&check, setup->topics[i], ALL_EQUAL);
	check_topic(&check, setup->names.state, ALL_EQUAL | KEPT);
	check_topic(&check, setup->names.journal, ALL_EQUAL);
	check_topic(&check, setup->names.receipts, 0);
	check_topic(&check, setup->names.dead_letters, 0);
	for (uint32_t i = 0; i < setup->action_topic_count; i++)
		check_topic(&check, setup->action_topics[i], 0);
	if (check.missing)
		diag->findings[check.missing - 1].hint = arena_copy(diag->arena, setup->mending);
	*ret_partition_count = check.partition_count;
	return diag->errors == errors;
}
