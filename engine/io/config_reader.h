/* config_reader: what the parts of the configuration's reader share.
 *
 * Place: within io/config*. Memory: the configuration's arena. Thread: the loader's. */
#pragma once
#include "base/yaml.h"
#include "io/config.h"
#include "io/config_table.h"

#define CONFIG_UNREADABLE "SW150" /* a file cannot be read */
#define CONFIG_UNKNOWN "SW151"    /* no such key or property */
#define CONFIG_MISSING "SW152"    /* a required key */
#define CONFIG_NOT_YET "SW153"    /* of the format, but not of this version */
#define CONFIG_VALUE "SW154"      /* wrong kind, malformed, or out of bounds */
#define CONFIG_TOGETHER "SW155"   /* keys that exclude or need each other */
#define CONFIG_SECRET "SW156"     /* a secret in the wrong place, or a file that others may read */
#define CONFIG_INSECURE "SW157"   /* not allowed without `insecure: true` */

struct config_reader {
	struct config *config;
	struct arena *arena;
	struct diag *diag;
	struct yaml_file file;
	struct slice folder; /* of the file, with the slash at its end; empty: where the program runs */
};

/* Adds an error at a place of the file, with its line; a macro so that the format is checked where it stands. */
#define config_error(reader, code, place, hint, ...)                                                                   \
	config_show_line((reader), diag_add((reader)->diag, SEVERITY_ERROR, code, place, hint, __VA_ARGS__))
void config_show_line(struct config_reader *reader, struct finding *finding);
#define NO_HINT ((struct slice){0})

/* Reads a mapping by a table of keys into `fields`; NULL `node`: only the defaults. */
void config_read_keys(
	struct config_reader *reader, const struct value *node, const struct config_key *keys, void *fields);
/* Reads one value, which is no section, by its key's row into the struct that the section fills. */
void config_read_scalar(
	struct config_reader *reader, const struct config_key *key, const struct value *node, void *fields);
void config_read_inputs(struct config_reader *reader, const struct config_key *key, const struct value *node);
void config_read_properties(struct config_reader *reader, const struct value *node);
/* What holds between the properties and the rest: encryption, and what librdkafka itself says of each value. */
void config_check_properties(struct config_reader *reader, const struct value *node);

/* A path of the file made one that holds where the program runs; followed by a NUL. */
struct slice config_path(struct config_reader *reader, struct slice path);
/* What a key takes, in words: "a whole number from 1 to 64", "a size from 4KiB to 1GiB". */
struct slice config_takes(struct arena *arena, const struct config_key *key);
/* A default's or a bound's text as a value of the kind that YAML would make of it. */
struct value config_text_value(const char *text);
