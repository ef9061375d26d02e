/* A map's version changes with its content and with nothing else; so do the hashes of facts and signals. */
#include "maps.h"
#include "check.h"
#include <stdio.h>

static const char *const sections =
	"account:\n"
	"  remember:\n"
	"    arr: { last: data.arr, on: { type: [signed, changed] } }\n"
	"    open: { open: data.id, from: { type: [opened] }, until: { type: [closed] }, keep: 30d }\n"
	"signals:\n"
	"  drop: { when: { type: [usage], data: { change: [{ numeric: [\"<\", -30] }] } }, times: 3, within: 7d, "
	"quiet: 1d }\n"
	"  expand: { when: { type: [pricing] } }\n"
	"flows:\n"
	"  - { signal: drop, outcome: retention, action: call, due: 3d }\n"
	"  - { signal: expand, outcome: expansion, action: visit, due: 3d, claim: csm }\n";

/* The version of the map with `from` replaced by `to`. */
static void version_with(const char *from, const char *to, char version[80])
{
	char text[8192];
	const char *map = a_map_with(sections), *at = strstr(map, from);
	struct loaded loaded;

	ck_assert_msg(at, "the map has no %s", from);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - map), map, to, at + strlen(from));
	load_text(&loaded, text);
	ck_assert_msg(loaded.plan, "refused: %s", findings_text(&loaded));
	snprintf(version, 80, "%.*s", SLICE_PRINT(loaded.plan->version));
	loaded_finish(&loaded);
}

static bool same_version(const char *from, const char *to)
{
	char before[80], after[80];

	version_with(from, from, before);
	version_with(from, to, after);
	return strcmp(before, after) == 0;
}

TEST(a_version_is_sha256_of_a_form_that_stays)
{
	struct loaded loaded;

	load_text(&loaded, "seatwire: 1\nmap: bare\nsteward: { seat: boss, topic: t }\nseats: { boss: {} }\n");
	/* of "12\n3:maps4:bare" "15\n5:seats4:boss{}" "37\n7:steward{k4:seats4:bossk5:topics1:t}", by sha256sum */
	expect_slice(loaded.plan->version, "sha256:a46ab12b19ada7075ef7e535a2edd1be2e42875db69e3a7031fc3a21cf80fb59");
	loaded_finish(&loaded);
}

TEST(comments_layout_and_order_leave_the_version)
{
	expect_true(same_version("account:\n", "# a word\naccount:\n\n"));
	expect_true(same_version("outcome: retention, action: call", "action: call, outcome: retention"));
	expect_true(same_version("{ type: [signed, changed] }", "{ 'type': [ signed,\n        \"changed\" ] }"));
	expect_true(same_version("  - { signal: drop, outcome: retention, action: call, due: 3d }\n"
				 "  - { signal: expand, outcome: expansion, action: visit, due: 3d, claim: csm }\n",
		"  - { signal: expand, outcome: expansion, action: visit, due: 3d, claim: csm }\n"
		"  - { signal: drop, outcome: retention, action: call, due: 3d }\n"));
	expect_true(same_version("-30", "-30.0"));
}

TEST(any_other_content_is_another_version)
{
	expect_false(same_version("map: test", "map: tests"));
	expect_false(same_version("expect: Call", "expect: Calls"));
	expect_false(same_version("due: 3d", "due: 4d"));
	expect_false(same_version("[signed, changed]", "[changed, signed, new]"));
	expect_false(same_version("-30", "-31"));
	expect_false(same_version("type: [opened]", "type: [\"opened\", \"\"]"));
	expect_false(same_version("csm: { reports_to: boss }", "csm: { reports_to: boss, person: x }"));
}

TEST(how_a_map_is_split_into_files_leaves_the_version)
{
	struct loaded whole, split;
	const char *base = "seatwire: 1\nmap: m\nsteward: { seat: boss, topic: t }\n";
	char text[512];

	snprintf(text, sizeof(text), "%sseats: { boss: {}, csm: { reports_to: boss } }\n", base);
	load_file(&whole, a_file("whole.yaml", text));
	a_file("part.yaml", "owned_by: boss\nseats: { csm: { reports_to: boss } }\n");
	snprintf(text, sizeof(text), "%sseats: { boss: {} }\ninclude: [part.yaml]\n", base);
	load_file(&split, a_file("split.yaml", text));
	expect_true(whole.plan && split.plan);
	expect_true(slice_equal(whole.plan->version, split.plan->version));
	loaded_finish(&whole);
	loaded_finish(&split);
}

/* The hashes of the fact `open` and the signal `drop` with `from` replaced by `to`. */
static void hashes_with(const char *from, const char *to, uint32_t *ret_fact, uint32_t *ret_signal)
{
	char text[8192];
	const char *map = a_map_with(sections), *at = strstr(map, from);
	struct loaded loaded;

	ck_assert_msg(at, "the map has no %s", from);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - map), map, to, at + strlen(from));
	load_text(&loaded, text);
	ck_assert_msg(loaded.plan, "refused: %s", findings_text(&loaded));
	*ret_fact = loaded.plan->facts[plan_fact_find(loaded.plan, false, SLICE("open"))].hash;
	*ret_signal = loaded.plan->signals[plan_signal_find(loaded.plan, SLICE("drop"))].hash;
	loaded_finish(&loaded);
}

static bool fact_stays(const char *from, const char *to)
{
	uint32_t before, after, signal;

	hashes_with(from, from, &before, &signal);
	hashes_with(from, to, &after, &signal);
	return before == after;
}

static bool signal_stays(const char *from, const char *to)
{
	uint32_t before, after, fact;

	hashes_with(from, from, &fact, &before);
	hashes_with(from, to, &fact, &after);
	return before == after;
}

TEST(a_fact_is_another_when_kind_path_or_pattern_change)
{
	expect_false(fact_stays("open: data.id", "open: data.ids"));
	expect_false(fact_stays("from: { type: [opened] }", "from: { type: [reopened] }"));
	expect_false(fact_stays("until: { type: [closed] }", "until: { type: [solved] }"));
	expect_false(fact_stays("open: data.id, from: { type: [opened] }, until: { type: [closed] }, keep: 30d",
		"last: data.id, on: { type: [opened] }"));
}

TEST(a_fact_stays_the_same_when_durations_or_other_facts_change)
{
	expect_true(fact_stays("keep: 30d", "keep: 60d"));
	expect_true(fact_stays("last: data.arr", "last: data.arr2"));
	expect_true(fact_stays("from: { type: [opened] }", "from: { type: opened }"));
}

TEST(a_signal_is_another_when_pattern_times_or_distinct_change)
{
	expect_false(signal_stays("times: 3", "times: 4"));
	expect_false(signal_stays("times: 3", "times: 3, distinct: data.user"));
	expect_false(signal_stays("type: [usage]", "type: [usage2]"));
}

TEST(a_signal_stays_the_same_when_durations_change)
{
	expect_true(signal_stays("within: 7d", "within: 8d"));
	expect_true(signal_stays("quiet: 1d", "quiet: 2d"));
}
