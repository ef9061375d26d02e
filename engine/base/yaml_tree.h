/* yaml_tree: builds the tree of a YAML file with its places, and refuses the forms that the narrow language leaves out.
 * Knows no parser: yaml.c feeds it. What it refuses becomes a finding; reading goes on where it sensibly can. */
#pragma once
#include "base/yaml.h"
#include "base/yaml_text.h"

enum { YAML_DEPTH_MOST = 32 };

struct yaml_level {
	bool is_object, is_flow, has_key;
	uint32_t indent;  /* blanks that lines of its content need: one more than its block's; 0 outside of blocks */
	struct slice key; /* waits for its value */
	struct yaml_mark key_mark;
};

struct yaml_tree {
	struct arena *arena;
	struct diag *diag;
	struct yaml_file *file;
	uint32_t nodes_most;
	struct value_builder builder;
	struct yaml_mark *marks, *key_marks; /* of builder.nodes[i] */
	uint32_t marks_capacity;
	struct yaml_level levels[YAML_DEPTH_MOST]; /* the containers begun and not ended */
	uint32_t depth;
	bool is_lossy; /* an alias or a merge key was there */
};

/* Adds a finding of the file; `hint` is static. NULL when there are too many. */
struct finding *yaml_tree_report(
	struct yaml_tree *tree, const char *code, struct yaml_mark mark, const char *hint, struct slice sentence);
/* Adds a finding SW100 of what is no YAML. Always false. */
bool yaml_tree_fault(struct yaml_tree *tree, const struct yaml_fault *fault);

/* The innermost open container; NULL outside of all. */
struct yaml_level *yaml_tree_level(struct yaml_tree *tree);

/* A node that carries an anchor (NULL: none) or a tag. Refused; reading goes on. */
void yaml_tree_properties(struct yaml_tree *tree, struct yaml_mark mark, const char *anchor, bool has_tag);

/* The next parts of the document. False when reading cannot go on. */
bool yaml_tree_begin(struct yaml_tree *tree, struct yaml_mark mark, enum value_kind kind, bool is_flow);
void yaml_tree_end(struct yaml_tree *tree);
bool yaml_tree_scalar(struct yaml_tree *tree, struct yaml_mark mark, struct slice text, bool is_plain);
bool yaml_tree_alias(struct yaml_tree *tree, struct yaml_mark mark, const char *name);

/* Hands the tree to the file; an empty one becomes null. Only if reading went to the end. */
void yaml_tree_finish(struct yaml_tree *tree);
