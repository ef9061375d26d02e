/* maps: flow maps for tests of map/. */
#include "maps.h"
#include "check.h"
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct map_options all_checks = {.check = true};

static void begin(struct loaded *loaded)
{
	arena_init(&loaded->arena, 0);
	diag_init(&loaded->diag, &loaded->arena);
}

void load_text(struct loaded *loaded, const char *text)
{
	begin(loaded);
	loaded->plan = map_load_text(SLICE("map.yaml"), slice_of(text), &all_checks, &loaded->diag);
}

void load_file(struct loaded *loaded, const char *path)
{
	begin(loaded);
	loaded->plan = map_load(path, &all_checks, &loaded->diag);
}

void loaded_finish(struct loaded *loaded)
{
	plan_unref(loaded->plan);
	arena_finish(&loaded->arena);
}

const char *a_map_with(const char *sections)
{
	static char text[65536];
	int size = snprintf(text, sizeof(text),
		"seatwire: 1\n"
		"map: test\n"
		"steward: { seat: boss, topic: tasks.drift }\n"
		"seats: { boss: {}, csm: { reports_to: boss }, ae: { reports_to: boss } }\n"
		"outcomes: { retention: { owner: csm }, expansion: { owner: ae, claims: [csm] } }\n"
		"actions:\n"
		"  call: { topic: tasks.call, expect: Call }\n"
		"  visit: { topic: tasks.visit, expect: Visit, carry: [since.expand] }\n"
		"%s",
		sections);

	ck_assert_int_lt(size, (int)sizeof(text));
	return text;
}

const char *findings_text(struct loaded *loaded)
{
	struct slice text = {"", 0};

	for (uint32_t i = 0; i < loaded->diag.count; i++) {
		const struct finding *finding = &loaded->diag.findings[i];

		text = arena_printf(&loaded->arena, "%.*s%u:%u %s\n", SLICE_PRINT(text), finding->place.line,
			finding->place.column, finding->code);
	}
	return text.data;
}

static char folder[PATH_MAX]; /* of this test's process; gone with it */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static void remove_folder(void)
{
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *a_path(const char *name)
{
	static char paths[64][PATH_MAX + 64];
	static unsigned next;
	const char *base = getenv("TMPDIR");
	char *path = paths[next++ % 64];

	if (!folder[0]) {
		snprintf(folder, sizeof(folder), "%s/map-XXXXXX", base ? base : "/tmp");
		ck_assert_ptr_nonnull(mkdtemp(folder));
		ck_assert_int_eq(atexit(remove_folder), 0);
	}
	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

const char *a_file(const char *name, const char *text)
{
	const char *path = a_path(name);
	FILE *file;

	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		char parent[64];

		snprintf(parent, sizeof(parent), "%.*s", (int)(slash - name), name);
		ck_assert(mkdir(a_path(parent), 0700) == 0 || errno == EEXIST);
	}
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

struct slice project_file(struct arena *arena, const char *path)
{
	char from[PATH_MAX + 64] = "";
	char *text;
	size_t size = 0;
	FILE *file = NULL;

	for (int up = 0; up < 8 && !file; up++) {
		snprintf(from + 3 * (size_t)up, sizeof(from) - 3 * (size_t)up, "%s", path);
		file = fopen(from, "r");
		memcpy(from + 3 * (size_t)up, "../", 4);
	}
	ck_assert_msg(file, "%s is not in the working folder or above it", path);
	text = arena_alloc(arena, 1 << 20);
	size = fread(text, 1, 1 << 20, file);
	ck_assert_msg(feof(file), "%s is larger than a test reads", path);
	fclose(file);
	return (struct slice){text, size};
}
