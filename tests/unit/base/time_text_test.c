/* time_text: times and durations. */
#include "base/time_text.h"
#include "check.h"
#include <stdio.h>

static void expect_time(const char *text, int64_t ms)
{
	int64_t parsed_ms = 0;

	ck_assert_msg(time_parse(slice_of(text), &parsed_ms), "refused: %s", text);
	ck_assert_msg(parsed_ms == ms, "%s is %lld, expected %lld", text, (long long)parsed_ms, (long long)ms);
}

static void expect_no_time(const char *text)
{
	int64_t ms;

	ck_assert_msg(!time_parse(slice_of(text), &ms), "taken: %s", text);
}

TEST(a_time_is_read_with_its_offset_and_fraction)
{
	expect_time("1970-01-01T00:00:00Z", 0);
	expect_time("2026-11-23T10:00:00Z", 1795428000000);
	expect_time("2026-11-23T10:00:00.250+01:00", 1795424400250);
	expect_time("2026-11-23 10:00:00-05:30", 1795447800000);
	expect_time("2026-11-23t10:00:00z", 1795428000000);
	expect_time("2026-11-23T10:00:00.1Z", 1795428000100);
	expect_time("2026-11-23T10:00:00.999999999999999999999Z", 1795428000999);
	expect_time("2026-11-23T10:00:00-00:00", 1795428000000);
	expect_time("1969-12-31T23:59:59.999Z", -1);
	expect_time("0001-01-01T00:00:00Z", -62135596800000);
	expect_time("9999-12-31T23:59:59.999Z", 253402300799999);
}

TEST(a_bare_date_is_its_midnight_in_utc)
{
	expect_time("1970-01-02", 86400000);
	expect_time("2026-11-23", 1795392000000);
}

TEST(only_leap_years_have_a_29th_of_february)
{
	expect_time("2024-02-29", 1709164800000);
	expect_time("2000-02-29", 951782400000);
	expect_no_time("2023-02-29");
	expect_no_time("1900-02-29");
	expect_no_time("2024-02-30");
}

TEST(a_leap_second_counts_as_the_second_after)
{
	expect_time("2016-12-31T23:59:60Z", 1483228800000);
	expect_time("2017-01-01T00:59:60.5+01:00", 1483228800500);
	expect_no_time("2016-12-31T23:58:60Z");
	expect_no_time("2016-12-31T22:59:60Z");
	expect_no_time("2016-12-31T23:59:61Z");
}

TEST(what_is_no_time_is_refused)
{
	static const char *const texts[] = {"", "2026", "2026-11", "2026-11-2", "2026-11-23T", "2026-11-23T10:00Z",
		"2026-11-23T10:00:00", "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00+0100", "2026-11-23T10:00:00+24:00",
		"2026-11-23T10:00:00+01:60", "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z", "2026-13-01", "2026-00-01",
		"2026-04-31", "2026-01-00", "0000-01-01", "-2026-11-23", "12026-11-23", "2026-11-23T10:00:00ZZ",
		" 2026-11-23", "2026-11-23 ", "2026/11/23", "2026-11-23T10:00:00,5Z", "tomorrow", "1795428000000"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_no_time(texts[i]);
	expect_false(time_parse((struct slice){"2026-11-23\0", 11}, &(int64_t){0}));
	expect_false(time_parse((struct slice){"2026-11-23\0"
					       "10:00:00Z",
					20},
		&(int64_t){0}));
}

TEST(a_written_time_shows_ms_only_when_there_are_some)
{
	char text[TIME_TEXT_BYTES];

	expect_slice(time_format(0, text), "1970-01-01T00:00:00Z");
	expect_slice(time_format(1795428000250, text), "2026-11-23T10:00:00.250Z");
	expect_slice(time_format(-1, text), "1969-12-31T23:59:59.999Z");
	expect_slice(time_format(INT64_MAX, text), "9999-12-31T23:59:59.999Z");
	expect_slice(time_format(INT64_MIN, text), "0000-01-01T00:00:00Z");
}

TEST(every_day_of_five_centuries_is_written_and_read_back)
{
	static const int days_in_month[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = 1770, month = 1, day = 1;
	int64_t start_ms, parsed_ms;

	expect_true(time_parse(SLICE("1770-01-01"), &start_ms));
	for (int64_t at = 0; year < 2270; at++) {
		char text[TIME_TEXT_BYTES], expected[64];
		struct slice written = time_format(start_ms + at * 86400000, text);
		bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

		snprintf(expected, sizeof(expected), "%04d-%02d-%02dT00:00:00Z", year, month, day);
		expect_slice(written, expected);
		expect_true(time_parse(written, &parsed_ms) && parsed_ms == start_ms + at * 86400000);
		if (++day > days_in_month[month - 1] + (month == 2 && leap)) {
			day = 1;
			month = month % 12 + 1;
			year += month == 1;
		}
	}
}

TEST(a_duration_is_a_whole_number_and_a_unit)
{
	int64_t ms;

	expect_true(duration_parse(SLICE("90s"), &ms) && ms == 90000);
	expect_true(duration_parse(SLICE("15m"), &ms) && ms == 900000);
	expect_true(duration_parse(SLICE("12h"), &ms) && ms == 43200000);
	expect_true(duration_parse(SLICE("14d"), &ms) && ms == 1209600000);
	expect_true(duration_parse(SLICE("0s"), &ms) && ms == 0);
	expect_true(duration_parse(SLICE("36500d"), &ms) && ms == 3153600000000);
	expect_true(duration_parse(SLICE("3153600000s"), &ms) && ms == 3153600000000);
}

TEST(what_is_no_duration_is_refused)
{
	static const char *const texts[] = {"", "d", "14", "1.5d", "-1d", "+1d", "1w", "1D", "1 d", " 1d", "1d ",
		"1d2h", "36501d", "3153600001s", "99999999999999999999d", "14 days", "P14D"};
	int64_t ms;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(!duration_parse(slice_of(texts[i]), &ms), "taken: %s", texts[i]);
}

TEST(a_duration_is_written_in_the_largest_unit_that_divides_it)
{
	struct arena arena;

	arena_init(&arena, 0);
	expect_slice(duration_format(&arena, 1209600000), "14d");
	expect_slice(duration_format(&arena, 90000), "90s");
	expect_slice(duration_format(&arena, 3600000), "1h");
	expect_slice(duration_format(&arena, 5400000), "90m");
	expect_slice(duration_format(&arena, 250), "250ms");
	expect_slice(duration_format(&arena, 0), "0s");
	arena_finish(&arena);
}
