/* append: writes JSON Lines as records of an input topic, placed as the engine wants them: by the account's key.
 *
 * Place: io, for `seatwire topics --append`. Thread: the caller's. */
#pragma once
#include "io/config.h"
#include "io/lines.h"
#include "plan/plan.h"

struct append_counts {
	uint64_t records;
	uint64_t without_account; /* of these: no event, or no account; they have no key and go round the partitions */
};

/* Appends each line to the topic of input number `input`, which has `partition_count` partitions. A record's key is the
 * account that the map finds in the event, its partition that of the key, its time now. False with a sentence in the
 * arena when reading or writing fails; what was counted until then may be written. */
bool append_lines(const struct config *config, const struct plan *plan, uint32_t input, int32_t partition_count,
	struct lines *lines, struct append_counts *ret_counts, struct arena *arena, struct slice *ret_error);

/* The longest line that is appended. */
enum { APPEND_LINE_BYTES_MOST = 64 * 1024 * 1024 };
