/* values: the kinds of values in a flow map: text, durations, numbers, paths, topics, references, patterns.
 *
 * Place: within map/, called by the tables of keys. Memory: what the plan keeps in the plan's arena.
 * Thread: the loader's. */
#include "map/doubt.h"
#include "base/time_text.h"

enum {
	TEXT_BYTES_MOST = 1000, /* of one text that a task shows */
	TOPIC_BYTES_MOST = 249, /* Kafka's own bound */
	PATH_STEPS_MOST = 32,
};

void read_text(struct map_reader *reader, const struct value *node, void *field)
{
	if (node->kind != VALUE_STRING)
		reader_wrong_kind(reader, node, "text");
	else if (node->size == 0 || node->size > TEXT_BYTES_MOST)
		map_error(reader, CODE_LIMIT, reader_place(reader, node), NO_HINT,
			"here must stand text of 1 to %d bytes, and it has %u", TEXT_BYTES_MOST, node->size);
	else
		*(struct slice *)field = arena_copy(reader->plan_arena, value_text(node));
}

static bool is_topic(struct slice topic)
{
	if (topic.size == 0 || topic.size > TOPIC_BYTES_MOST || slice_is(topic, ".") || slice_is(topic, ".."))
		return false;
	for (size_t i = 0; i < topic.size; i++) {
		char c = topic.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
			    c == '_' || c == '-'))
			return false;
	}
	return !slice_starts(topic, SLICE("__"));
}

void read_topic(struct map_reader *reader, const struct value *node, void *field)
{
	if (node->kind != VALUE_STRING) {
		reader_wrong_kind(reader, node, "text");
	} else if (!is_topic(value_text(node))) {
		map_error(reader, CODE_TOPIC, reader_place(reader, node),
			SLICE("a topic is letters, digits, `.`, `_` and `-`, at most 249, and does not begin with "
			      "`__`"),
			"\"%.*s\" cannot be a topic", SLICE_PRINT(reader_shown(reader, value_text(node))));
	} else {
		*(struct slice *)field = arena_copy(reader->plan_arena, value_text(node));
	}
}

void read_bool(struct map_reader *reader, const struct value *node, void *field)
{
	if (node->kind != VALUE_TRUE && node->kind != VALUE_FALSE)
		reader_wrong_kind(reader, node, "`true` or `false`");
	else
		*(bool *)field = node->kind == VALUE_TRUE;
}

void read_duration(struct map_reader *reader, const struct value *node, void *field)
{
	int64_t ms;

	if (node->kind == VALUE_STRING && duration_parse(value_text(node), &ms) && ms > 0) {
		*(int64_t *)field = ms;
		return;
	}
	map_error(reader, CODE_DURATION, reader_place(reader, node),
		SLICE("a duration is a whole number and a unit: 90s, 15m, 12h, 14d; more than 0, at most 36500d"),
		"\"%.*s\" needs a duration", SLICE_PRINT(value_key(node)));
}

bool reader_number(
	struct map_reader *reader, const struct value *node, int64_t least, int64_t most, int64_t *ret_number)
{
	if (node->kind == VALUE_INTEGER && node->integer >= least && node->integer <= most) {
		*ret_number = node->integer;
		return true;
	}
	map_error(reader, CODE_NUMBER, reader_place(reader, node), NO_HINT,
		"\"%.*s\" needs a whole number from %lld to %lld", SLICE_PRINT(value_key(node)), (long long)least,
		(long long)most);
	return false;
}

/* An event is an object of scalar attributes and `data`, so only `data` has anything below it. */
static bool below_attribute(struct slice first, bool more)
{
	return more && !slice_is(first, "data");
}

