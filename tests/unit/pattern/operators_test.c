/* What each operator accepts. */
#include "check.h"
#include "patterns.h"
#include <stdio.h>
#include <stdlib.h>

/* Whether the alternative `operator` accepts `value`; both JSON with ' for ". */
static bool accepts(const char *operator, const char *value)
{
	char pattern[256], event[256];

	snprintf(pattern, sizeof(pattern), "{'a': [%s]}", operator);
	snprintf(event, sizeof(event), "{'a': %s}", value);
	return holds(pattern, event);
}

TEST(prefix_and_suffix_hold_of_strings)
{
	expect_true(accepts("{'prefix': 'ab'}", "'abc'"));
	expect_true(accepts("{'prefix': 'abc'}", "'abc'"));
	expect_true(accepts("{'prefix': ''}", "''"));
	expect_false(accepts("{'prefix': 'abcd'}", "'abc'"));
	expect_false(accepts("{'prefix': 'AB'}", "'abc'"));
	expect_false(accepts("{'prefix': '3'}", "300"));
	expect_true(accepts("{'suffix': 'bc'}", "'abc'"));
	expect_false(accepts("{'suffix': 'ab'}", "'abc'"));
	expect_false(accepts("{'suffix': 'zabc'}", "'abc'"));
}

TEST(case_is_ignored_on_both_sides)
{
	expect_true(accepts("{'equals-ignore-case': 'Active'}", "'aCTIVE'"));
	expect_true(accepts("{'equals-ignore-case': 'ÄRGER'}", "'ärger'"));
	expect_true(accepts("{'equals-ignore-case': 'ΣΑΣ'}", "'σας'"));
	expect_true(accepts("{'equals-ignore-case': 'STRA\xe1\xba\x9e" "E'}", "'straße'"));
	expect_false(accepts("{'equals-ignore-case': 'STRASSE'}", "'straße'"));
	expect_true(accepts("{'equals-ignore-case': 'k'}", "'\xe2\x84\xaa'"));
	expect_true(accepts("{'prefix': {'equals-ignore-case': 'ÉT'}}", "'état'"));
	expect_true(accepts("{'suffix': {'equals-ignore-case': 'K'}}", "'x\xe2\x84\xaa'"));
	expect_false(accepts("{'suffix': {'equals-ignore-case': 'yk'}}", "'k'"));
	expect_false(accepts("{'equals-ignore-case': 'ab'}", "'abc'"));
}

TEST(a_star_stands_for_any_characters)
{
	expect_true(accepts("{'wildcard': 'a*c'}", "'abbc'"));
	expect_true(accepts("{'wildcard': 'a*c'}", "'ac'"));
	expect_false(accepts("{'wildcard': 'a*a'}", "'a'"));
	expect_true(accepts("{'wildcard': '*b*c'}", "'abbcbc'"));
	expect_false(accepts("{'wildcard': '*b*c*'}", "'acb'"));
	expect_true(accepts("{'wildcard': '*'}", "''"));
	expect_true(accepts("{'wildcard': 'abc'}", "'abc'"));
	expect_false(accepts("{'wildcard': 'abc'}", "'abcd'"));
	expect_true(accepts("{'wildcard': 'a\\\\*b'}", "'a*b'"));
	expect_false(accepts("{'wildcard': 'a\\\\*b'}", "'axb'"));
	expect_true(accepts("{'wildcard': '\\\\\\\\*'}", "'\\\\x'"));
	expect_true(accepts("{'wildcard': 'a*\\\\*'}", "'ab*'"));
}

TEST(a_wildcard_of_many_stars_takes_one_search)
{
	enum { LENGTH = 200000 };
	char pattern[512] = "{'a': [{'wildcard': '", *event = memory_alloc(LENGTH + 32);
	size_t size = strlen(pattern);

	for (int i = 0; i < 100; i++)
		size += (size_t)snprintf(pattern + size, sizeof(pattern) - size, "a*");
	snprintf(pattern + size, sizeof(pattern) - size, "b'}]}");
	memcpy(event, "{'a': '", 7);
	memset(event + 7, 'a', LENGTH);
	memcpy(event + 7 + LENGTH, "'}", 3);
	expect_false(holds(pattern, event));
	free(event);
}

TEST(numeric_compares_exactly_at_its_ends)
{
	expect_true(accepts("{'numeric': ['>', 0, '<=', 5]}", "5"));
	expect_false(accepts("{'numeric': ['>', 0, '<=', 5]}", "0"));
	expect_true(accepts("{'numeric': ['<', 5, '>=', 0]}", "0.0"));
	expect_true(accepts("{'numeric': ['=', 3.018e2]}", "301.8"));
	expect_false(accepts("{'numeric': ['>', 0]}", "'1'"));
	expect_false(accepts("{'numeric': ['>', 0]}", "true"));
}

