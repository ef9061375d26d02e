/* workload: one cliff, one row.
 *
 * Place: tests of the matcher. Memory: the caller's buffer. Thread: any.
 *
 * Values: account a0 .. a999; plan, segment and the word in name one of 100,000; arr and seats below 1,000,000. */
#include "workload.h"

enum { ACCOUNTS = 1000, WORDS = 100000, NUMBERS = 1000000, GROUPS = 8, BRANCHES = 4, BRANCHES_IN_OBJECT = 30 };

void workload_event(struct buffer *buffer, struct random *random, uint32_t number)
{
	uint32_t account = random_below(random, ACCOUNTS);

	buffer_printf(buffer,
		"{\"specversion\":\"1.0\",\"id\":\"e-%u\",\"source\":\"/crm/eu\",\"type\":\"account.changed\","
		"\"subject\":\"a%u\",\"time\":\"2026-11-25T10:00:00Z\","
		"\"data\":{\"account\":\"a%u\",\"plan\":\"p%05u\",\"segment\":\"s%05u\","
		"\"region\":\"emea\",\"name\":\"Customer w%05u of some length Ltd\",",
		number, account, account, random_below(random, WORDS), random_below(random, WORDS),
		random_below(random, WORDS));
	buffer_printf(buffer,
		"\"arr\":%u,\"seats\":%u,\"ip\":\"10.%u.%u.%u\",\"owner\":\"some.body.%05u@example.com\","
		"\"ticket\":10000000000000000000000000%05u,\"tags\":[\"vip\",\"t%u\"],"
		"\"note\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\","
		"\"items\":[{\"sku\":\"k%u\",\"count\":1},{\"sku\":\"k%u\",\"count\":2},"
		"{\"sku\":\"k%u\",\"count\":3}]}}",
		random_below(random, NUMBERS), random_below(random, NUMBERS), random_below(random, 256),
		random_below(random, 256), random_below(random, 256), random_below(random, WORDS),
		random_below(random, WORDS), random_below(random, WORDS), random_below(random, 100),
		random_below(random, 100), random_below(random, 100));
}

static void account(struct buffer *buffer, struct random *random)
{
	buffer_printf(buffer, "\"account\":[\"a%u\"]", random_below(random, ACCOUNTS));
}

static void but_with_equality(struct buffer *buffer, struct random *random, uint32_t number)
{
	buffer_printf(buffer, "{\"data\":{\"plan\":[{\"anything-but\":[\"p%05u\",\"q%u\"]}],", number, number);
	account(buffer, random);
	buffer_printf(buffer, "}}");
}

static void range_with_equality(struct buffer *buffer, struct random *random, uint32_t number)
{
	buffer_printf(buffer, "{\"data\":{\"arr\":[{\"numeric\":[\">\",%u]}],", number * (NUMBERS / 10000));
	account(buffer, random);
	buffer_printf(buffer, "}}");
}

static void wildcard_with_equality(struct buffer *buffer, struct random *random, uint32_t number)
{
	buffer_printf(buffer, "{\"data\":{\"name\":[{\"wildcard\":\"*w%05u*Ltd\"}],", number);
	account(buffer, random);
	buffer_printf(buffer, "}}");
}

static void or_with_equality(struct buffer *buffer, struct random *random, uint32_t number)
{
	buffer_printf(buffer, "{\"data\":{");
	account(buffer, random);
	buffer_printf(buffer,
		",\"$or\":[{\"plan\":[\"p%05u\"]},{\"arr\":[{\"numeric\":[\"<\",%u]}]},"
		"{\"name\":[{\"suffix\":\"%u\"}]}]}}",
		number, number, number);
}

static void or_alone(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer,
		"{\"data\":{\"$or\":[{\"plan\":[\"p%05u\"]},{\"segment\":[\"s%05u\"]},"
		"{\"name\":[{\"wildcard\":\"*w%05u*\"}]},{\"arr\":[{\"numeric\":[\">=\",%u,\"<\",%u]}]}]}}",
		number, number, number, number * 100, number * 100 + 50);
}

