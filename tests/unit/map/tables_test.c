/* The tables of keys and codes, and what is written about them elsewhere: the schema for editors, the documentation. */
#include "map/doubt.h"
#include "event/json.h"
#include "maps.h"
#include "check.h"
#include <stdio.h>

static const struct {
	const char *definition; /* of the schema; empty: the schema itself */
	const struct map_keys *table;
} tables[] = {
	{"", &map_top_keys},
	{"steward", &map_steward_keys},
	{"seat", &map_seat_keys},
	{"outcome", &map_outcome_keys},
	{"contributor", &map_contributor_keys},
	{"account", &map_account_keys},
	{"person", &map_person_keys},
	{"fact", &map_fact_keys},
	{"signal", &map_signal_keys},
	{"flow", &map_flow_keys},
	{"action", &map_action_keys},
};

static const struct value *read_schema(struct arena *arena)
{
	struct slice text = project_file(arena, "schemas/flow-map.schema.json");
	const struct value *root;
	uint32_t twins;
	struct json_fault fault;

	expect_true(json_read(arena, text, 64, &root, &twins, &fault));
	return root;
}

static const struct value *member(const struct value *object, const char *key)
{
	const struct value *found = value_get(object, slice_of(key));

	ck_assert_msg(found, "the schema has no \"%s\" there", key);
	return found;
}

static bool lists(const struct value *list, const char *name)
{
	value_each (item, list)
		if (slice_is(value_text(item), name))
			return true;
	return false;
}

TEST(the_schema_has_the_keys_of_the_tables_with_their_help_and_no_others)
{
	struct arena arena;
	const struct value *schema;

	arena_init(&arena, 0);
	schema = read_schema(&arena);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const char *name = tables[i].definition;
		const struct value *properties =
			member(name[0] ? member(member(schema, "$defs"), name) : schema, "properties");
		uint32_t count = 0;

		for (const struct map_key *key = tables[i].table->keys; key->name; key++, count++)
			expect_slice(value_text(member(member(properties, key->name), "description")), key->help);
		ck_assert_msg(properties->size == count, "the schema has keys of \"%s\" that no table has", name);
	}
	arena_finish(&arena);
}

TEST(the_schema_requires_what_the_tables_require)
{
	struct arena arena;
	const struct value *schema;

	arena_init(&arena, 0);
	schema = read_schema(&arena);
	for (size_t i = 1; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const struct value *definition = member(member(schema, "$defs"), tables[i].definition);
		const struct value *required = value_get(definition, SLICE("required"));
		uint32_t count = 0;

		for (const struct map_key *key = tables[i].table->keys; key->name; key++) {
			if (!key->required)
				continue;
			count++;
			ck_assert_msg(required && lists(required, key->name), "the schema does not require %s of %s",
				key->name, tables[i].definition);
		}
		expect_int(required ? required->size : 0, count);
	}
	arena_finish(&arena);
}

TEST(no_key_is_both_supported_and_not)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct map_later *later = tables[i].table->later; later && later->name; later++)
			for (const struct map_key *key = tables[i].table->keys; key->name; key++)
				expect_true(strcmp(later->name, key->name) != 0);
}

TEST(codes_are_ascending_and_each_says_what_it_means)
{
	for (uint32_t i = 0; i < map_code_count; i++) {
		expect_int(strlen(map_codes[i].code), 5);
		expect_true(i == 0 || strcmp(map_codes[i - 1].code, map_codes[i].code) < 0);
		expect_true(map_codes[i].title[0] && map_codes[i].explanation[0]);
		expect_true(map_code_find(map_codes[i].code) == &map_codes[i]);
	}
	expect_true(map_code_find("SW999") == NULL);
}

TEST(the_documentation_has_a_section_for_each_code_in_their_order)
{
	struct arena arena;
	struct slice text;
	const char *at;
	uint32_t sections = 0;

	arena_init(&arena, 0);
	text = arena_copy(&arena, project_file(&arena, "docs/checks.md"));
	at = text.data;
	for (uint32_t i = 0; i < map_code_count; i++) {
		const struct map_code *code = &map_codes[i];
		char head[512];

		snprintf(head, sizeof(head), "\n### %s %s\n\n%s\n", code->code, code->title, code->explanation);
		at = strstr(at, head);
		ck_assert_msg(at, "docs/checks.md lacks, or has elsewhere: %s", head);
	}
	for (at = text.data; (at = strstr(at, "\n### SW")); at++)
		sections++;
	expect_int(sections, map_code_count);
	arena_finish(&arena);
}

static bool has_key(const struct map_keys *table, const char *name)
{
	for (const struct map_key *key = table->keys; key->name; key++)
		if (strcmp(key->name, name) == 0)
			return true;
	for (const struct map_later *later = table->later; later && later->name; later++)
		if (strcmp(later->name, name) == 0)
			return true;
	return false;
}

TEST(a_key_that_leaves_a_doubt_is_one_of_its_table_and_stands_once)
{
	for (const struct doubt_namer *namer = doubt_namers; namer->table; namer++) {
		ck_assert_msg(has_key(namer->table, namer->key), "%s has no key \"%s\"", namer->table->what,
			namer->key);
		ck_assert_msg(namer->names, "\"%s\" names nothing", namer->key);
		for (const struct doubt_namer *other = namer + 1; other->table; other++)
			ck_assert_msg(other->table != namer->table || strcmp(other->key, namer->key) != 0,
				"%s has \"%s\" twice", namer->table->what, namer->key);
	}
}
