/* crash: remembers which record was worked on when the process crashed, so that one that crashes it again and again can
 * be put aside. A kill is no crash, and memory that ran out is none of the record's faults.
 *
 * A note is one line of a file: "<topic> <partition> <offset>". */
#pragma once
#include "base/arena.h"
#include "event/record.h"

enum { CRASH_POISON_TIMES = 3 };

/* The records that crashed the process CRASH_POISON_TIMES times or more. Immutable. */
struct crash_notes {
	struct crash_place {
		struct slice topic;
		int32_t partition;
		int64_t offset;
		uint32_t times;
	} * places;
	uint32_t count;
};

/* Reads the notes of earlier runs; a missing file is none. Only poison is kept, in `arena`. */
void crash_read(const char *path, struct arena *arena, struct crash_notes *ret_notes);
bool crash_is_poison(const struct crash_notes *notes, const struct record *record);

/* From now on a crash of a thread that called crash_thread_init appends a note to the file `path`, which must stay
 * valid, and then goes its way. Once a process. */
void crash_watch(const char *path);
/* Gives the thread a stack for the handler, so that a full one can be noted too. Once a thread. */
void crash_thread_init(void);
void crash_thread_finish(void);
/* What the thread works on; NULL: no record. It must stay valid until the next call. */
void crash_set_record(const struct record *record);