/* Eight groups of four, of which each must hold. */
static void groups(struct buffer *buffer, struct random *random, uint32_t number)
{
	buffer_printf(buffer, "{\"$all\":[");
	for (uint32_t i = 0; i < GROUPS; i++) {
		buffer_printf(buffer, "%s{\"$or\":[", i ? "," : "");
		for (uint32_t j = 0; j < BRANCHES; j++) {
			uint32_t field;

			buffer_printf(buffer, "%s{\"data\":{", j ? "," : "");
			workload_condition(buffer, random, &field);
			buffer_printf(buffer, "}}");
		}
		buffer_printf(buffer, "]}");
	}
	buffer_printf(buffer, "],\"data\":{\"seats\":[{\"numeric\":[\"<\",%u]}]}}", number);
}

static void or_deep_few(struct buffer *buffer, struct random *random, uint32_t number)
{
	if (number < 3)
		groups(buffer, random, number);
	else
		range_with_equality(buffer, random, number);
}

/* A `$or` whose last branch holds another, so deep. Beside each stands a field: of its own, or one for all, so that all
 * of them speak of one value. */
static void nest(struct buffer *buffer, struct random *random, uint32_t number, uint32_t depth, bool own)
{
	buffer_printf(buffer, "{\"data\":{\"segment\":[{\"anything-but\":\"s%05u\"}],", number);
	for (uint32_t i = 0; i < depth; i++) {
		buffer_printf(buffer, "\"$or\":[{\"f%u\":[%u]},{\"g%u\":[{\"prefix\":\"%u\"}]},", i, number, i,
			number);
		buffer_printf(buffer, "{\"%s%u\":[{\"prefix\":\"p%u\"}],", own ? "h" : "plan",
			own ? i : 0, random_below(random, 10));
	}
	buffer_printf(buffer, "\"z\":[%u]", number);
	for (uint32_t i = 0; i < depth; i++)
		buffer_printf(buffer, "}]");
	buffer_printf(buffer, "}}");
}

static void or_nested(struct buffer *buffer, struct random *random, uint32_t number)
{
	nest(buffer, random, number, GROUPS, true);
}

static void or_nested_on_one_field(struct buffer *buffer, struct random *random, uint32_t number)
{
	nest(buffer, random, number, GROUPS / 2, false);
}

/* Two groups of thirty, in one object, and one element of an array would have to meet both. */
static void or_of_one_object(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"$or\":[");
	for (uint32_t i = 0; i < BRANCHES_IN_OBJECT; i++)
		buffer_printf(buffer, "%s{\"data\":{\"plan\":[\"p%u-%u\"]}}", i ? "," : "", number, i);
	buffer_printf(buffer, "],\"data\":{\"$or\":[");
	for (uint32_t i = 0; i < BRANCHES_IN_OBJECT; i++)
		buffer_printf(buffer, "%s{\"segment\":[\"s%u-%u\"]}", i ? "," : "", number, i);
	buffer_printf(buffer, "]}}");
}

static void two_ranges(struct buffer *buffer, struct random *random, uint32_t number)
{
	uint32_t low = random_below(random, NUMBERS), high = random_below(random, NUMBERS);

	(void)number;
	buffer_printf(buffer,
		"{\"data\":{\"arr\":[{\"numeric\":[\">=\",%u,\"<\",%u]}],"
		"\"seats\":[{\"numeric\":[\">\",%u,\"<=\",%u]}]}}",
		low, low + NUMBERS / 100, high, high + NUMBERS / 100);
}

/* Each holds of half of the events, both of hardly any. */
static void two_thresholds(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"arr\":[{\"numeric\":[\">\",%u]}],\"seats\":[{\"numeric\":[\"<\",%u]}]}}",
		number * 100, number);
}

/* The first two hold of most events, the third of hardly any. */
static void two_wide_ranges_and_a_narrow(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer,
		"{\"data\":{\"arr\":[{\"numeric\":[\">=\",-%u,\"<\",%u]}],"
		"\"ticket\":[{\"numeric\":[\">\",%u]}],\"seats\":[{\"numeric\":[\">=\",%u,\"<\",%u]}]}}",
		number + 1, NUMBERS - number, number, number * 100, number * 100 + 20);
}

