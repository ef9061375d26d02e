/* scripted_log: a log in memory that fails as it is told, for tests of the worker. One partition. */
#pragma once
#include "base/buffer.h"
#include "io/log.h"
#include <stdatomic.h>

enum { RECORDS_MOST = 12000, STATE_MOST = 4096 };

/* A log with one partition, whose records are there from the start. */
struct scripted {
	struct log log;
	struct log_owner owner;
	atomic_bool *stop;
	struct record records[RECORDS_MOST];
	uint8_t topics[RECORDS_MOST];
	uint32_t count, delivered, released;
	bool assigned, paused;
	int64_t committed[CORE_TOPICS_MOST]; /* offsets */

	/* what is to go wrong */
	enum log_result commits[16]; /* of the first transactions */
	bool applied[16];            /* whether the transaction took effect all the same */
	uint32_t commit_count;
	int64_t too_large_offset; /* its dead letter is, unless it is refused; -1: none */
	uint32_t revoke_at_poll;  /* 0: never */
	uint32_t silences;        /* how often nobody answers a restore before somebody does */
	bool stop_in_silence;     /* the process is to stop then */
	bool stop_in_restore;     /* the process is to stop while state is read */
	uint32_t usurped;         /* transaction that another process did instead, up to the same offsets; 0: none */

	/* what came of it */
	uint32_t polls, transactions, pauses, resumes, waits, restored;
	struct buffer open_letters, letters; /* "offset:reason " of the open transaction; of all committed ones */
	struct buffer sizes;                 /* letters of each committed transaction: "8 " */
	uint32_t open_letter_count;
	struct arena arena; /* of state records */
	struct output open_state[64], state[STATE_MOST];
	uint32_t open_state_count, state_count;
};

/* A log of `count` records that are no events: each becomes one dead letter, from which can be read what was
 * committed. Sets *stop when all is done, or when nothing comes any more. */
void scripted_init(struct scripted *scripted, uint32_t count, atomic_bool *stop);
void scripted_finish(struct scripted *scripted);
