/* hash: known values. XXH3 by the reference implementation of another language, murmur2 by Kafka's own tests. */
#include "base/hash.h"
#include "check.h"

static void expect_hash128(struct slice bytes, const char *expected)
{
	char hex[HASH128_HEX_BYTES + 1];

	hash128_hex(bytes, hex);
	expect_text(hex, expected);
}

TEST(hash128_gives_the_known_values)
{
	expect_hash128((struct slice){0}, "99aa06d3014798d86001c324468d497f");
	expect_hash128(SLICE(""), "99aa06d3014798d86001c324468d497f");
	expect_hash128(SLICE("a"), "a96faf705af16834e6c632b61e964e1f");
	expect_hash128(SLICE("abc"), "06b05ab6733a618578af5f94892f3950");
	expect_hash128(SLICE("post-sale"), "f23c6594f41dd48720322621b3cada08");
	expect_hash128(SLICE("The quick brown fox jumps over the lazy dog"), "ddd650205ca3e7fa24a1cc2e3a8a7651");
}

TEST(hash64_gives_the_known_values_for_each_seed)
{
	expect_true(hash64(SLICE(""), 0) == 3244421341483603138u);
	expect_true(hash64(SLICE("abc"), 0) == 8696274497037089104u);
	expect_true(hash64(SLICE("abc"), 42) == 15583455193834708163u);
}

/* murmur2 made positive, as the partition of a topic that has 2^31 - 1 of them. */
static void expect_murmur2(const char *key, int32_t expected)
{
	expect_int(hash_partition(slice_of(key), INT32_MAX), expected & INT32_MAX);
}

TEST(the_partition_of_a_key_is_the_one_that_kafka_clients_choose)
{
	expect_murmur2("21", -973932308);
	expect_murmur2("foobar", -790332482);
	expect_murmur2("a-little-bit-long-string", -985981536);
	expect_murmur2("a-little-bit-longer-string", -1486304829);
	expect_murmur2("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971);
	expect_murmur2("abc", 479470107);
	expect_int(hash_partition(SLICE("abc"), 1), 0);
	expect_int(hash_partition(SLICE("foobar"), 10), (-790332482 & INT32_MAX) % 10);
}
