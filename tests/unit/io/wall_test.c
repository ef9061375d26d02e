/* wall_test: the engine's clock beside a wall clock that people and machines set. */
#include "io/wall.h"
#include "check.h"

#define MINUTES(n) ((n)*60 * 1000)
enum { START = 1000000000 };

static struct wall a_clock(void)
{
	struct wall wall = {0};

	wall_advance(&wall, START, 0);
	return wall;
}

TEST(the_clock_follows_the_wall_clock)
{
	struct wall wall = a_clock();

	expect_int(wall_advance(&wall, START + 700, 700), START + 700);
	expect_int(wall_advance(&wall, START + 1500, 1400), START + 1500);
	expect_false(wall.jumped);
}

TEST(a_wall_clock_that_is_set_back_makes_the_clock_stand_until_it_is_reached_again)
{
	struct wall wall = a_clock();

	expect_int(wall_advance(&wall, START - MINUTES(60), 100), START);
	expect_int(wall_advance(&wall, START - MINUTES(1), 200), START);
	expect_int(wall_advance(&wall, START + 5, 300), START + 5);
}

TEST(a_jump_ahead_is_not_followed_and_time_goes_on_at_its_pace)
{
	struct wall wall = a_clock();

	expect_int(wall_advance(&wall, START + MINUTES(60), 100), START + 100);
	expect_true(wall.jumped);
	expect_int(wall_advance(&wall, START + MINUTES(61), MINUTES(1)), START + MINUTES(1));
	expect_true(wall.jumped);
}

TEST(a_jump_that_is_taken_back_is_forgotten)
{
	struct wall wall = a_clock();

	wall_advance(&wall, START + MINUTES(60), 100);
	expect_int(wall_advance(&wall, START + 300, 300), START + 300);
	expect_false(wall.jumped);
}

TEST(a_long_pause_in_which_both_clocks_go_on_is_no_jump)
{
	struct wall wall = a_clock();

	expect_int(wall_advance(&wall, START + MINUTES(90), MINUTES(90)), START + MINUTES(90));
	expect_false(wall.jumped);
}

TEST(a_correction_of_up_to_five_minutes_is_followed)
{
	struct wall wall = a_clock();

	expect_int(wall_advance(&wall, START + MINUTES(5), 0), START + MINUTES(5));
	expect_false(wall.jumped);
}
