/* patterns: patterns and events for tests of pattern/. */
#include "patterns.h"
#include "check.h"
#include "event/json.h"
#include "pattern/matcher.h"
#include <stdio.h>

const struct value *tree_of(struct arena *arena, const char *json)
{
	struct slice text = arena_copy(arena, slice_of(json));
	const struct value *root = NULL;
	struct json_fault json_fault = {0};
	uint32_t duplicate_keys;

	for (char *at = (char *)text.data; *at; at++)
		if (*at == '\'')
			*at = '"';
	ck_assert_msg(
		json_read(arena, text, 64, &root, &duplicate_keys, &json_fault), "%s: %s", json, json_fault.reason);
	return root;
}

const struct pattern *pattern_of(struct arena *arena, const char *json)
{
	const struct pattern *pattern;
	struct diag diag;

	diag_init(&diag, arena);
	pattern = pattern_parse(arena, tree_of(arena, json), NULL, &diag);
	ck_assert_msg(
		pattern != NULL, "%s: %.*s", json, SLICE_PRINT(diag.count ? diag.findings[0].sentence : SLICE("?")));
	return pattern;
}

static bool explains(struct arena *arena, const struct pattern *pattern, const struct value *root)
{
	struct pattern_match matches[1];
	bool held;
	uint32_t count = pattern_explain(pattern, root, arena, matches, 1, &held);

	expect_true(held || count == 0);
	return held;
}

static bool matches(const struct pattern *pattern, const struct value *root)
{
	struct matcher *matcher = matcher_create(&pattern, 1);
	struct matcher_scratch *scratch = matcher_scratch_create(matcher);
	const uint32_t *ids;
	uint32_t count = matcher_match(matcher, scratch, root, &ids);

	expect_true(count == 0 || ids[0] == 0);
	matcher_scratch_destroy(scratch);
	matcher_destroy(matcher);
	return count == 1;
}

bool holds(const char *pattern, const char *event)
{
	struct arena arena;
	const struct pattern *parsed;
	const struct value *root;
	bool held;

	arena_init(&arena, 0);
	parsed = pattern_of(&arena, pattern);
	root = tree_of(&arena, event);
	held = pattern_holds(parsed, root);
	ck_assert_msg(explains(&arena, parsed, root) == held, "explained otherwise: %s over %s", pattern, event);
	ck_assert_msg(matches(parsed, root) == held, "matched otherwise: %s over %s", pattern, event);
	arena_finish(&arena);
	return held;
}

const char *codes(const char *pattern)
{
	static char text[256];
	struct arena arena;
	struct diag diag;
	size_t size = 0;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	expect_true((pattern_parse(&arena, tree_of(&arena, pattern), NULL, &diag) != NULL) == (diag.errors == 0));
	text[0] = 0;
	for (uint32_t i = 0; i < diag.count; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s", i ? " " : "", diag.findings[i].code);
	arena_finish(&arena);
	return text;
}

const char *fault(const char *pattern)
{
	static char text[512];
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 0);
	diag_init(&diag, &arena);
	expect_true(pattern_parse(&arena, tree_of(&arena, pattern), NULL, &diag) == NULL);
	expect_int(diag.count, 1);
	snprintf(text, sizeof(text), "%.*s [%.*s]", SLICE_PRINT(diag.findings[0].sentence),
		SLICE_PRINT(diag.findings[0].hint));
	arena_finish(&arena);
	return text;
}

char *nested(int count, const char *head, const char *middle, const char *tail)
{
	size_t size = (size_t)count * (strlen(head) + strlen(tail)) + strlen(middle) + 1;
	char *text = memory_alloc(size), *at = text;

	for (int i = 0; i < count; i++)
		at += snprintf(at, size, "%s", head);
	at += snprintf(at, size, "%s", middle);
	for (int i = 0; i < count; i++)
		at += snprintf(at, size, "%s", tail);
	return text;
}
