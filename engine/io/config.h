/* config: the engine's configuration, read from YAML, checked as a whole, immutable.
 *
 * Place: before the arrow line: it says which inputs are read, from which log, under which limits. Every key stands
 * in a table (config_table.h), from which the reader, config/seatwire.yaml and the JSON Schema are made. Relative
 * paths in it are relative to the file itself. Thread: any, once loaded. */
#pragma once
#include "core/partition.h"
#include "base/diag.h"
#include "io/log.h"

enum config_log_kind {
	CONFIG_LOG_KAFKA,
	CONFIG_LOG_EMBEDDED,
};

/* A property of librdkafka, as the user wrote it; of `<name>.file` the content of that file. */
struct config_property {
	struct slice name, value; /* each followed by a NUL */
	bool secret;              /* never to be shown */
};

struct config {
	struct arena arena;
	struct slice file; /* as the user named it */
	struct slice application;
	struct slice instance;
	struct slice map; /* path of the flow map; followed by a NUL */

	enum config_log_kind log;
	const struct config_property *properties; /* CONFIG_LOG_KAFKA */
	uint32_t property_count;
	struct slice embedded; /* CONFIG_LOG_EMBEDDED: path of the database; followed by a NUL */
	uint32_t partitions;   /* of topics that are created where no topic of the application exists yet */
	bool insecure;

	const struct event_input *inputs;
	uint32_t input_count; /* 1 to CORE_TOPICS_MOST - 2 */
	bool live_from_now;
	int64_t live_from_ms; /* unless live_from_now */

	uint32_t workers;
	int64_t commit_every_ms;
	uint32_t commit_events;
	size_t commit_bytes;
	struct event_limits limits;
	size_t accounts_in_memory_bytes;

	struct log_names names;       /* of the internal topics */
	const struct slice *consumed; /* topics by number, as in core/partition.h */
	uint32_t consumed_count;
};

/* What a configuration says of its flow map; the texts are in the arena of the findings. */
struct config_map {
	struct slice path;  /* followed by a NUL; empty: not known */
	struct place place; /* where the configuration names it, and that line */
	struct slice line_text;
};

/* Reads and checks the file. Every fault goes into `diag` in one run, with its place and how to mend it. NULL when
 * there is an error; else the caller's, until config_destroy. Files with secrets are read here, too. *ret_map is also
 * set beside an error, as far as it was read. */
struct config *config_load(const char *path, struct diag *diag, struct config_map *ret_map);
/* As config_load for a text in memory; `name` is how messages call it, and relative paths start at its folder. */
struct config *config_read(struct slice name, struct slice text, struct diag *diag);
/* Overwrites the secrets and frees all. NULL is allowed. */
void config_destroy(struct config *config);
