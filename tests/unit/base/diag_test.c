/* diag and diag_print: findings, guesses, and how they are shown. */
#include "base/diag_print.h"
#include "check.h"

struct world {
	struct arena arena;
	struct diag diag;
	struct buffer shown;
};

static struct world a_world(void)
{
	struct world world = {0};

	arena_init(&world.arena, 0);
	return world;
}

static void finish(struct world *world)
{
	buffer_finish(&world->shown);
	arena_finish(&world->arena);
}

static struct place at(const char *file, uint32_t line, uint32_t column)
{
	return (struct place){slice_of(file), line, column};
}

static struct finding *find(struct world *world, struct place place, const char *sentence)
{
	if (!world->diag.arena)
		diag_init(&world->diag, &world->arena);
	return diag_add(&world->diag, SEVERITY_ERROR, "SW110", place, (struct slice){0}, "%s", sentence);
}

static void expect_text_shown(struct world *world, const char *expected)
{
	diag_print_text(&world->diag, false, &world->shown);
	expect_slice(buffer_slice(&world->shown), expected);
}

TEST(the_texts_of_a_finding_may_be_temporary)
{
	struct world world = a_world();
	char file[] = "map.yaml", hint[] = "hint", word[] = "cms";

	diag_init(&world.diag, &world.arena);
	diag_add(&world.diag, SEVERITY_WARNING, "SW201", at(file, 1, 2), slice_of(hint), "no seat \"%s\"", word);
	memset(file, 'x', sizeof(file));
	memset(hint, 'x', sizeof(hint));
	memset(word, 'x', sizeof(word));
	expect_int(world.diag.warnings, 1);
	expect_int(world.diag.errors, 0);
	expect_text_shown(&world, "map.yaml:1:2: warning SW201: no seat \"cms\"\n  hint: hint\n");
	finish(&world);
}

TEST(findings_beyond_the_most_are_only_counted)
{
	struct world world = a_world();

	for (int i = 0; i < DIAG_MOST; i++)
		expect_true(find(&world, at("m", 1, 1), "x") != NULL);
	expect_true(find(&world, at("m", 1, 1), "x") == NULL);
	expect_int(world.diag.count, DIAG_MOST);
	expect_int(world.diag.errors, DIAG_MOST + 1);
	diag_print_text(&world.diag, false, &world.shown);
	expect_true(memcmp(world.shown.data + world.shown.size - 11, "and 1 more\n", 11) == 0);
	finish(&world);
}

/* What may stand in a static table. */
#define WORD(literal)                                                                                                  \
	{                                                                                                              \
		(literal), sizeof(literal) - 1                                                                         \
	}

static const struct slice keys[] = {WORD("signal"), WORD("outcome"), WORD("action"), WORD("due"), WORD("given")};

static void expect_nearest(const char *word, const char *expected)
{
	expect_slice(diag_nearest(slice_of(word), keys, 5), expected);
}

TEST(the_nearest_word_is_guessed_when_at_most_a_third_of_its_letters_differ)
{
	expect_nearest("signal", "signal");
	expect_nearest("singal", "signal");
	expect_nearest("signla", "signal");
	expect_nearest("sgnals", "signal");
	expect_nearest("outcomes", "outcome");
	expect_nearest("Action", "action");
	expect_nearest("duo", "due");
	expect_nearest("do", "");
	expect_nearest("signature", "");
	expect_nearest("", "");
	expect_nearest("an_endless_name_that_nobody_could_have_meant_by_any_of_these_short_words", "");
}

TEST(a_hint_names_the_guess_or_what_is_allowed)
{
	static const struct slice many[14] = {WORD("aa"), WORD("bb"), WORD("cc"), WORD("dd"), WORD("ee"), WORD("ff"),
		WORD("gg"), WORD("hh"), WORD("ii"), WORD("jj"), WORD("kk"), WORD("ll"), WORD("mm"), WORD("nn")};
	struct world world = a_world();

	expect_slice(diag_did_you_mean(&world.arena, SLICE("singal"), keys, 5), "did you mean \"signal\"?");
	expect_slice(
		diag_did_you_mean(&world.arena, SLICE("zzz"), keys, 5), "one of: signal, outcome, action, due, given");
	expect_slice(diag_did_you_mean(&world.arena, SLICE("zzz"), many, 14),
		"one of: aa, bb, cc, dd, ee, ff, gg, hh, ii, jj, kk, ll, and 2 more");
	expect_slice(diag_did_you_mean(&world.arena, SLICE("zzz"), NULL, 0), "");
	finish(&world);
}

