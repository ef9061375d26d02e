/* answers: bits by value and `$not`.
 *
 * Place: pattern, under evaluate.c and elements.c. Memory: its own. Thread: that which evaluates. */
#include "pattern/answers.h"
#include <assert.h>
#include <stdlib.h>

void answers_init(struct answers *answers)
{
	answers->items = NULL;
	answers->capacity = answers->count = 0;
}

void answers_begin(struct answers *answers, const struct value *root)
{
	answers->root = root;
	answers->count = 0;
}

/* The number of a `$not`; `count` if it has none yet. */
static uint32_t number_of(const struct answers *answers, const void *not)
{
	uint32_t number = 0;

	while (number < answers->count && answers->nots[number] != not)
		number++;
	return number;
}

bool answers_have(const struct answers *answers, const void *not, const struct value *value, bool *ret_holds)
{
	uint32_t number = number_of(answers, not);
	const struct answer *answer;

	if (number == answers->count)
		return false;
	answer = &answers->items[value - answers->root];
	*ret_holds = answer->holds >> number & 1;
	return answer->known >> number & 1;
}

/* Room for all values of the tree, and nothing known of them. */
static void clear(struct answers *answers)
{
	uint32_t count = answers->root->skip;

	if (count > answers->capacity) {
		free(answers->items);
		answers->items = memory_alloc(count * sizeof(*answers->items));
		answers->capacity = count;
	}
	memset(answers->items, 0, count * sizeof(*answers->items));
}

void answers_keep(struct answers *answers, const void *not, const struct value *value, bool holds)
{
	uint32_t number = number_of(answers, not);
	struct answer *answer;

	assert(value >= answers->root && value < answers->root + answers->root->skip);
	if (answers->count == 0)
		clear(answers);
	if (number == answers->count) {
		assert(answers->count < PATTERN_NOTS_MOST);
		answers->nots[answers->count++] = not;
	}
	answer = &answers->items[value - answers->root];
	answer->known |= 1ull << number;
	answer->holds |= (uint64_t)holds << number;
}

void answers_finish(struct answers *answers)
{
	free(answers->items);
}
