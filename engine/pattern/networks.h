/* networks: the typed index of addresses: from an address to the lists of the networks that hold it. */
#pragma once
#include "pattern/ast.h"
#include "pattern/words.h"

struct network_item {
	uint32_t node;
	uint8_t bytes, bits;
	uint8_t address[16]; /* bits beyond `bits` are 0 */
	uint32_t list;
};

struct networks {
	struct network_item *items; /* once sealed, ordered by all members in turn */
	uint32_t count, capacity;
	struct words groups; /* where items of another node, bytes or bits begin; one more at the end */
	struct words first_group; /* by node, one more at the end */
};

/* A zeroed one is empty. */
void networks_finish(struct networks *networks);
/* `condition` is one of `cidr`. */
void networks_add(struct networks *networks, uint32_t node, const struct condition *condition, uint32_t list);
/* Orders the items for networks_find. `nodes` is the number of nodes. */
void networks_seal(struct networks *networks, uint32_t nodes);
size_t networks_bytes(const struct networks *networks);
/* Appends to `hits` the lists for a scalar of an event that stands at the node. Time: one search a prefix length. */
void networks_find(const struct networks *networks, uint32_t node, const struct value *scalar, struct words *hits);