TEST(numeric_tells_neighbours_apart_beyond_what_a_double_can)
{
	expect_true(accepts("{'numeric': ['>', 9007199254740992.0]}", "9007199254740993"));
	expect_false(accepts("{'numeric': ['>', 9007199254740993]}", "9007199254740992.0"));
	expect_true(accepts("{'numeric': ['<', 9223372036854775808]}", "9223372036854775807"));
	expect_true(accepts("{'numeric': ['=', -9223372036854775808]}", "-9.223372036854775808e18"));
	expect_true(accepts("{'numeric': ['<', 18446744073709551616]}", "18446744073709551615"));
	expect_false(accepts("{'numeric': ['<', 18446744073709551615]}", "1.8446744073709551616e19"));
	expect_true(accepts("{'numeric': ['<', -18446744073709551615]}", "-18446744073709551616"));
	expect_true(accepts("{'numeric': ['<', 1e300]}", "99999999999999999999999999"));
	expect_true(accepts("{'numeric': ['>', 1.5]}", "2"));
	expect_true(accepts("{'numeric': ['<', -1.5]}", "-2"));
}

TEST(cidr_holds_of_addresses_in_the_network)
{
	expect_true(accepts("{'cidr': '10.0.0.0/24'}", "'10.0.0.255'"));
	expect_false(accepts("{'cidr': '10.0.0.0/24'}", "'10.0.1.0'"));
	expect_true(accepts("{'cidr': '10.0.0.77/22'}", "'10.0.3.9'"));
	expect_true(accepts("{'cidr': '0.0.0.0/0'}", "'255.1.2.3'"));
	expect_true(accepts("{'cidr': '10.1.2.3/32'}", "'10.1.2.3'"));
	expect_false(accepts("{'cidr': '0.0.0.0/0'}", "'::1'"));
	expect_true(accepts("{'cidr': '2001:db8::/32'}", "'2001:DB8:1::9'"));
	expect_false(accepts("{'cidr': '2001:db8::/32'}", "'2001:db9::'"));
	expect_true(accepts("{'cidr': '::/0'}", "'::ffff:1.2.3.4'"));
	expect_true(accepts("{'cidr': '::ffff:1.2.3.0/120'}", "'0:0:0:0:0:ffff:102:304'"));
	expect_true(accepts("{'cidr': '1::8/127'}", "'1:0:0:0:0:0:0:9'"));
}

TEST(what_is_no_address_is_in_no_network)
{
	static const char *const texts[] = {"''", "'1.2.3'", "'1.2.3.4.5'", "'1.2.3.256'", "'01.2.3.4'", "'1.2.3.4 '",
		"' 1.2.3.4'", "'1..2.3'", "'1.2.3.4/8'", "1"};
	static const char *const six[] = {"':'", "':::'", "'1::2::3'", "'1:2:3:4:5:6:7'", "'1:2:3:4:5:6:7:8:9'",
		"'12345::'", "'1:2:3:4:5:6:7::8'", "'::1%eth0'", "'1:'", "'::1.2.3'", "':1:2:3:4:5:6:7'",
		"'1:2:3:4:5:6:7:1.2.3.4'", "'g::'"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(!accepts("{'cidr': '0.0.0.0/0'}", texts[i]), "%s", texts[i]);
	for (size_t i = 0; i < sizeof(six) / sizeof(six[0]); i++)
		ck_assert_msg(!accepts("{'cidr': '::/0'}", six[i]), "%s", six[i]);
}

TEST(anything_but_holds_of_every_other_value)
{
	expect_true(accepts("{'anything-but': 'x'}", "'y'"));
	expect_false(accepts("{'anything-but': ['x', 'y']}", "'y'"));
	expect_true(accepts("{'anything-but': ['x', 'y']}", "5"));
	expect_false(accepts("{'anything-but': [1, 2]}", "2.0"));
	expect_true(accepts("{'anything-but': [1, 2]}", "null"));
	expect_false(accepts("{'anything-but': [null, true]}", "null"));
}

TEST(anything_but_negates_text_operators)
{
	expect_false(accepts("{'anything-but': {'prefix': 'in'}}", "'init'"));
	expect_true(accepts("{'anything-but': {'prefix': 'in'}}", "'done'"));
	expect_true(accepts("{'anything-but': {'prefix': 'in'}}", "7"));
	expect_false(accepts("{'anything-but': {'suffix': ['$', '%']}}", "'5%'"));
	expect_false(accepts("{'anything-but': {'equals-ignore-case': ['yes', 'Please']}}", "'PLEASE'"));
	expect_false(accepts("{'anything-but': {'wildcard': ['*foo*', 'b*r']}}", "'bar'"));
	expect_true(accepts("{'anything-but': {'wildcard': ['*foo*', 'b*r']}}", "'bars'"));
	expect_false(accepts("{'anything-but': {'prefix': {'equals-ignore-case': 'IN'}}}", "'init'"));
}

TEST(a_leaf_accepts_what_any_of_its_alternatives_accepts)
{
	expect_true(accepts("'x', {'prefix': 'y'}, {'numeric': ['>', 5]}, null", "6"));
	expect_true(accepts("'x', {'prefix': 'y'}, {'numeric': ['>', 5]}, null", "'yz'"));
	expect_true(accepts("'x', {'prefix': 'y'}, {'numeric': ['>', 5]}, null", "null"));
	expect_false(accepts("'x', {'prefix': 'y'}, {'numeric': ['>', 5]}, null", "5"));
}
