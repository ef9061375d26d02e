/* answers: what the `$not`s deep in a pattern said of values, kept while it is evaluated of one event.
 *
 * A `$not` is asked of each value of an array, and of the array, and asks the `$not` inside it the same way. So its
 * questions would double with each array and `$not` around. From the third one on, answers are kept. That takes two
 * bits for each `$not` and value, of which there are few: PATTERN_NOTS_MOST, and the nodes of the event. */
#pragma once
#include "pattern/pattern.h"

/* What stands in fewer others keeps no answers: its questions are few, and most patterns have no more. */
enum { ANSWERS_NOTS_LEAST = 2 };

struct answer { /* of one value; a bit for each `$not` */
	uint64_t known, holds;
};

struct answers {
	const struct value *root;
	struct answer *items; /* by value, in document order; cleared with the first answer */
	uint32_t capacity;
	uint32_t count;       /* of `$not`s that answered */
	const void *nots[PATTERN_NOTS_MOST];
};

/* A zeroed one is as good; answers_finish in the end. Leaves `nots` as they are. */
void answers_init(struct answers *answers);
/* Forgets what was kept: questions are now about the tree `root`. */
void answers_begin(struct answers *answers, const struct value *root);
/* Whether `not`, of which only the address is used, answered about `value` of the tree, and what. */
bool answers_have(const struct answers *answers, const void *not, const struct value *value, bool *ret_holds);
/* Keeps an answer. Allocates only when the tree has more nodes than all before it. */
void answers_keep(struct answers *answers, const void *not, const struct value *value, bool holds);
void answers_finish(struct answers *answers);
