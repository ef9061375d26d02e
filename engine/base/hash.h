/* hash: XXH3 (Yann Collet, https://github.com/Cyan4973/xxHash), and the hash of Kafka's default partitioner. */
#pragma once
#include "base/slice.h"

/* XXH3-64 with a seed. Tables that hold foreign keys take a secret seed, so that nobody can flood one slot. */
uint64_t hash64(struct slice bytes, uint64_t seed);

enum { HASH128_HEX_BYTES = 32 };
/* XXH3-128, seed 0, as 32 lower-case hex digits, high half first (as xxhsum prints it), and a NUL. */
void hash128_hex(struct slice bytes, char hex[HASH128_HEX_BYTES + 1]);

/* The partition of a key as Kafka's Java clients choose it: murmur2, seed 0x9747b28c, made positive, modulo
 * (org.apache.kafka.common.utils.Utils.murmur2; MurmurHash2 by Austin Appleby). `partitions` > 0. */
int32_t hash_partition(struct slice key, int32_t partitions);
