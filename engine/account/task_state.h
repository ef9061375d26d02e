/* task_state: what is kept of a task that has not ended. Names, not indexes: a task outlives the map that opened it. */
#pragma once
#include "account/evidence.h"

enum task_state {
	TASK_OPEN,
	TASK_ACCEPTED,
	/* terminal; a task in one of these is told of once and then forgotten */
	TASK_COMPLETED,
	TASK_EXPIRED,
};

/* By which rule a seat became the owner. */
enum owner_rule {
	OWNER_BY_OUTCOME,
	OWNER_BY_AUTHORITY, /* contested: the outcome's owner is final, the claim is evidence */
	OWNER_BY_DECLINED,
	OWNER_BY_REASSIGNED,
	OWNER_BY_STEWARD,
};

/* A seat that claimed the matter by a flow: a contributor, with what it knew. */
struct task_claim {
	struct slice seat, flow;
	struct slice source, id; /* of the event */
};

enum { TASK_CLAIMS_MOST = 16, TASK_DECLINED_MOST = 32 };

struct task {
	struct slice id; /* 32 hex digits */
	uint32_t revision;
	enum task_state state;
	struct slice signal, outcome, action, flow;
	struct slice topic;
	struct slice seat;   /* the owner's */
	struct slice person; /* empty: none */
	enum owner_rule by;
	int64_t opened_ms;
	int64_t due_ms; /* 0: none */
	uint32_t handoffs;
	struct task_claim *claims;
	uint32_t claim_count, claim_capacity;
	struct slice *declined; /* seats that declined it */
	uint32_t declined_count, declined_capacity;
	struct evidence *evidence;
	uint32_t evidence_count, evidence_capacity;
	uint32_t evidence_more;
};

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* When a task that nobody ends lapses: due + (due - opened), at least 7 days after due; without due, 30 days after it
 * was opened. ms since the epoch. */
int64_t task_expires_ms(const struct task *task);

/* The name on the wire of a state ("open") and of a rule ("outcome"). Static. */
const char *task_state_name(enum task_state state);
const char *task_owner_rule_name(enum owner_rule rule);
