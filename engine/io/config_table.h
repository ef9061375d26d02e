/* config_table: every key of the engine configuration: its type, default, bounds and meaning, in one table.
 *
 * Read by config.c (to parse), config_example.c and config_schema.c (to explain). Constant. */
#pragma once
#include "base/slice.h"

enum config_type {
	CONFIG_VERSION,    /* uint32_t: 1 */
	CONFIG_NAME,       /* struct slice: letters, digits, `.`, `_`, `-` */
	CONFIG_TOPIC,      /* struct slice */
	CONFIG_FILE,       /* struct slice: a path, made relative to where the program runs */
	CONFIG_COUNT,      /* uint32_t, least .. most */
	CONFIG_DURATION,   /* int64_t, ms */
	CONFIG_SIZE,       /* size_t, bytes */
	CONFIG_SIZE_32,    /* uint32_t, bytes */
	CONFIG_BOOL,       /* bool */
	CONFIG_FORMAT,     /* enum event_format */
	CONFIG_LIVE_FROM,  /* struct config: live_from_now, live_from_ms */
	CONFIG_TEMPLATE,   /* struct template */
	CONFIG_PREFIXES,   /* struct event_input: only, only_count */
	CONFIG_PROPERTIES, /* struct config: properties, property_count */
	CONFIG_SECTION,    /* `keys`, of the struct itself */
	CONFIG_INPUTS,     /* struct config: inputs; `keys` are those of each struct event_input */
	CONFIG_LATER,      /* a key of the format that this version does not run */
};

struct config_key {
	const char *name; /* NULL ends the table */
	enum config_type type;
	bool required;
	size_t offset;        /* of the field; of what is named beside the type else */
	const char *fallback; /* the default as it would be written; NULL: none */
	int64_t least, most;  /* of COUNT, DURATION (ms), SIZE (bytes) */
	const struct config_key *keys;
	const char *schema;  /* what the JSON Schema says beyond the type; NULL: nothing */
	const char *example; /* a value as it is written; NULL: the default */
	const char *help;    /* a sentence, without a full stop */
};

/* The keys at the top. */
extern const struct config_key config_keys[];

enum config_property_kind {
	PROPERTY_PLAIN,
	PROPERTY_PATH,   /* of a file: relative to the configuration */
	PROPERTY_SECRET, /* only by `<name>.file` */
};

struct config_property_row {
	const char *name; /* NULL ends the table */
	enum config_property_kind kind;
};
/* The properties of librdkafka that may be passed through: what names a broker, proves who we are, or trades memory
 * against speed. Not among them is what loads code, runs a program, weakens a guarantee, or is set by the engine. */
extern const struct config_property_row config_property_rows[];
