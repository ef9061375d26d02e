/* load: a flow map from file or text to plan: read, merge, resolve, check, compile.
 *
 * Place: within map/, its table of contents. Memory: a work arena that ends here; findings in the diag's arena; the
 * plan in its own. Thread: the caller's. */
#include "map/map.h"
#include "map/check.h"
#include "map/compile.h"
#include "map/doubt.h"
#include "map/files.h"
#include "map/version.h"
#include <stdlib.h>

/* What a map must say, in whichever of its files. */
static void check_whole(struct map_reader *reader, const struct map_files *files)
{
	const struct yaml_file *map = &files->items[0];
	const struct model *model = reader->model;
	struct place top = {.file = map->name, .line = 1, .column = 1};

	if (map->root->kind != VALUE_OBJECT)
		return;
	if (!value_get(map->root, SLICE("seatwire")))
		map_error(reader, CODE_MISSING_KEY, top, SLICE("write `seatwire: 1`, the format's version"),
			"a map needs \"seatwire\"");
	if (model->map_at.at.line == 0)
		map_error(reader, CODE_MISSING_KEY, top, SLICE("write `map: <name>`; every task bears it"),
			"a map needs \"map\"");
	if (model->steward_at.at.line == 0) {
		doubt_key(reader, &map_top_keys, "steward");
		map_error(reader, CODE_MISSING_KEY, top,
			SLICE("write `steward: { seat: ..., topic: ... }`; what nobody owns goes there"),
			"a map needs \"steward\"");
	}
	if (model->facts.count + model->people.count > FACT_PLACES_MOST)
		map_error(reader, CODE_LIMIT, top, SLICE("remember less"),
			"the map remembers more than %d facts and people", FACT_PLACES_MOST);
}

static void read_files(struct map_reader *reader, const struct map_files *files)
{
	for (uint32_t i = 0; i < files->count; i++) {
		reader->file = &files->items[i];
		reader->fragment = i > 0;
		keys_read(reader, files->items[i].root, &map_top_keys, reader->model);
	}
}

static void check_all(struct map_reader *reader, const struct map_files *files, const struct map_options *options,
	uint32_t errors_before)
{
	check_whole(reader, files);
	resolve_names(reader);
	state_check(reader);
	use_check(reader);
	overlap_check(reader);
	if (options->check) {
		advice_check(reader);
		if (reader->diag->errors == errors_before)
			cover_check(reader); /* it compares meanings, and what is refused has none */
	}
}

/* The number of the file in the order of reading; files that could not be read stand last. */
static uint32_t file_rank(const struct map_files *files, struct slice name)
{
	for (uint32_t i = 0; i < files->count; i++)
		if (slice_equal(files->items[i].name, name))
			return i;
	return files->count;
}

/* A finding with what it is sorted by. */
struct ranked {
	struct finding finding;
	uint32_t file, order;
};

static int compare_findings(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->finding.place.line != b->finding.place.line)
		return a->finding.place.line < b->finding.place.line ? -1 : 1;
	if (a->finding.place.column != b->finding.place.column)
		return a->finding.place.column < b->finding.place.column ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/* Whether the finding before it in order told of the same place that its form is refused, or its key stands twice: then
 * what else is wrong there follows from that. */
static bool follows_refusal(const struct finding *before, const struct finding *finding)
{
	return (slice_is(slice_of(before->code), "SW101") || slice_is(slice_of(before->code), "SW102")) &&
	       finding->place.line == before->place.line && finding->place.column == before->place.column &&
	       slice_equal(finding->place.file, before->place.file);
}

/* Puts the findings of this load into the order of the files, shows the line of each, and leaves nothing in them that
 * ends with the work arena. */
static void finish_findings(const struct map_files *files, struct arena *work, struct diag *diag, uint32_t first)
{
	uint32_t count = diag->count - first;
	struct ranked *ranked = ARENA_ARRAY(work, struct ranked, count);

	for (uint32_t i = 0; i < count; i++) {
		struct finding *finding = &diag->findings[first + i];

		finding->other.file = arena_copy(diag->arena, finding->other.file);
		ranked[i] = (struct ranked){*finding, file_rank(files, finding->place.file), i};
		if (finding->line_text.size || finding->place.line == 0 || ranked[i].file == files->count)
			continue;
		ranked[i].finding.line_text =
			arena_copy(diag->arena, yaml_line(&files->items[ranked[i].file], finding->place.line));
	}
	if (count)
		qsort(ranked, count, sizeof(*ranked), compare_findings);
	diag->count = first;
	for (uint32_t i = 0; i < count; i++) {
		const struct finding *finding = &ranked[i].finding;

		if (diag->count > first && follows_refusal(&diag->findings[diag->count - 1], finding))
			*(finding->severity == SEVERITY_ERROR ? &diag->errors : &diag->warnings) -= 1;
		else
			diag->findings[diag->count++] = *finding;
	}
}

/* From the files to the plan. Errors that reading them left in `diag` since `errors_before` count too: unless they are
 * harmless, something is missing, and what it would define must not be missed. */
static struct plan *load(const struct map_files *files, const struct map_options *options, struct arena *work,
	struct diag *diag, uint32_t errors_before)
{
	struct plan *plan = plan_create();
	struct model *model = ARENA_NEW(work, struct model);
	bool whole = diag->errors == errors_before + files->harmless;
	struct map_reader reader = {.model = model, .plan_arena = &plan->arena, .work = work, .diag = diag};

	model_init(model);
	read_files(&reader, files);
	if (whole)
		check_all(&reader, files, options, errors_before);
	if (diag->errors > errors_before) {
		plan_unref(plan);
		return NULL;
	}
	map_compile(model, work, plan);
	plan->version = version_of(&plan->arena, files->items, files->count);
	return plan;
}

struct plan *map_load(const char *path, const struct map_options *options, struct diag *diag)
{
	uint32_t first = diag->count, errors = diag->errors;
	struct map_files files;
	struct arena work;
	struct plan *plan;

	arena_init(&work, 0);
	files_read(path, options, &work, diag, &files);
	plan = load(&files, options, &work, diag, errors);
	finish_findings(&files, &work, diag, first);
	arena_finish(&work);
	return plan;
}

struct plan *map_load_text(struct slice name, struct slice text, const struct map_options *options, struct diag *diag)
{
	uint32_t first = diag->count, errors = diag->errors;
	struct map_files files;
	struct arena work;
	struct plan *plan;

	arena_init(&work, 0);
	files_read_text(name, text, options, &work, diag, &files);
	plan = load(&files, options, &work, diag, errors);
	finish_findings(&files, &work, diag, first);
	arena_finish(&work);
	return plan;
}
