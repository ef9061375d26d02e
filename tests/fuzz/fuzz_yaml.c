/* fuzz_yaml: no bytes make the YAML reader crash, run long, or break what it promises.
 *
 * What is read has its places inside the file, and reads the same again from its JSON, which is YAML too. What is
 * refused is refused with a sentence and a hint, at a place inside the file. */
#include "base/diag_print.h"
#include "base/json_out.h"
#include "base/yaml.h"
#include <assert.h>

static void check_place(const struct yaml_file *file, uint32_t line, uint32_t column)
{
	assert(line >= 1 && line <= file->lines);
	assert(column >= 1 && file->line_starts[line - 1] + column - 1 <= file->text.size);
}

static void check_places(const struct yaml_file *file)
{
	for (uint32_t i = 0; i < file->root->skip; i++) {
		check_place(file, file->marks[i].line, file->marks[i].column);
		if (file->root[i].key)
			check_place(file, file->key_marks[i].line, file->key_marks[i].column);
	}
}

/* Not all JSON is read: keys of more than 1,024 bytes, and characters that only an escape may bring in. */
static void check_json(struct arena *arena, const struct yaml_file *file)
{
	struct buffer json = {0};
	struct json_out out = json_out(&json);
	struct yaml_file again;
	struct diag diag;

	diag_init(&diag, arena);
	json_value(&out, file->root);
	if (yaml_read(arena, SLICE("json"), buffer_slice(&json), NULL, &diag, &again))
		assert(value_equal(file->root, again.root));
	buffer_finish(&json);
}

static void check_findings(const struct yaml_file *file, struct diag *diag)
{
	struct buffer shown = {0};

	assert(diag->errors > 0);
	for (uint32_t i = 0; i < diag->count; i++) {
		assert(diag->findings[i].sentence.size > 0 && diag->findings[i].hint.size > 0);
		if (diag->findings[i].place.line)
			check_place(file, diag->findings[i].place.line, diag->findings[i].place.column);
	}
	diag_sort(diag);
	diag_print_text(diag, true, &shown);
	diag_print_json(diag, &shown);
	buffer_finish(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct yaml_limits limits = {.file_bytes = 60000, .nodes = 10000};
	struct slice text = {(const char *)data, size};
	struct yaml_file file;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	if (yaml_read(&arena, SLICE("map.yaml"), text, &limits, &diag, &file)) {
		assert(diag.count == 0);
		check_places(&file);
		check_json(&arena, &file);
	} else {
		check_findings(&file, &diag);
	}
	arena_finish(&arena);
	return 0;
}
