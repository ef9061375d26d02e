/* reader: reads the mappings of a flow map by their tables.
 *
 * Place: within map/, right behind the YAML reader. Memory: findings in the diag's arena, the rest as reader.h says.
 * Thread: the loader's. */
#include "map/doubt.h"
#include <stdlib.h>

enum {
	SHOWN_BYTES = 60,          /* of the map's text in a message */
	CANDIDATES_MOST = 1000000, /* that guesses look at: about half a second */
};

struct place reader_place(const struct map_reader *reader, const struct value *node)
{
	return yaml_place(reader->file, node);
}

struct place reader_key_place(const struct map_reader *reader, const struct value *node)
{
	return node->key ? yaml_key_place(reader->file, node) : yaml_place(reader->file, node);
}

struct slice reader_shown(struct map_reader *reader, struct slice text)
{
	size_t cut = text.size < SHOWN_BYTES ? text.size : SHOWN_BYTES;
	struct slice shown = {0};
	bool plain = cut == text.size;

	for (size_t i = 0; i < cut && plain; i++)
		plain = (unsigned char)text.data[i] >= 0x20 && text.data[i] != 0x7f;
	if (plain)
		return text;
	while (cut < text.size && cut > 0 && ((unsigned char)text.data[cut] & 0xc0) == 0x80)
		cut--; /* not within a UTF-8 sequence */
	for (size_t from = 0, to; from < cut; from = to) {
		for (to = from; to < cut && (unsigned char)text.data[to] >= 0x20 && text.data[to] != 0x7f; to++)
			;
		shown = arena_printf(reader->work, "%.*s%.*s", SLICE_PRINT(shown), (int)(to - from), text.data + from);
		if (to < cut)
			shown = arena_printf(
				reader->work, "%.*s\\x%02x", SLICE_PRINT(shown), (unsigned char)text.data[to++]);
	}
	if (cut < text.size)
		shown = arena_printf(reader->work, "%.*s...", SLICE_PRINT(shown));
	return shown;
}

struct slice reader_guess(struct map_reader *reader, struct slice word, const struct slice *candidates, uint32_t count)
{
	if (reader->diag->count == DIAG_MOST || reader->guessed + count > CANDIDATES_MOST)
		return NO_HINT;
	reader->guessed += count;
	return diag_did_you_mean(reader->work, word, candidates, count);
}

static const char *kind_name(const struct value *node)
{
	static const char *const names[] = {[VALUE_NULL] = "nothing",
		[VALUE_FALSE] = "`false`",
		[VALUE_TRUE] = "`true`",
		[VALUE_INTEGER] = "a number",
		[VALUE_REAL] = "a number",
		[VALUE_DECIMAL] = "a number",
		[VALUE_STRING] = "text",
		[VALUE_BYTES] = "bytes",
		[VALUE_ARRAY] = "a list",
		[VALUE_OBJECT] = "a mapping"};

	return names[node->kind];
}

void reader_wrong_kind(struct map_reader *reader, const struct value *node, const char *wanted)
{
	bool text_wanted = strncmp(wanted, "text", 4) == 0;
	bool quotable = value_is_number(node) || node->kind == VALUE_TRUE || node->kind == VALUE_FALSE;
	struct slice hint = text_wanted && quotable ? SLICE("put it in quotes") : NO_HINT;

	if (node->key)
		map_error(reader, CODE_KIND, reader_place(reader, node), hint, "\"%.*s\" needs %s, and here stands %s",
			SLICE_PRINT(reader_shown(reader, value_key(node))), wanted, kind_name(node));
	else
		map_error(reader, CODE_KIND, reader_place(reader, node), hint, "here must stand %s, and there is %s",
			wanted, kind_name(node));
}

void reader_later(struct map_reader *reader, struct place place, struct slice quoted, const char *help)
{
	struct slice hint = arena_printf(reader->work, "it is for %s; leave it out with this version", help);

	map_error(reader, CODE_LATER, place, hint, "\"%.*s\" is not yet supported",
		SLICE_PRINT(reader_shown(reader, quoted)));
}

bool reader_once(struct map_reader *reader, const struct value *node, struct model_once *once)
{
	struct finding *finding;

	if (once->at.line == 0) {
		once->at = reader_key_place(reader, node);
		return true;
	}
	finding = map_error(reader, CODE_TWICE, reader_key_place(reader, node),
		SLICE("it may stand in one file only; remove one of them"), "\"%.*s\" is stated twice",
		SLICE_PRINT(value_key(node)));
	if (finding)
		finding->other = once->at;
	return false;
}

static bool is_name(struct slice name)
{
	if (name.size == 0 || name.data[0] < 'a' || name.data[0] > 'z')
		return false;
	for (size_t i = 1; i < name.size; i++) {
		char c = name.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
			return false;
	}
	return name.size <= 128;
}

