/* texts: the typed index of beginnings, ends and whole texts, with and without regard to case. */
#pragma once
#include "base/buffer.h"
#include "pattern/ast.h"
#include "pattern/key.h"
#include "pattern/words.h"

/* A list to be found where a text begins with, ends with or is `text`. */
struct text_item {
	uint32_t node;
	uint8_t side;                      /* KEY_HEAD, KEY_TAIL or KEY_WHOLE */
	bool fold;                         /* `text` is folded, and the event's text is before it is looked up */
	struct slice text;                 /* lives as long as the index */
	const struct condition *condition; /* must be met as well; NULL: none */
	uint32_t list;
};

struct text_group; /* items of the same node, side and fold */
struct text_slot;

struct texts {
	struct text_item *items; /* once sealed, equal texts of a group stand together */
	uint32_t count, capacity;
	struct text_group *groups;
	uint32_t group_count;
	struct words first_group; /* by node, one more at the end */
	struct words lengths;     /* bytes of the texts of each group, ascending */
	struct text_slot *slots;  /* open addressing, at most half full */
	uint32_t mask;
	uint64_t seed; /* of the hashes */
};

/* A zeroed one is empty. */
void texts_finish(struct texts *texts);
void texts_add(struct texts *texts, const struct text_item *item);
/* Orders the items for texts_find. `nodes` is the number of nodes. */
void texts_seal(struct texts *texts, uint32_t nodes, uint64_t seed);
size_t texts_bytes(const struct texts *texts);

/* Appends to `hits` the lists for a scalar of an event that stands at the node. `folded` is room for its folded text.
 * Time: one step a byte, up to the longest text of a group; one look-up a length; the conditions behind each hit. */
void texts_find(const struct texts *texts, uint32_t node, const struct value *scalar, struct buffer *folded,
	struct words *hits);
