/* cidr: the operator of that name: a string that is an address in a network, IPv4 or IPv6.
 *
 * Place: pattern, an operator family. Memory: none. Thread: any.
 * The two families are apart: ::ffff:10.0.0.1 is not in 10.0.0.0/8. An address with a zone ("%eth0") is in none. */
#include "pattern/operators.h"

/* A whole number below 1000 in decimal, without leading zeros; takes its digits off. */
static bool take_decimal(struct slice *text, unsigned *ret_number)
{
	size_t digits = 0;
	unsigned number = 0;

	while (digits < text->size && digits < 3 && text->data[digits] >= '0' && text->data[digits] <= '9')
		number = number * 10 + (unsigned)(text->data[digits++] - '0');
	if (digits == 0 || (digits > 1 && text->data[0] == '0'))
		return false;
	text->data += digits;
	text->size -= digits;
	*ret_number = number;
	return true;
}

static bool take(struct slice *text, char character)
{
	if (text->size == 0 || text->data[0] != character)
		return false;
	text->data++;
	text->size--;
	return true;
}

static bool parse_v4(struct slice text, uint8_t address[4])
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned number;

		if ((i > 0 && !take(&text, '.')) || !take_decimal(&text, &number) || number > 255)
			return false;
		address[i] = (uint8_t)number;
	}
	return text.size == 0;
}

static int hex_digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	character |= 0x20;
	return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

/* One to four hex digits; takes them off. */
static bool take_group(struct slice *text, uint8_t group[2])
{
	unsigned number = 0, digits = 0;

	while (digits < 4 && digits < text->size && hex_digit(text->data[digits]) >= 0)
		number = number << 4 | (unsigned)hex_digit(text->data[digits++]);
	group[0] = (uint8_t)(number >> 8);
	group[1] = (uint8_t)number;
	text->data += digits;
	text->size -= digits;
	return digits > 0;
}

/* RFC 4291: eight groups; one run of zero groups may be "::"; the last two groups may be written as IPv4. */
static bool parse_v6(struct slice text, uint8_t address[16])
{
	unsigned filled = 0, gap = 17; /* bytes; gap: where the zeros of "::" go */

	memset(address, 0, 16);
	if (text.size >= 2 && text.data[0] == ':' && text.data[1] == ':') {
		gap = 0;
		text = (struct slice){text.data + 2, text.size - 2};
	}
	while (text.size) {
		if (filled == 16)
			return false;
		if (filled <= 12 && parse_v4(text, address + filled)) {
			filled += 4;
			break;
		}
		if (!take_group(&text, address + filled))
			return false;
		filled += 2;
		if (text.size == 0)
			break;
		if (!take(&text, ':') || text.size == 0)
			return false;
		if (take(&text, ':')) {
			if (gap != 17)
				return false;
			gap = filled;
		}
	}
	if (gap == 17)
		return filled == 16;
	if (filled > 14)
		return false;
	memmove(address + 16 - (filled - gap), address + gap, filled - gap);
	memset(address + gap, 0, 16 - filled);
	return true;
}

uint8_t cidr_address(struct slice text, uint8_t address[16])
{
	if (text.size > 45 || text.size < 2)
		return 0;
	if (parse_v4(text, address))
		return 4;
	return parse_v6(text, address) ? 16 : 0;
}

bool cidr_parse(struct parser *parser, const struct value *operand, struct condition *ret_condition)
{
	struct slice text = value_text(operand), bits = {0};
	const char *slash = operand->kind == VALUE_STRING ? memchr(text.data, '/', text.size) : NULL;
	unsigned number = 0;

	if (slash) {
		bits = (struct slice){slash + 1, (size_t)(text.data + text.size - slash - 1)};
		text.size = (size_t)(slash - text.data);
		ret_condition->network.bytes = cidr_address(text, ret_condition->network.address);
	}
	if (!slash || ret_condition->network.bytes == 0 || !take_decimal(&bits, &number) || bits.size ||
		number > ret_condition->network.bytes * 8u) {
		parser_error(parser, "SW123", operand, "{ cidr: \"10.0.0.0/24\" } or { cidr: \"2001:db8::/32\" }",
			"cidr takes an address, a slash and the number of bits that count");
		return false;
	}
	ret_condition->network.bits = (uint8_t)number;
	for (unsigned i = 0; i < ret_condition->network.bytes; i++) {
		unsigned kept = number > i * 8 ? number - i * 8 : 0;

		if (kept < 8)
			ret_condition->network.address[i] &= (uint8_t)(0xFF00u >> kept);
	}
	return true;
}

bool cidr_holds(const struct condition *condition, const struct value *scalar)
{
	unsigned whole = condition->network.bits / 8, rest = condition->network.bits % 8;
	uint8_t address[16];

	if (scalar->kind != VALUE_STRING || cidr_address(value_text(scalar), address) != condition->network.bytes)
		return false;
	return memcmp(address, condition->network.address, whole) == 0 &&
	       (rest == 0 || (address[whole] & (uint8_t)(0xFF00u >> rest)) == condition->network.address[whole]);
}

void cidr_write(const struct condition *condition, struct buffer *buffer)
{
	buffer_byte(buffer, (char)condition->network.bits);
	buffer_append(buffer, (struct slice){(const char *)condition->network.address, condition->network.bytes});
}
