/* The committed accounts of a partition, and the index of their deadlines. */
#include "account/store.h"
#include "account/timers.h"
#include "check.h"
#include <stdio.h>
#include <stdlib.h>

static struct slice key_of(char *text, size_t bytes, int number)
{
	int size = snprintf(text, bytes, "account-%d", number);

	return (struct slice){text, (size_t)size};
}

TEST(a_key_that_was_never_set_is_not_found)
{
	struct store store;

	store_init(&store, 7);
	expect_true(store_find(&store, SLICE("a")) == NULL);
	store_remove(&store, SLICE("a"));
	expect_int(store.count, 0);
	store_finish(&store);
}

TEST(setting_a_key_again_replaces_its_value)
{
	struct store store;

	store_init(&store, 7);
	store_set(&store, SLICE("a"), SLICE("one"), 1);
	store_set(&store, SLICE("a"), SLICE("three"), 3);
	expect_int(store.count, 1);
	expect_slice(store_value(store_find(&store, SLICE("a"))), "three");
	expect_int(store_find(&store, SLICE("a"))->queued_ms, 3);
	store_finish(&store);
}

TEST(after_every_second_of_ten_thousand_keys_was_removed_the_others_are_all_found)
{
	struct store store;
	char text[32];

	store_init(&store, 99);
	for (int i = 0; i < 10000; i++)
		store_set(&store, key_of(text, sizeof(text), i), SLICE("value"), i);
	for (int i = 0; i < 10000; i += 2)
		store_remove(&store, key_of(text, sizeof(text), i));
	expect_int(store.count, 5000);
	for (int i = 0; i < 10000; i++)
		expect_int(store_find(&store, key_of(text, sizeof(text), i)) != NULL, i % 2);
	store_finish(&store);
	expect_int(store.bytes, 0);
}

TEST(accounts_are_listed_in_the_order_of_their_keys_whatever_the_seed)
{
	for (uint64_t seed = 0; seed < 5; seed++) {
		struct store store;
		struct store_entry **sorted;

		store_init(&store, seed);
		store_set(&store, SLICE("b"), SLICE("2"), 0);
		store_set(&store, SLICE("aa"), SLICE("1"), 0);
		store_set(&store, SLICE("a"), SLICE("0"), 0);
		sorted = store_sorted(&store);
		expect_slice(store_key(sorted[0]), "a");
		expect_slice(store_key(sorted[1]), "aa");
		expect_slice(store_key(sorted[2]), "b");
		free(sorted);
		store_finish(&store);
	}
}

TEST(timers_come_in_the_order_of_deadline_then_account)
{
	struct timers timers = {0};
	int64_t last_ms = INT64_MIN;

	timers_push(&timers, 5, SLICE("b"));
	timers_push(&timers, 5, SLICE("a"));
	for (int i = 0; i < 1000; i++)
		timers_push(&timers, (i * 7919) % 1009 + 10, SLICE("x"));
	expect_slice(timer_key(timers_first(&timers)), "a");
	timers_pop(&timers);
	expect_slice(timer_key(timers_first(&timers)), "b");
	while (timers_first(&timers)) {
		expect_true(timers_first(&timers)->deadline_ms >= last_ms);
		last_ms = timers_first(&timers)->deadline_ms;
		timers_pop(&timers);
	}
	timers_finish(&timers);
}
