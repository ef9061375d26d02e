/* match_rules: the rules of `seatwire match`, read from JSON Lines.
 *
 * Place: a command's reader. Memory: what is kept is in the matcher and the rules' arena; a line's tree, pattern and
 * findings in one that is reset with each line. Thread: the main thread. */
#include "cli/match_rules.h"
#include "base/json_out.h"
#include "cli/command.h"
#include "cli/findings.h"
#include "event/json.h"
#include "io/lines.h"
#include <stdlib.h>

enum { LINE_BYTES_MOST = 16 * 1024 * 1024, ID_BYTES_SHOWN = 80 };

/* Where a line stands: all findings about its pattern point there. */
struct origin {
	struct place place;
};

static struct place place_of(const void *context, const struct value *node)
{
	(void)node;
	return ((const struct origin *)context)->place;
}

static struct place place_in(const char *path, uint64_t number, size_t column)
{
	return (struct place){slice_of(path), (uint32_t)number, (uint32_t)column};
}

void match_rules_not_json(struct diag *diag, const char *path, uint64_t number, struct slice line,
	const struct json_fault *fault)
{
	struct place place = place_in(path, number, fault->at + 1);
	struct finding *finding;

	if (fault->too_deep)
		finding = diag_add(diag, SEVERITY_ERROR, "SW170", place, SLICE("nest it less deep"),
			"this line has more than %d arrays and objects inside each other", JSON_DEPTH_MOST);
	else
		finding = diag_add(diag, SEVERITY_ERROR, "SW170", place,
			SLICE("JSON Lines has one JSON value on each line"), "this line is not JSON: %s",
			fault->reason);
	if (finding)
		finding->line_text = line;
}

void match_rules_no_object(struct diag *diag, const char *path, uint64_t number, struct slice line)
{
	struct finding *finding = diag_add(diag, SEVERITY_ERROR, "SW170", place_in(path, number, 1),
		SLICE("write each event as { ... } on a line of its own"), "this line is no JSON object");

	if (finding)
		finding->line_text = line;
}

