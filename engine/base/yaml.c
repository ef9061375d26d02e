/* yaml: libyaml's events, with a closer look than libyaml takes.
 *
 * Place: base; read by map/ and by the engine configuration. The only file that knows libyaml. Memory: the arena passed
 * in; libyaml's own is given back before yaml_read returns. Thread: the caller's.
 *
 * libyaml takes time in the square of the depth, so reading stops at the 32nd level, on events: libyaml is then at most
 * one line of 1,024 characters ahead. Directives are refused before libyaml sees them for the same reason.
 *
 * Invariants
 *   1. The cursor stands between two characters: `characters` of them stand before byte `offset`.
 *   2. The text before byte `looked_at` has been checked. */
#include "base/yaml.h"
#include "base/yaml_layout.h"
#include "base/yaml_syntax.h"
#include "base/yaml_tree.h"
#include <yaml.h>

enum {
	NODES_MOST = 1000000,
	FILE_BYTES_MOST = 4 * 1024 * 1024,
	FILE_BYTES_HIGHEST = 1 << 30, /* that lines, columns and counts fit 32 bits */
};

struct reader {
	yaml_parser_t parser;
	struct yaml_tree tree;
	struct slice text;                     /* the file's */
	size_t characters, offset, line_start; /* the cursor */
	size_t looked_at;
};

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Moves the cursor to libyaml's mark, which counts characters, and gives the place in bytes. Marks come nearly in
 * order, so that all moves together take time in the size of the file. */
static struct yaml_mark move_to(struct reader *reader, yaml_mark_t to)
{
	struct slice text = reader->text;
	uint32_t line;

	while (reader->characters < to.index && reader->offset < text.size) {
		if (text.data[reader->offset++] == '\n')
			reader->line_start = reader->offset;
		while (reader->offset < text.size && is_continuation(text.data[reader->offset]))
			reader->offset++;
		reader->characters++;
	}
	while (reader->characters > to.index) {
		while (is_continuation(text.data[--reader->offset]))
			;
		reader->characters--;
	}
	while (reader->line_start > reader->offset ||
		(reader->line_start > 0 && text.data[reader->line_start - 1] != '\n'))
		reader->line_start--;
	/* What libyaml sees behind a last line without an end is the end of that line. */
	line = to.line < reader->tree.file->lines ? (uint32_t)to.line + 1 : reader->tree.file->lines;
	return (struct yaml_mark){line, (uint32_t)(reader->offset - reader->line_start) + 1};
}

static bool starts_node(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT || event->type == YAML_SEQUENCE_START_EVENT ||
	       event->type == YAML_MAPPING_START_EVENT;
}

