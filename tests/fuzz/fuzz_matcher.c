/* fuzz_matcher: lines as patterns up to an empty line, the lines after it as events.
 *
 * All patterns that are right stand in one matcher, whose ids must be those of the patterns that the evaluator finds to
 * hold, event after event, with one scratch. */
#include "base/diag.h"
#include "lines.h"
#include "pattern/matcher.h"
#include <assert.h>

enum { PATTERNS_MOST = 64, EVENTS_MOST = 8 };

static uint32_t take_patterns(struct arena *arena, struct slice *text, const struct pattern **patterns)
{
	struct slice line = take_line(text);
	uint32_t count = 0;
	struct diag diag;

	diag_init(&diag, arena);
	for (; line.size && count < PATTERNS_MOST; line = take_line(text)) {
		const struct value *tree = read_line(arena, line);
		const struct pattern *pattern = tree ? pattern_parse(arena, tree, NULL, &diag) : NULL;

		if (pattern)
			patterns[count++] = pattern;
	}
	return count;
}

static void check_event(const struct pattern *const *patterns, uint32_t count, const struct matcher *matcher,
	struct matcher_scratch *scratch, const struct value *root)
{
	const uint32_t *ids;
	uint32_t found = matcher_match(matcher, scratch, root, &ids), at = 0;

	for (uint32_t i = 0; i < count; i++) {
		bool matched = at < found && ids[at] == i;

		assert(matched == pattern_holds(patterns[i], root));
		at += matched;
	}
	assert(at == found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size < CASE_BYTES_MOST ? size : CASE_BYTES_MOST};
	const struct pattern *patterns[PATTERNS_MOST];
	struct matcher_scratch *scratch;
	struct matcher *matcher;
	const struct value *root;
	struct arena arena;
	uint32_t count;

	arena_init(&arena, 0);
	count = take_patterns(&arena, &text, patterns);
	matcher = matcher_create(patterns, count);
	scratch = matcher_scratch_create(matcher);
	for (int i = 0; i < EVENTS_MOST && text.size; i++)
		if ((root = read_line(&arena, take_line(&text))))
			check_event(patterns, count, matcher, scratch, root);
	matcher_scratch_destroy(scratch);
	matcher_destroy(matcher);
	arena_finish(&arena);
	return 0;
}
