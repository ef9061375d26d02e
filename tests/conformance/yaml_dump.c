/* yaml_dump: reads YAML from standard input as Seatwire does and writes it as one line of JSON, or each fault as
 * "line:column: CODE sentence" on standard error with status 1. */
#include "base/json_out.h"
#include "base/yaml.h"
#include <stdio.h>

static void read_all(FILE *from, struct buffer *text)
{
	size_t bytes;

	while ((bytes = fread(buffer_reserve(text, 65536), 1, 65536, from)) > 0)
		text->size += bytes;
}

int main(void)
{
	struct buffer text = {0}, json = {0};
	struct json_out out = json_out(&json);
	struct arena arena;
	struct diag diag;
	struct yaml_file file;
	bool read;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	read_all(stdin, &text);
	read = yaml_read(&arena, SLICE("-"), buffer_slice(&text), NULL, &diag, &file);
	if (read) {
		json_value(&out, file.root);
		printf("%.*s\n", (int)json.size, json.data);
	}
	for (uint32_t i = 0; i < diag.count; i++)
		fprintf(stderr, "%u:%u: %s %.*s\n", diag.findings[i].place.line, diag.findings[i].place.column,
			diag.findings[i].code, SLICE_PRINT(diag.findings[i].sentence));
	buffer_finish(&text);
	buffer_finish(&json);
	arena_finish(&arena);
	return read ? 0 : 1;
}
