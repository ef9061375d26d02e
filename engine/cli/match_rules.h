/* match_rules: the rules of `seatwire match`, read from JSON Lines. */
#pragma once
#include "base/buffer.h"
#include "base/diag.h"
#include "event/json.h"
#include "pattern/matcher.h"

struct match_rules {
	struct arena arena; /* ids */
	struct matcher_builder *builder; /* while they are read */
	struct matcher *matcher;         /* afterwards */
	struct slice *ids;      /* as they stood: JSON text */
	struct slice *id_keys;  /* the same in one spelling: equal for equal ids */
	uint32_t *first_of_id;  /* the first rule with the same id; itself if there is no other */
	uint32_t count, capacity;
	uint32_t refused;       /* lines that were left out */
};

/* Reads rules from the file `path` ("-": standard input). What is wrong with a line goes to standard error, and the
 * line is left out. False, after having said why, if the file cannot be read. */
bool match_rules_read(struct match_rules *rules, const char *path, bool json);
void match_rules_finish(struct match_rules *rules);
/* Adds the finding that the line `number` of `path` is not JSON, or nested too deep. */
void match_rules_not_json(struct diag *diag, const char *path, uint64_t number, struct slice line,
	const struct json_fault *fault);
/* The same of a line that is JSON, but no object. */
void match_rules_no_object(struct diag *diag, const char *path, uint64_t number, struct slice line);
/* Writes findings to standard error, as text or JSON. */
void match_rules_print(const struct diag *diag, bool json);
