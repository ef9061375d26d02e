/* hash: thin faces of xxHash, and murmur2 as Kafka's Java clients compute it.
 *
 * Place: base. Memory: none. Thread: any. */
#include "base/hash.h"
#include <stdio.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash64(struct slice bytes, uint64_t seed)
{
	return XXH3_64bits_withSeed(bytes.data, bytes.size, seed);
}

void hash128_hex(struct slice bytes, char hex[HASH128_HEX_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";
	XXH128_hash_t hash = XXH3_128bits(bytes.data, bytes.size);

	for (int i = 0; i < 16; i++) {
		hex[i] = digits[(hash.high64 >> (60 - 4 * i)) & 15];
		hex[16 + i] = digits[(hash.low64 >> (60 - 4 * i)) & 15];
	}
	hex[HASH128_HEX_BYTES] = 0;
}

static uint32_t murmur2(struct slice key)
{
	const uint32_t multiplier = 0x5bd1e995;
	const unsigned char *data = (const unsigned char *)key.data;
	uint32_t hash = 0x9747b28c ^ (uint32_t)key.size;
	size_t whole = key.size & ~(size_t)3;

	for (size_t i = 0; i < whole; i += 4) {
		uint32_t word = (uint32_t)data[i] | (uint32_t)data[i + 1] << 8 | (uint32_t)data[i + 2] << 16 |
				(uint32_t)data[i + 3] << 24;

		word *= multiplier;
		word ^= word >> 24;
		hash = (hash * multiplier) ^ (word * multiplier);
	}
	if (key.size > whole) {
		for (size_t i = key.size; i-- > whole;)
			hash ^= (uint32_t)data[i] << (8 * (i - whole));
		hash *= multiplier;
	}
	hash ^= hash >> 13;
	hash *= multiplier;
	return hash ^ (hash >> 15);
}

int32_t hash_partition(struct slice key, int32_t partitions)
{
	return (int32_t)(murmur2(key) & 0x7fffffff) % partitions;
}
