/* model: a flow map as it was read, each name and reference with its place, before it is checked and compiled.
 *
 * Place: within map/, between YAML and plan. What the plan will hold stands in plan structs already, its texts in the
 * plan's arena; all else lives in the work arena and ends with the load. Thread: the loader's. */
#pragma once
#include "base/diag.h"
#include "base/yaml.h"
#include "map/section.h"

/* A name that refers to an entry of a section. No name: the key was not there. */
struct model_ref {
	struct slice name;
	struct place at;
	plan_index index; /* set by resolve; PLAN_NONE until then, and for what does not exist */
};

struct model_pattern {
	const struct pattern *pattern; /* NULL: none, or refused */
	const struct value *tree;      /* as written; NULL: none */
	const struct yaml_file *file;  /* of the tree */
	struct place at;
};

struct model_seat {
	struct section_entry head;
	struct plan_seat seat;
	struct model_ref reports_to;
	bool used;
};

struct model_contributor {
	struct model_ref seat;
	struct slice expect;
	int64_t due_ms;
};

struct model_claim {
	struct model_ref seat;
	bool used; /* by some flow */
};

struct model_outcome {
	struct section_entry head;
	struct model_ref owner;
	struct {
		struct model_contributor *items;
		uint32_t count, capacity;
	} contributors;
	struct {
		struct model_claim *items;
		uint32_t count, capacity;
	} claims;
	bool claims_doubted; /* some flow claims for a seat that is not among them, or may claim for one that is */
};

/* A fact, or with kind FACT_PERSON who sits in a seat. */
struct model_fact {
	struct section_entry head;
	struct plan_fact fact;
	struct model_ref seat;
	struct model_pattern on, until; /* of an open fact, `on` is its `from` */
	bool keep_stated;
};

struct model_signal {
	struct section_entry head;
	struct plan_signal signal;
	struct model_pattern when, given;
	bool read; /* by a flow, a condition or an action */
};

struct model_flow {
	struct section_entry head;
	struct plan_flow flow;
	struct model_ref signal, outcome, action, claim;
	struct model_pattern given;
	bool due_stated;
	bool claim_doubted; /* it may have a claim that was not read */
};

struct model_action {
	struct section_entry head;
	struct plan_action action;
	struct place *carry_at; /* of each path */
	bool expect_stated;
};

struct model_steward {
	struct model_ref seat;
	struct slice topic;
};

/* A key that stands once in all files together. */
struct model_once {
	struct place at; /* line 0: not there */
};

struct model {
	struct model_once map_at, steward_at, late_at, dedupe_at, key_at, relationship_at;
	struct slice map_name;
	struct model_steward steward;
	int64_t late_ms, dedupe_ms;
	struct {
		struct path *paths;
		uint32_t count, capacity;
	} account_key;
	struct model_ref relationship;
	struct {
		struct model_ref *items;
		uint32_t count, capacity;
	} owned_by; /* of fragments: checked, no meaning at run time */
	struct section seats, outcomes, facts, people, signals, flows, actions;
	struct slice *learned; /* names under `learning`, which is not yet supported */
	uint32_t learned_count, learned_capacity;
	unsigned doubt; /* bits of map/doubt.h: of these kinds nothing is called unused */
};

void model_init(struct model *model);
