/* summary: counts by name, in the order of the names.
 *
 * Place: the outermost layer; reads outputs as their subscribers do. Memory: one arena. Thread: one at a time. */
#include "cli/summary.h"
#include "base/json_out.h"
#include "event/json.h"
#include <stdlib.h>

enum { KEY_PARTS = 3 };

/* A count under up to three names. */
struct count {
	struct slice parts[KEY_PARTS];
	uint64_t count;
};

struct counts {
	struct count *items;
	uint32_t count, capacity;
};

struct summary {
	struct arena arena;
	struct arena scratch;
	struct counts signals, tasks, changes, receipts, dead_letters;
	struct slice input;    /* the input of the last receipt, so that a signal with two flows counts once */
	struct slice seen[64]; /* signals counted for it */
	uint32_t seen_count;
};

struct summary *summary_create(void)
{
	struct summary *summary = memory_zalloc(1, sizeof(*summary));

	arena_init(&summary->arena, 0);
	arena_init(&summary->scratch, 0);
	return summary;
}

void summary_destroy(struct summary *summary)
{
	if (!summary)
		return;
	arena_finish(&summary->scratch);
	arena_finish(&summary->arena);
	free(summary);
}

static int compare(const struct slice *a, const struct slice *b)
{
	int order = 0;

	for (int i = 0; i < KEY_PARTS && order == 0; i++)
		order = slice_compare(a[i], b[i]);
	return order;
}

/* Sorted insertion: there are as many rows as names in a map. */
static void add(struct summary *summary, struct counts *counts, struct slice first, struct slice second,
	struct slice third)
{
	const struct slice parts[KEY_PARTS] = {first, second, third};
	uint32_t low = 0, high = counts->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (compare(counts->items[middle].parts, parts) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == counts->count || compare(counts->items[low].parts, parts) != 0) {
		ARENA_GROW(&summary->arena, counts->items, counts->count, counts->capacity);
		memmove(&counts->items[low + 1], &counts->items[low],
			(counts->count - low) * sizeof(*counts->items));
		counts->items[low] = (struct count){.count = 0};
		for (int i = 0; i < KEY_PARTS; i++)
			counts->items[low].parts[i] = arena_copy(&summary->arena, parts[i]);
		counts->count++;
	}
	counts->items[low].count++;
}

static struct slice text_at(const struct value *object, const char *key)
{
	const struct value *value = object ? value_get(object, slice_of(key)) : NULL;

	return value && value->kind == VALUE_STRING ? value_text(value) : (struct slice){"", 0};
}

static struct slice header_of(const struct output *output, const char *name)
{
	for (uint32_t i = output->header_count; i-- > 0;)
		if (slice_is(output->headers[i].name, name))
			return output->headers[i].value;
	return (struct slice){"", 0};
}

/* "topic/partition/offset/index" without the index: the input. */
static struct slice input_of(const struct output *output)
{
	struct slice place = header_of(output, "seatwire-source");

	while (place.size && place.data[place.size - 1] != '/')
		place.size--;
	return place;
}

static bool seen_for_input(struct summary *summary, struct slice input, struct slice signal)
{
	if (!slice_equal(summary->input, input)) {
		summary->input = arena_copy(&summary->arena, input);
		summary->seen_count = 0;
	}
	for (uint32_t i = 0; i < summary->seen_count; i++)
		if (slice_equal(summary->seen[i], signal))
			return true;
	if (summary->seen_count < sizeof(summary->seen) / sizeof(summary->seen[0]))
		summary->seen[summary->seen_count++] = arena_copy(&summary->arena, signal);
	return false;
}

static bool tells_of_a_raise(struct slice result)
{
	return slice_is(result, "routed") || slice_is(result, "folded") || slice_is(result, "noted") ||
	       slice_is(result, "history");
}

static void add_receipt(struct summary *summary, const struct output *output, const struct value *data)
{
	struct slice none = {"", 0}, result = text_at(data, "result"), signal = text_at(data, "signal");

	add(summary, &summary->receipts, result, none, none);
	if (signal.size && tells_of_a_raise(result) && !seen_for_input(summary, input_of(output), signal))
		add(summary, &summary->signals, signal, none, none);
}

