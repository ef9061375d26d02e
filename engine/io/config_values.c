/* config_values: reads single values of the configuration: names, paths, counts, durations, sizes, templates.
 *
 * Place: called by the walk over the table (config.c). Memory: the configuration's arena. Thread: the loader's. */
#include "base/time_text.h"
#include "io/config_reader.h"
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

enum {
	NAME_BYTES_MOST = 200, /* leaves room for ".dead-letters" in a topic's 249 */
	TOPIC_BYTES_MOST = 249,
	PREFIXES_MOST = 64,
	SHOWN_BYTES_MOST = 60,
};

static const struct {
	struct slice unit;
	uint64_t bytes;
} size_units[] = {{{"GiB", 3}, 1 << 30}, {{"MiB", 3}, 1 << 20}, {{"KiB", 3}, 1 << 10}, {{"B", 1}, 1}};

enum { SIZE_UNITS = sizeof(size_units) / sizeof(*size_units) };

static struct slice size_format(struct arena *arena, int64_t bytes)
{
	for (int i = 0; i < SIZE_UNITS - 1; i++)
		if ((uint64_t)bytes % size_units[i].bytes == 0)
			return arena_printf(
				arena, "%" PRIu64 "%s", (uint64_t)bytes / size_units[i].bytes, size_units[i].unit.data);
	return arena_printf(arena, "%" PRId64, bytes);
}

struct slice config_takes(struct arena *arena, const struct config_key *key)
{
	switch (key->type) {
	case CONFIG_COUNT:
		return arena_printf(arena, "a whole number from %" PRId64 " to %" PRId64, key->least, key->most);
	case CONFIG_DURATION:
		return arena_printf(arena, "a duration from %s to %s (units ms s m h d)",
			duration_format(arena, key->least).data, duration_format(arena, key->most).data);
	case CONFIG_SIZE:
	case CONFIG_SIZE_32:
		return arena_printf(arena, "a size from %s to %s (units B KiB MiB GiB; without: bytes)",
			size_format(arena, key->least).data, size_format(arena, key->most).data);
	case CONFIG_VERSION:
		return SLICE("1");
	case CONFIG_NAME:
		return SLICE("letters, digits, `.`, `_` and `-`, at most 200");
	case CONFIG_TOPIC:
		return SLICE("the name of a topic: letters, digits, `.`, `_` and `-`, at most 249");
	case CONFIG_FILE:
		return SLICE("a path");
	case CONFIG_BOOL:
		return SLICE("true or false");
	case CONFIG_FORMAT:
		return SLICE("cloudevents or json");
	case CONFIG_LIVE_FROM:
		return SLICE("now, or a time such as 2026-11-23T10:00:00Z");
	case CONFIG_TEMPLATE:
		return SLICE("text with fields in braces, such as \"ticket.{data.state}\"");
	case CONFIG_PREFIXES:
		return SLICE("a list of 1 to 64 texts");
	case CONFIG_INPUTS:
		return SLICE("a list of mappings");
	case CONFIG_PROPERTIES:
	case CONFIG_SECTION:
	case CONFIG_LATER:
		break;
	}
	return SLICE("a mapping");
}

/* A value as a message shows it. */
static struct slice shown(struct config_reader *reader, const struct value *node)
{
	switch (node->kind) {
	case VALUE_NULL:
		return SLICE("nothing");
	case VALUE_ARRAY:
		return SLICE("a list");
	case VALUE_OBJECT:
		return SLICE("a mapping");
	case VALUE_INTEGER:
		return arena_printf(reader->arena, "%" PRId64, node->integer);
	case VALUE_STRING:
		return arena_printf(reader->arena, "\"%.*s\"%s",
			node->size > SHOWN_BYTES_MOST ? SHOWN_BYTES_MOST : (int)node->size, node->text,
			node->size > SHOWN_BYTES_MOST ? "..." : "");
	default:
		return SLICE("something else");
	}
}

static void refuse(struct config_reader *reader, const struct config_key *key, const struct value *node)
{
	config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, node), NO_HINT, "`%s` takes %s; here stands %s",
		key->name, config_takes(reader->arena, key).data, shown(reader, node).data);
}

static bool is_name(struct slice text, size_t most)
{
	if (text.size == 0 || text.size > most || slice_is(text, ".") || slice_is(text, ".."))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
			    c == '_' || c == '-'))
			return false;
	}
	return true;
}

/* A whole number of at most 18 digits in front of `*text`, which is moved behind it. */
static bool take_number(struct slice *text, int64_t *ret_number)
{
	size_t digits = 0;

	*ret_number = 0;
	while (digits < text->size && text->data[digits] >= '0' && text->data[digits] <= '9') {
		if (digits == 18)
			return false;
		*ret_number = *ret_number * 10 + (text->data[digits++] - '0');
	}
	*text = (struct slice){text->data + digits, text->size - digits};
	return digits > 0;
}

static bool size_parse(const struct value *node, int64_t *ret_bytes)
{
	struct slice text = value_text(node);

	if (node->kind == VALUE_INTEGER) {
		*ret_bytes = node->integer;
		return true;
	}
	if (node->kind != VALUE_STRING || !take_number(&text, ret_bytes))
		return false;
	for (int i = 0; i < SIZE_UNITS; i++)
		if (slice_equal(text, size_units[i].unit))
			return !__builtin_mul_overflow(*ret_bytes, (int64_t)size_units[i].bytes, ret_bytes);
	return false;
}

