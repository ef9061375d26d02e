/* files: reads a map file and follows its `include`.
 *
 * Place: within map/, its first step. Memory: the work arena. Thread: the loader's.
 *
 * Invariants
 *   1. Every file is read once, whatever the ways that lead to it; a file that leads to itself is an error.
 *   2. Reading ends: FILES_MOST files, INCLUDE_DEPTH_MOST levels, a total of bytes, regular files only. */
#include "map/files.h"
#include "map/codes.h"
#include "base/read_file.h"
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>

static const size_t total_bytes_default = (size_t)64 << 20;
static const size_t file_bytes_default = (size_t)4 << 20;

/* A file on the way from the map to what is being read. */
struct step {
	const struct step *above;
	dev_t device;
	ino_t inode;
	const char *path;
};

struct reading {
	const struct map_options *options;
	struct arena *work;
	struct diag *diag;
	struct map_files *files;
	struct {
		dev_t device;
		ino_t inode;
	} seen[FILES_MOST];
	uint32_t seen_count;
	size_t bytes; /* read so far */
};

static void fault(struct reading *reading, const char *code, struct place at, struct slice hint, const char *what,
	const char *path, const char *why)
{
	diag_add(reading->diag, SEVERITY_ERROR, code, at, hint, "%s \"%.200s\": %s", what, path, why);
}

/* Whether there is a regular file; else an error at `at`, the `include` that names it. */
static bool is_file(struct reading *reading, const char *path, struct place at, struct stat *ret_status)
{
	bool there = stat(path, ret_status) == 0;

	if (there && S_ISREG(ret_status->st_mode))
		return true;
	fault(reading, CODE_FILE, at, (struct slice){0}, "cannot read", path,
		there ? "it is no file" : strerror(errno));
	return false;
}

static bool within_total(struct reading *reading, struct place at, const char *path, size_t bytes)
{
	size_t most = reading->options->total_bytes ? reading->options->total_bytes : total_bytes_default;

	if (bytes <= most - reading->bytes) {
		reading->bytes += bytes;
		return true;
	}
	fault(reading, CODE_LIMIT, at, SLICE("split it into maps of their own"), "cannot read", path,
		"the map and its files are too large together");
	return false;
}

/* Whether the file stands on the way to itself; says so with the way. */
static bool is_loop(struct reading *reading, const struct step *above, const struct stat *status, struct place at)
{
	struct slice way = {0};
	bool found = false;

	for (const struct step *step = above; step; step = step->above) {
		way = arena_printf(reading->work, "\"%.100s\" -> %.*s", step->path, SLICE_PRINT(way));
		found = step->device == status->st_dev && step->inode == status->st_ino;
		if (found)
			break;
	}
	if (found)
		diag_add(reading->diag, SEVERITY_ERROR, CODE_INCLUDE, at, SLICE("remove one `include` of the loop"),
			"a loop of includes: %.*sthe first again", SLICE_PRINT(way));
	return found;
}

static bool is_seen(struct reading *reading, const struct stat *status)
{
	for (uint32_t i = 0; i < reading->seen_count; i++)
		if (reading->seen[i].device == status->st_dev && reading->seen[i].inode == status->st_ino)
			return true;
	return false;
}

static void read_map(
	struct reading *reading, const char *path, const struct step *above, uint32_t depth, struct place at);

static int compare_paths(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Whether a step `..` stands behind a step with a wildcard: such a search could grow without bound. */
static bool climbs_back(const char *path)
{
	const char *wildcard = strpbrk(path, "*?[");

	return wildcard && strstr(wildcard, "/..");
}

/* Reads every file that `pattern` names, in byte order. One with wildcards leaves out the file it stands in. */
static void read_matches(
	struct reading *reading, const char *pattern, const struct step *step, uint32_t depth, struct place at)
{
	bool wildcard = strpbrk(pattern, "*?[") != NULL;
	glob_t found = {0};
	int result = glob(pattern, GLOB_NOSORT, NULL, &found);

	if (result != 0 || found.gl_pathc == 0) {
		fault(reading, CODE_INCLUDE, at, SLICE("paths are relative to the file that includes"), "include",
			pattern, result == 0 || result == GLOB_NOMATCH ? "there is no such file" : strerror(errno));
	} else {
		qsort(found.gl_pathv, found.gl_pathc, sizeof(char *), compare_paths);
		for (size_t i = 0; i < found.gl_pathc && reading->seen_count < FILES_MOST; i++) {
			struct stat status;

			if (wildcard && stat(found.gl_pathv[i], &status) == 0 && status.st_dev == step->device &&
				status.st_ino == step->inode)
				continue;
			read_map(reading, arena_copy(reading->work, slice_of(found.gl_pathv[i])).data, step, depth + 1,
				at);
		}
	}
	globfree(&found);
}

/* The path of an include beside the file that names it. */
static const char *beside(struct arena *work, const char *path, struct slice include)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0;

	if (include.data[0] == '/')
		return arena_copy(work, include).data;
	return arena_printf(work, "%.*s%.*s", folder, path, SLICE_PRINT(include)).data;
}

