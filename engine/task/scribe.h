/* scribe: writes one output after the other, each stamped with the input that caused it.
 *
 * An output is written as JSON into a scratch buffer and copied into the batch arena when it is done. Headers:
 * `content-type`, `seatwire-source` (<topic>/<partition>/<offset>/<index>; of a timer
 * timer/<partition>/<deadline ms>-<task>/<index>) and `seatwire-batch` (<partition>/<number>).
 * Memory: the batch arena of its outputs. Thread: the worker's. */
#pragma once
#include "account/input.h"
#include "base/json_out.h"
#include "task/output.h"

struct scribe {
	struct outputs *outputs;
	struct buffer buffer;    /* scratch, kept over batches */
	struct json_out json;    /* writes into it */
	struct slice source;     /* of our CloudEvents: "/seatwire/<map>" */
	struct slice batch;      /* the header's value */
	const struct record *record; /* the input; NULL: a timer, whose place is written already */
	struct slice place;      /* what stands before the index, "<topic>/<partition>/<offset>"; scribe_place() */
	uint32_t index;          /* of the next output of this input */
	uint32_t over_size;      /* outputs of this input beyond OUTPUT_BYTES_MOST */
	bool must_fit;           /* no event could be refused instead of the output: a task's snapshot that is too
				    large leaves out what is not needed to act on it */
	uint64_t tasks, receipts; /* of this batch, for the counters */
};

enum { OUTPUT_BYTES_MOST = 900 * 1000 };

/* The media type of tasks and receipts. */
#define SCRIBE_EVENT_TYPE SLICE("application/cloudevents+json; charset=utf-8")

/* From now on outputs are stamped with this place. The record must live as long as the input is worked on. */
void scribe_at_event(struct scribe *scribe, const struct record *record);
void scribe_at_timer(struct scribe *scribe, int32_t partition, int64_t deadline_ms, struct slice task);

/* The place as text; made at the first output of an input, for most have none. */
struct slice scribe_place(struct scribe *scribe);

/* Opens a CloudEvent of ours in the emptied buffer: all attributes up to `"data":{`. */
struct json_out *scribe_begin_event(struct scribe *scribe, const struct input *input, struct slice id,
	const char *type);
/* Closes both objects, and appends what was written as an output with the standard headers, keyed by the account. */
struct output *scribe_end_event(struct scribe *scribe, const struct input *input, enum output_kind kind);

/* Hex of XXH3-128 over the compact JSON array of `parts`: the ids of tasks and receipts. In the arena. */
struct slice scribe_identity(struct arena *arena, const struct slice *parts, uint32_t count);
/* What caused an input's outputs, as two parts of an identity: source and id of the event, or the timer's name and its
 * deadline in ms. */
void scribe_cause(const struct input *input, struct slice ret_parts[2]);
