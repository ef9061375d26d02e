/* The index of deadlines: its order, and what a failed batch leaves of it. */
#include "account/timers.h"
#include "check.h"

static struct arena arena;

/* Pops all: "5 a, 7 b". */
static const char *popped(struct timers *timers)
{
	struct slice text = {"", 0};

	for (const struct timer *first = timers_first(timers); first; first = timers_first(timers)) {
		text = arena_printf(&arena, "%.*s%s%lld %.*s", SLICE_PRINT(text), text.size ? ", " : "",
			(long long)first->deadline_ms, SLICE_PRINT(timer_key(first)));
		timers_pop(timers);
	}
	timers_finish(timers);
	return text.data;
}

TEST(what_a_round_pushed_is_gone_when_it_is_undone)
{
	struct timers timers = {0};

	timers_push(&timers, 7, SLICE("b"));
	timers_begin(&timers);
	timers_push_round(&timers, 5, SLICE("a"));
	timers_push_round(&timers, 9, SLICE("c"));
	timers_push(&timers, 8, SLICE("d"));
	timers_undo(&timers);
	expect_text(popped(&timers), "7 b, 8 d");
}

TEST(what_an_earlier_round_pushed_stays)
{
	struct timers timers = {0};

	timers_begin(&timers);
	timers_push_round(&timers, 5, SLICE("a"));
	timers_begin(&timers);
	timers_push_round(&timers, 6, SLICE("b"));
	timers_undo(&timers);
	timers_undo(&timers);
	expect_text(popped(&timers), "5 a");
}

TEST(the_order_holds_after_a_large_round_was_undone)
{
	struct timers timers = {0};
	int64_t last_ms = 0;

	for (int i = 0; i < 2000; i++) {
		if (i % 100 == 0)
			timers_begin(&timers);
		if (i < 1900)
			timers_push(&timers, (i * 7919) % 1009, SLICE("kept"));
		else
			timers_push_round(&timers, (i * 7919) % 1009, SLICE("undone"));
	}
	timers_undo(&timers);
	expect_int(timers.count, 1900);
	for (; timers_first(&timers); timers_pop(&timers)) {
		expect_slice(timer_key(timers_first(&timers)), "kept");
		expect_true(timers_first(&timers)->deadline_ms >= last_ms);
		last_ms = timers_first(&timers)->deadline_ms;
	}
	timers_finish(&timers);
}
