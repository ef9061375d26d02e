/* networks: the typed index of addresses.
 *
 * Place: pattern, under the matcher. Memory: its own, until networks_finish. Thread: any, once sealed.
 *
 * Networks of one prefix length do not overlap, so that an address, cut to that length, is looked for once among them:
 * at most 33 searches for IPv4 and 129 for IPv6, fewer where the patterns have fewer lengths. */
#include "pattern/networks.h"
#include "pattern/operators.h"
#include <stdlib.h>

void networks_finish(struct networks *networks)
{
	free(networks->items);
	free(networks->groups.items);
	free(networks->first_group.items);
}

void networks_add(struct networks *networks, uint32_t node, const struct condition *condition, uint32_t list)
{
	struct network_item item = {node, condition->network.bytes, condition->network.bits, {0}, list};

	memcpy(item.address, condition->network.address, item.bytes);
	if (networks->count == networks->capacity) {
		networks->capacity = networks->capacity * 2 + 16;
		networks->items = memory_realloc(networks->items, networks->capacity * sizeof(*networks->items));
	}
	networks->items[networks->count++] = item;
}

static int compare_groups(const struct network_item *a, const struct network_item *b)
{
	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->bytes != b->bytes)
		return a->bytes < b->bytes ? -1 : 1;
	return (int)a->bits - (int)b->bits;
}

static int compare_items(const void *a, const void *b)
{
	const struct network_item *first = a, *second = b;
	int order = compare_groups(first, second);

	return order ? order : memcmp(first->address, second->address, sizeof(first->address));
}

void networks_seal(struct networks *networks, uint32_t nodes)
{
	if (networks->count)
		qsort(networks->items, networks->count, sizeof(*networks->items), compare_items);
	for (uint32_t i = 0; i < networks->count; i++) {
		if (i > 0 && compare_groups(&networks->items[i], &networks->items[i - 1]) == 0)
			continue;
		while (networks->first_group.count <= networks->items[i].node)
			words_add(&networks->first_group, networks->groups.count);
		words_add(&networks->groups, i);
	}
	while (networks->first_group.count <= nodes)
		words_add(&networks->first_group, networks->groups.count);
	words_add(&networks->groups, networks->count);
}

size_t networks_bytes(const struct networks *networks)
{
	return networks->count * sizeof(*networks->items) +
	       (networks->groups.count + networks->first_group.count) * sizeof(uint32_t);
}

/* Looks for the address, cut to the group's bits, among items[low .. end). */
static void find_in_group(const struct networks *networks, uint32_t low, uint32_t end, const uint8_t *address,
	struct words *hits)
{
	const struct network_item *items = networks->items;
	unsigned whole = items[low].bits / 8, rest = items[low].bits % 8;
	uint8_t cut[16] = {0};
	uint32_t high = end;

	memcpy(cut, address, whole);
	if (rest)
		cut[whole] = address[whole] & (uint8_t)(0xFF00u >> rest);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(items[middle].address, cut, sizeof(cut)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < end && memcmp(items[low].address, cut, sizeof(cut)) == 0; low++)
		words_add(hits, items[low].list);
}

void networks_find(const struct networks *networks, uint32_t node, const struct value *scalar, struct words *hits)
{
	uint8_t address[16] = {0}, bytes;

	if (scalar->kind != VALUE_STRING)
		return;
	bytes = cidr_address(value_text(scalar), address);
	for (uint32_t i = networks->first_group.items[node]; bytes && i < networks->first_group.items[node + 1]; i++) {
		uint32_t first = networks->groups.items[i];

		if (networks->items[first].bytes == bytes)
			find_in_group(networks, first, networks->groups.items[i + 1], address, hits);
	}
}
