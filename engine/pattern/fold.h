/* fold: text without regard to case, by Unicode's simple case folding: one character folds to one character, so that
 * both sides of a comparison are folded alike and no locale matters. "Straße" equals "STRAẞE" but not "STRASSE". */
#pragma once
#include "base/arena.h"
#include "base/buffer.h"

/* The folding of one code point; itself if it has none. */
uint32_t fold_point(uint32_t point);
/* A folded copy. */
struct slice fold_copy(struct arena *arena, struct slice text);
/* The same at the end of a buffer. */
void fold_append(struct buffer *buffer, struct slice text);

/* Whether `text`, folded, equals, begins with, ends with `folded`, which must come from fold_copy. */
bool fold_equal(struct slice text, struct slice folded);
bool fold_starts(struct slice text, struct slice folded);
bool fold_ends(struct slice text, struct slice folded);
