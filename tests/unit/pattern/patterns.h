/* patterns: patterns and events for tests of pattern/, written as JSON with ' for ". */
#pragma once
#include "base/diag.h"
#include "pattern/pattern.h"

/* Reads JSON with ' for "; it must be right. */
const struct value *tree_of(struct arena *arena, const char *json);
/* A pattern that must be right. */
const struct pattern *pattern_of(struct arena *arena, const char *json);

/* Whether the pattern holds of the event. pattern_holds, pattern_explain and a matcher of this one pattern must say
 * the same. */
bool holds(const char *pattern, const char *event);

/* The codes of what is wrong with a pattern, "SW121 SW122"; "" if nothing is. In a static buffer. */
const char *codes(const char *pattern);
/* "sentence [hint]" of the only thing that is wrong with a pattern. In a static buffer. */
const char *fault(const char *pattern);

/* `count` times `head`, then `middle`, then `count` times `tail`. The caller frees it. */
char *nested(int count, const char *head, const char *middle, const char *tail);
