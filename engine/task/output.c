/* output: the list of what inputs produce.
 *
 * Place: task. Memory: the list's arena. Thread: the worker's. */
#include "task/output.h"

struct output *outputs_add(struct outputs *outputs, enum output_kind kind)
{
	struct output *output;

	ARENA_GROW(outputs->arena, outputs->items, outputs->count, outputs->capacity);
	output = &outputs->items[outputs->count++];
	*output = (struct output){.kind = kind, .partition = -1};
	return output;
}