void match_rules_print(const struct diag *diag, bool json)
{
	if (json)
		findings_print_json(stderr, diag);
	else
		findings_print(stderr, diag);
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_white(struct slice json, size_t at)
{
	while (at < json.size && is_white(json.data[at]))
		at++;
	return at;
}

/* The comma or bracket behind the value that begins at `at`. */
static size_t skip_value(struct slice json, size_t at)
{
	bool quoted = false;
	uint32_t depth = 0;

	for (; at < json.size; at++) {
		char c = json.data[at];

		if (quoted && c == '\\')
			at++;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (c == '{' || c == '[')
			depth++;
		else if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			break;
		else if (c == '}' || c == ']')
			depth--;
	}
	return at;
}

/* The text of a value without the white space in it. */
static struct slice compact(struct arena *arena, struct slice json)
{
	char *text = arena_alloc(arena, json.size);
	bool quoted = false;
	size_t size = 0;

	for (size_t i = 0; i < json.size; i++) {
		if (!quoted && is_white(json.data[i]))
			continue;
		text[size++] = json.data[i];
		if (quoted && json.data[i] == '\\')
			text[size++] = json.data[++i];
		else if (json.data[i] == '"')
			quoted = !quoted;
	}
	return (struct slice){text, size};
}

/* The text of the id as it stands in the line, which is one JSON object with an id: the tree does not keep how a number
 * was written. Of ids that stand twice the last one counts. A key that is written with escapes is not found: empty. */
static struct slice id_text(struct slice line)
{
	struct slice text = {0};
	size_t at = skip_white(line, 0) + 1; /* behind the { */

	for (at = skip_white(line, at); at < line.size && line.data[at] == '"'; at = skip_white(line, at)) {
		size_t key = at, from, end;

		for (at++; line.data[at] != '"'; at++)
			at += line.data[at] == '\\';
		from = skip_white(line, skip_white(line, at + 1) + 1); /* behind the : */
		end = skip_value(line, from);
		if (slice_is((struct slice){line.data + key + 1, at - key - 1}, "id"))
			text = (struct slice){line.data + from, end - from};
		at = end + 1; /* behind the , or the last } */
	}
	return text;
}

/* A rule's id as messages and answers show it: as it was written. */
static struct slice shown_id(struct arena *arena, struct slice line, struct slice key)
{
	struct slice written = id_text(line);

	return written.size ? compact(arena, written) : key;
}

/* The id as JSON, the same for all ways of writing it. */
static struct slice id_key(struct arena *arena, const struct value *id)
{
	struct buffer text = {0};
	struct json_out out = json_out(&text);
	struct slice key;

	json_value(&out, id);
	key = arena_copy(arena, buffer_slice(&text));
	buffer_finish(&text);
	return key;
}

static void add_rule(
	struct match_rules *rules, const struct pattern *pattern, const struct value *id, struct slice line)
{
	uint32_t key_capacity = rules->capacity;
	struct slice key = id_key(&rules->arena, id);

	ARENA_GROW(&rules->arena, rules->id_keys, rules->count, key_capacity);
	ARENA_GROW(&rules->arena, rules->ids, rules->count, rules->capacity);
	matcher_add(rules->builder, pattern);
	rules->id_keys[rules->count] = key;
	rules->ids[rules->count++] = shown_id(&rules->arena, line, key);
}

/* Has the findings say which rule they speak of. A long id is cut, between characters. */
static void name_rule(struct diag *diag, const struct value *id, struct slice line)
{
	struct slice shown = shown_id(diag->arena, line, id_key(diag->arena, id));
	const char *dots = "";

	if (shown.size > ID_BYTES_SHOWN) {
		shown.size = ID_BYTES_SHOWN;
		while ((shown.data[shown.size] & 0xc0) == 0x80)
			shown.size--;
		dots = "...";
	}
	for (uint32_t i = 0; i < diag->count; i++)
		diag->findings[i].sentence = arena_printf(diag->arena, "rule %.*s%s: %.*s", SLICE_PRINT(shown), dots,
			SLICE_PRINT(diag->findings[i].sentence));
}

static void read_rule(struct match_rules *rules, struct arena *scratch, struct diag *diag, const struct value *rule,
	const struct value *id, struct slice line, struct place place)
{
	const struct slice hint = SLICE("write {\"id\": \"my-rule\", \"pattern\": {\"type\": [\"x\"]}}");
	const struct value *pattern = value_get(rule, SLICE("pattern"));
	struct origin origin = {place};
	struct pattern_source source = {place_of, &origin};
	const struct pattern *parsed;

	if (rule->kind != VALUE_OBJECT || !id || !pattern) {
		diag_add(diag, SEVERITY_ERROR, "SW171", place, hint, "a rule is an object with \"id\" and \"pattern\"");
		return;
	}
	if (pattern->kind == VALUE_STRING) {
		diag_add(diag, SEVERITY_ERROR, "SW171", place, hint,
			"\"pattern\" is an object, not a text that holds one");
		return;
	}
	parsed = pattern_parse(scratch, pattern, &source, diag);
	if (parsed)
		add_rule(rules, parsed, id, line);
}

/* One line, with findings of its own. */
static void read_line(struct match_rules *rules, const struct lines *lines, struct slice line, struct arena *scratch,
	bool json)
{
	const struct value *rule, *id = NULL;
	uint32_t duplicate_keys;
	struct json_fault fault;
	struct diag diag;

	diag_init(&diag, scratch);
	if (json_read(scratch, line, JSON_DEPTH_MOST, &rule, &duplicate_keys, &fault)) {
		id = value_get(rule, SLICE("id"));
		read_rule(rules, scratch, &diag, rule, id, line, place_in(lines->path, lines->number, 0));
	} else {
		match_rules_not_json(&diag, lines->path, lines->number, line, &fault);
	}
	if (diag.count) {
		if (id)
			name_rule(&diag, id, line);
		rules->refused++;
		match_rules_print(&diag, json);
	}
	arena_reset(scratch);
}

static void refuse_long(struct match_rules *rules, const struct lines *lines, struct arena *scratch, bool json)
{
	struct diag diag;

	diag_init(&diag, scratch);
	diag_add(&diag, SEVERITY_ERROR, "SW170", place_in(lines->path, lines->number, 0),
		SLICE("put each rule on a line of its own"), "this line is longer than %d MiB", LINE_BYTES_MOST >> 20);
	match_rules_print(&diag, json);
	arena_reset(scratch);
	rules->refused++;
}

static int compare_ids(const void *a, const void *b, void *context)
{
	const struct match_rules *rules = context;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	int order = slice_compare(rules->id_keys[left], rules->id_keys[right]);

	return order ? order : (left > right) - (left < right);
}

/* Finds rules that share an id. */
static void pair_ids(struct match_rules *rules)
{
	uint32_t *sorted = memory_alloc((rules->count + 1ull) * sizeof(*sorted));

	rules->first_of_id = ARENA_ARRAY(&rules->arena, uint32_t, rules->count);
	for (uint32_t i = 0; i < rules->count; i++)
		sorted[i] = i;
	qsort_r(sorted, rules->count, sizeof(*sorted), compare_ids, rules);
	for (uint32_t i = 0; i < rules->count; i++) {
		bool same = i > 0 && slice_equal(rules->id_keys[sorted[i]], rules->id_keys[sorted[i - 1]]);

		rules->first_of_id[sorted[i]] = same ? rules->first_of_id[sorted[i - 1]] : sorted[i];
	}
	free(sorted);
}

bool match_rules_read(struct match_rules *rules, const char *path, bool json)
{
	struct arena scratch;
	struct lines lines;
	enum lines_result result;
	struct slice line;

	*rules = (struct match_rules){.builder = matcher_begin()};
	arena_init(&rules->arena, 0);
	if (!lines_open(&lines, path, LINE_BYTES_MOST)) {
		command_fail(
			"cannot read the rules \"%s\": %s; name a file that can be read", path, strerror(lines.error));
		rules->matcher = matcher_seal(rules->builder);
		return false;
	}
	arena_init(&scratch, 0);
	while ((result = lines_next(&lines, &line)) == LINES_LINE || result == LINES_TOO_LONG) {
		if (result == LINES_LINE)
			read_line(rules, &lines, line, &scratch, json);
		else
			refuse_long(rules, &lines, &scratch, json);
	}
	if (result == LINES_FAILED)
		command_fail("cannot read on in the rules \"%s\": %s; try again", path, strerror(lines.error));
	lines_close(&lines);
	arena_finish(&scratch);
	pair_ids(rules);
	rules->matcher = matcher_seal(rules->builder);
	rules->builder = NULL;
	return result == LINES_END;
}

void match_rules_finish(struct match_rules *rules)
{
	matcher_destroy(rules->matcher);
	arena_finish(&rules->arena);
}
