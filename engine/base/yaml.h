/* yaml: reads a YAML file into a tree of values, each with its place.
 *
 * The narrow language of flow maps and configurations: one document; block and flow style; `null`, `true`, `false`,
 * decimal integers and floats, an empty value is null, all else is text, and so is every key; quoted and block scalars
 * are text. Anchors, aliases, tags, merge keys, directives, several documents, complex keys, duplicate keys (both
 * places shown), byte-order marks and UTF-16 are refused, each with its place. Depth at most 32. Parser: libyaml. */
#pragma once
#include "base/diag.h"
#include "base/value.h"

struct yaml_limits {
	size_t file_bytes; /* 0: 4 MiB */
	uint32_t nodes;    /* 0: 1,000,000 */
};

/* One file read. `marks[i]` is the place of node `root[i]`; `key_marks[i]` the place of its key, if it is a member. */
struct yaml_mark {
	uint32_t line, column;
};
struct yaml_file {
	struct slice name;           /* as the user named it */
	struct slice text;           /* the whole file, in the arena */
	const uint32_t *line_starts; /* the offset of each line's first byte */
	uint32_t lines;
	const struct value *root;
	const struct yaml_mark *marks, *key_marks;
	bool is_whole; /* all that it says is in the tree */
};

/* Reads `text` (copied into the arena). All faults go into `diag` with codes SW100 (not YAML), SW101 (refused form),
 * SW102 (duplicate key), SW103 (too large or too deep). False if there was any. Then `root` is NULL if reading could
 * not go on; else the tree is for finding further faults only: keys that stand twice do, and where an alias or a merge
 * key was, its content is missing and the file is not whole. An empty file is a null root. */
bool yaml_read(struct arena *arena, struct slice name, struct slice text, const struct yaml_limits *limits,
	struct diag *diag, struct yaml_file *ret_file);

/* Where a node of the file stands, or its key. `node` must be of the file's tree. */
struct place yaml_place(const struct yaml_file *file, const struct value *node);
struct place yaml_key_place(const struct yaml_file *file, const struct value *member);
/* The text of line `line` (from 1), without its end; empty if there is none. */
struct slice yaml_line(const struct yaml_file *file, uint32_t line);
