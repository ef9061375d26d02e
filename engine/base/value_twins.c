/* value_twins: finds members of the same key in one object and keeps the last of them.
 *
 * Place: base. Memory: the tree's, and a table for the time of the call. Thread: any.
 *
 * Few suspects are compared with each other. Many go through a hash table; keys that were made to fall into one slot
 * spend its allowance of steps, and are sorted instead. So no object, however it was made, costs more than n log n.
 *
 * Invariant: a member that is to go is marked by a kind that no value has, until all that go are removed at once. */
#include "base/value_twins.h"
#include "base/hash.h"
#include <stdlib.h>

enum { DROPPED = 0xff, FEW = 16, MANY = 256, STEPS_A_KEY = 8 };

/* Two bits of 64 stand for a key. One whose bits both stood before may be a twin; most objects have none such. */
static inline uint32_t mix(struct slice key)
{
	uint32_t bytes = (uint32_t)key.size;

	if (key.size)
		bytes += ((uint32_t)(unsigned char)key.data[0] << 24) +
			 ((uint32_t)(unsigned char)key.data[key.size / 2] << 16) +
			 ((uint32_t)(unsigned char)key.data[key.size - 1] << 8);
	return bytes * 0x9e3779b1u;
}

static inline uint64_t first_bit(struct slice key)
{
	return 1ull << (mix(key) >> 26);
}

/* The first bits of all keys that may stand twice. */
static uint64_t find_suspects(const struct value *object)
{
	uint64_t firsts = 0, seconds = 0, suspects = 0;

	value_each (member, object) {
		uint32_t mixed = mix(value_key(member));
		uint64_t first = 1ull << (mixed >> 26), second = 1ull << (mixed >> 20 & 63);

		if ((firsts & first) && (seconds & second))
			suspects |= first;
		firsts |= first;
		seconds |= second;
	}
	return suspects;
}

static void mark_few(struct value **suspects, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t later = i + 1; later < count; later++) {
			if (slice_equal(value_key(suspects[i]), value_key(suspects[later]))) {
				suspects[i]->kind = DROPPED;
				break;
			}
		}
	}
}

/* `slots` holds `mask` + 1 zeroed indexes of suspects, plus one. False when it took too many steps; then some twins
 * are marked, rightly. */
static bool mark_by_table(struct value **suspects, uint32_t count, uint32_t *slots, uint32_t mask)
{
	uint64_t steps = (uint64_t)count * STEPS_A_KEY;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t slot = (uint32_t)hash64(value_key(suspects[i]), 0) & mask;

		while (slots[slot] && !slice_equal(value_key(suspects[slots[slot] - 1]), value_key(suspects[i]))) {
			slot = (slot + 1) & mask;
			if (steps-- == 0)
				return false;
		}
		if (slots[slot])
			suspects[slots[slot] - 1]->kind = DROPPED;
		slots[slot] = i + 1;
	}
	return true;
}

static int by_key_then_place(const void *left, const void *right)
{
	const struct value *a = *(struct value *const *)left, *b = *(struct value *const *)right;
	int order = slice_compare(value_key(a), value_key(b));

	return order ? order : (a > b) - (a < b);
}

static void mark_by_order(struct value **suspects, uint32_t count)
{
	qsort(suspects, count, sizeof(*suspects), by_key_then_place);
	for (uint32_t i = 0; i + 1 < count; i++)
		if (slice_equal(value_key(suspects[i]), value_key(suspects[i + 1])))
			suspects[i]->kind = DROPPED;
}

static void mark_many(struct value **suspects, uint32_t count)
{
	uint32_t small[MANY * 2] = {0}, *slots = small, slot_count = MANY * 2;

	while (slot_count / 2 < count)
		slot_count *= 2;
	if (slot_count > MANY * 2)
		slots = memory_zalloc(slot_count, sizeof(*slots));
	if (!mark_by_table(suspects, count, slots, slot_count - 1))
		mark_by_order(suspects, count);
	if (slots != small)
		free(slots);
}

/* Moves the members that stay over those that go. */
static uint32_t remove_marked(struct value *object)
{
	struct value *to = object + 1, *end = object + object->skip;
	uint32_t removed = 0;

	for (struct value *member = object + 1; member < end;) {
		uint32_t nodes = member->skip;

		if (member->kind == DROPPED) {
			removed++;
		} else {
			if (to != member)
				memmove(to, member, nodes * sizeof(*member));
			to += nodes;
		}
		member += nodes;
	}
	object->size -= removed;
	object->skip = (uint32_t)(to - object);
	return removed;
}

static uint32_t drop_among(struct value *object, uint64_t suspects)
{
	struct value *small[MANY], **found = small;
	struct value *end = object + object->skip;
	uint32_t count = 0;

	if (object->size > MANY)
		found = memory_alloc(object->size * sizeof(struct value *));
	for (struct value *member = object + 1; member < end; member += member->skip)
		if (first_bit(value_key(member)) & suspects)
			found[count++] = member;
	if (count <= FEW)
		mark_few(found, count);
	else
		mark_many(found, count);
	if (found != small)
		free(found);
	return remove_marked(object);
}

uint32_t twins_drop(struct value *object)
{
	uint64_t suspects = find_suspects(object);

	return suspects ? drop_among(object, suspects) : 0;
}
