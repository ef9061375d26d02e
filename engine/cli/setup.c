/* setup: the configuration and the map, read for `run`, `topics`, `state` and `replay --config`.
 *
 * Place: a helper of commands. Memory: its arena, and what configuration and plan own. Thread: the main thread. */
#include "cli/setup.h"
#include "map/map.h"

static void load_config(struct setup *setup, const char *config_path, struct config_map *ret_map)
{
	*setup = (struct setup){0};
	arena_init(&setup->arena, 0);
	diag_init(&setup->diag, &setup->arena);
	setup->config = config_load(config_path, &setup->diag, ret_map);
}

/* A map that is not there is a fault of the line that names it. */
static void point_at_name(struct diag *diag, uint32_t before, const struct config_map *map)
{
	struct finding *first = &diag->findings[before];

	if (diag->count == before || first->place.line || !slice_equal(first->place.file, map->path))
		return;
	first->place = map->place;
	first->line_text = map->line_text;
	first->hint = SLICE("`map` names the file of the flow map; a relative path starts at the folder of this file");
}

bool setup_load(struct setup *setup, const char *config_path)
{
	const struct map_options options = {0};
	struct config_map map;
	uint32_t before;

	load_config(setup, config_path, &map);
	before = setup->diag.count;
	if (map.path.size)
		setup->plan = map_load(map.path.data, &options, &setup->diag);
	if (!setup->plan)
		point_at_name(&setup->diag, before, &map);
	return setup->config && setup->plan;
}

bool setup_load_config(struct setup *setup, const char *config_path)
{
	struct config_map map;

	load_config(setup, config_path, &map);
	return setup->config != NULL;
}

void setup_finish(struct setup *setup)
{
	plan_unref(setup->plan);
	config_destroy(setup->config);
	arena_finish(&setup->arena);
}