TEST(a_finding_is_shown_with_its_line_a_caret_the_other_place_and_the_hint)
{
	struct world world = a_world();
	struct finding *finding;

	diag_init(&world.diag, &world.arena);
	finding = diag_add(&world.diag, SEVERITY_ERROR, "SW102", at("map.yaml", 12, 4), SLICE("keep one of them"),
		"the key \"csm\" is defined twice");
	finding->line_text = SLICE("\t\xc3\xa9: csm: {}");
	finding->place.column = 6;
	finding->other = at("seats.yaml", 3, 1);
	expect_text_shown(&world, "map.yaml:12:6: error SW102: the key \"csm\" is defined twice\n"
				  "    12 | \t\xc3\xa9: csm: {}\n"
				  "       | \t   ^\n"
				  "seats.yaml:3:1: first defined here\n"
				  "  hint: keep one of them\n");
	finish(&world);
}

TEST(a_finding_without_a_place_shows_what_is_known)
{
	struct world world = a_world();

	find(&world, at("map.yaml", 0, 0), "cannot be read");
	find(&world, at("", 0, 0), "nothing to do");
	expect_text_shown(&world, "map.yaml: error SW110: cannot be read\nerror SW110: nothing to do\n");
	finish(&world);
}

TEST(of_a_long_line_the_part_around_the_column_is_shown)
{
	struct world world = a_world();
	char line[1000];
	char *caret, *mark;

	memset(line, '-', sizeof(line));
	line[699] = '!';
	find(&world, at("m", 1, 700), "x")->line_text = (struct slice){line, sizeof(line)};
	diag_print_text(&world.diag, false, &world.shown);
	buffer_byte(&world.shown, 0);
	mark = strchr(world.shown.data, '!');
	caret = strchr(world.shown.data, '^');
	expect_true(world.shown.size < 500);
	/* The mark stands two bytes further in its line: what tells of the cut is three bytes wide and one column. */
	expect_int(mark - strstr(world.shown.data, "     1 | "), caret - strstr(world.shown.data, "       | ") + 2);
	finish(&world);
}

TEST(a_long_line_that_is_no_utf8_is_shown_in_part_too)
{
	struct world world = a_world();
	char line[1000];

	memset(line, 0x8d, sizeof(line));
	find(&world, at("m", 1, 500), "x")->line_text = (struct slice){line, sizeof(line)};
	diag_print_text(&world.diag, false, &world.shown);
	expect_true(world.shown.size < 1000);
	finish(&world);
}

TEST(a_line_of_the_user_cannot_steer_the_terminal)
{
	struct world world = a_world();

	find(&world, at("m\033]0;x", 1, 1), "no \"\033[31m\"")->line_text = SLICE("\033[2J");
	diag_print_text(&world.diag, false, &world.shown);
	expect_true(memchr(world.shown.data, '\033', world.shown.size) == NULL);
	finish(&world);
}

TEST(colour_is_used_only_when_asked_for)
{
	struct world world = a_world();

	find(&world, at("m", 1, 1), "x");
	diag_print_text(&world.diag, true, &world.shown);
	expect_slice(buffer_slice(&world.shown), "\033[1mm:1:1: \033[0m\033[1;31merror SW110:\033[0m x\n");
	finish(&world);
}

TEST(findings_are_sorted_by_place_and_then_by_the_order_in_which_they_were_found)
{
	struct world world = a_world();

	find(&world, at("b", 1, 1), "5");
	find(&world, at("a", 2, 1), "4");
	find(&world, at("a", 1, 9), "2");
	find(&world, at("a", 1, 9), "3");
	find(&world, at("a", 1, 2), "1");
	diag_sort(&world.diag);
	for (uint32_t i = 0; i < 5; i++)
		expect_int(world.diag.findings[i].sentence.data[0], '1' + (int)i);
	finish(&world);
}

TEST(for_programs_a_finding_is_a_json_object_on_a_line)
{
	struct world world = a_world();
	struct finding *finding;

	finding = find(&world, at("m.yaml", 2, 3), "no seat \"c\xff\"");
	finding->hint = SLICE("did you mean \"csm\"?");
	finding->other = at("n.yaml", 1, 0);
	find(&world, at("m.yaml", 0, 0), "x");
	diag_print_json(&world.diag, &world.shown);
	expect_slice(buffer_slice(&world.shown),
		"{\"severity\":\"error\",\"code\":\"SW110\",\"message\":\"no seat "
		"\\\"c\xef\xbf\xbd\\\"\",\"file\":\"m.yaml\","
		"\"line\":2,\"column\":3,\"hint\":\"did you mean "
		"\\\"csm\\\"?\",\"other\":{\"file\":\"n.yaml\",\"line\":1}}\n"
		"{\"severity\":\"error\",\"code\":\"SW110\",\"message\":\"x\",\"file\":\"m.yaml\"}\n");
	finish(&world);
}
