/* config_example: the engine configuration explained, made from the table that the reader uses.
 *
 * config/seatwire.yaml and schemas/config.schema.json are these texts; tests hold the files against them. */
#pragma once
#include "base/buffer.h"

/* A configuration with every key, its meaning, default and bounds in comments: YAML. */
void config_example(struct buffer *text);
/* The JSON Schema (draft 2020-12) of a configuration, so that an editor completes and checks it. */
void config_schema(struct buffer *text);
