/* trees: values for tests, written as YAML and compared as JSON; and the time that making them takes. */
#pragma once
#include "base/json_out.h"
#include "base/yaml.h"
#include "check.h"
#include <time.h>

/* Processor time of this test: what others do on the machine does not count. */
static inline int64_t spent_ms(void)
{
	return (int64_t)clock() * 1000 / CLOCKS_PER_SEC;
}

/* The tree of a YAML text that must be right. */
static inline const struct value *tree_of(struct arena *arena, const char *yaml)
{
	struct yaml_file file;
	struct diag diag;

	diag_init(&diag, arena);
	expect_true(yaml_read(arena, SLICE("test.yaml"), slice_of(yaml), NULL, &diag, &file));
	return file.root;
}

static inline void expect_json(const struct value *value, const char *expected)
{
	struct buffer buffer = {0};
	struct json_out out = json_out(&buffer);

	json_value(&out, value);
	expect_slice(buffer_slice(&buffer), expected);
	buffer_finish(&buffer);
}
