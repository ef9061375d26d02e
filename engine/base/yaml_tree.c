/* yaml_tree: YAML nodes to a tree of values with places.
 *
 * Place: base, beside yaml.c. Memory: the arena passed in. Thread: the caller's.
 *
 * Invariants
 *   1. marks[i] and key_marks[i] belong to builder.nodes[i].
 *   2. levels[0 .. depth) are the containers begun and not ended, as in the builder. */
#include "base/yaml_tree.h"
#include <stdlib.h>

enum {
	SHOWN_BYTES = 60,       /* of a word in a message */
	SHOWN_LINE_BYTES = 1000 /* of a line below a message; a longer one is left out */
};

/* The start of a word, cut between characters. */
static struct slice shown(struct slice word)
{
	if (word.size > SHOWN_BYTES) {
		word.size = SHOWN_BYTES;
		while (((unsigned char)word.data[word.size] & 0xc0) == 0x80)
			word.size--;
	}
	return word;
}

struct finding *yaml_tree_report(
	struct yaml_tree *tree, const char *code, struct yaml_mark mark, const char *hint, struct slice sentence)
{
	struct place place = {tree->file->name, mark.line, mark.column};
	struct finding *finding =
		diag_add(tree->diag, SEVERITY_ERROR, code, place, slice_of(hint), "%.*s", SLICE_PRINT(sentence));

	struct slice line = yaml_line(tree->file, mark.line);

	if (finding && line.size <= SHOWN_LINE_BYTES)
		finding->line_text = arena_copy(tree->diag->arena, line);
	return finding;
}

bool yaml_tree_fault(struct yaml_tree *tree, const struct yaml_fault *fault)
{
	const uint32_t *starts = tree->file->line_starts;
	uint32_t low = 0, high = tree->file->lines; /* the line is one of low + 1 .. high */

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (starts[middle] <= fault->offset)
			low = middle;
		else
			high = middle;
	}
	yaml_tree_report(tree, "SW100", (struct yaml_mark){low + 1, (uint32_t)fault->offset - starts[low] + 1},
		fault->hint, slice_of(fault->sentence));
	return false;
}

struct yaml_level *yaml_tree_level(struct yaml_tree *tree)
{
	return tree->depth ? &tree->levels[tree->depth - 1] : NULL;
}

static bool wants_key(struct yaml_tree *tree)
{
	struct yaml_level *level = yaml_tree_level(tree);

	return level && level->is_object && !level->has_key;
}

/* The key under which the next node goes; NULL data in a list and at the root. Notes the places of both. False, with a
 * finding, when there are too many nodes. */
static bool next_node(struct yaml_tree *tree, struct yaml_mark mark, struct slice *ret_key)
{
	struct yaml_level *level = yaml_tree_level(tree);
	uint32_t at = tree->builder.count;

	if (at >= tree->nodes_most) {
		yaml_tree_report(tree, "SW103", mark, "split the file, or raise the limit",
			arena_printf(tree->arena, "more than %u values", tree->nodes_most));
		return false;
	}
	if (at == tree->marks_capacity) {
		uint32_t capacity = tree->marks_capacity;

		tree->marks = arena_grow(tree->arena, tree->marks, at, &capacity, sizeof(*tree->marks));
		tree->key_marks =
			arena_grow(tree->arena, tree->key_marks, at, &tree->marks_capacity, sizeof(*tree->key_marks));
	}
	*ret_key = (struct slice){0};
	tree->marks[at] = mark;
	tree->key_marks[at] = (struct yaml_mark){0};
	if (level && level->is_object) {
		*ret_key = level->key;
		tree->key_marks[at] = level->key_mark;
		level->has_key = false;
	}
	return true;
}

void yaml_tree_properties(struct yaml_tree *tree, struct yaml_mark mark, const char *anchor, bool has_tag)
{
	if (anchor)
		yaml_tree_report(tree, "SW101", mark,
			"write the content where it is needed, share it by a name or `include`, or quote a text",
			arena_printf(tree->arena, "anchors are not supported (&%.*s)", SHOWN_BYTES, anchor));
	if (has_tag)
		yaml_tree_report(tree, "SW101", mark,
			"remove the tag; put quotes around a number that is text, or a text that starts with !",
			SLICE("tags are not supported"));
}

bool yaml_tree_begin(struct yaml_tree *tree, struct yaml_mark mark, enum value_kind kind, bool is_flow)
{
	struct yaml_level *outer = yaml_tree_level(tree);
	uint32_t indent = !is_flow ? mark.column : outer ? outer->indent : 0;
	struct slice key;

	if (wants_key(tree)) {
		yaml_tree_report(tree, "SW101", mark,
			"put quotes around it if it is text; `{` and `[` open a mapping and a list",
			SLICE("a key must be a word, not a mapping or a list"));
		return false;
	}
	if (tree->depth == YAML_DEPTH_MOST) {
		yaml_tree_report(tree, "SW103", mark, "close brackets, or flatten the structure",
			arena_printf(tree->arena, "more than %d levels", YAML_DEPTH_MOST));
		return false;
	}
	if (!next_node(tree, mark, &key))
		return false;
	builder_begin(&tree->builder, key, kind);
	tree->levels[tree->depth++] =
		(struct yaml_level){.is_object = kind == VALUE_OBJECT, .is_flow = is_flow, .indent = indent};
	return true;
}