static void follow(struct reading *reading, const struct yaml_file *file, const struct value *item,
	const struct step *step, uint32_t depth)
{
	struct place at = yaml_place(file, item);
	const char *pattern;

	if (item->kind != VALUE_STRING || item->size == 0 || memchr(item->text, 0, item->size)) {
		diag_add(reading->diag, SEVERITY_ERROR, CODE_KIND, at, SLICE("include: [more.yaml, team/*.yaml]"),
			"\"include\" needs paths of files");
		return;
	}
	pattern = beside(reading->work, step->path, value_text(item));
	if (depth == INCLUDE_DEPTH_MOST)
		fault(reading, CODE_LIMIT, at, (struct slice){0}, "include", pattern,
			"more than 16 files inside each other");
	else if (climbs_back(pattern))
		fault(reading, CODE_INCLUDE, at, SLICE("put `..` before the wildcard"), "include", pattern,
			"`..` stands behind a wildcard");
	else
		read_matches(reading, pattern, step, depth, at);
}

static void follow_includes(
	struct reading *reading, const struct yaml_file *file, const struct step *step, uint32_t depth)
{
	if (file->root->kind != VALUE_OBJECT)
		return;
	value_each (member, file->root) {
		if (!slice_is(value_key(member), "include"))
			continue;
		if (member->kind != VALUE_ARRAY) {
			follow(reading, file, member, step, depth);
			continue;
		}
		value_each (item, member)
			follow(reading, file, item, step, depth);
	}
}

/* Reads a text into a tree. False if there is none. */
static bool read_text(struct map_files *files, struct arena *work, struct slice name, struct slice text,
	const struct yaml_limits *limits, struct diag *diag, struct yaml_file *ret_file)
{
	uint32_t errors = diag->errors;

	yaml_read(work, name, text, limits, diag, ret_file);
	if (ret_file->is_whole)
		files->harmless += diag->errors - errors;
	return ret_file->root;
}

/* Reads one file that was not read before. */
static bool read_tree(struct reading *reading, const char *path, struct place at, struct yaml_file *ret_file)
{
	const struct yaml_limits *limits = &reading->options->limits;
	struct slice text, error;

	if (!read_file(
		    reading->work, path, limits->file_bytes ? limits->file_bytes : file_bytes_default, &text, &error)) {
		diag_add(reading->diag, SEVERITY_ERROR, CODE_FILE, at, (struct slice){0}, "%.*s", SLICE_PRINT(error));
		return false;
	}
	return read_text(reading->files, reading->work, slice_of(path), text, limits, reading->diag, ret_file);
}

/* Recursion is bounded by INCLUDE_DEPTH_MOST. */
static void read_map(
	struct reading *reading, const char *path, const struct step *above, uint32_t depth, struct place at)
{
	struct stat status;
	struct yaml_file file;
	struct step step;

	if (!is_file(reading, path, at, &status) || is_loop(reading, above, &status, at) || is_seen(reading, &status) ||
		!within_total(reading, at, path, (size_t)status.st_size))
		return;
	reading->seen[reading->seen_count].device = status.st_dev;
	reading->seen[reading->seen_count++].inode = status.st_ino;
	if (reading->seen_count == FILES_MOST)
		fault(reading, CODE_LIMIT, at, (struct slice){0}, "include", path, "the map has 1000 files or more");
	if (!read_tree(reading, path, at, &file))
		return;
	ARENA_GROW(reading->work, reading->files->items, reading->files->count, reading->files->capacity);
	reading->files->items[reading->files->count++] = file;
	step = (struct step){above, status.st_dev, status.st_ino, path};
	follow_includes(reading, &file, &step, depth);
}

void files_read(const char *path, const struct map_options *options, struct arena *work, struct diag *diag,
	struct map_files *ret_files)
{
	struct reading *reading = ARENA_NEW(work, struct reading);

	*ret_files = (struct map_files){0};
	reading->options = options;
	reading->work = work;
	reading->diag = diag;
	reading->files = ret_files;
	read_map(reading, path, NULL, 0, (struct place){.file = slice_of(path)});
}

void files_read_text(struct slice name, struct slice text, const struct map_options *options, struct arena *work,
	struct diag *diag, struct map_files *ret_files)
{
	struct yaml_file *file = ARENA_NEW(work, struct yaml_file);
	const struct value *include;

	*ret_files = (struct map_files){0};
	if (!read_text(ret_files, work, name, text, &options->limits, diag, file))
		return;
	ret_files->items = file;
	ret_files->count = ret_files->capacity = 1;
	include = value_get(file->root, SLICE("include"));
	if (include)
		diag_add(diag, SEVERITY_ERROR, CODE_INCLUDE, yaml_key_place(file, include), (struct slice){0},
			"a map that is no file cannot include files");
}
