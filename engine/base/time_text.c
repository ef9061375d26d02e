/* time_text: times and durations to text and back, in the proleptic Gregorian calendar.
 *
 * Place: base. Memory: the caller's. Thread: any. No clock and no zone of the machine is read. */
#include "base/time_text.h"

static const int64_t SECOND_MS = 1000;
static const int64_t MINUTE_MS = 60 * 1000;
static const int64_t HOUR_MS = 60 * 60 * 1000;
static const int64_t DAY_MS = 24 * 60 * 60 * 1000;
enum { MOST_DAYS = 36500, DAYS_TO_EPOCH = 719162 }; /* from 0001-01-01 to 1970-01-01 */

/* Days before the month in a common year. */
static const int days_before[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_before_month(int64_t year, int month)
{
	return days_before[month - 1] + (month > 2 && is_leap(year));
}

static int days_in_month(int64_t year, int month)
{
	return days_before[month] - days_before[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 0001-01-01 to the first day of `year` >= 1. */
static int64_t days_before_year(int64_t year)
{
	int64_t whole = year - 1;

	return whole * 365 + whole / 4 - whole / 100 + whole / 400;
}

/* Reads exactly `digits` digits at *at and moves on. */
static bool take_number(struct slice text, size_t *at, int digits, int *ret_number)
{
	int number = 0;

	for (int i = 0; i < digits; i++, (*at)++) {
		if (*at >= text.size || text.data[*at] < '0' || text.data[*at] > '9')
			return false;
		number = number * 10 + (text.data[*at] - '0');
	}
	*ret_number = number;
	return true;
}

static bool take_byte(struct slice text, size_t *at, const char *any_of)
{
	if (*at >= text.size || !text.data[*at] || !strchr(any_of, text.data[*at]))
		return false;
	(*at)++;
	return true;
}

/* "2026-11-23": its midnight UTC. */
static bool take_date(struct slice text, size_t *at, int64_t *ret_ms)
{
	int year, month, day;

	if (!take_number(text, at, 4, &year) || !take_byte(text, at, "-") || !take_number(text, at, 2, &month) ||
		!take_byte(text, at, "-") || !take_number(text, at, 2, &day))
		return false;
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return false;
	*ret_ms = (days_before_year(year) + days_before_month(year, month) + day - 1 - DAYS_TO_EPOCH) * DAY_MS;
	return true;
}

/* ".250", cut to ms; nothing is 0. */
static bool take_fraction(struct slice text, size_t *at, int *ret_ms)
{
	int unit = 100, ms = 0;
	size_t start;

	*ret_ms = 0;
	if (!take_byte(text, at, "."))
		return true;
	for (start = *at; *at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9'; (*at)++) {
		ms += (text.data[*at] - '0') * unit;
		unit /= 10;
	}
	*ret_ms = ms;
	return *at > start;
}

/* "Z" or "+01:00". */
static bool take_offset(struct slice text, size_t *at, int64_t *ret_ms)
{
	bool west = *at < text.size && text.data[*at] == '-';
	int hours, minutes;

	*ret_ms = 0;
	if (take_byte(text, at, "Zz"))
		return true;
	if (!take_byte(text, at, "+-") || !take_number(text, at, 2, &hours) || !take_byte(text, at, ":") ||
		!take_number(text, at, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*ret_ms = (hours * HOUR_MS + minutes * MINUTE_MS) * (west ? -1 : 1);
	return true;
}

/* A leap second is the last second of a UTC day, wherever its clock stands. */
static bool is_leap_second(int64_t ms_after)
{
	return ((ms_after / SECOND_MS * SECOND_MS) % DAY_MS) == 0;
}

bool time_parse(struct slice text, int64_t *ret_ms)
{
	int hour, minute, second, fraction_ms;
	int64_t date_ms, offset_ms, ms;
	size_t at = 0;

	if (!take_date(text, &at, &date_ms))
		return false;
	if (at == text.size) {
		*ret_ms = date_ms;
		return true;
	}
	if (!take_byte(text, &at, "Tt ") || !take_number(text, &at, 2, &hour) || !take_byte(text, &at, ":") ||
		!take_number(text, &at, 2, &minute) || !take_byte(text, &at, ":") ||
		!take_number(text, &at, 2, &second) || !take_fraction(text, &at, &fraction_ms) ||
		!take_offset(text, &at, &offset_ms) || at != text.size)
		return false;
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	ms = date_ms + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS - offset_ms;
	if (second == 60 && !is_leap_second(ms))
		return false;
	*ret_ms = ms + fraction_ms;
	return true;
}

/* A number below 100. */
static char *put_two(char *at, uint32_t number)
{
	static const char pairs[] = "0001020304050607080910111213141516171819202122232425262728293031323334"
				    "3536373839404142434445464748495051525354555657585960616263646566676869"
				    "707172737475767778798081828384858687888990919293949596979899";

	memcpy(at, pairs + 2 * number, 2);
	return at + 2;
}

/* `days` after 1970-01-01, in the years 0000 to 9999. Years begin in March here, so that a leap day is a year's last,
 * and the months' lengths follow one line: 153 days in 5 months ("chrono-Compatible Low-Level Date Algorithms",
 * H. Hinnant). */
static char *put_date(char *at, int64_t days)
{
	enum { CYCLE_DAYS = 146097, CYCLE_YEARS = 400, FROM_MARCH_0 = 719468 };
	uint32_t since = (uint32_t)(days + FROM_MARCH_0 + CYCLE_DAYS); /* a cycle more: never negative */
	uint32_t cycle = since / CYCLE_DAYS, day = since % CYCLE_DAYS;
	uint32_t years = (day - day / 1460 + day / 36524 - day / (CYCLE_DAYS - 1)) / 365;
	uint32_t in_year = day - (365 * years + years / 4 - years / 100);
	uint32_t month = (5 * in_year + 2) / 153; /* 0: March */
	uint32_t year = cycle * CYCLE_YEARS + years + (month >= 10) - CYCLE_YEARS;

	at = put_two(at, year / 100);
	at = put_two(at, year % 100);
	*at++ = '-';
	at = put_two(at, month < 10 ? month + 3 : month - 9);
	*at++ = '-';
	return put_two(at, in_year - (153 * month + 2) / 5 + 1);
}

static char *put_time(char *at, uint32_t in_day_ms)
{
	uint32_t second = in_day_ms / 1000, ms = in_day_ms % 1000, minute = second / 60, hour = minute / 60;

	at = put_two(at, hour);
	*at++ = ':';
	at = put_two(at, minute - hour * 60);
	*at++ = ':';
	at = put_two(at, second - minute * 60);
	if (ms == 0)
		return at;
	*at++ = '.';
	*at++ = (char)('0' + ms / 100);
	return put_two(at, ms % 100);
}

struct slice time_format(int64_t ms, char text[TIME_TEXT_BYTES])
{
	static const int64_t first_ms = -62167219200000, last_ms = 253402300799999; /* the years 0000 to 9999 */
	int64_t days;
	char *at;

	ms = ms < first_ms ? first_ms : ms > last_ms ? last_ms : ms;
	days = ms / DAY_MS - (ms % DAY_MS < 0);
	at = put_date(text, days);
	*at++ = 'T';
	at = put_time(at, (uint32_t)(ms - days * DAY_MS));
	*at++ = 'Z';
	return (struct slice){text, (size_t)(at - text)};
}

bool duration_parse(struct slice text, int64_t *ret_ms)
{
	int64_t number = 0, unit_ms;

	if (text.size < 2)
		return false;
	switch (text.data[text.size - 1]) {
	case 's':
		unit_ms = SECOND_MS;
		break;
	case 'm':
		unit_ms = MINUTE_MS;
		break;
	case 'h':
		unit_ms = HOUR_MS;
		break;
	case 'd':
		unit_ms = DAY_MS;
		break;
	default:
		return false;
	}
	for (size_t i = 0; i + 1 < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		number = number * 10 + (text.data[i] - '0');
		if (number > MOST_DAYS * DAY_MS / unit_ms)
			return false;
	}
	*ret_ms = number * unit_ms;
	return true;
}

struct slice duration_format(struct arena *arena, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = {{DAY_MS, "d"}, {HOUR_MS, "h"}, {MINUTE_MS, "m"}, {SECOND_MS, "s"}, {1, "ms"}};
	size_t unit = 0;

	if (ms == 0)
		return SLICE("0s");
	while (ms % units[unit].ms)
		unit++;
	return arena_printf(arena, "%lld%s", (long long)(ms / units[unit].ms), units[unit].name);
}
