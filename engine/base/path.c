/* path: from a root to a value by keys, as maps name fields.
 *
 * Place: base. Memory: the arena passed in. Thread: any. */
#include "base/value.h"

bool path_parse(struct arena *arena, struct slice text, struct path *ret_path)
{
	uint32_t count = 1, at = 0;
	struct slice *steps;
	const char *start = text.data;

	for (size_t i = 0; i < text.size; i++)
		count += text.data[i] == '.';
	steps = ARENA_ARRAY(arena, struct slice, count);
	for (size_t i = 0; i <= text.size; i++) {
		if (i < text.size && text.data[i] != '.')
			continue;
		if (text.data + i == start)
			return false;
		steps[at++] = (struct slice){start, (size_t)(text.data + i - start)};
		start = text.data + i + 1;
	}
	*ret_path = (struct path){steps, count};
	return true;
}

struct slice path_text(struct arena *arena, const struct path *path)
{
	size_t bytes = path->count;
	char *text, *next;

	for (uint32_t i = 0; i < path->count; i++)
		bytes += path->steps[i].size;
	text = next = arena_alloc(arena, bytes);
	for (uint32_t i = 0; i < path->count; i++) {
		if (i)
			*next++ = '.';
		memcpy(next, path->steps[i].data, path->steps[i].size);
		next += path->steps[i].size;
	}
	*next = 0;
	return (struct slice){text, (size_t)(next - text)};
}

/* Depth of recursion: bounded by the reader's limit on the depth of trees. */
static const struct value *find(const struct path *path, uint32_t step, const struct value *at, bool scalar)
{
	if (step == path->count && (!scalar || value_is_scalar(at)))
		return at;
	if (at->kind == VALUE_ARRAY) {
		value_each (element, at) {
			const struct value *found = find(path, step, element, scalar);

			if (found)
				return found;
		}
		return NULL;
	}
	if (step == path->count)
		return NULL;
	at = value_get(at, path->steps[step]);
	return at ? find(path, step + 1, at, scalar) : NULL;
}

const struct value *path_find(const struct path *path, const struct value *root)
{
	return find(path, 0, root, false);
}

const struct value *path_scalar(const struct path *path, const struct value *root)
{
	return find(path, 0, root, true);
}
