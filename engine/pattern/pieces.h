/* pieces: the typed index of wildcards: from a text to the lists of the wildcards that it meets. */
#pragma once
#include "pattern/texts.h"

struct piece_item {
	uint32_t node;
	uint32_t gram;  /* bytes of a piece, the first lowest */
	uint8_t length; /* of them, 1 to 4 */
	uint32_t offset; /* where they stand in their piece */
	struct slice piece;
	const struct condition *condition;
	uint32_t list;
};

struct piece_slot;

struct pieces {
	struct piece_item *items; /* once sealed, ordered by node, length and gram */
	uint32_t count, capacity;
	uint8_t *lengths; /* by node: bit n: there are grams of n + 1 bytes. NULL if there are none */
	uint32_t node_count;
	struct piece_slot *slots; /* open addressing, at most a quarter full */
	uint32_t mask;
	uint64_t *starts; /* a bit for each two bytes, the first lowest: some gram begins with them */
	uint64_t seed;
};

/* A zeroed one is empty. */
void pieces_finish(struct pieces *pieces);
/* `condition` is one of `wildcard` and outlives the index. */
void pieces_add(struct pieces *pieces, uint32_t node, const struct condition *condition, uint32_t list);
/* Chooses for each wildcard by what it is found: its beginning or its end, if no part of its pieces is in fewer others;
 * such a wildcard goes to `texts` (not yet sealed). Else a part of a piece. Then orders the items for pieces_find. */
void pieces_seal(struct pieces *pieces, struct texts *texts, uint32_t nodes, uint64_t seed);
size_t pieces_bytes(const struct pieces *pieces);
/* Appends to `hits` the lists for a scalar of an event that stands at the node, each once. `seen`, two for each item,
 * and `stamp`, even and new for each call, see to it that a gram which a text has many times is looked at twice. Time:
 * up to four look-ups a byte; for each wildcard whose gram is in the text one comparison of the piece around it, and a
 * search through the text if that is equal, or if the gram is there again. */
void pieces_find(const struct pieces *pieces, uint32_t node, const struct value *scalar, uint32_t *seen, uint32_t stamp,
	struct words *hits);
