/* A signal that was raised stays quiet for its time. */
#include "signal/quiet.h"
#include "check.h"

static const struct plan_signal a_week = {.quiet_ms = 7 * DAY_MS}, none, read = {.since_read = true};

TEST(a_signal_is_raised_again_when_its_quiet_time_is_over)
{
	struct signal_state signal = {0};
	int64_t until_ms;

	expect_true(quiet_allows(&a_week, &signal, 0, &until_ms));
	quiet_note(&signal, 1000);
	expect_false(quiet_allows(&a_week, &signal, 999 + 7 * (int64_t)DAY_MS, &until_ms));
	expect_int(until_ms, 1000 + 7 * (int64_t)DAY_MS);
	expect_true(quiet_allows(&a_week, &signal, 1000 + 7 * (int64_t)DAY_MS, &until_ms));
}

TEST(an_event_from_before_the_last_raise_is_quiet_too)
{
	struct signal_state signal = {0};
	int64_t until_ms;

	quiet_note(&signal, 30 * (int64_t)DAY_MS);
	expect_false(quiet_allows(&a_week, &signal, 0, &until_ms));
}

TEST(the_time_of_the_last_raise_only_grows)
{
	struct signal_state signal = {0};

	quiet_note(&signal, 1000);
	quiet_note(&signal, 10);
	expect_int(signal.raised_ms, 1000);
	expect_true(signal.raised);
}

TEST(the_last_time_is_kept_if_there_is_a_quiet_time_or_somebody_reads_it)
{
	expect_true(quiet_keeps(&a_week));
	expect_true(quiet_keeps(&read));
	expect_false(quiet_keeps(&none));
}

TEST(a_signal_of_which_nothing_is_kept_may_be_raised)
{
	int64_t until_ms;

	expect_true(quiet_allows(&none, NULL, 1000, &until_ms));
	expect_true(quiet_allows(&a_week, NULL, 1000, &until_ms));
}
