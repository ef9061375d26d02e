/* diag: collects findings, and guesses what a mistyped word was meant to be.
 *
 * Place: base; used by every reader of what people write. Memory: the list's arena. Thread: the owner's. */
#include "base/diag.h"
#include <stdarg.h>
#include <stdio.h>

enum {
	LONGEST_WORD = 64,    /* longer words get no guess */
	CANDIDATES_SHOWN = 12 /* of a list of all that is allowed */
};

void diag_init(struct diag *diag, struct arena *arena)
{
	*diag = (struct diag){.arena = arena};
}

struct finding *diag_add(struct diag *diag, enum severity severity, const char *code, struct place place,
	struct slice hint, const char *format, ...)
{
	struct finding *finding;
	va_list arguments;
	char *sentence;
	int size;

	if (severity == SEVERITY_ERROR)
		diag->errors++;
	else
		diag->warnings++;
	if (diag->count == DIAG_MOST)
		return NULL;
	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	size = size < 0 ? 0 : size;
	sentence = arena_alloc(diag->arena, (size_t)size + 1);
	va_start(arguments, format);
	vsnprintf(sentence, (size_t)size + 1, format, arguments);
	va_end(arguments);
	ARENA_GROW(diag->arena, diag->findings, diag->count, diag->capacity);
	finding = &diag->findings[diag->count++];
	*finding = (struct finding){.severity = severity,
		.code = code,
		.sentence = {sentence, (size_t)size},
		.hint = arena_copy(diag->arena, hint),
		.place = place};
	finding->place.file = arena_copy(diag->arena, place.file);
	return finding;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to insert, delete, replace or swap with their neighbour to get from `a` to `b` (optimal string alignment);
 * both at most LONGEST_WORD long. Three rows of the table suffice. */
static unsigned edit_distance(struct slice a, struct slice b)
{
	unsigned rows[3][LONGEST_WORD + 1];

	for (size_t j = 0; j <= b.size; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.size; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.size; j++) {
			bool same = a.data[i - 1] == b.data[j - 1];

			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
				row[j] = least(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[a.size % 3][b.size];
}

struct slice diag_nearest(struct slice word, const struct slice *candidates, uint32_t count)
{
	unsigned best = LONGEST_WORD + 1;
	struct slice nearest = {0};

	if (word.size > LONGEST_WORD)
		return nearest;
	for (uint32_t i = 0; i < count; i++) {
		size_t longer = word.size > candidates[i].size ? word.size : candidates[i].size;
		unsigned distance;

		if (candidates[i].size > LONGEST_WORD)
			continue;
		distance = edit_distance(word, candidates[i]);
		if (distance < best && distance * 3 <= longer) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}

struct slice diag_did_you_mean(struct arena *arena, struct slice word, const struct slice *candidates, uint32_t count)
{
	struct slice nearest = diag_nearest(word, candidates, count);
	struct slice hint = {0};

	if (nearest.size)
		return arena_printf(arena, "did you mean \"%.*s\"?", SLICE_PRINT(nearest));
	for (uint32_t i = 0; i < count && i < CANDIDATES_SHOWN; i++)
		hint = arena_printf(
			arena, "%.*s%s%.*s", SLICE_PRINT(hint), i ? ", " : "one of: ", SLICE_PRINT(candidates[i]));
	if (count > CANDIDATES_SHOWN)
		hint = arena_printf(arena, "%.*s, and %u more", SLICE_PRINT(hint), count - CANDIDATES_SHOWN);
	return hint;
}
