/* config: reads the engine configuration by its table: unknown, missing and wrong keys with their places, defaults for
 * the rest, then what must hold between keys.
 *
 * Place: run once, before the log is opened. All faults of a file are reported in one run.
 * Memory: the configuration's arena; the text of the file and its tree stay in it. Thread: the main thread. */
#include "io/config.h"
#include "base/read_file.h"
#include "io/config_reader.h"
#include <stdlib.h>

enum { FILE_BYTES_MOST = 4 * 1024 * 1024, KEYS_MOST = 16 };

void config_show_line(struct config_reader *reader, struct finding *finding)
{
	if (finding && finding->place.line)
		finding->line_text = yaml_line(&reader->file, finding->place.line);
}

struct slice config_path(struct config_reader *reader, struct slice path)
{
	if (path.size && path.data[0] == '/')
		return arena_copy(reader->arena, path);
	return arena_printf(reader->arena, "%.*s%.*s", SLICE_PRINT(reader->folder), SLICE_PRINT(path));
}

static const struct config_key *key_find(const struct config_key *keys, struct slice name)
{
	for (const struct config_key *key = keys; key->name; key++)
		if (slice_is(name, key->name))
			return key;
	return NULL;
}

static void refuse_key(struct config_reader *reader, const struct config_key *keys, const struct value *member)
{
	struct slice names[KEYS_MOST];
	uint32_t count = 0;

	for (const struct config_key *key = keys; key->name && count < KEYS_MOST; key++)
		if (key->type != CONFIG_LATER)
			names[count++] = slice_of(key->name);
	config_error(reader, CONFIG_UNKNOWN, yaml_key_place(&reader->file, member),
		diag_did_you_mean(reader->arena, value_key(member), names, count), "there is no key \"%.*s\" here",
		SLICE_PRINT(value_key(member)));
}

static void read_section(
	struct config_reader *reader, const struct config_key *key, const struct value *node, void *fields)
{
	if (node->kind == VALUE_OBJECT)
		config_read_keys(reader, node, key->keys, fields);
	else
		config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, node), NO_HINT,
			"`%s` takes a mapping of keys", key->name);
}

static void read_value(
	struct config_reader *reader, const struct config_key *key, const struct value *node, void *fields)
{
	switch (key->type) {
	case CONFIG_SECTION:
		read_section(reader, key, node, fields);
		break;
	case CONFIG_INPUTS:
		config_read_inputs(reader, key, node);
		break;
	case CONFIG_PROPERTIES:
		config_read_properties(reader, node);
		break;
	case CONFIG_LATER:
		config_error(reader, CONFIG_NOT_YET, yaml_key_place(&reader->file, node), SLICE("leave it out"),
			"`%s` (%s) is not yet supported", key->name, key->help);
		break;
	default:
		config_read_scalar(reader, key, node, fields);
	}
}

/* A key that is not given: its default, or the complaint that it is missing from `section`. */
static void read_absent(
	struct config_reader *reader, const struct config_key *key, const struct value *section, void *fields)
{
	if (key->required && section) {
		config_error(reader, CONFIG_MISSING, yaml_place(&reader->file, section),
			arena_printf(reader->arena, "%s: %s", key->name, key->help), "`%s` is missing", key->name);
	} else if (key->fallback) {
		struct value value = config_text_value(key->fallback);

		config_read_scalar(reader, key, &value, fields);
	} else if (key->type == CONFIG_SECTION && !key->required) {
		config_read_keys(reader, NULL, key->keys, fields);
	}
}

void config_read_keys(
	struct config_reader *reader, const struct value *node, const struct config_key *keys, void *fields)
{
	if (node) {
		value_each (member, node) {
			const struct config_key *key = key_find(keys, value_key(member));

			if (key)
				read_value(reader, key, member, fields);
			else
				refuse_key(reader, keys, member);
		}
	}
	for (const struct config_key *key = keys; key->name; key++)
		if (!node || !value_get(node, slice_of(key->name)))
			read_absent(reader, key, node, fields);
}

/* Exactly one of the two logs; properties are only checked where there is nothing else to say of them. */
static void check_log(struct config_reader *reader, const struct value *root)
{
	const struct value *log = value_get(root, SLICE("log"));
	const struct value *kafka, *embedded;

	if (!log || log->kind != VALUE_OBJECT)
		return;
	kafka = value_get(log, SLICE("kafka"));
	embedded = value_get(log, SLICE("embedded"));
	if (!kafka == !embedded)
		config_error(reader, CONFIG_TOGETHER, yaml_place(&reader->file, log),
			SLICE("write kafka: { bootstrap.servers: \"host:9092\" } or embedded: seatwire.db"),
			"`log` takes either `kafka` or `embedded`");
	reader->config->log = embedded ? CONFIG_LOG_EMBEDDED : CONFIG_LOG_KAFKA;
	if (kafka && kafka->kind == VALUE_OBJECT)
		config_check_properties(reader, kafka);
}