bool reader_name(struct map_reader *reader, struct slice name, struct place place)
{
	if (is_name(name))
		return true;
	map_error(reader, CODE_NAME, place,
		SLICE("a name is a lower-case letter, then lower-case letters, digits, _ and -; at most 128 in all"),
		"\"%.*s\" is not a name", SLICE_PRINT(reader_shown(reader, name)));
	return false;
}

static const struct map_key *find_key(const struct map_keys *table, struct slice name)
{
	for (const struct map_key *key = table->keys; key->name; key++)
		if (slice_is(name, key->name))
			return key;
	return NULL;
}

static const struct map_later *find_later(const struct map_keys *table, struct slice name)
{
	for (const struct map_later *later = table->later; later && later->name; later++)
		if (slice_is(name, later->name))
			return later;
	return NULL;
}

static void unknown_key(struct map_reader *reader, const struct value *node, const struct value *member,
	const struct map_keys *table)
{
	struct slice candidates[32], nearest = {0};
	uint32_t count = 0;

	for (const struct map_key *key = table->keys; key->name && count < 32; key++)
		candidates[count++] = slice_of(key->name);
	for (const struct map_later *later = table->later; later && later->name && count < 32; later++)
		candidates[count++] = slice_of(later->name);
	if (reader->guessed + count <= CANDIDATES_MOST) {
		reader->guessed += count;
		nearest = diag_nearest(value_key(member), candidates, count);
	}
	doubt_unknown(reader, table, node, member, nearest);
	map_error(reader, CODE_UNKNOWN_KEY, reader_key_place(reader, member),
		reader_guess(reader, value_key(member), candidates, count), "%s has no key \"%.*s\"", table->what,
		SLICE_PRINT(reader_shown(reader, value_key(member))));
}

/* Whether a key that is not yet supported stands in for the required key `name`. */
static bool stood_in(const struct value *node, const struct map_keys *table, const char *name)
{
	for (const struct map_later *later = table->later; later && later->name; later++)
		if (later->instead && strcmp(later->instead, name) == 0 && value_get(node, slice_of(later->name)))
			return true;
	return false;
}

static void missing_keys(struct map_reader *reader, const struct value *node, const struct map_keys *table)
{
	if (value_get(node, SLICE("<<")))
		return; /* a merge key, which is refused, may have been to bring them */
	for (const struct map_key *key = table->keys; key->name; key++) {
		if (!key->required || value_get(node, slice_of(key->name)) || stood_in(node, table, key->name))
			continue;
		doubt_key(reader, table, key->name);
		map_error(reader, CODE_MISSING_KEY, reader_key_place(reader, node),
			arena_printf(reader->work, "`%s` is %s", key->name, key->help), "%s needs \"%s\"", table->what,
			key->name);
	}
}

/* One member of a mapping, whatever its key. */
static void read_member(struct map_reader *reader, const struct value *node, const struct value *member,
	const struct map_keys *table, void *fields)
{
	const struct map_key *key = find_key(table, value_key(member));
	const struct map_later *later = key ? NULL : find_later(table, value_key(member));
	uint32_t errors = reader->diag->errors;

	if (key) {
		key->read(reader, member, (char *)fields + key->offset);
		/* Of a key that stands twice, which is refused, one value is lost. */
		if (reader->diag->errors > errors || value_get(node, value_key(member)) != member)
			doubt_refused(reader, table, key->name);
	} else if (later) {
		doubt_key(reader, table, later->name);
		reader_later(reader, reader_key_place(reader, member), value_key(member), later->help);
	} else {
		unknown_key(reader, node, member, table);
	}
}

bool keys_read(struct map_reader *reader, const struct value *node, const struct map_keys *table, void *fields)
{
	if (node->kind != VALUE_OBJECT) {
		doubt_all(reader, table);
		map_error(reader, CODE_KIND, reader_place(reader, node),
			arena_printf(reader->work, "write it as { %s: ... }", table->keys[0].name),
			"%s is a mapping, and here stands %s", table->what, kind_name(node));
		return false;
	}
	value_each (member, node)
		read_member(reader, node, member, table, fields);
	missing_keys(reader, node, table);
	if (table->finish)
		table->finish(reader, node, fields);
	return true;
}

void read_entries(
	struct map_reader *reader, const struct value *node, struct section *section, const struct map_keys *table)
{
	if (node->kind != VALUE_OBJECT) {
		doubt_all(reader, table);
		reader_wrong_kind(reader, node, "a mapping of names");
		return;
	}
	value_each (member, node) {
		struct place at = reader_key_place(reader, member);
		void *entry = section_add(section, reader->work, value_key(member), at);

		if (!entry) {
			doubt_all(reader, table);
			map_error(reader, CODE_LIMIT, at, NO_HINT, "more than %d entries of \"%.*s\"", PLAN_MOST,
				SLICE_PRINT(value_key(node)));
			return;
		}
		reader_name(reader, value_key(member), at);
		reader->entry_what = section->what;
		reader->entry_name = reader_shown(reader, value_key(member));
		keys_read(reader, member, table, entry);
		reader->entry_what = NULL;
	}
}