bool reader_path(struct map_reader *reader, const struct value *node, struct path *ret_path)
{
	struct slice text;
	struct path path;

	if (node->kind != VALUE_STRING) {
		reader_wrong_kind(reader, node, "text, a path such as data.account_id");
		return false;
	}
	text = arena_copy(reader->plan_arena, value_text(node));
	if (!path_parse(reader->plan_arena, text, &path) || path.count > PATH_STEPS_MOST) {
		map_error(reader, CODE_PATH, reader_place(reader, node),
			SLICE("a path is steps with dots between them, such as data.account_id; at most 32"),
			"\"%.*s\" is not a path", SLICE_PRINT(reader_shown(reader, text)));
		return false;
	}
	if (below_attribute(path.steps[0], path.count > 1)) {
		map_error(reader, CODE_PATH, reader_place(reader, node),
			SLICE("what a producer says stands below `data`: data.account_id"),
			"no event has \"%.*s\": of an event only \"data\" has anything below it",
			SLICE_PRINT(reader_shown(reader, text)));
		return false;
	}
	*ret_path = path;
	return true;
}

void read_path(struct map_reader *reader, const struct value *node, void *field)
{
	reader_path(reader, node, field);
}

void read_ref(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_ref *ref = field;

	if (node->kind != VALUE_STRING || node->size == 0) {
		reader_wrong_kind(reader, node, "text, a name");
		return;
	}
	*ref = (struct model_ref){.name = value_text(node), .at = reader_place(reader, node), .index = PLAN_NONE};
}

void read_nothing(struct map_reader *reader, const struct value *node, void *field)
{
	(void)reader;
	(void)node;
	(void)field;
}

static struct place pattern_place(const void *context, const struct value *node)
{
	return yaml_place(context, node);
}

/* Has the findings from number `from` on say in which entry the pattern stands. */
static void name_entry(struct map_reader *reader, uint32_t from)
{
	struct diag *diag = reader->diag;

	for (uint32_t i = from; reader->entry_what && i < diag->count; i++)
		diag->findings[i].sentence = arena_printf(diag->arena, "%s \"%.*s\": %.*s", reader->entry_what,
			SLICE_PRINT(reader->entry_name), SLICE_PRINT(diag->findings[i].sentence));
}

/* Parses a pattern, and says so when it can never be true. */
static struct model_pattern *pattern_read(struct map_reader *reader, const struct value *node, void *field)
{
	struct pattern_source source = {.place = pattern_place, .context = reader->file};
	struct model_pattern *read = field;
	struct slice why;

	if (node->kind != VALUE_OBJECT) {
		reader_wrong_kind(reader, node, "a pattern, such as { type: [ticket.opened] }");
		return NULL;
	}
	*read = (struct model_pattern){.tree = node, .file = reader->file, .at = reader_key_place(reader, node)};
	read->pattern = pattern_parse(reader->plan_arena, node, &source, reader->diag);
	if (!read->pattern)
		return NULL;
	why = pattern_contradiction(read->pattern, reader->work);
	if (why.size)
		map_error(reader, CODE_NEVER, read->at, NO_HINT, "this can never be true: %.*s", SLICE_PRINT(why));
	return read;
}

/* Looks at the first steps of a pattern over an event, also those below `$or`, `$all` and `$not`. */
static void check_attributes(struct map_reader *reader, const struct value *node)
{
	value_each (member, node) {
		struct slice key = value_key(member);

		if (slice_is(key, "$not")) {
			check_attributes(reader, member);
		} else if (slice_is(key, "$or") || slice_is(key, "$all")) {
			value_each (part, member)
				check_attributes(reader, part);
		} else if (below_attribute(key, member->kind == VALUE_OBJECT)) {
			map_error(reader, CODE_NEVER, reader_key_place(reader, member),
				SLICE("what a producer says stands below `data`: { data: { ... } }"),
				"nothing stands below \"%.*s\": of an event only \"data\" has anything below it",
				SLICE_PRINT(reader_shown(reader, key)));
		}
	}
}

void read_event_pattern(struct map_reader *reader, const struct value *node, void *field)
{
	uint32_t findings = reader->diag->count;

	if (pattern_read(reader, node, field))
		check_attributes(reader, node);
	name_entry(reader, findings);
}

void read_state_pattern(struct map_reader *reader, const struct value *node, void *field)
{
	uint32_t findings = reader->diag->count;

	if (!pattern_read(reader, node, field))
		reader->model->doubt |= DOUBT_SIGNALS;
	name_entry(reader, findings);
}