/* The lines of a scalar. */
static bool scalar_lies_well(struct slice text, const yaml_event_t *event, size_t start, size_t end, uint32_t indent,
	struct yaml_fault *fault)
{
	if (event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
		event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
		return yaml_layout_block(text, start, indent, fault);
	return yaml_layout_lines(text, start, end, indent, fault);
}

/* What libyaml does not look at: the text before an event, and how the node that it starts lies on its lines. */
static bool check_layout(struct reader *reader, const yaml_event_t *event, size_t start, size_t end)
{
	struct yaml_level *level = yaml_tree_level(&reader->tree);
	uint32_t indent = level ? level->indent : 0;
	struct yaml_fault fault;

	if (!yaml_layout_gap(reader->text, reader->looked_at, start, &fault))
		return yaml_tree_fault(&reader->tree, &fault);
	if (reader->looked_at < end)
		reader->looked_at = end;
	if (starts_node(event) && level && level->is_flow && !yaml_layout_in_flow(reader->text, start, indent, &fault))
		return yaml_tree_fault(&reader->tree, &fault);
	if (event->type == YAML_SCALAR_EVENT && !scalar_lies_well(reader->text, event, start, end, indent, &fault))
		return yaml_tree_fault(&reader->tree, &fault);
	return true;
}

static void check_properties(
	struct reader *reader, struct yaml_mark mark, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	/* libyaml drops the tag "!" of a scalar; the node then starts with it. */
	bool starts_with_tag = reader->offset < reader->text.size && reader->text.data[reader->offset] == '!';

	yaml_tree_properties(&reader->tree, mark, (const char *)anchor, tag || starts_with_tag);
}

static bool take_scalar(struct reader *reader, struct yaml_mark mark, const yaml_event_t *event)
{
	struct slice text = {(const char *)event->data.scalar.value, event->data.scalar.length};

	check_properties(reader, mark, event->data.scalar.anchor, event->data.scalar.tag);
	return yaml_tree_scalar(&reader->tree, mark, text, event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
}

static bool begin_list(struct reader *reader, struct yaml_mark mark, const yaml_event_t *event)
{
	check_properties(reader, mark, event->data.sequence_start.anchor, event->data.sequence_start.tag);
	return yaml_tree_begin(
		&reader->tree, mark, VALUE_ARRAY, event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
}

static bool begin_mapping(struct reader *reader, struct yaml_mark mark, const yaml_event_t *event)
{
	check_properties(reader, mark, event->data.mapping_start.anchor, event->data.mapping_start.tag);
	return yaml_tree_begin(
		&reader->tree, mark, VALUE_OBJECT, event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
}

enum progress { GOES_ON, DONE, STOPPED };

/* Nothing may follow the first document. libyaml is not asked, for it would read the directives of the next one. */
static enum progress end_document(struct reader *reader, const yaml_event_t *event)
{
	struct yaml_mark mark = move_to(reader, event->end_mark);

	if (yaml_text_ends(reader->text, reader->offset))
		return DONE;
	yaml_tree_report(&reader->tree, "SW101", mark,
		"keep one document in a file; parts go into files of their own, by `include`",
		SLICE("something follows the end of the document"));
	return STOPPED;
}

static enum progress take_event(struct reader *reader, const yaml_event_t *event)
{
	struct yaml_mark mark;
	size_t end;

	move_to(reader, event->end_mark);
	end = reader->offset;
	mark = move_to(reader, event->start_mark);
	if (!check_layout(reader, event, reader->offset, end))
		return STOPPED;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(reader, mark, event) ? GOES_ON : STOPPED;
	case YAML_ALIAS_EVENT:
		return yaml_tree_alias(&reader->tree, mark, (const char *)event->data.alias.anchor) ? GOES_ON : STOPPED;
	case YAML_SEQUENCE_START_EVENT:
		return begin_list(reader, mark, event) ? GOES_ON : STOPPED;
	case YAML_MAPPING_START_EVENT:
		return begin_mapping(reader, mark, event) ? GOES_ON : STOPPED;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		yaml_tree_end(&reader->tree);
		return GOES_ON;
	case YAML_DOCUMENT_END_EVENT:
		return end_document(reader, event);
	case YAML_STREAM_END_EVENT:
		return DONE;
	default:
		return GOES_ON;
	}
}

static void report_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	struct yaml_mark mark;
	uint32_t since = (uint32_t)parser->context_mark.line + 1;
	struct yaml_words words;

	if (parser->error == YAML_MEMORY_ERROR)
		memory_exhausted(0);
	mark = move_to(reader, parser->problem_mark);
	words = yaml_syntax_words(parser->problem ? parser->problem : "not YAML",
		(struct slice){reader->text.data + reader->offset, reader->text.size - reader->offset});
	if (parser->context && since < mark.line)
		yaml_tree_report(&reader->tree, "SW100", mark, words.hint,
			arena_printf(reader->tree.arena, "%s (in what starts at line %u)", words.sentence, since));
	else
		yaml_tree_report(&reader->tree, "SW100", mark, words.hint, slice_of(words.sentence));
}

/* `text` is the file's, with a line break at its end in any case: without one libyaml loses the last line of a text
 * block that ends with the file. */
static bool read_events(struct reader *reader, struct slice text)
{
	const struct diag *diag = reader->tree.diag;
	enum progress progress = GOES_ON;
	uint32_t errors = diag->errors;
	yaml_event_t event;

	if (!yaml_parser_initialize(&reader->parser))
		memory_exhausted(0);
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser, (const unsigned char *)text.data, text.size);
	while (progress == GOES_ON) {
		if (!yaml_parser_parse(&reader->parser, &event)) {
			report_syntax(reader);
			progress = STOPPED;
			break;
		}
		progress = take_event(reader, &event);
		yaml_event_delete(&event);
		if (diag->count == DIAG_MOST && diag->errors != errors)
			progress = STOPPED; /* what follows could not be told */
	}
	yaml_parser_delete(&reader->parser);
	return progress == DONE;
}

static void find_lines(struct arena *arena, struct yaml_file *file)
{
	const char *end = file->text.data + file->text.size;
	uint32_t lines = 1, *starts;

	for (const char *at = file->text.data; (at = memchr(at, '\n', (size_t)(end - at))); at++)
		lines++;
	file->line_starts = starts = ARENA_ARRAY(arena, uint32_t, lines);
	file->lines = lines;
	lines = 1;
	for (const char *at = file->text.data; (at = memchr(at, '\n', (size_t)(end - at))); at++)
		starts[lines++] = (uint32_t)(at + 1 - file->text.data);
}

/* A copy of the text with a line break and a NUL behind it. */
static struct slice copy_text(struct arena *arena, struct slice text)
{
	char *copy = arena_alloc(arena, text.size + 2);

