/* A map of several files: what is merged, what is refused, where its faults stand. */
#include "maps.h"
#include "check.h"
#include <stdio.h>

static const char *const base = "seatwire: 1\nmap: parts\nsteward: { seat: boss, topic: t }\nseats: { boss: {} }\n";

static const char *a_map(const char *name, const char *rest)
{
	char text[2048];

	snprintf(text, sizeof(text), "%s%s", base, rest);
	return a_file(name, text);
}

TEST(fragments_are_merged_into_one_map)
{
	struct loaded loaded;
	const char *map = a_map("merged/map.yaml", "include: [seats.yaml, team/*.yaml]\n");

	a_file("merged/seats.yaml", "owned_by: boss\nseats: { csm: { reports_to: boss } }\n");
	a_file("merged/team/b.yaml", "outcomes: { retention: { owner: csm } }\n");
	a_file("merged/team/a.yaml", "account: { remember: { x: { last: data.x, on: { type: [t] } } } }\n");
	a_file("merged/team/note.txt", "not: read\n");
	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "");
	expect_int(loaded.plan->seat_count, 2);
	expect_int(loaded.plan->outcome_count, 1);
	expect_int(loaded.plan->fact_count, 1);
	loaded_finish(&loaded);
}

TEST(the_same_name_in_two_files_is_an_error_that_shows_both)
{
	struct loaded loaded;
	const char *map = a_map("twice/map.yaml", "include: more.yaml\nlate: 1d\n");

	a_file("twice/more.yaml", "seats:\n  boss: {}\nlate: 2d\n");
	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "2:3 SW114\n3:1 SW114\n");
	expect_slice(loaded.diag.findings[0].place.file, a_path("twice/more.yaml"));
	expect_slice(loaded.diag.findings[0].other.file, map);
	expect_int(loaded.diag.findings[0].other.line, 4);
	expect_int(loaded.diag.findings[1].other.line, 6);
	loaded_finish(&loaded);
}

TEST(a_key_that_stands_twice_hides_no_fault_of_any_file)
{
	struct loaded loaded;
	const char *map =
		a_map("twins/map.yaml", "include: a.yaml\ninclude: b.yaml\nseats: { csm: { reports_to: ghost } }\n");

	a_file("twins/a.yaml", "outcomes: { retention: { owner: csm, owner: csm } }\n");
	a_file("twins/b.yaml", "outcomes: { expansion: { owner: nobody } }\n");
	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "6:1 SW102\n7:1 SW102\n7:29 SW115\n1:38 SW102\n1:33 SW115\n");
	loaded_finish(&loaded);
}

TEST(a_loop_of_includes_is_refused_at_the_include_that_closes_it)
{
	struct loaded loaded;
	const char *map = a_map("loop/map.yaml", "include: [a.yaml]\n");

	a_file("loop/a.yaml", "include: [b.yaml]\n");
	a_file("loop/b.yaml", "seats: {}\ninclude: [map.yaml]\n");
	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "2:11 SW104\n");
	expect_slice(loaded.diag.findings[0].place.file, a_path("loop/b.yaml"));
	loaded_finish(&loaded);
}

TEST(a_file_that_two_ways_lead_to_is_read_once)
{
	struct loaded loaded;
	const char *map = a_map("diamond/map.yaml", "include: [a.yaml, b.yaml]\n");

	a_file("diamond/a.yaml", "include: [shared.yaml]\n");
	a_file("diamond/b.yaml", "include: [./shared.yaml]\n");
	a_file("diamond/shared.yaml", "seats: { csm: { reports_to: boss }, ae: { reports_to: csm } }\n");
	load_file(&loaded, map);
	expect_true(loaded.plan != NULL);
	expect_int(loaded.plan->seat_count, 3);
	loaded_finish(&loaded);
}

TEST(a_wildcard_leaves_out_the_file_it_stands_in)
{
	struct loaded loaded;
	const char *map = a_map("self/map.yaml", "include: ['*.yaml']\n");

	a_file("self/more.yaml", "seats: { csm: { reports_to: boss } }\n");
	load_file(&loaded, map);
	expect_true(loaded.plan != NULL);
	expect_int(loaded.plan->seat_count, 2);
	loaded_finish(&loaded);
}

TEST(an_include_of_nothing_is_refused_and_the_rest_still_read)
{
	struct loaded loaded;
	const char *map = a_map("nothing/map.yaml", "include: [gone.yaml, 'none/*.yaml', 7, '*/../x']\nlater: 1\n");

	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "5:11 SW104\n5:22 SW104\n5:37 SW109\n5:40 SW104\n6:1 SW106\n");
	loaded_finish(&loaded);
}

TEST(names_of_a_file_that_is_missing_are_not_reported_as_well)
{
	struct loaded loaded;
	const char *map = a_file(
		"missing/map.yaml", "seatwire: 1\nmap: m\nsteward: { seat: boss, topic: t }\ninclude: [seats.yaml]\n");

	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "4:11 SW104\n");
	loaded_finish(&loaded);
}

TEST(a_folder_is_no_file_to_include)
{
	struct loaded loaded;
	const char *map = a_map("folder/map.yaml", "include: [more]\n");

	a_file("folder/more/x", "");
	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "5:11 SW105\n");
	loaded_finish(&loaded);
}

TEST(files_that_are_too_large_together_are_refused)
{
	const struct map_options options = {.total_bytes = 120};
	const char *map = a_map("large/map.yaml", "include: [more.yaml]\n");
	struct loaded loaded = {0};

	a_file("large/more.yaml", "seats: { csm: { reports_to: boss } }\n");
	arena_init(&loaded.arena, 0);
	diag_init(&loaded.diag, &loaded.arena);
	loaded.plan = map_load(map, &options, &loaded.diag);
	expect_text(findings_text(&loaded), "5:11 SW119\n");
	loaded_finish(&loaded);
}

TEST(includes_deeper_than_sixteen_files_are_refused)
{
	char name[64], text[64];
	struct loaded loaded;
	const char *map = a_map("deep/map.yaml", "include: [1.yaml]\n");

	for (int i = 1; i < 20; i++) {
		snprintf(name, sizeof(name), "deep/%d.yaml", i);
		snprintf(text, sizeof(text), "include: [%d.yaml]\n", i + 1);
		a_file(name, text);
	}
	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "1:11 SW119\n");
	expect_slice(loaded.diag.findings[0].place.file, a_path("deep/16.yaml"));
	loaded_finish(&loaded);
}

TEST(owned_by_stands_in_fragments_only_and_names_a_seat)
{
	struct loaded loaded;
	const char *map = a_map("owned/map.yaml", "include: [more.yaml]\nowned_by: boss\n");

	a_file("owned/more.yaml", "owned_by: bos\n");
	load_file(&loaded, map);
	expect_text(findings_text(&loaded), "6:1 SW118\n1:11 SW115\n");
	loaded_finish(&loaded);
}

TEST(a_text_cannot_include)
{
	struct loaded loaded;

	load_text(&loaded, a_map_with("include: [more.yaml]\n"));
	expect_int(loaded.diag.errors, 1);
	expect_text(loaded.diag.findings[0].code, "SW104");
	loaded_finish(&loaded);
}
