/* codes: every finding about a flow map by its stable code: what it is called and what it means.
 *
 * Place: beside the map; read by `check` and by the documentation's test. Constant. A code is never given a new
 * meaning; a finding that goes leaves a gap. */
#pragma once
#include <stdint.h>

#define CODE_INCLUDE "SW104"
#define CODE_FILE "SW105"
#define CODE_UNKNOWN_KEY "SW106"
#define CODE_MISSING_KEY "SW107"
#define CODE_LATER "SW108"
#define CODE_KIND "SW109"
#define CODE_NAME "SW110"
#define CODE_DURATION "SW111"
#define CODE_NUMBER "SW112"
#define CODE_FORMAT "SW113"
#define CODE_TWICE "SW114"
#define CODE_REFERENCE "SW115"
#define CODE_PATH "SW116"
#define CODE_TOPIC "SW117"
#define CODE_TOGETHER "SW118"
#define CODE_LIMIT "SW119"
#define CODE_UNREAD "SW130"
#define CODE_CLAIM "SW131"
#define CODE_CLAIM_UNUSED "SW132"
#define CODE_OVERLAP "SW133"
#define CODE_REPORTS_LOOP "SW134"
#define CODE_NEVER "SW135"
#define CODE_STATE "SW136"
#define CODE_SEAT_TWICE "SW137"
#define CODE_COVERED "SW201"
#define CODE_NO_EXPECT "SW202"
#define CODE_NO_DUE "SW203"
#define CODE_SEAT_UNUSED "SW204"
#define CODE_UNDECIDED "SW205"

struct map_code {
	const char *code;
	const char *title;       /* a few words */
	const char *explanation; /* a sentence or two: what it means and how to mend it */
};

/* Ascending by code. */
extern const struct map_code map_codes[];
extern const uint32_t map_code_count;

/* The row of `code`; NULL if there is none. */
const struct map_code *map_code_find(const char *code);