static void condition(struct buffer *buffer, struct random *random, uint32_t number)
{
	uint32_t field;

	(void)number;
	buffer_printf(buffer, "{\"data\":{");
	workload_condition(buffer, random, &field);
	buffer_printf(buffer, "}}");
}

static void two_conditions(struct buffer *buffer, struct random *random, uint32_t number)
{
	struct buffer second = {NULL, 0, 0};
	uint32_t field, other;

	(void)number;
	buffer_printf(buffer, "{\"data\":{");
	workload_condition(buffer, random, &field);
	do {
		buffer_reset(&second);
		workload_condition(&second, random, &other);
	} while (other == field);
	buffer_printf(buffer, ",%.*s}}", SLICE_PRINT(buffer_slice(&second)));
	buffer_finish(&second);
}

static void wildcard_alone(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"name\":[{\"wildcard\":\"*w%05u*\"}]}}", number);
}

/* What all of them look for is there, but not in this order; and short pieces are everywhere. */
static void wildcard_adverse(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"note\":[{\"wildcard\":\"*a*aa*aaa*c*a%u*\"}]}}", number);
}

/* The literals are there in every event; what fails is the check beside them. */
static void literals_present(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer,
		"{\"type\":[\"account.changed\"],\"data\":{\"region\":[\"emea\"],\"note\":[{\"wildcard\":\"*aaa*c\"}],"
		"\"name\":[{\"wildcard\":\"*some*of*Customer*%u\"}]}}",
		number);
}

/* A value that all events have stands in every list of values, beside a rare one. */
static void common_value(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"region\":[\"emea\",\"r%u\"],\"owner\":[{\"prefix\":\"some.body.%05u\"}]}}",
		number, number);
}

/* What all of them exclude, beside one more, is there in every event. */
static void excluded_value(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"region\":[{\"anything-but\":[\"emea\",\"r%u\"]}]}}", number);
}

static void excluded_beginning(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"region\":[{\"anything-but\":{\"prefix\":[\"em\",\"r%u\"]}}]}}", number);
}

static void excluded_alternative(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer,
		"{\"$not\":{\"data\":{\"$or\":[{\"region\":[{\"exists\":true}]},{\"plan\":[\"p%05u\"]}]}}}", number);
}

/* Their only field is there in every event, with another value. */
static void absent_or_value(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"region\":[{\"exists\":false},\"r%u\"]}}", number);
}

/* What all events have beside alternatives of which each is rare. */
static void common_value_and_ranges(struct buffer *buffer, struct random *random, uint32_t number)
{
	uint32_t low = random_below(random, NUMBERS);

	buffer_printf(buffer,
		"{\"data\":{\"region\":[\"emea\"],\"$or\":[{\"arr\":[{\"numeric\":[\">=\",%u,\"<\",%u]}]},"
		"{\"seats\":[{\"numeric\":[\">=\",%u,\"<\",%u]}]},{\"plan\":[\"p%05u\"]}]}}",
		low, low + 100, number * 100, number * 100 + 50, number);
}

static void same_element(struct buffer *buffer, struct random *random, uint32_t number)
{
	buffer_printf(buffer,
		"{\"data\":{\"items\":{\"sku\":[\"k%u\"],\"count\":[{\"numeric\":[\">\",%u]}]},"
		"\"plan\":[{\"anything-but\":\"p%u\"}]}}",
		random_below(random, 100), 3 + number % 50, number);
}

static void absent_and_range(struct buffer *buffer, struct random *random, uint32_t number)
{
	uint32_t low = random_below(random, NUMBERS);

	buffer_printf(buffer, "{\"data\":{\"f%u\":[{\"exists\":false}],\"arr\":[{\"numeric\":[\">=\",%u,\"<\",%u]}]}}",
		number % 100, low, low + NUMBERS / 1000);
}

/* These hold of nearly every event. */
static void but_alone(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"plan\":[{\"anything-but\":[\"p%05u\"]}]}}", number);
}

static void not_alone(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"$not\":{\"data\":{\"plan\":[\"p%05u\"]}}}", number);
}

