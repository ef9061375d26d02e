/* json_marks: where the bytes stand at which a plain string ends or is none. Private to the JSON reader.
 *
 * A mark is a quote, a backslash, a control character or a byte that is not ASCII. They are looked for many bytes at a
 * time and ahead of the reader, because a search from quote to quote has each wait for the one before: the first stage
 * of "Parsing Gigabytes of JSON per Second" (G. Langdale, D. Lemire, 2019), for fewer sorts of bytes.
 *
 * Place: event, under json. Memory: none of its own. Thread: any. */
#pragma once
#include "base/slice.h"

struct json_marks {
	uint64_t bits;                     /* marks of the step at `at` that were not passed yet */
	const char *at, *searched, *end;   /* searched: where the next step begins */
};

/* The marks of a text, none searched for yet. */
static inline struct json_marks json_marks(struct slice text)
{
	return (struct json_marks){0, text.data, text.data, text.data + text.size};
}

/* The first mark at or behind `at`, which must not be before that of the last call; `end` if there is none. */
const char *json_marks_from(struct json_marks *marks, const char *at);

/* Passes the mark that was found last. */
static inline void json_marks_pass(struct json_marks *marks)
{
	marks->bits &= marks->bits - 1;
}

/* The mark behind the one at `at`, if that one is the first not passed yet and both stand in one step, as most do; NULL
 * else: then json_marks_from finds it. */
static inline const char *json_marks_behind(struct json_marks *marks, const char *at)
{
	uint64_t bits = marks->bits, rest = bits & (bits - 1);

	if (!rest || marks->at + __builtin_ctzll(bits) != at)
		return NULL;
	marks->bits = rest;
	return marks->at + __builtin_ctzll(rest);
}
