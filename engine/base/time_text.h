/* time_text: times and durations as text. Times are milliseconds since 1970-01-01T00:00:00Z, without leap seconds. */
#pragma once
#include "base/arena.h"

/* RFC 3339 date-time ("2026-11-23T10:00:00.250+01:00", 'T' may be a blank or 't', fractions beyond ms cut, a leap
 * second counts as the second after) or a bare ISO 8601 date (midnight UTC). Years 0001 to 9999.
 * False if the text is anything else. */
bool time_parse(struct slice text, int64_t *ret_ms);

enum { TIME_TEXT_BYTES = 32 };
/* "2026-11-23T10:00:00Z", with ".250" only when the ms are not 0. Years outside 0000..9999 are clamped.
 * Returns a slice of `text`. */
struct slice time_format(int64_t ms, char text[TIME_TEXT_BYTES]);

/* A map's duration: a whole number and a unit, `90s 15m 12h 14d`. 0 to 36500d. False if the text is anything else. */
bool duration_parse(struct slice text, int64_t *ret_ms);
/* "14d", "90s": the largest unit that divides it; "250ms" for what no second divides. */
struct slice duration_format(struct arena *arena, int64_t ms);