static void name_topics(struct config_reader *reader)
{
	struct config *config = reader->config;
	struct log_names *names = &config->names;
	struct slice *consumed;

	names->application = config->application;
#define NAME(field, suffix) names->field = arena_printf(reader->arena, "%s" suffix, config->application.data)
	NAME(receipts, ".receipts");
	NAME(dead_letters, ".dead-letters");
	NAME(state, ".state");
	NAME(journal, ".journal");
	NAME(cross, ".cross");
	NAME(rekey, ".rekey");
#undef NAME
	config->consumed_count = config->input_count + 2;
	consumed = ARENA_ARRAY(reader->arena, struct slice, config->consumed_count);
	for (uint32_t i = 0; i < config->input_count; i++)
		consumed[i] = config->inputs[i].topic;
	consumed[config->input_count] = names->rekey;
	consumed[config->input_count + 1] = names->cross;
	config->consumed = consumed;
}

/* What the engine writes must not come in again as an input. */
static void check_inputs(struct config_reader *reader, const struct value *root)
{
	const struct config *config = reader->config;
	const struct log_names *names = &config->names;
	const struct slice own[] = {
		names->receipts, names->dead_letters, names->state, names->journal, names->cross, names->rekey};
	const struct value *inputs = value_get(root, SLICE("inputs"));

	if (!inputs || inputs->kind != VALUE_ARRAY)
		return;
	value_each (input, inputs) {
		const struct value *topic = value_get(input, SLICE("topic"));

		for (size_t i = 0; topic && i < sizeof(own) / sizeof(*own); i++)
			if (topic->kind == VALUE_STRING && slice_equal(value_text(topic), own[i]))
				config_error(reader, CONFIG_TOGETHER, yaml_place(&reader->file, topic), NO_HINT,
					"\"%s\" is a topic of the engine itself and cannot be an input", own[i].data);
	}
}

static void read_root(struct config_reader *reader)
{
	const struct value *root = reader->file.root;

	if (root->kind != VALUE_OBJECT) {
		config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, root),
			SLICE("`seatwire --config-example` prints one with every key"),
			"a configuration is a mapping of keys");
		return;
	}
	config_read_keys(reader, root, config_keys, reader->config);
	check_log(reader, root);
	name_topics(reader);
	check_inputs(reader, root);
}

static struct config *config_create(struct slice name)
{
	struct config *config = memory_zalloc(1, sizeof(*config));

	arena_init(&config->arena, 0);
	config->file = arena_copy(&config->arena, name);
	return config;
}

static void tell_map(const struct config_reader *reader, struct config_map *ret_map)
{
	struct arena *arena = reader->diag->arena;
	const struct value *node =
		reader->file.root->kind == VALUE_OBJECT ? value_get(reader->file.root, SLICE("map")) : NULL;

	if (!node || !reader->config->map.size)
		return;
	ret_map->path = arena_copy(arena, reader->config->map);
	ret_map->place = yaml_place(&reader->file, node);
	ret_map->place.file = arena_copy(arena, ret_map->place.file);
	ret_map->line_text = arena_copy(arena, yaml_line(&reader->file, ret_map->place.line));
}

static struct config *read_text(struct slice name, struct slice text, struct diag *diag, struct config_map *ret_map)
{
	struct config *config = config_create(name);
	const char *slash = memrchr(config->file.data, '/', config->file.size);
	struct config_reader reader = {.config = config, .arena = &config->arena, .diag = diag};
	const struct yaml_limits limits = {.file_bytes = FILE_BYTES_MOST};
	uint32_t errors = diag->errors;

	if (slash)
		reader.folder = (struct slice){config->file.data, (size_t)(slash - config->file.data) + 1};
	if (yaml_read(&config->arena, name, text, &limits, diag, &reader.file) || reader.file.is_whole) {
		read_root(&reader);
		tell_map(&reader, ret_map);
	}
	if (diag->errors == errors)
		return config;
	/* Findings point to lines of the file, which go with the configuration. */
	for (uint32_t i = 0; i < diag->count; i++)
		diag->findings[i].line_text = arena_copy(diag->arena, diag->findings[i].line_text);
	config_destroy(config);
	return NULL;
}

struct config *config_read(struct slice name, struct slice text, struct diag *diag)
{
	struct config_map map;

	return read_text(name, text, diag, &map);
}

struct config *config_load(const char *path, struct diag *diag, struct config_map *ret_map)
{
	struct config *config = NULL;
	struct slice text, why;
	struct arena arena;

	*ret_map = (struct config_map){0};
	arena_init(&arena, 0);
	if (read_file(&arena, path, FILE_BYTES_MOST, &text, &why))
		config = read_text(slice_of(path), text, diag, ret_map);
	else
		diag_add(diag, SEVERITY_ERROR, CONFIG_UNREADABLE, (struct place){.file = slice_of(path)}, NO_HINT,
			"%.*s", SLICE_PRINT(why));
	arena_finish(&arena);
	return config;
}

void config_destroy(struct config *config)
{
	if (!config)
		return;
	for (uint32_t i = 0; i < config->property_count; i++)
		if (config->properties[i].secret)
			explicit_bzero(
				(char *)(uintptr_t)config->properties[i].value.data, config->properties[i].value.size);
	arena_finish(&config->arena);
	free(config);
}
