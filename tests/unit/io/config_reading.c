/* config_reading: see the header. */
#include "config_reading.h"
#include "base/buffer.h"
#include "check.h"

struct config *reading_config_as(struct reading *reading, const char *name, const char *text)
{
	arena_init(&reading->arena, 0);
	diag_init(&reading->diag, &reading->arena);
	reading->config = config_read(slice_of(name), slice_of(text), &reading->diag);
	return reading->config;
}

struct config *reading_config(struct reading *reading, const char *text)
{
	return reading_config_as(reading, "config.yaml", text);
}

void reading_finish(struct reading *reading)
{
	config_destroy(reading->config);
	arena_finish(&reading->arena);
}

void reading_expect_refused(const char *text, const char *expected)
{
	struct reading reading;
	struct buffer seen = {0};

	expect_true(reading_config(&reading, text) == NULL);
	for (uint32_t i = 0; i < reading.diag.count; i++) {
		const struct finding *finding = &reading.diag.findings[i];

		buffer_printf(&seen, "%s%u:%u %s %.*s", i ? "\n" : "", finding->place.line, finding->place.column,
			finding->code, SLICE_PRINT(finding->sentence));
		if (finding->hint.size)
			buffer_printf(&seen, " (%.*s)", SLICE_PRINT(finding->hint));
	}
	expect_slice(buffer_slice(&seen), expected);
	buffer_finish(&seen);
	reading_finish(&reading);
}
