/* state_topic: what the state topic of either log holds now: the newest record of each key.
 *
 * Place: io, for `seatwire state`. It works beside a running engine, and sees committed records only.
 * Thread: the caller's. */
#pragma once
#include "io/config.h"

/* Calls `each` for the newest record of every key of a partition, in the order of keys, until it returns false. What
 * was tombstoned is left out. Keys and values live until `each` returns. Takes memory for all of the partition's
 * state. False with a sentence in the arena if the log cannot be read. */
bool state_topic_read(const struct config *config, int32_t partition,
	bool (*each)(void *context, struct slice key, struct slice value), void *context, struct arena *arena,
	struct slice *ret_error);