static void crm(struct buffer *buffer, struct random *random, uint32_t number)
{
	struct buffer more = {NULL, 0, 0};

	(void)number;
	if (random_chance(random, 15))
		buffer_printf(&more, ",\"owner\":[{\"prefix\":\"some.body.%03u\"}]", random_below(random, 1000));
	else if (random_chance(random, 15))
		buffer_printf(&more, ",\"churned\":[{\"exists\":%s}]", random_chance(random, 50) ? "true" : "false");
	else if (random_chance(random, 30))
		buffer_printf(&more, ",\"seats\":[{\"numeric\":[\">\",%u]}]", random_below(random, NUMBERS));
	buffer_printf(buffer,
		"{\"type\":[\"account.%s\"],\"data\":{\"segment\":[{\"prefix\":\"s%02u\"}],"
		"\"arr\":[{\"numeric\":[\">=\",%u]}]%.*s}}",
		random_chance(random, 2) ? "changed" : random_chance(random, 50) ? "opened" : "closed",
		random_below(random, 100), random_below(random, NUMBERS), SLICE_PRINT(buffer_slice(&more)));
	buffer_finish(&more);
}

/* Whole numbers whose nearest double is the same. */
static void beyond_doubles(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer, "{\"data\":{\"ticket\":[10000000000000000000000000%05u]}}", number);
}

static void range_beyond_doubles(struct buffer *buffer, struct random *random, uint32_t number)
{
	(void)random;
	buffer_printf(buffer,
		"{\"data\":{\"ticket\":[{\"numeric\":[\">=\",10000000000000000000000000%05u,"
		"\"<\",10000000000000000000000000%05u]}]}}",
		number, number + 3);
}

static void mixture(struct buffer *buffer, struct random *random, uint32_t number)
{
	static void (*const kinds[])(struct buffer *buffer, struct random *random, uint32_t number) = {
		but_with_equality, range_with_equality, wildcard_with_equality, or_with_equality, or_alone, groups,
		or_nested, or_nested_on_one_field, two_ranges, two_thresholds, two_wide_ranges_and_a_narrow, condition,
		two_conditions, wildcard_alone, excluded_value, excluded_alternative, absent_or_value, same_element,
		absent_and_range, beyond_doubles, range_beyond_doubles, crm};

	kinds[random_below(random, sizeof(kinds) / sizeof(kinds[0]))](buffer, random, number);
}

const struct workload workloads[] = {
	{"crm", crm},
	{"anything-but with an equality", but_with_equality},
	{"range with an equality", range_with_equality},
	{"wildcard with an equality", wildcard_with_equality},
	{"shallow $or with an equality", or_with_equality},
	{"shallow $or alone", or_alone},
	{"three rules of eight groups of $or among others", or_deep_few},
	{"eight groups of $or in every rule", groups},
	{"$or eight deep in every rule", or_nested},
	{"$or four deep on one field in every rule", or_nested_on_one_field},
	{"two $or of thirty in one object in every rule", or_of_one_object},
	{"two ranges", two_ranges},
	{"two thresholds", two_thresholds},
	{"two wide ranges and a narrow one", two_wide_ranges_and_a_narrow},
	{"one condition of any kind", condition},
	{"two conditions of any kind", two_conditions},
	{"wildcard alone", wildcard_alone},
	{"wildcard of pieces that are everywhere", wildcard_adverse},
	{"every literal present, one check fails", literals_present},
	{"a value of all events among rare ones", common_value},
	{"anything-but a value of all events and one more", excluded_value},
	{"anything-but a beginning of all events and one more", excluded_beginning},
	{"$not of what all events have or one more", excluded_alternative},
	{"absent, or a value", absent_or_value},
	{"a value of all events beside alternatives of ranges", common_value_and_ranges},
	{"two conditions on one array element", same_element},
	{"absence and a range", absent_and_range},
	{"anything-but alone: nearly all hold", but_alone},
	{"$not alone: nearly all hold", not_alone},
	{"whole numbers beyond what doubles tell apart", beyond_doubles},
	{"ranges beyond what doubles tell apart", range_beyond_doubles},
	{"a mixture of all", mixture},
	{NULL, NULL},
};