	if (text.size)
		memcpy(copy, text.data, text.size);
	memcpy(copy + text.size, "\n", 2);
	return (struct slice){copy, text.size};
}

bool yaml_read(struct arena *arena, struct slice name, struct slice text, const struct yaml_limits *limits,
	struct diag *diag, struct yaml_file *ret_file)
{
	struct reader reader = {.tree = {.arena = arena, .diag = diag, .file = ret_file}};
	size_t bytes_most = limits && limits->file_bytes ? limits->file_bytes : FILE_BYTES_MOST;
	uint32_t errors = diag->errors;
	struct yaml_fault fault;

	bytes_most = bytes_most < FILE_BYTES_HIGHEST ? bytes_most : FILE_BYTES_HIGHEST;
	reader.tree.nodes_most = limits && limits->nodes ? limits->nodes : NODES_MOST;
	builder_init(&reader.tree.builder, arena);
	reader.tree.builder.keeps_twins = true;
	*ret_file = (struct yaml_file){.name = arena_copy(arena, name)};
	if (text.size > bytes_most) {
		yaml_tree_report(&reader.tree, "SW103", (struct yaml_mark){0}, "split the file, or raise the limit",
			arena_printf(arena, "the file has %zu bytes, more than %zu", text.size, bytes_most));
		return false;
	}
	ret_file->text = reader.text = copy_text(arena, text);
	find_lines(arena, ret_file);
	if (!yaml_text_sound(reader.text, &fault))
		return yaml_tree_fault(&reader.tree, &fault);
	text = reader.text;
	text.size += text.size == 0 || text.data[text.size - 1] != '\n';
	if (!read_events(&reader, text))
		return false;
	yaml_tree_finish(&reader.tree);
	return diag->errors == errors;
}

struct place yaml_place(const struct yaml_file *file, const struct value *node)
{
	struct yaml_mark mark = file->marks[node - file->root];

	return (struct place){file->name, mark.line, mark.column};
}

struct place yaml_key_place(const struct yaml_file *file, const struct value *member)
{
	struct yaml_mark mark = file->key_marks[member - file->root];

	return (struct place){file->name, mark.line, mark.column};
}

struct slice yaml_line(const struct yaml_file *file, uint32_t line)
{
	size_t start, end;

	if (line == 0 || line > file->lines)
		return (struct slice){0};
	start = file->line_starts[line - 1];
	end = line < file->lines ? file->line_starts[line] - 1 : file->text.size;
	if (end > start && file->text.data[end - 1] == '\r')
		end--;
	return (struct slice){file->text.data + start, end - start};
}
