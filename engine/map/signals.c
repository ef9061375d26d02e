/* signals: the section `signals` of a flow map: what an interaction means.
 *
 * Place: within map/. Thread: the loader's. */
#include "map/reader.h"

static void read_times(struct map_reader *reader, const struct value *node, void *field)
{
	int64_t times = 2;

	reader_number(reader, node, 2, SIGNAL_TIMES_MOST, &times);
	((struct model_signal *)field)->signal.times = (uint32_t)times;
}

/* `key` stands only beside `beside`. */
static void needs_beside(struct map_reader *reader, const struct value *node, const char *key, const char *beside)
{
	const struct value *member = value_get(node, slice_of(key));

	if (member && !value_get(node, slice_of(beside)))
		map_error(reader, CODE_TOGETHER, reader_key_place(reader, member),
			arena_printf(reader->work, "add `%s`, or remove `%s`", beside, key),
			"\"%s\" stands only with \"%s\"", key, beside);
}

static void finish_signal(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_signal *signal = field;

	needs_beside(reader, node, "times", "within");
	needs_beside(reader, node, "within", "times");
	needs_beside(reader, node, "distinct", "times");
	if (signal->signal.times == 0)
		signal->signal.times = 1;
}

static const struct map_key signal_keys[] = {
	{"when", true, read_event_pattern, offsetof(struct model_signal, when),
		"the pattern of the events that raise it"},
	{"times", false, read_times, 0, "how many such events it takes, 2 to 1000; with `within`"},
	{"within", false, read_duration, offsetof(struct model_signal, signal.within_ms),
		"the sliding window of event time for `times`"},
	{"distinct", false, read_path, offsetof(struct model_signal, signal.distinct),
		"a path into the event: `times` counts its distinct values"},
	{"quiet", false, read_duration, offsetof(struct model_signal, signal.quiet_ms),
		"how long it is not raised again for the same account"},
	{"given", false, read_state_pattern, offsetof(struct model_signal, given),
		"a pattern over what is known of the account, which must hold as well"},
	{0},
};

static const struct map_later signal_later[] = {
	{"absent", "when", "events that fail to come"},
	{"becomes", "when", "a state that is reached"},
	{"before", "when", "a remembered date that draws near"},
	{"after", NULL, "what must have happened before"},
	{"for", NULL, "how long events fail to come"},
	{"by", NULL, "how long before a date"},
	{0},
};

const struct map_keys map_signal_keys = {"a signal", signal_keys, signal_later, finish_signal};