static int by_key_then_place(const void *left, const void *right)
{
	const struct value *a = *(const struct value *const *)left, *b = *(const struct value *const *)right;
	int order = slice_compare(value_key(a), value_key(b));

	return order ? order : (a > b) - (a < b);
}

/* The members of the object that ends here, ordered by their keys. */
static const struct value **sort_members(struct yaml_tree *tree, uint32_t *ret_count)
{
	const struct value_builder *builder = &tree->builder;
	const struct value *object = &builder->nodes[builder->open[builder->depth - 1]];
	const struct value *end = builder->nodes + builder->count;
	const struct value **sorted = ARENA_ARRAY(tree->arena, const struct value *, object->size);
	uint32_t count = 0;

	for (const struct value *member = object + 1; member < end; member += member->skip)
		sorted[count++] = member;
	if (count > 1)
		qsort(sorted, count, sizeof(*sorted), by_key_then_place);
	*ret_count = count;
	return sorted;
}

/* Reports each member of the object that ends here whose key stands before it. */
static void check_twins(struct yaml_tree *tree)
{
	const struct value *nodes = tree->builder.nodes, *first = NULL;
	uint32_t count;
	const struct value **sorted = sort_members(tree, &count);

	for (uint32_t i = 0; i < count; i++) {
		struct slice key = shown(value_key(sorted[i]));
		struct yaml_mark mark, other;
		struct finding *finding;

		if (!first || !slice_equal(value_key(sorted[i]), value_key(first))) {
			first = sorted[i];
			continue;
		}
		mark = tree->key_marks[sorted[i] - nodes];
		other = tree->key_marks[first - nodes];
		finding = yaml_tree_report(tree, "SW102", mark, "keep one of them, or rename one",
			arena_printf(tree->arena, "the key \"%.*s\" is defined twice", SLICE_PRINT(key)));
		if (!finding)
			return;
		finding->other = (struct place){tree->file->name, other.line, other.column};
	}
}

void yaml_tree_end(struct yaml_tree *tree)
{
	if (yaml_tree_level(tree)->is_object)
		check_twins(tree);
	builder_end(&tree->builder);
	tree->depth--;
}

/* A scalar where a key is expected. */
static bool take_key(struct yaml_tree *tree, struct yaml_mark mark, struct slice text, bool is_plain)
{
	struct yaml_level *level = yaml_tree_level(tree);

	if (is_plain && text.size == 0) {
		yaml_tree_report(tree, "SW101", mark, "write the key before the `:`, or `\"\"` for an empty one",
			SLICE("a key is missing"));
		return false;
	}
	if (is_plain && slice_is(text, "<<")) {
		tree->is_lossy = true;
		yaml_tree_report(tree, "SW101", mark, "write the members here, or share them by a name or `include`",
			SLICE("merge keys are not supported"));
	}
	level->key = arena_copy(tree->arena, text);
	level->key_mark = mark;
	level->has_key = true;
	return true;
}

bool yaml_tree_scalar(struct yaml_tree *tree, struct yaml_mark mark, struct slice text, bool is_plain)
{
	struct slice key;

	if (is_plain && slice_is(text, "-")) {
		yaml_tree_report(
			tree, "SW101", mark, "put quotes around it if it is text", SLICE("a lone - is no value"));
		return false;
	}
	if (wants_key(tree))
		return take_key(tree, mark, text, is_plain);
	if (!next_node(tree, mark, &key))
		return false;
	text = arena_copy(tree->arena, text);
	if (!is_plain) {
		builder_string(&tree->builder, key, text);
	} else if (!yaml_text_plain(&tree->builder, key, text)) {
		yaml_tree_report(tree, "SW101", mark, "put quotes around it if it is text",
			SLICE("the number is beyond the range of numbers"));
		builder_null(&tree->builder, key);
	}
	return true;
}

/* As a value it counts as null, so that reading goes on. */
bool yaml_tree_alias(struct yaml_tree *tree, struct yaml_mark mark, const char *name)
{
	struct slice key;

	tree->is_lossy = true;
	yaml_tree_report(tree, "SW101", mark,
		"write the content here, share it by a name or `include`, or quote a text",
		arena_printf(tree->arena, "aliases are not supported (*%.*s)", SHOWN_BYTES, name));
	if (wants_key(tree) || !next_node(tree, mark, &key))
		return false;
	builder_null(&tree->builder, key);
	return true;
}

void yaml_tree_finish(struct yaml_tree *tree)
{
	struct slice key;

	if (tree->builder.count == 0) {
		next_node(tree, (struct yaml_mark){1, 1}, &key);
		builder_null(&tree->builder, key);
	}
	tree->file->root = builder_root(&tree->builder);
	tree->file->marks = tree->marks;
	tree->file->key_marks = tree->key_marks;
	tree->file->is_whole = !tree->is_lossy;
}