static void add_task(struct summary *summary, const struct value *event, const struct value *data)
{
	struct slice none = {"", 0}, type = text_at(event, "type");
	const struct value *why = value_get(data, SLICE("why")), *owner = value_get(data, SLICE("owner"));
	struct slice flow = text_at(why, "flow");

	add(summary, &summary->changes, type, none, none);
	if (slice_is(type, "seatwire.task.opened"))
		add(summary, &summary->tasks, flow.size ? flow : text_at(data, "signal"),
			text_at(owner, "seat"), text_at(data, "action"));
}

void summary_add(struct summary *summary, const struct output *output)
{
	struct slice none = {"", 0};
	const struct value *event, *data;
	struct json_fault fault;
	uint32_t duplicates;

	if (output->kind == OUTPUT_DEAD_LETTER) {
		add(summary, &summary->dead_letters, header_of(output, "reason"), none, none);
		return;
	}
	arena_reset(&summary->scratch);
	if (!json_read(&summary->scratch, output->value, EVENT_DEPTH_MOST, &event, &duplicates, &fault))
		return;
	data = value_get(event, SLICE("data"));
	if (output->kind == OUTPUT_TASK)
		add_task(summary, event, data);
	else
		add_receipt(summary, output, data);
}

static void print_object(struct json_out *out, const char *key, const struct counts *counts)
{
	json_key(out, key);
	json_begin_object(out);
	for (uint32_t i = 0; i < counts->count; i++) {
		json_key_slice(out, counts->items[i].parts[0]);
		json_integer(out, (int64_t)counts->items[i].count);
	}
	json_end_object(out);
}

static void print_json(const struct summary *summary, struct partition_counts counts, FILE *file)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	json_begin_object(&out);
	json_member_integer(&out, "events", (int64_t)counts.events);
	json_member_integer(&out, "accounts", (int64_t)counts.accounts);
	print_object(&out, "signals", &summary->signals);
	json_key(&out, "tasks");
	json_begin_array(&out);
	for (uint32_t i = 0; i < summary->tasks.count; i++) {
		const struct count *count = &summary->tasks.items[i];

		json_begin_object(&out);
		json_member_string(&out, "flow", count->parts[0]);
		json_member_string(&out, "seat", count->parts[1]);
		json_member_string(&out, "action", count->parts[2]);
		json_member_integer(&out, "count", (int64_t)count->count);
		json_end_object(&out);
	}
	json_end_array(&out);
	print_object(&out, "changes", &summary->changes);
	print_object(&out, "receipts", &summary->receipts);
	print_object(&out, "dead_letters", &summary->dead_letters);
	json_end_object(&out);
	fprintf(file, "%.*s\n", (int)buffer.size, buffer.data);
	buffer_finish(&buffer);
}

static void print_table(const char *title, const struct counts *counts, FILE *file)
{
	if (!counts->count)
		return;
	fprintf(file, "\n%s\n", title);
	for (uint32_t i = 0; i < counts->count; i++) {
		const struct count *count = &counts->items[i];

		fprintf(file, "  %10llu  %.*s", (unsigned long long)count->count, SLICE_PRINT(count->parts[0]));
		if (count->parts[1].size)
			fprintf(file, " -> %.*s (%.*s)", SLICE_PRINT(count->parts[1]),
				SLICE_PRINT(count->parts[2]));
		fputc('\n', file);
	}
}

void summary_print(const struct summary *summary, struct partition_counts counts, bool json, FILE *file)
{
	if (json) {
		print_json(summary, counts, file);
		return;
	}
	fprintf(file, "%llu event%s, %llu account%s remembered, %llu timer%s ran\n", (unsigned long long)counts.events,
		counts.events == 1 ? "" : "s", (unsigned long long)counts.accounts, counts.accounts == 1 ? "" : "s",
		(unsigned long long)counts.timers, counts.timers == 1 ? "" : "s");
	print_table("signals raised", &summary->signals, file);
	print_table("tasks opened: flow -> seat (action)", &summary->tasks, file);
	print_table("records on action topics", &summary->changes, file);
	print_table("receipts", &summary->receipts, file);
	print_table("dead letters", &summary->dead_letters, file);
}
