/* record: one entry of a log, as it stands there. Its bytes belong to the log until the batch ends. */
#pragma once
#include "base/slice.h"

struct header {
	struct slice name, value;
};

struct record {
	struct slice topic;
	int32_t partition;
	int64_t offset;
	int64_t timestamp_ms;
	struct slice key;   /* data NULL: no key */
	struct slice value; /* data NULL: no value (a tombstone) */
	const struct header *headers;
	uint32_t header_count;
};

/* The value of the header `name` (names compare by bytes; of several, the last wins). False if there is none. */
bool record_header(const struct record *record, struct slice name, struct slice *ret_value);
