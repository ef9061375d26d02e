/* plans: maps to plans. */
#include "plans.h"
#include "check.h"
#include <stdio.h>

struct plan *plan_of(const char *text)
{
	struct arena arena;
	struct diag diag;
	struct plan *plan;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	plan = map_load_text(SLICE("map.yaml"), slice_of(text), &(struct map_options){0}, &diag);
	for (uint32_t i = 0; !plan && i < diag.count; i++)
		fprintf(stderr, "map.yaml:%u: %.*s\n", diag.findings[i].place.line,
			SLICE_PRINT(diag.findings[i].sentence));
	ck_assert_msg(plan != NULL, "the test's map is refused");
	arena_finish(&arena);
	return plan;
}

struct plan *plan_with(const char *sections)
{
	static char text[1 << 20];
	int size = snprintf(text, sizeof(text), A_MAP_HEAD "%s", sections);

	ck_assert_int_lt(size, (int)sizeof(text));
	return plan_of(text);
}
