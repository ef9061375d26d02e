/* version: a hash of a map's content. Place: within map/. */
#pragma once
#include "base/yaml.h"

/* "sha256:<64 hex>" in the arena over what the files say. The order of mappings and of `flows`, comments, layout, and
 * how a map is split into files do not count; `include` and `owned_by` neither. */
struct slice version_of(struct arena *arena, const struct yaml_file *files, uint32_t count);
