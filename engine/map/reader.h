/* reader: what the readers of a map's parts share: the table of a mapping's keys, and the kinds of values.
 *
 * Every section's keys stand in a table: name, whether it is required, how it is read, and a line of help. From the
 * tables come unknown keys with "did you mean", missing keys, what is not yet supported, and the key lists and
 * descriptions that the JSON Schema is held against.
 * Place: within map/. Memory: the plan's arena for what the plan keeps, the work arena for the rest. */
#pragma once
#include "map/codes.h"
#include "map/model.h"

struct map_reader {
	struct model *model;
	struct arena *plan_arena; /* what the plan keeps */
	struct arena *work;       /* what ends with the load */
	struct diag *diag;
	const struct yaml_file *file; /* the one being read */
	bool fragment;                /* it is included by another */
	const char *entry_what;       /* of the entry being read: "signal"; NULL: none that has a name */
	struct slice entry_name;
	uint32_t guessed;             /* candidates that guesses have looked at */
};

/* Reads one value into the field it belongs to. Faults go into the reader's findings. */
typedef void map_read(struct map_reader *reader, const struct value *node, void *field);

struct map_key {
	const char *name; /* NULL ends the table */
	bool required;
	map_read *read;
	size_t offset;    /* of the field in what the mapping is read into */
	const char *help; /* one line, without a full stop */
};

/* A key of the language that this version does not run. */
struct map_later {
	const char *name;    /* NULL ends the table */
	const char *instead; /* the required key that it stands in for; NULL: none */
	const char *help;    /* what it is for */
};

struct map_keys {
	const char *what; /* "a seat" */
	const struct map_key *keys;
	const struct map_later *later; /* NULL: none */
	map_read *finish; /* called with the mapping when its keys are read: what holds between keys; NULL: nothing */
};

/* Reads a mapping by its table into `fields`. False if it is no mapping. */
bool keys_read(struct map_reader *reader, const struct value *node, const struct map_keys *table, void *fields);

/* Adds an error; a macro so that the format is checked where it stands. Returns the finding or NULL. */
#define map_error(reader, code, place, hint, ...)                                                                      \
	diag_add((reader)->diag, SEVERITY_ERROR, code, place, hint, __VA_ARGS__)
#define NO_HINT ((struct slice){0})

/* Where a node stands, and where its key does (of an element: the node itself). */
struct place reader_place(const struct map_reader *reader, const struct value *node);
struct place reader_key_place(const struct map_reader *reader, const struct value *node);
/* A text of the map as a message shows it: cut to 60 bytes, control characters made visible. */
struct slice reader_shown(struct map_reader *reader, struct slice text);
/* The hint `did you mean "x"?`, or what there is; no hint when no further finding is kept, or when all the guesses of a
 * load together have looked at a million candidates. */
struct slice reader_guess(struct map_reader *reader, struct slice word, const struct slice *candidates, uint32_t count);
/* Says that `node` is not what is wanted there: "text", "a list of ...". */
void reader_wrong_kind(struct map_reader *reader, const struct value *node, const char *wanted);
/* Whether `name` keeps the rule of names; else an error at `place`. */
bool reader_name(struct map_reader *reader, struct slice name, struct place place);
/* Says that something is not yet supported: `quoted` is its name, `help` what it is for. */
void reader_later(struct map_reader *reader, struct place place, struct slice quoted, const char *help);
/* Takes a key that stands once in all files; false with an error if it stood before. */
bool reader_once(struct map_reader *reader, const struct value *node, struct model_once *once);
/* A path into an event; false with an error for anything else. */
bool reader_path(struct map_reader *reader, const struct value *node, struct path *ret_path);
/* A whole number from `least` to `most`. */
bool reader_number(
	struct map_reader *reader, const struct value *node, int64_t least, int64_t most, int64_t *ret_number);

/* Kinds of values, for tables. The field's type stands behind each. */
map_read read_text;          /* struct slice, 1 to 1000 bytes */
map_read read_topic;         /* struct slice */
map_read read_bool;          /* bool */
map_read read_duration;      /* int64_t, ms, more than 0 */
map_read read_path;          /* struct path */
map_read read_ref;           /* struct model_ref */
map_read read_event_pattern; /* struct model_pattern, over an event */
map_read read_state_pattern; /* struct model_pattern, over the account's state; its paths are checked later */
map_read read_nothing;       /* read elsewhere */

/* Reads a mapping of names, each entry by `table` into `section`. */
void read_entries(
	struct map_reader *reader, const struct value *node, struct section *section, const struct map_keys *table);

/* The tables, one for each kind of mapping. */
extern const struct map_keys map_top_keys, map_steward_keys, map_seat_keys, map_outcome_keys, map_contributor_keys,
	map_account_keys, map_person_keys, map_fact_keys, map_signal_keys, map_flow_keys, map_action_keys;

/* Readers of the sections, for the table of the top. */
map_read read_account, read_flows;
