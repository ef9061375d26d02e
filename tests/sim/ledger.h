/* ledger: what the committed outputs tell of tasks, and whether it can be true. */
#pragma once
#include "base/arena.h"
#include "task/output.h"

struct ledger_task {
	struct slice id, account, seat;
	uint32_t revision;
	bool tracked, ended;
};

struct ledger {
	struct arena arena;
	struct ledger_task *tasks; /* in the order of their opening */
	uint32_t count, capacity;
	uint32_t expired; /* receipts */
	bool forgetful;   /* events may come again after `dedupe`: then they open their ended task anew */
};

void ledger_init(struct ledger *ledger);
void ledger_finish(struct ledger *ledger);
/* Enters committed outputs. NULL, or what cannot be: a task opened twice, a revision that is not the next one, a
 * word about a task that has ended. */
const char *ledger_enter(struct ledger *ledger, const struct outputs *outputs);
/* Tasks that somebody may still end. */
uint32_t ledger_open(const struct ledger *ledger);
