/* canonical: the meaning of a pattern as bytes, the same whatever the order of keys and alternatives.
 *
 * Place: pattern, for whatever compares patterns or their parts. Memory: the arena and buffer passed in. Thread: any.
 *
 * Every part is written as a letter, its size and its bytes, so that no two meanings give the same bytes; parts
 * that stand beside each other are sorted and written once. Numbers are written by value, without regard to the
 * machine. */
#include "pattern/canonical.h"
#include "pattern/operators.h"
#include <math.h>
#include <stdlib.h>

/* By hand: patterns have many parts, and printf would take most of the time that reading them takes. */
void canonical_whole(uint64_t whole, struct buffer *buffer)
{
	char digits[20];
	uint32_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + whole % 10);
	while (whole /= 10);
	buffer_append(buffer, (struct slice){digits + at, sizeof(digits) - at});
}

static void put_part(struct buffer *buffer, char letter, struct slice bytes)
{
	buffer_byte(buffer, letter);
	canonical_whole(bytes.size, buffer);
	buffer_byte(buffer, ':');
	buffer_append(buffer, bytes);
}

static void put_integer(int64_t integer, struct buffer *buffer)
{
	buffer_byte(buffer, 'd');
	if (integer < 0)
		buffer_byte(buffer, '-');
	canonical_whole(integer < 0 ? -(uint64_t)integer : (uint64_t)integer, buffer);
	buffer_byte(buffer, ';');
}

static void put_real(double real, struct buffer *buffer)
{
	uint64_t bits;

	if (real >= -0x1p63 && real < 0x1p63 && real == trunc(real)) {
		put_integer((int64_t)real, buffer);
	} else if (fabs(real) >= 0x1p63) {
		buffer_printf(buffer, "d%.0f;", real);
	} else {
		memcpy(&bits, &real, sizeof(bits));
		buffer_printf(buffer, "r%llx;", (unsigned long long)bits);
	}
}

void canonical_literal(const struct value *scalar, struct buffer *buffer)
{
	if (scalar->kind == VALUE_INTEGER)
		put_integer(scalar->integer, buffer);
	else if (scalar->kind == VALUE_REAL)
		put_real(scalar->real, buffer);
	else if (scalar->kind == VALUE_DECIMAL)
		buffer_printf(buffer, "d%.*s;", SLICE_PRINT(value_text(scalar)));
	else if (scalar->kind == VALUE_STRING)
		put_part(buffer, 's', value_text(scalar));
	else
		buffer_byte(buffer, scalar->kind == VALUE_NULL ? 'N' : scalar->kind == VALUE_TRUE ? 'T' : 'F');
}

static void put_condition(const struct condition *condition, struct buffer *buffer)
{
	struct buffer operand = {0};

	condition->operator->write(condition, &operand);
	buffer_byte(buffer, '?');
	buffer_append(buffer, slice_of(condition->operator->name));
	put_part(buffer, '=', buffer_slice(&operand));
	buffer_finish(&operand);
}

struct sortable {
	struct slice bytes;
	struct condition condition;
};

static int compare_sortables(const void *a, const void *b)
{
	return slice_compare(((const struct sortable *)a)->bytes, ((const struct sortable *)b)->bytes);
}

uint32_t canonical_sort(struct arena *arena, struct condition *conditions, uint32_t count)
{
	struct sortable *sorted;
	struct buffer buffer = {0};
	uint32_t kept = 0;

	if (count < 2)
		return count;
	sorted = ARENA_ARRAY(arena, struct sortable, count);
	for (uint32_t i = 0; i < count; i++) {
		buffer_reset(&buffer);
		put_condition(&conditions[i], &buffer);
		sorted[i] = (struct sortable){arena_copy(arena, buffer_slice(&buffer)), conditions[i]};
	}
	buffer_finish(&buffer);
	qsort(sorted, count, sizeof(*sorted), compare_sortables);
	for (uint32_t i = 0; i < count; i++)
		if (i == 0 || compare_sortables(&sorted[i - 1], &sorted[i]) != 0)
			conditions[kept++] = sorted[i].condition;
	return kept;
}

void canonical_alternatives(const struct literals *literals, const struct condition *conditions, uint32_t count,
	struct buffer *buffer)
{
	for (uint32_t i = 0; i < literals->count; i++)
		canonical_literal(&literals->values[i], buffer);
	for (uint32_t i = 0; i < count; i++)
		put_condition(&conditions[i], buffer);
}

static int compare_slices(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Sorts the parts and joins them, each once. */
static struct slice join(struct arena *arena, struct slice *parts, uint32_t count)
{
	struct buffer buffer = {0};
	struct slice joined;

	if (count > 1)
		qsort(parts, count, sizeof(*parts), compare_slices);
	for (uint32_t i = 0; i < count; i++)
		if (i == 0 || !slice_equal(parts[i - 1], parts[i]))
			put_part(&buffer, '.', parts[i]);
	joined = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return joined;
}

static struct slice part(struct arena *arena, char letter, struct slice key, struct slice content)
{
	struct buffer buffer = {0};
	struct slice bytes;

	put_part(&buffer, letter, key);
	buffer_append(&buffer, content);
	bytes = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return bytes;
}

static struct slice leaf_bytes(struct arena *arena, const struct leaf *leaf)
{
	struct buffer buffer = {0};
	struct slice bytes;

	buffer_byte(&buffer, leaf->absent ? '-' : '+');
	canonical_alternatives(&leaf->equals, leaf->conditions, leaf->count, &buffer);
	bytes = arena_copy(arena, buffer_slice(&buffer));
	buffer_finish(&buffer);
	return bytes;
}

static struct slice choice_bytes(struct arena *arena, const struct choice *choice)
{
	struct slice *parts = ARENA_ARRAY(arena, struct slice, choice->count);

	for (uint32_t i = 0; i < choice->count; i++)
		parts[i] = canonical_bytes(choice->branches[i], arena);
	return join(arena, parts, choice->count);
}

struct slice canonical_bytes(const struct mapping *source, struct arena *arena)
{
	uint32_t count = source->member_count + source->or_count + source->all_count + source->not_count, at = 0;
	struct slice *parts = ARENA_ARRAY(arena, struct slice, count), none = {0};

	for (uint32_t i = 0; i < source->member_count; i++) {
		const struct member *member = &source->members[i];

		parts[at++] = member->leaf ? part(arena, 'l', member->key, leaf_bytes(arena, member->leaf))
					   : part(arena, 'm', member->key, canonical_bytes(member->object, arena));
	}
	for (uint32_t i = 0; i < source->or_count; i++)
		parts[at++] = part(arena, 'o', none, choice_bytes(arena, &source->ors[i]));
	for (uint32_t i = 0; i < source->all_count; i++)
		parts[at++] = part(arena, 'a', none, canonical_bytes(source->alls[i], arena));
	for (uint32_t i = 0; i < source->not_count; i++)
		parts[at++] = part(arena, 'n', none, canonical_bytes(source->nots[i], arena));
	return join(arena, parts, count);
}
