/* condition: a condition on one field, by chance: one operator, one row. It holds of hardly any event.
 *
 * Place: tests of the matcher. Memory: the caller's buffer. Thread: any. */
#include "workload.h"

/* A row's text has `%u` for at most two numbers: the second is the first and `span`. `of` bounds the first. */
static const struct {
	const char *field, *text;
	uint32_t of, span;
} rows[] = {
	{"plan", "[\"p%05u\",\"q%u\"]", 100000, 0},
	{"segment", "[{\"prefix\":\"s%05u\"},{\"prefix\":\"r%u\"}]", 100000, 0},
	{"owner", "[{\"suffix\":\".%05u@example.com\"},{\"suffix\":\"%u\"}]", 100000, 0},
	{"owner", "[{\"equals-ignore-case\":\"Some.Body.%05u@Example.com\"},{\"suffix\":\"%u\"}]", 100000, 0},
	{"name", "[{\"wildcard\":\"*w%05u*\"},{\"wildcard\":\"*v%u\"}]", 100000, 0},
	{"name", "[{\"wildcard\":\"Cust*w%05u*len*%u*\"}]", 100000, 0},
	{"note", "[{\"wildcard\":\"*aaa*a%u*c%u\"}]", 1000000, 0},
	{"arr", "[{\"numeric\":[\">=\",%u,\"<\",%u]}]", 1000000, 300},
	{"seats", "[{\"numeric\":[\">\",%u,\"<=\",%u]}]", 1000000, 300},
	{"arr", "[{\"numeric\":[\"=\",%u]},{\"numeric\":[\"=\",%u]}]", 1000000, 1},
	{"ip", "[{\"cidr\":\"10.200.%u.0/24\"},{\"cidr\":\"10.201.%u.0/24\"}]", 256, 0},
	{"items", "{\"sku\":[\"k%u\"],\"count\":[{\"numeric\":[\">\",%u]}]}", 1000, 4},
	{"tags", "[\"u%u\",{\"prefix\":\"t%u\"}]", 100000, 0},
};

void workload_condition(struct buffer *buffer, struct random *random, uint32_t *ret_field)
{
	uint32_t at = random_below(random, sizeof(rows) / sizeof(rows[0]));
	uint32_t number = random_below(random, rows[at].of);
	bool second = false;

	*ret_field = 0;
	for (const char *letter = rows[at].field; *letter; letter++)
		*ret_field = *ret_field * 31 + (uint32_t)(unsigned char)*letter;
	buffer_printf(buffer, "\"%s\":", rows[at].field);
	for (const char *text = rows[at].text; *text; text++) {
		uint32_t shown = number + (second ? rows[at].span : 0);

		if (*text != '%') {
			buffer_byte(buffer, *text);
			continue;
		}
		if (text[1] == 'u') {
			buffer_printf(buffer, "%u", shown);
			text += 1;
		} else {
			buffer_printf(buffer, "%05u", shown);
			text += 3;
		}
		second = true;
	}
}
