/* maps: the matcher against the evaluator, over the patterns of real maps and changes of them, and over real events and
 * changes of those.
 *
 * usage: maps SEED PAIRS MAP EVENTS
 *
 * MAP is a flow map (YAML), EVENTS its events (JSON Lines). A case over which something differs is made small and
 * printed with the seed of its round; `maps THAT-SEED 1 MAP EVENTS` runs that round alone. */
#include "base/diag.h"
#include "base/read_file.h"
#include "base/yaml.h"
#include "changes.h"
#include "event/json.h"
#include "events.h"
#include "report.h"
#include "sets.h"
#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES_MOST = 64 << 20, NOTES = 40, CHANGED_MOST = 120, EVENTS_A_ROUND = 60 };

struct source {
	struct arena arena;
	struct tree **rules;        /* the map's own */
	const struct value **events;
	uint32_t rule_count, rule_capacity, event_count, event_capacity;
};

/* Takes every pattern of the map, wherever it stands. */
static void take_patterns(struct source *source, const struct value *node)
{
	static const char *const keys[] = {
		"when", "given", "on", "from", "until", "also", "absent", "becomes", "while", "account"};
	struct diag diag;

	diag_init(&diag, &source->arena);
	value_each (child, node) {
		size_t at = 0;

		while (at < sizeof(keys) / sizeof(keys[0]) && !slice_is(value_key(child), keys[at]))
			at++;
		if (at < sizeof(keys) / sizeof(keys[0]) && pattern_parse(&source->arena, child, NULL, &diag)) {
			ARENA_GROW(&source->arena, source->rules, source->rule_count, source->rule_capacity);
			source->rules[source->rule_count++] = tree_of_value(&source->arena, child);
		}
		take_patterns(source, child);
	}
}

static struct slice read_whole(struct arena *arena, const char *path)
{
	struct slice text, error;

	if (!read_file(arena, path, FILE_BYTES_MOST, &text, &error)) {
		fprintf(stderr, "maps: %s: %.*s\n", path, SLICE_PRINT(error));
		exit(2);
	}
	return text;
}

static void read_map(struct source *source, const char *path)
{
	struct yaml_file file;
	struct diag diag;

	diag_init(&diag, &source->arena);
	if (!yaml_read(&source->arena, slice_of(path), read_whole(&source->arena, path), NULL, &diag, &file)) {
		fprintf(stderr, "maps: %s is no YAML\n", path);
		exit(2);
	}
	take_patterns(source, file.root);
}

static void read_events(struct source *source, const char *path)
{
	struct slice text = read_whole(&source->arena, path);

	while (text.size) {
		const char *end = memchr(text.data, '\n', text.size);
		struct slice line = {text.data, end ? (size_t)(end - text.data) : text.size};
		uint32_t duplicate_keys;
		struct json_fault fault;

		ARENA_GROW(&source->arena, source->events, source->event_count, source->event_capacity);
		if (json_read(&source->arena, line, JSON_DEPTH_MOST, &source->events[source->event_count],
			    &duplicate_keys, &fault))
			source->event_count++;
		text.data += line.size + (end != NULL);
		text.size -= line.size + (end != NULL);
	}
}

/* Some node of some event, not its root. */
static const struct value *any_node(struct world *world, const struct source *source)
{
	const struct value *event = source->events[world_below(world, source->event_count)];

	return event + 1 + world_below(world, event->skip - 1);
}

/* A world of the events' keys and values. */
static void fill_world(struct world *world, const struct source *source, uint64_t seed, struct arena *arena)
{
	world_init(world, seed, arena);
	for (uint32_t i = 0; i < NOTES; i++) {
		const struct value *node = any_node(world, source);

		if (value_is_scalar(node))
			world_note(world, node);
	}
	for (uint32_t i = 0; i < world->key_count; i++) {
		const struct value *node = any_node(world, source);

		if (node->key)
			world->keys[i] = value_key(node);
	}
}

static struct tree **make_rules(struct world *world, const struct source *source, uint32_t *ret_count)
{
	uint32_t changed = 1 + world_below(world, CHANGED_MOST);
	struct tree **rules = ARENA_ARRAY(world->arena, struct tree *, source->rule_count + changed);

	*ret_count = 0;
	while (*ret_count < source->rule_count) {
		rules[*ret_count] = source->rules[*ret_count];
		++*ret_count;
	}
	while (changed-- > 0) {
		struct tree *rule = rules[world_below(world, *ret_count)];

		for (uint32_t i = world_below(world, 3) + 1; i > 0; i--)
			rule = changes_rule(world, rule);
		rules[(*ret_count)++] = rule;
	}
	return rules;
}

static struct tree *make_event(struct world *world, const struct source *source, const struct set *set)
{
	struct tree *event;
	uint32_t changes = world_below(world, 5);

	if (world_chance(world, 25))
		return sets_event(world, set->rules, set->count);
	event = tree_of_value(world->arena, source->events[world_below(world, source->event_count)]);
	if (world_chance(world, 40)) {
		events_meet(world, event, set->rules[world_below(world, set->count)]);
		event = tree_copy(world->arena, event);
	}
	while (changes-- > 0)
		event = events_change(world, event);
	return tree_fits(event) ? event : tree_container(world->arena, VALUE_OBJECT);
}

/* False after a report. */
static bool round_of(const struct source *source, uint64_t seed, struct tally *tally, struct arena *arena)
{
	struct slice why = SLICE("");
	struct lookup lookup;
	struct world world;
	struct tree **rules;
	uint32_t count;
	struct set set;

	report_round(seed);
	fill_world(&world, source, seed, arena);
	rules = make_rules(&world, source, &count);
	set_init(&set, rules, count, arena, tally);
	for (uint32_t i = 0; i < set.count; i++)
		tally_rule(tally, set.rules[i]);
	set_look_up(&set, &lookup);
	for (uint32_t i = 0; i < EVENTS_A_ROUND && !why.size; i++) {
		struct tree *event = make_event(&world, source, &set);

		why = compare_event(&set, &lookup, tree_value(arena, event), arena, tally);
		if (why.size)
			report_difference(&set, event, why, seed, arena);
	}
	lookup_finish(&lookup);
	arena_reset(arena);
	tally->sets++;
	return why.size == 0;
}

int main(int argc, char **argv)
{
	struct source source = {.rule_count = 0};
	struct tally tally = {0};
	struct arena arena;
	uint64_t seed, pairs;
	bool agreed = true;

	if (argc != 5) {
		fprintf(stderr, "usage: maps SEED PAIRS MAP EVENTS\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	pairs = strtoull(argv[2], NULL, 0);
	report_deaths();
	arena_init(&source.arena, 0);
	arena_init(&arena, 0);
	read_map(&source, argv[3]);
	read_events(&source, argv[4]);
	printf("# %u patterns, %u events\n", source.rule_count, source.event_count);
	if (source.rule_count == 0 || source.event_count == 0) {
		fprintf(stderr, "maps: no patterns in %s, or no events in %s\n", argv[3], argv[4]);
		return 2;
	}
	for (uint64_t i = 0; agreed && tally.pairs < pairs; i++)
		agreed = round_of(&source, seed + i, &tally, &arena);
	arena_finish(&arena);
	arena_finish(&source.arena);
	return report_end(&tally, agreed, argv[3]);
}
