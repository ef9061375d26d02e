/* fuzz_pattern: any line as a pattern, the lines after it as events.
 *
 * Evaluator, explanation and matcher must agree; what is called a contradiction must not hold; a pattern that names
 * the strings of a path must find one of them there. A refused pattern must say why. */
#include "base/diag.h"
#include "lines.h"
#include "pattern/matcher.h"
#include <assert.h>

enum { EVENTS_MOST = 8, MATCHES_MOST = 4 };

/* CloudEvents attributes are single values; contradictions may rely on that. */
static bool has_single_attributes(const struct value *root)
{
	if (root->kind != VALUE_OBJECT)
		return root->kind != VALUE_ARRAY;
	value_each (member, root)
		if (member->kind == VALUE_ARRAY && !slice_is(value_key(member), "data"))
			return false;
	return true;
}

static bool is_one_of(const struct value *value, const struct slice *literals, uint32_t count)
{
	if (value->kind == VALUE_ARRAY) {
		value_each (element, value)
			if (is_one_of(element, literals, count))
				return true;
		return false;
	}
	for (uint32_t i = 0; value->kind == VALUE_STRING && i < count; i++)
		if (slice_equal(literals[i], value_text(value)))
			return true;
	return false;
}

/* What pattern_literals says of the path "a" must be true of an event of which the pattern holds. */
static void check_literals(struct arena *arena, const struct pattern *pattern, const struct value *root)
{
	const struct slice step = SLICE("a");
	const struct path path = {&step, 1};
	const struct value *value = value_get(root, step);
	struct slice *literals;
	uint32_t count;

	if (root->kind == VALUE_OBJECT && pattern_literals(pattern, &path, arena, &literals, &count))
		assert(value && is_one_of(value, literals, count));
}

static void check_event(struct arena *arena, const struct pattern *pattern, const struct matcher *matcher,
	struct matcher_scratch *scratch, const struct value *root)
{
	bool held = pattern_holds(pattern, root), explained;
	struct pattern_match matches[MATCHES_MOST];
	const uint32_t *ids;

	assert(pattern_explain(pattern, root, arena, matches, MATCHES_MOST, &explained) <= MATCHES_MOST);
	assert(explained == held);
	assert(matcher_match(matcher, scratch, root, &ids) == (held ? 2 : 0));
	if (!held)
		return;
	assert(!has_single_attributes(root) || pattern_contradiction(pattern, arena).size == 0);
	check_literals(arena, pattern, root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size < CASE_BYTES_MOST ? size : CASE_BYTES_MOST};
	const struct value *tree, *root;
	const struct pattern *pattern, *twice[2];
	struct matcher_scratch *scratch;
	struct matcher *matcher;
	struct slice *paths;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	tree = read_line(&arena, take_line(&text));
	pattern = tree ? pattern_parse(&arena, tree, NULL, &diag) : NULL;
	assert(!tree || pattern || diag.errors);
	if (pattern) {
		assert(!diag.errors);
		pattern_paths(pattern, &arena, &paths);
		pattern_contradiction(pattern, &arena);
		twice[0] = twice[1] = pattern;
		matcher = matcher_create(twice, 2);
		scratch = matcher_scratch_create(matcher);
		for (int i = 0; i < EVENTS_MOST && text.size; i++)
			if ((root = read_line(&arena, take_line(&text))))
				check_event(&arena, pattern, matcher, scratch, root);
		matcher_scratch_destroy(scratch);
		matcher_destroy(matcher);
	}
	arena_finish(&arena);
	return 0;
}
