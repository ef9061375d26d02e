/* engines: partitions with a map, and what they make of records. */
#pragma once
#include "core/partition.h"

/* Topics of the setup: inputs "events" (0) and "task-events" (1), re-key (2), cross (3). */
enum { EVENTS, TASK_EVENTS, REKEY, CROSS, TOPICS };

struct engine {
	struct core_setup setup;
	struct plan *plan;
	struct partition *partition;
	struct arena arena; /* of the batch */
	struct outputs outputs;
	int64_t clock_ms;     /* of the next batch */
	int64_t next[TOPICS]; /* offsets */
	bool at_end[CORE_TOPICS_MOST];
};

/* Partition 0 of `partitions`, new, all topics at their end, the clock at day 10. `sections` make the map: NULL for
 * facts size (last, of `sized`), people csm (of `owner`), signal s (type t) -> retention, review (due 1d, so that
 * it lapses 8 days after its opening; carries account), signal many (type m, 3 within 2d). */
struct engine an_engine(int32_t partitions, const char *sections);
void engine_finish(struct engine *engine);

/* The event's record: account a, at the engine's clock, at the next offset of the topic. `data` is JSON. */
struct record a_record(struct engine *engine, uint32_t topic, const char *id, const char *type, const char *data);
struct record a_raw_record(struct engine *engine, uint32_t topic, struct slice key, struct slice value);

void engine_begin(struct engine *engine);
void engine_take(struct engine *engine, uint32_t topic, struct record record);
/* Runs timers and ends the batch; whether anything happened. Then commit, or abort. */
bool engine_end(struct engine *engine);
void engine_commit(struct engine *engine);
void engine_abort(struct engine *engine);
/* A batch of one event on the first topic, committed. Returns what was told. */
const char *does(struct engine *engine, const char *id, const char *type, const char *data);
/* A batch without records, committed if anything happened. */
const char *waits(struct engine *engine, int64_t ms);

/* What the open or last batch told, a line each: "opened a r1", "routed s", "dead REASON", "rekey KEY", "cross KEY",
 * "state KEY", "journal". State and journal only if `all`. */
const char *told(struct engine *engine, bool all);
/* The n-th output of a kind in the open or last batch; ends the test if there is none. */
const struct output *output_of(struct engine *engine, enum output_kind kind, uint32_t at);
const char *header_of(const struct output *output, const char *name);
/* All accounts of the committed state as one text of bytes. */
struct slice remembered(const struct engine *engine);
/* Memory for as long as the test. */
struct arena *engines_arena(void);
#define DAYS(n) ((n) * (int64_t)DAY_MS)
