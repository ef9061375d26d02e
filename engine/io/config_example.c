/* config_example: writes the configuration with every key explained, as YAML.
 *
 * Place: beside the configuration's reader. Memory: the buffer. Thread: any. */
#include "io/config_example.h"
#include "io/config_reader.h"

enum { COLUMNS = 100, INDENT = 2 };

static const char head[] = "# Seatwire's engine configuration with every key: what it means, its default, its bounds.\n"
			   "# Made by `seatwire --config-example` from the table that the program itself reads by.\n"
			   "# yaml-language-server: $schema=../schemas/config.schema.json\n";

static void blanks(struct buffer *text, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buffer_byte(text, ' ');
}

/* Words in comment lines behind `lead`, which stands in front of the first line only. */
static void comment(struct buffer *text, unsigned indent, const char *lead, const char *words)
{
	size_t column = 0;

	while (*words) {
		size_t word = strcspn(words, " ");

		if (column && column + 1 + word > COLUMNS) {
			buffer_byte(text, '\n');
			column = 0;
		}
		if (!column) {
			blanks(text, indent - (unsigned)strlen(lead));
			buffer_printf(text, "%s#", lead);
			column = indent + 1;
			lead += strlen(lead);
		}
		buffer_byte(text, ' ');
		buffer_append(text, (struct slice){words, word});
		column += 1 + word;
		words += word + (words[word] == ' ');
	}
	buffer_byte(text, '\n');
}

/* "Help. Default: 2; a whole number from 1 to 64." */
static struct slice explained(struct arena *arena, const struct config_key *key)
{
	bool bounded = key->type == CONFIG_COUNT || key->type == CONFIG_DURATION || key->type == CONFIG_SIZE ||
		       key->type == CONFIG_SIZE_32;
	struct slice takes = config_takes(arena, key);

	if (key->fallback && bounded)
		return arena_printf(arena, "%s. Default: %s; %s.", key->help, key->fallback, takes.data);
	if (key->fallback)
		return arena_printf(arena, "%s. Default: %s.", key->help, key->fallback);
	return arena_printf(arena, "%s.%s", key->help, key->required ? " Required." : "");
}

static void properties(struct buffer *text, unsigned indent)
{
	struct buffer names = {0};

	for (const struct config_property_row *row = config_property_rows; row->name; row++)
		buffer_printf(&names, "%s%s%s", names.size ? " " : "", row->name,
			row->kind == PROPERTY_SECRET ? ".file" : "");
	buffer_byte(&names, '\0');
	comment(text, indent, "", names.data);
	blanks(text, indent);
	buffer_append(text, SLICE("bootstrap.servers: \"127.0.0.1:9092\"\n"));
	buffer_finish(&names);
}

static void keys_example(
	struct buffer *text, struct arena *arena, const struct config_key *keys, unsigned indent, const char *lead);

static void key_example(
	struct buffer *text, struct arena *arena, const struct config_key *key, unsigned indent, const char *lead)
{
	bool other_log = key->type == CONFIG_FILE && !key->required; /* only one of the two may stand there */

	comment(text, indent, lead, explained(arena, key).data);
	blanks(text, indent);
	if (other_log)
		buffer_append(text, SLICE("# "));
	buffer_printf(text, "%s:", key->name);
	if (key->example || key->fallback)
		buffer_printf(text, " %s", key->example ? key->example : key->fallback);
	buffer_byte(text, '\n');
	if (key->type == CONFIG_PROPERTIES)
		properties(text, indent + INDENT);
	else if (key->type == CONFIG_INPUTS)
		keys_example(text, arena, key->keys, indent + 2 * INDENT, "- ");
	else if (key->keys)
		keys_example(text, arena, key->keys, indent + INDENT, "");
}

/* `lead` stands in front of the first key: the dash of a list's element. */
static void keys_example(
	struct buffer *text, struct arena *arena, const struct config_key *keys, unsigned indent, const char *lead)
{
	for (const struct config_key *key = keys; key->name; key++) {
		if (key->type == CONFIG_LATER)
			continue;
		if (indent == 0)
			buffer_byte(text, '\n');
		key_example(text, arena, key, indent, lead);
		lead = "";
	}
}

void config_example(struct buffer *text)
{
	struct arena arena;

	arena_init(&arena, 0);
	buffer_append(text, slice_of(head));
	keys_example(text, &arena, config_keys, 0, "");
	arena_finish(&arena);
}