static bool config_duration(const struct value *node, int64_t *ret_ms)
{
	struct slice text = value_text(node);

	if (node->kind != VALUE_STRING)
		return false;
	if (duration_parse(text, ret_ms))
		return true;
	return take_number(&text, ret_ms) && slice_is(text, "ms");
}

static bool read_format(const struct value *node, enum event_format *ret_format)
{
	if (node->kind != VALUE_STRING)
		return false;
	if (slice_is(value_text(node), "cloudevents"))
		*ret_format = FORMAT_CLOUDEVENTS;
	else if (slice_is(value_text(node), "json"))
		*ret_format = FORMAT_JSON;
	else
		return false;
	return true;
}

static bool read_live_from(const struct value *node, struct config *config)
{
	if (node->kind != VALUE_STRING)
		return false;
	config->live_from_now = slice_is(value_text(node), "now");
	return config->live_from_now || time_parse(value_text(node), &config->live_from_ms);
}

static bool read_prefixes(struct config_reader *reader, const struct value *node, struct event_input *input)
{
	struct slice *prefixes;
	uint32_t count = 0;

	if (node->kind != VALUE_ARRAY || node->size == 0 || node->size > PREFIXES_MOST)
		return false;
	prefixes = ARENA_ARRAY(reader->arena, struct slice, node->size);
	value_each (prefix, node) {
		if (prefix->kind != VALUE_STRING || prefix->size == 0)
			return false;
		prefixes[count++] = arena_copy(reader->arena, value_text(prefix));
	}
	input->only = prefixes;
	input->only_count = count;
	return true;
}

static bool read_template(struct config_reader *reader, const struct config_key *key, const struct value *node,
	struct template *ret_template)
{
	struct slice why;

	if (node->kind != VALUE_STRING || node->size == 0)
		return false;
	if (!template_parse(reader->arena, arena_copy(reader->arena, value_text(node)), ret_template, &why))
		config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, node), NO_HINT, "`%s`: %.*s", key->name,
			SLICE_PRINT(why));
	return true;
}

/* Whether the value is a number of the key's kind and within its bounds. */
static bool read_amount(const struct config_key *key, const struct value *node, int64_t *ret_amount)
{
	bool parsed = false;

	switch (key->type) {
	case CONFIG_COUNT:
		parsed = node->kind == VALUE_INTEGER;
		*ret_amount = node->integer;
		break;
	case CONFIG_DURATION:
		parsed = config_duration(node, ret_amount);
		break;
	default:
		parsed = size_parse(node, ret_amount);
		break;
	}
	return parsed && *ret_amount >= key->least && *ret_amount <= key->most;
}

static bool read_text(
	struct config_reader *reader, const struct config_key *key, const struct value *node, struct slice *ret_text)
{
	if (node->kind != VALUE_STRING || memchr(node->text, '\0', node->size))
		return false;
	if (key->type == CONFIG_FILE) {
		*ret_text = config_path(reader, value_text(node));
		return node->size > 0;
	}
	*ret_text = arena_copy(reader->arena, value_text(node));
	return is_name(*ret_text, key->type == CONFIG_NAME ? NAME_BYTES_MOST : TOPIC_BYTES_MOST);
}

/* `fields` is the struct that the section fills. */
static bool read_field(
	struct config_reader *reader, const struct config_key *key, const struct value *node, void *fields)
{
	void *field = (char *)fields + key->offset;
	int64_t amount = 0;
	bool good;

	switch (key->type) {
	case CONFIG_VERSION:
		return node->kind == VALUE_INTEGER && node->integer == 1;
	case CONFIG_NAME:
	case CONFIG_TOPIC:
	case CONFIG_FILE:
		return read_text(reader, key, node, field);
	case CONFIG_COUNT:
	case CONFIG_SIZE_32:
		good = read_amount(key, node, &amount);
		*(uint32_t *)field = (uint32_t)amount;
		return good;
	case CONFIG_DURATION:
		return read_amount(key, node, field);
	case CONFIG_SIZE:
		good = read_amount(key, node, &amount);
		*(size_t *)field = (size_t)amount;
		return good;
	case CONFIG_BOOL:
		*(bool *)field = node->kind == VALUE_TRUE;
		return node->kind == VALUE_TRUE || node->kind == VALUE_FALSE;
	case CONFIG_FORMAT:
		return read_format(node, field);
	case CONFIG_LIVE_FROM:
		return read_live_from(node, reader->config);
	case CONFIG_TEMPLATE:
		return read_template(reader, key, node, field);
	case CONFIG_PREFIXES:
		return read_prefixes(reader, node, fields);
	default:
		assert(!"a section is no scalar");
		return false;
	}
}

void config_read_scalar(
	struct config_reader *reader, const struct config_key *key, const struct value *node, void *fields)
{
	if (!read_field(reader, key, node, fields))
		refuse(reader, key, node);
}

struct value config_text_value(const char *text)
{
	struct slice rest = slice_of(text);
	int64_t number;

	if (take_number(&rest, &number) && rest.size == 0)
		return (struct value){.kind = VALUE_INTEGER, .skip = 1, .integer = number};
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return (struct value){.kind = *text == 't' ? VALUE_TRUE : VALUE_FALSE, .skip = 1};
	return (struct value){.kind = VALUE_STRING, .skip = 1, .size = (uint32_t)strlen(text), .text = text};
}
