/* account: the section `account` of a flow map: whose events are seen together, and what is remembered of an account.
 *
 * Place: within map/. Thread: the loader's.
 *
 * Invariants
 *   1. A fact has exactly one of `last open count recent`, and it decides the fact's kind. */
#include "map/reader.h"

enum {
	KEY_PATHS_MOST = 16,
	KEEP_DAYS = 365, /* members of an open fact, unless `keep` says otherwise */
};

static const int64_t day_ms = 24 * 3600 * (int64_t)1000;

static void set_kind(struct model_fact *fact, enum fact_kind kind)
{
	fact->fact.kind = kind;
}

static void read_last(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_fact *fact = field;

	set_kind(fact, FACT_LAST);
	reader_path(reader, node, &fact->fact.path);
}

static void read_open(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_fact *fact = field;

	set_kind(fact, FACT_OPEN);
	reader_path(reader, node, &fact->fact.path);
}

static void read_count(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_fact *fact = field;

	set_kind(fact, FACT_COUNT);
	read_duration(reader, node, &fact->fact.window_ms);
}

static void read_recent(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_fact *fact = field;
	int64_t most = 0;

	set_kind(fact, FACT_RECENT);
	reader_number(reader, node, 1, FACT_RECENT_MOST, &most);
	fact->fact.most = (uint32_t)most;
}

static void read_keep(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_fact *fact = field;

	fact->keep_stated = true;
	read_duration(reader, node, &fact->fact.window_ms);
}

/* `key` must stand with a fact of this kind, or must not. */
static void expect_key(
	struct map_reader *reader, const struct value *node, const char *kind, const char *key, bool wanted)
{
	const struct value *member = value_get(node, slice_of(key));

	if (wanted && !member)
		map_error(reader, CODE_MISSING_KEY, reader_key_place(reader, node), NO_HINT, "`%s` needs \"%s\"", kind,
			key);
	else if (!wanted && member)
		map_error(reader, CODE_TOGETHER, reader_key_place(reader, member), NO_HINT,
			"\"%s\" does not go with `%s`", key, kind);
}

static void finish_open(struct map_reader *reader, const struct value *node, struct model_fact *fact)
{
	if (!fact->keep_stated) {
		fact->fact.window_ms = KEEP_DAYS * day_ms;
		if (value_get(node, SLICE("from")) && !value_get(node, SLICE("until")))
			map_error(reader, CODE_MISSING_KEY, reader_key_place(reader, node),
				SLICE("say what closes a member, or with `keep` how long it counts"),
				"`open` needs \"until\", or \"keep\"");
	}
}

static void finish_fact(struct map_reader *reader, const struct value *node, void *field)
{
	static const char *const kinds[] = {"last", "open", "count", "recent"};
	const char *kind = NULL;

	for (int i = 0; i < 4; i++) {
		const struct value *member = value_get(node, slice_of(kinds[i]));

		if (member && kind)
			map_error(reader, CODE_TOGETHER, reader_key_place(reader, member),
				SLICE("make two facts of it"),
				"a fact is one of `last open count recent`, and this has \"%s\" and \"%s\"", kind,
				kinds[i]);
		else if (member)
			kind = kinds[i];
	}
	if (!kind) {
		map_error(reader, CODE_MISSING_KEY, reader_key_place(reader, node),
			SLICE("last: <path> | open: <path> | count: <window> | recent: <number>"),
			"a fact needs one of `last open count recent`");
		return;
	}
	expect_key(reader, node, kind, "on", strcmp(kind, "open") != 0);
	expect_key(reader, node, kind, "from", strcmp(kind, "open") == 0);
	if (strcmp(kind, "open") == 0) {
		finish_open(reader, node, field);
	} else {
		expect_key(reader, node, kind, "until", false);
		expect_key(reader, node, kind, "keep", false);
	}
}

static const struct map_key fact_keys[] = {
	{"last", false, read_last, 0, "a path into the event: its newest value is remembered"},
	{"open", false, read_open, 0, "a path to an id: the set of ids that were opened and not closed"},
	{"count", false, read_count, 0, "a window: how many events match within it"},
	{"recent", false, read_recent, 0, "a number: time, type and id of the newest events that match"},
	{"on", false, read_event_pattern, offsetof(struct model_fact, on), "the pattern of the events that count"},
	{"from", false, read_event_pattern, offsetof(struct model_fact, on), "the pattern that opens a member"},
	{"until", false, read_event_pattern, offsetof(struct model_fact, until), "the pattern that closes a member"},
	{"keep", false, read_keep, 0, "how long a member stays that nothing closes (365d)"},
	{0},
};

const struct map_keys map_fact_keys = {"a fact", fact_keys, NULL, finish_fact};

static void finish_person(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_fact *person = field;

	(void)node;
	(void)reader;
	person->fact.kind = FACT_PERSON;
	person->seat = (struct model_ref){.name = person->head.name, .at = person->head.at, .index = PLAN_NONE};
}

static const struct map_key person_keys[] = {
	{"last", true, read_path, offsetof(struct model_fact, fact.path), "a path into the event: who it is"},
	{"on", true, read_event_pattern, offsetof(struct model_fact, on), "the pattern of the events that say it"},
	{0},
};

const struct map_keys map_person_keys = {"who sits in a seat", person_keys, NULL, finish_person};

static void read_key(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;

	if (!reader_once(reader, node, &model->key_at))
		return;
	if (node->kind == VALUE_ARRAY && (node->size == 0 || node->size > KEY_PATHS_MOST)) {
		map_error(reader, CODE_LIMIT, reader_place(reader, node), NO_HINT, "\"key\" needs 1 to %d paths",
			KEY_PATHS_MOST);
		return;
	}
	for (const struct value *item = node->kind == VALUE_ARRAY ? node + 1 : node, *end = node + node->skip;
		item < end; item += item->skip) {
		struct path path = {0};

		if (!reader_path(reader, item, &path))
			continue;
		ARENA_GROW(reader->plan_arena, model->account_key.paths, model->account_key.count,
			model->account_key.capacity);
		model->account_key.paths[model->account_key.count++] = path;
	}
}

static void read_relationship(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;

	if (reader_once(reader, node, &model->relationship_at))
		read_ref(reader, node, &model->relationship);
}

static void read_people(struct map_reader *reader, const struct value *node, void *field)
{
	read_entries(reader, node, &((struct model *)field)->people, &map_person_keys);
}

static void read_remember(struct map_reader *reader, const struct value *node, void *field)
{
	read_entries(reader, node, &((struct model *)field)->facts, &map_fact_keys);
}

static const struct map_key account_keys[] = {
	{"key", false, read_key, 0, "paths into the event, tried in order, to what names the account ([subject])"},
	{"relationship", false, read_relationship, 0, "one seat for the whole journey, named on every task"},
	{"people", false, read_people, 0, "who sits in a seat for this account: { <seat>: { last, on } }"},
	{"remember", false, read_remember, 0, "the facts that the engine remembers of each account"},
	{0},
};

const struct map_keys map_account_keys = {"`account`", account_keys, NULL, NULL};

void read_account(struct map_reader *reader, const struct value *node, void *field)
{
	keys_read(reader, node, &map_account_keys, field);
}
