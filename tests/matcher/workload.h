/* workload: the rule sets on which matchers fall off a cliff, and the events for them.
 *
 * All speak of one kind of event, a CloudEvent of some 600 bytes, of which each value is one of very many; so that few
 * rules hold of an event, but for the sets that say otherwise. */
#pragma once
#include "base/buffer.h"
#include "random.h"

struct workload {
	const char *name;
	/* Appends rule number `number` as JSON. */
	void (*rule)(struct buffer *buffer, struct random *random, uint32_t number);
};

/* The rows, ended by one without name. */
extern const struct workload workloads[];

/* A condition on one field of `data`: `"name":[...]`. Which one, and with which operand, is by chance. */
void workload_condition(struct buffer *buffer, struct random *random, uint32_t *ret_field);
void workload_event(struct buffer *buffer, struct random *random, uint32_t number);
