/* setup: the configuration and the map, read for `run`, `topics`, `state adopt` and `replay --config`.
 *
 * Place: a helper of commands. Memory: what both own. Thread: the main thread. */
#include "cli/setup.h"
#include "map/map.h"

bool setup_load(struct setup *setup, const char *config_path, struct diag *diag)
{
	const struct map_options options = {0};
	struct slice map;

	*setup = (struct setup){0};
	setup->config = config_load(config_path, diag, &map);
	if (map.size)
		setup->plan = map_load(map.data, &options, diag);
	if (setup->config && setup->plan)
		return true;
	setup_finish(setup);
	return false;
}

void setup_finish(struct setup *setup)
{
	plan_unref(setup->plan);
	config_destroy(setup->config);
	*setup = (struct setup){0};
}
