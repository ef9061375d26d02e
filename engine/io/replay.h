/* replay: events from a file through the core with a virtual clock, for replay, test, explain and diff.
 *
 * It is one partition, whatever its workers: arrival and clock are the running maximum of event time; a timer runs at
 * its deadline, before the first event of a later time; what goes to the cross topic is read back at once; all is
 * live; outputs stand in the order of their inputs. Workers share the accounts out among them and never change a byte
 * of the output. Thread: the caller's; workers are threads inside replay_flush(). */
#pragma once
#include "core/partition.h"

struct replay;

struct replay_options {
	uint32_t workers;          /* 1 to 64 */
	struct slice source;       /* name that stands for the topic of the events; must outlive the replay */
	struct slice application;  /* prefix of internal topics */
	struct event_limits limits;
};

/* Called for each output, in order; state and journal are left out. `topic` is its full name. */
typedef void (*replay_sink)(void *context, struct slice topic, const struct output *output);

struct replay *replay_create(struct plan *plan, const struct replay_options *options, replay_sink sink,
	void *context);
void replay_destroy(struct replay *replay);

/* One event: a structured CloudEvent in JSON, of line `number` of its file. Copied. Now and then runs what was
 * collected. What is no event becomes a dead letter. */
void replay_event(struct replay *replay, struct slice text, int64_t number);
/* A line that is longer than any event may be: `head` is its beginning, `bytes` its size. Becomes a dead letter. */
void replay_refuse(struct replay *replay, struct slice head, uint64_t bytes, int64_t number);
/* Runs all that was collected, and the timers whose deadline has passed. */
void replay_flush(struct replay *replay);
/* After a flush: lets the clock run on to `until_ms`, timers with it. Nothing happens if it is there already. */
void replay_run_until(struct replay *replay, int64_t until_ms);
/* Sums over the workers, after a flush. */
struct partition_counts replay_counts(const struct replay *replay);
