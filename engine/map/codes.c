/* codes: the table of findings. docs/checks.md has a section for each row; a test holds the two together.
 *
 * Place: beside the map. Immutable. SW100 to SW103 come from the YAML reader, SW120 to SW129 from patterns. */
#include "map/codes.h"
#include <stddef.h>
#include <string.h>

const struct map_code map_codes[] = {
	{"SW100", "not YAML", "The file is not YAML, so nothing of it could be read."},
	{"SW101", "form of YAML that maps do not have",
		"Anchors, aliases, tags, merge keys, directives and several documents are refused, so that "
		"positions stay exact."},
	{"SW102", "key twice in one mapping", "A mapping has the same key twice; only one of them can be meant."},
	{"SW103", "file too large or too deep", "The file has more bytes, values or levels than the limits allow."},
	{CODE_INCLUDE, "include leads nowhere",
		"What `include` names is not there, or includes itself. Paths are relative to the file that includes."},
	{CODE_FILE, "file cannot be read", "The operating system did not let the file be read."},
	{CODE_UNKNOWN_KEY, "unknown key",
		"The mapping has a key that the language does not know; it is never ignored."},
	{CODE_MISSING_KEY, "missing key", "The mapping lacks a key that it cannot do without."},
	{CODE_LATER, "not yet supported",
		"The language has this, and this version does not run it. It is refused so that nobody believes it "
		"works."},
	{CODE_KIND, "wrong kind of value",
		"Another kind of value is needed here: text, a number, a list or a mapping."},
	{CODE_NAME, "not a name",
		"Names begin with a lower-case letter and go on with lower-case letters, digits, `_` and `-`."},
	{CODE_DURATION, "not a duration", "A duration is a whole number and one unit: `90s`, `15m`, `12h`, `14d`."},
	{CODE_NUMBER, "number out of range", "The number is not whole, too small or too large."},
	{CODE_FORMAT, "format version", "The map is written for another version of the format."},
	{CODE_TWICE, "defined twice", "The same name is defined in two places, in one file or in two."},
	{CODE_REFERENCE, "name that does not exist", "A name refers to an entry that the map does not define."},
	{CODE_PATH, "not a path",
		"A path leads step by step into an event or into the account's state, with dots between."},
	{CODE_TOPIC, "not a topic", "Kafka would not take this name for a topic."},
	{CODE_TOGETHER, "keys that do not go together", "These keys stand only together, or never together."},
	{CODE_LIMIT, "beyond a limit", "The map has more of something than the engine is built for."},
	{"SW120", "empty pattern", "A pattern that asks nothing would hold of everything; name at least one field."},
	{"SW121", "empty list", "A field that accepts no value could never hold."},
	{"SW122", "unknown operator", "Patterns have no such operator."},
	{"SW123", "wrong operand", "The operator cannot do anything with what stands behind it."},
	{"SW124", "operator outside a list", "Operators stand only inside a list of alternatives."},
	{"SW125", "not an alternative", "An alternative is a literal, or a mapping of one operator."},
	{"SW126", "wrong use of `$`",
		"`$or` and `$all` take a list of patterns, `$not` one pattern; there are no others."},
	{"SW127", "pattern too deep", "The pattern has more mappings, or `$not`s, inside each other than are allowed."},
	{"SW128", "pattern too large", "The pattern has more alternatives than are allowed."},
	{"SW129", "`$or` too entangled",
		"An `$or` and the fields beside it speak of the same values in too many ways."},
	{CODE_UNREAD, "signal that nothing reads",
		"A signal without a flow or a condition that reads it has no effect."},
	{CODE_CLAIM, "claim that the outcome does not know",
		"A flow may claim only for a seat that the outcome lists in `claims`."},
	{CODE_CLAIM_UNUSED, "claim that nobody makes",
		"The outcome lists a seat in `claims`, and no flow claims for it. Claims change how tasks fold, so "
		"none is idle."},
	{CODE_OVERLAP, "flows that contradict each other",
		"Two flows of one signal would make one task with different due times or actions, and their "
		"`given` may hold at once."},
	{CODE_REPORTS_LOOP, "loop in reports_to",
		"A declined task goes up `reports_to`; in a loop it would never arrive."},
	{CODE_NEVER, "condition that can never be true", "No event or account can fulfil the condition."},
	{CODE_STATE, "not in the account's state",
		"`given` and `carry` read `account.<fact>`, `people.<seat>`, `open.<outcome>` and `since.<signal>`."},
	{CODE_SEAT_TWICE, "seat in two roles", "Of one outcome a seat is owner, contributor or claimant, once."},
	{CODE_COVERED, "signal covered by another",
		"Whenever this signal is raised, another is as well, whose flow makes the same task: this one adds "
		"nothing."},
	{CODE_NO_EXPECT, "action without expect", "Whoever gets the task is not told what is expected."},
	{CODE_NO_DUE, "flow without due", "A task without a due time is nobody's hurry."},
	{CODE_SEAT_UNUSED, "seat that is never used", "The seat owns nothing, helps nobody, and nobody reports to it."},
	{CODE_UNDECIDED, "covering not decided",
		"The signals are too many and too alike to tell in reasonable time which of them cover each other."},
};

const uint32_t map_code_count = sizeof(map_codes) / sizeof(map_codes[0]);

const struct map_code *map_code_find(const char *code)
{
	for (uint32_t i = 0; i < map_code_count; i++)
		if (strcmp(map_codes[i].code, code) == 0)
			return &map_codes[i];
	return NULL;
}
